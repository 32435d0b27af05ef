"""Words about roles, for any page that names one."""

from collections.abc import Mapping
from typing import Any

from django import template

from pharos.common.sentences import sentence

register = template.Library()


@register.simple_tag(takes_context=True)
def role_name(context: Mapping[str, Any], role: str) -> str:
    """What a role is called in the reader's language."""
    return sentence(f"page_role_{role}", context["request"].language)


@register.simple_tag(takes_context=True)
def role_may(context: Mapping[str, Any], role: str) -> str:
    """What somebody with the role does, in a sentence."""
    return sentence(f"page_role_{role}_may", context["request"].language)
