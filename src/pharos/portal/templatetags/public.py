"""What public pages say: their addresses in each language, states in words, a nation's terms."""

from collections.abc import Mapping
from contextlib import nullcontext, suppress
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.counting import number_text
from pharos.common.i18n import LANGUAGES, choose
from pharos.common.settings import settings
from pharos.portal.templatetags.words import language
from pharos.portal.words import worded
from pharos.standards import queries as standards

register = template.Library()
# What is no part of the page itself: the place in a list, a line that is shown once.
_PASSING = ("after", "done", "lang")
MAX_TELLING = 1_000
# Stands for no open scope: pages without facts of the register have none.
_NOBODY = Actor(person_id=None, organisation_id=None)
HOLDER_DOORS = ("holder-lost", "me")


@register.simple_tag(takes_context=True)
def alternates(context: Mapping[str, Any]) -> SafeString | str:
    """Links to the page itself, to it in each language, and to the address that chooses one."""
    request = context.get("request")
    if request is None or request.path.split("/", 2)[1] not in LANGUAGES:
        return ""
    rest = request.path.split("/", 2)[2]
    query = _query(request)
    neutral = "/" if not rest else f"/{rest}"
    lines = [("canonical", "", f"/{language(context)}/{rest}")]
    lines += [("alternate", code, f"/{code}/{rest}{query}") for code in LANGUAGES]
    if not rest or rest.startswith(("programmes/", "providers/", "agencies/")):
        lines.append(("alternate", "x-default", f"{neutral}{query}"))
    else:
        lines.append(("alternate", "x-default", f"/en/{rest}{query}"))
    made = [
        format_html('<link rel="{}"{} href="{}">', rel, _hreflang(code), settings().origin + path)
        for rel, code, path in lines
    ]
    return format_html_join("", "{}\n", ((one,) for one in made))


def _hreflang(code: str) -> SafeString | str:
    return format_html(' hreflang="{}"', code) if code else ""


def _query(request: Any) -> str:
    kept = [(n, v) for n, values in request.GET.lists() for v in values if n not in _PASSING]
    text = urlencode(kept)
    return f"?{text}" if text and len(text) <= MAX_TELLING else ""


@register.simple_tag(takes_context=True)
def to_page(context: Mapping[str, Any], path: str) -> str:
    """The page of a programme or a body in the reader's language, by the path of its id."""
    return f"/{language(context)}{path}"


@register.simple_tag(takes_context=True)
def text_plain(context: Mapping[str, Any], texts: Mapping[str, str]) -> str:
    """A text of a language map where no mark of its language can stand: options, attributes."""
    return choose(texts, language(context))


@register.simple_tag(takes_context=True)
def said(context: Mapping[str, Any], problem: Any) -> str:
    """Why no award could be made today: which decision is missing, and what became of it."""
    page = language(context)
    reason = str(problem.facts["because"]).removeprefix("decision_")
    decision = worded(f"verify_decision_{problem.facts['kind']}", page)
    return f"{decision}: {worded(f'verify_standing_{reason}', page, problem.facts)}"


@register.simple_tag(takes_context=True)
def regime(context: Mapping[str, Any], basis: Any) -> str:
    """Under which law a nation's bodies decide, and how settled it is."""
    return worded(f"verify_legal_{basis.status}", language(context), {"source": basis.source})


@register.simple_tag(takes_context=True)
def count_of(context: Mapping[str, Any], value: int) -> str:
    """A count with the separators of the language."""
    return number_text(value, language(context))


@register.simple_tag
def outward(address: str) -> SafeString | str:
    """An address of others: a link when it is https, else the address as text (OUT-06)."""
    if not address.startswith("https://"):
        return address
    return format_html('<a href="{}" rel="noopener noreferrer nofollow">{}</a>', address, address)


@register.simple_tag(takes_context=True)
def told(context: Mapping[str, Any], tag: Any) -> str:
    """A state with its facts as a sentence."""
    return worded(tag.code, language(context), tag.facts)


@register.inclusion_tag("portal/state.html", takes_context=True)
def state(context: Mapping[str, Any], tag: Any) -> Mapping[str, Any]:
    """A state as the parts show it: words, shape and colour."""
    return {"text": told(context, tag), "tone": tag.tone}


@register.simple_tag(takes_context=True)
def term(context: Mapping[str, Any], code: str, nation: str = "") -> str:
    """The word that a nation has for a thing; without one, the nation's whose language it is.

    Georgian readers must not take a micro-credential for a small loan: the word is the
    nation's own (K01).
    """
    page = language(context)
    request = context.get("request")
    day = request.now.date() if request is not None else None
    if day is None:
        return code
    is_outside = tenancy.current_or(_NOBODY) is _NOBODY
    with tenancy.scope(ANONYMOUS) if is_outside else nullcontext():
        if nation:
            return standards.nation(nation, on=day).term(code, page)
        known = [standards.nation(one, on=day) for one in standards.all_codes()]
    own = [one for one in known if page in one.state_languages]
    return (own or known)[0].term(code, page)


@register.simple_tag(takes_context=True)
def holder_door(context: Mapping[str, Any], number: str) -> str:
    """Where the holder of a credential proves to be that person; empty where there is no door."""
    for name in HOLDER_DOORS:
        with suppress(NoReverseMatch):
            return reverse(name, kwargs={"language": language(context)}) + f"?number={number}"
    return ""
