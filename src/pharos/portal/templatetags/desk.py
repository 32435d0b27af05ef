"""Template tags of desk pages: the hidden key of a form, addresses in the same desk."""

import secrets
from collections.abc import Mapping
from typing import Any

from django import template
from django.middleware.csrf import get_token
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.organisations.desk import KEY_FIELD

register = template.Library()


@register.simple_tag(takes_context=True)
def form_key(context: Mapping[str, Any]) -> SafeString:
    """What every form of a desk carries: proof that it is ours, and one key for the act."""
    request = context["request"]
    return format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'
        '<input type="hidden" name="{}" value="{}">',
        get_token(request),
        KEY_FIELD,
        secrets.token_urlsafe(18),
    )


@register.simple_tag(takes_context=True)
def to(context: Mapping[str, Any], name: str, **arguments: object) -> str:
    """The address of a page in the reader's language and, for a desk's page, the same desk."""
    request = context["request"]
    found = {"language": request.language, **arguments}
    desk = getattr(request, "desk", None)
    if desk is not None and "slug" not in found:
        try:
            return str(reverse(name, kwargs={**found, "slug": desk.slug}))
        except NoReverseMatch:
            pass
    return str(reverse(name, kwargs=found))


@register.simple_tag(takes_context=True)
def may(context: Mapping[str, Any], permission: str) -> bool:
    """Whether who looks may do this: only then the button is shown."""
    desk = getattr(context["request"], "desk", None)
    return desk is not None and policies.allows(desk.by, Permission(permission))
