"""The mailbox of a demonstration: what people would find in their mail, the newest first."""

import base64
import hashlib
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from pharos.common import delivery, mailbox
from pharos.common.errors import NotFound
from pharos.common.settings import settings
from pharos.portal.middleware import CONTENT_SECURITY_POLICY

_WITH_FRAME = f"{CONTENT_SECURITY_POLICY}; frame-src 'self'"


@require_safe
def listing(request: HttpRequest, language: str) -> HttpResponse:
    """Every mail of the box."""
    _require_demonstration()
    return _kept_by_nobody(render(request, "portal/mailbox.html", {"mails": mailbox.newest()}))


@require_safe
def mail(request: HttpRequest, language: str, mail_id: UUID) -> HttpResponse:
    """One mail: its head, the mail as it looks, and its plain text."""
    _require_demonstration()
    response = render(request, "portal/mailbox_mail.html", {"mail": mailbox.one(mail_id)})
    response.headers["Content-Security-Policy"] = _WITH_FRAME
    return _kept_by_nobody(response)


@require_safe
@xframe_options_sameorigin
def shown(request: HttpRequest, language: str, mail_id: UUID) -> HttpResponse:
    """The HTML of a mail by itself: no script, no form, nothing from elsewhere, our style only."""
    _require_demonstration()
    # the frame is a window of its own: a link in the mail leads the whole page on
    html = mailbox.one(mail_id).html.replace("<head>", '<head><base target="_top">', 1)
    response = HttpResponse(html)
    digest = hashlib.sha256(delivery.style_of_mails().encode()).digest()
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'sha256-{base64.b64encode(digest).decode()}'; "
        "form-action 'none'; frame-ancestors 'self'; "
        "sandbox allow-top-navigation-by-user-activation"
    )
    return _kept_by_nobody(response)


def _require_demonstration() -> None:
    if settings().production:
        raise NotFound("page_not_found")


def _kept_by_nobody(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
