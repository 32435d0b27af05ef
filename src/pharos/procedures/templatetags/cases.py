"""What pages of procedures show besides plain parts: names of languages."""

from collections.abc import Mapping
from typing import Any

from django import template

from pharos.common.i18n import choose
from pharos.common.languagenames import language_name

register = template.Library()


@register.simple_tag(takes_context=True)
def language_of(context: Mapping[str, Any], tag: str) -> str:
    """The name of a language in the language of the page."""
    return choose(language_name(tag), context["request"].language)
