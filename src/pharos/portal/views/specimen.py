"""A specimen of a certificate: the format that a ministry decides about, set with example data.

A format is the register's own, or a provider's that is kept here, or one of which there is only
the hash. The first two are shown as they would be printed; a provider's also with its source and
the list of what every certificate must show.
"""

import hashlib
from functools import cache
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.accreditation import queries as accreditation
from pharos.accreditation.models import CertificateFormat
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.issuing.certificate import facts, making
from pharos.issuing.layouts import queries as layouts
from pharos.issuing.layouts import specimens
from pharos.issuing.views import layouts_shown
from pharos.organisations import desk
from pharos.organisations import queries as organisations


@desk.page(Permission.DECISION_READ)
def specimen(request: HttpRequest, by: Actor, format_id: UUID) -> HttpResponse:
    """What is known of a format, with a way to the specimen where there is one."""
    found = accreditation.certificate_format(format_id)
    content = layouts.content(found.id)
    shown = {}
    if content is not None:
        usual = specimens.usual(found.organisation_id, now=request.now)
        shown = layouts_shown.examined(content, usual, request.language)
    return render(
        request,
        "portal/operations/specimen.html",
        {
            **shown,
            "format": found,
            "hash": bytes(found.content_hash).hex(),
            "holder": organisations.by_id(found.organisation_id),
            "known": is_ours(found),
            "content": content,
            "may_decide": by.organisation_id != found.organisation_id
            and policies.allows(by, Permission.FORMAT_PROPOSE),
            "version": specimens.shown_programme(found.organisation_id),
        },
    )


@desk.page(Permission.DECISION_READ)
def pdf(request: HttpRequest, by: Actor, format_id: UUID) -> HttpResponse:
    """The specimen; raises NotFound for a format that this installation does not set."""
    found = accreditation.certificate_format(format_id)
    version = specimens.shown_programme(found.organisation_id)
    if version is None or not is_ours(found):
        raise NotFound("specimen_unknown")
    credential, document = specimens.example(version, request.now)
    made = making.make(
        facts.of(credential, document), document=document, tlog_proof="", created=request.now
    )
    return HttpResponse(made, content_type="application/pdf")


@desk.page(Permission.DECISION_READ)
def shown(request: HttpRequest, by: Actor, format_id: UUID, file: str) -> HttpResponse:
    """A provider's own form: `usual.pdf`, or a page as `long-2.png`; raises NotFound."""
    found = accreditation.certificate_format(format_id)
    content = layouts.require_content(found.id)
    usual = specimens.usual(found.organisation_id, now=request.now)
    if usual is None:
        raise NotFound("specimen_unknown")
    return layouts_shown.file(content, usual, file)


def is_ours(found: CertificateFormat) -> bool:
    """Whether certificates are set in this very format here."""
    return bytes(found.content_hash) == _our_hash()


@cache
def _our_hash() -> bytes:
    return hashlib.sha256((making.FOLDER / "certificate.typ").read_bytes()).digest()
