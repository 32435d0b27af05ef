"""What pages of decisions show besides plain parts: who may, why not, digests."""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template

from pharos.common.errors import DomainError
from pharos.common.sentences import catalogue, sentence

register = template.Library()


@register.simple_tag(takes_context=True)
def problem(context: Mapping[str, Any], error: DomainError) -> str:
    """The sentence of a refusal that has not happened yet."""
    return sentence(error.code, context["request"].language, error.facts)


@register.simple_tag(takes_context=True)
def who_may(context: Mapping[str, Any], code: str, roles: Iterable[str]) -> str:
    """Who may do what this reader may not: the sentence with the names of the roles."""
    page = context["request"].language
    names = ", ".join(sentence(f"page_role_{role}", page) for role in roles)
    return sentence(code, page, {"roles": names or "–"})


@register.simple_tag
def hexadecimal(digest: bytes) -> str:
    """A digest as people compare it."""
    return bytes(digest).hex()


@register.simple_tag(takes_context=True)
def reason(context: Mapping[str, Any], code: str) -> str:
    """The sentence of a code that was kept without its facts; a fault of ours has none."""
    page = context["request"].language
    return sentence(code if code in catalogue("en") else "page_deciding_fault", page)
