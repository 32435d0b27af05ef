"""Template tags that put sentences, names and dates into a page in its reader's language."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from typing import Any
from urllib.parse import urlencode

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString

from pharos.common import dates
from pharos.common.counting import number_text
from pharos.common.i18n import LANGUAGES, choose
from pharos.common.scripts import script_language
from pharos.common.sentences import sentence
from pharos.common.settings import settings
from pharos.nations import codes
from pharos.portal.clocks import note_time, zone_note, zone_of

register = template.Library()
# Each language is named in itself: a reader who lost the way must find back.
ENDONYMS = {"hy": "Հայերեն", "ka": "ქართული", "en": "English"}
_FALLBACK = "en"


@register.simple_tag(takes_context=True)
def language(context: Mapping[str, Any]) -> str:
    """The language of the page."""
    # the context of a page knows its request at once, without a look through all its scopes
    request = getattr(context, "request", None) or context.get("request")
    return str(getattr(request, "language", _FALLBACK))


@register.simple_tag(takes_context=True)
def say(context: Mapping[str, Any], code: str, **facts: object) -> str:
    """The sentence of a code; what it names is escaped by the template as all text is."""
    if facts:
        return sentence(code, language(context), facts)
    return _plain(code, language(context))


@lru_cache(maxsize=20_000)
def _plain(code: str, wanted: str) -> SafeString:
    """A sentence that names nothing, escaped once for all pages."""
    return conditional_escape(sentence(code, wanted))


@register.simple_tag(takes_context=True)
def text(context: Mapping[str, Any], texts: Mapping[str, str]) -> SafeString | str:
    """A text of a language map, marked with its language when that is not the page's."""
    wanted = language(context)
    chosen = choose(texts, wanted)
    found = next((code for code, value in texts.items() if value == chosen), "und")
    if texts.get(wanted) == chosen:
        return chosen
    return _marked(chosen, found if found != "und" else script_language(chosen), wanted)


@register.simple_tag(takes_context=True)
def written(context: Mapping[str, Any], value: str) -> SafeString | str:
    """A text whose language nobody told, marked by its script."""
    return _marked(value, script_language(value), language(context))


@register.simple_tag(takes_context=True)
def day(context: Mapping[str, Any], value: date | str | None) -> str:
    """A day in words."""
    if isinstance(value, str):
        value = date.fromisoformat(value)
    return dates.day_text(value, language(context)) if value else ""


@register.simple_tag(takes_context=True)
def instant(context: Mapping[str, Any], value: datetime | None) -> str:
    """An instant in words, by the clock of the page."""
    request = context.get("request")
    note_time(request)
    return dates.instant_text(value, language(context), zone_of(request)) if value else ""


@register.simple_tag(takes_context=True)
def clock(context: Mapping[str, Any]) -> str:
    """By which clock the page told its instants; nothing where each of them tells it."""
    return zone_note(context.get("request"), language(context))


@register.simple_tag(takes_context=True)
def number(context: Mapping[str, Any], value: object) -> str:
    """A number as its readers write it: 12,345.5; 12 345,5. What is no number stays as it is."""
    try:
        exact = Decimal(str(value))
    except InvalidOperation:
        return str(value)
    return number_text(exact, language(context))


@register.simple_tag(takes_context=True)
def switches(context: Mapping[str, Any]) -> Sequence[Mapping[str, object]]:
    """The same page in each language: the address, the endonym, whether it is this one."""
    request = context.get("request")
    if request is None:
        return []
    here = language(context)
    return [
        {"code": code, "name": name, "href": _address(request, code), "here": code == here}
        for code, name in ENDONYMS.items()
    ]


def _marked(value: str, found: str, wanted: str) -> SafeString | str:
    if not found or found == wanted:
        return value
    return format_html('<span lang="{}">{}</span>', found, value)


def _address(request: Any, code: str) -> str:
    parts = request.path.split("/")
    lists = request.GET.lists()
    kept = [(name, value) for name, values in lists for value in values if name != "lang"]
    if len(parts) > 2 and parts[1] in LANGUAGES:
        parts[1] = code
    else:
        kept.append(("lang", code))
    return "/".join(parts) + (f"?{urlencode(kept)}" if kept else "")


@register.simple_tag
def demonstration() -> bool:
    """Whether this installation marks everything as made in a demonstration."""
    return settings().installation == "demonstration"


@register.simple_tag(takes_context=True)
def check_name(context: Mapping[str, Any], id: str) -> str:
    """The name of one of the nine checks."""
    return say(context, f"verify_check_{id}")


@register.simple_tag(takes_context=True)
def legal_basis(context: Mapping[str, Any], basis: Mapping[str, str]) -> str:
    """How settled the law is under which an award was made, and its source."""
    source = law_source(context, basis["source"])
    return say(context, f"verify_legal_{basis['status']}", source=source)


@register.simple_tag(takes_context=True)
def law_source(context: Mapping[str, Any], source: str) -> str:
    """What a nation cites as its legal basis, in the page's language or as it was signed."""
    return codes.legal_sources().get(source, {}).get(language(context), source)
