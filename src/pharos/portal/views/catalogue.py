"""The catalogue: a search that needs no account and no script, its table, file and feed."""

from collections.abc import Iterable, Iterator
from typing import Final
from xml.sax.saxutils import escape, quoteattr

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from pharos.catalogue import search
from pharos.catalogue.search import Asked
from pharos.common import csvfiles, tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import Invalid
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.common.settings import settings
from pharos.portal import answers, keeping
from pharos.portal.queries import finding, programmes
from pharos.portal.queries.programmes import Card
from pharos.portal.words import worded

MAX_FILE_ROWS: Final = 5_000
MAX_FEED_ENTRIES: Final = 50
_VIEWS: Final = ("list", "table")
_COLUMNS: Final = (
    "title", "provider", "kind", "ects", "level", "form", "language", "state", "address",
)  # fmt: skip


@require_safe
@keeping.kept
def programmes_page(request: HttpRequest, language: str) -> HttpResponse:
    """The search page; a refusal keeps what was typed."""
    refusal, status = None, 200
    try:
        asked = finding.read(request.GET, language)
    except Invalid as error:
        refusal, asked, status = error, Asked(language=language), error.http_status
    day = request.now.date()
    with tenancy.scope(ANONYMOUS):
        found = search.find(asked, on=day)
        facets = finding.facets(found.counts, asked, language, day=day)
        context = {
            "asked": asked,
            "found": found,
            "cards": programmes.cards(found.versions, day=day),
            "facets": facets,
            "chosen": finding.chosen(facets, request.GET),
            "sorts": [one for one in search.SORTS if one != "relevance" or asked.words],
            "view": request.GET.get("view") if request.GET.get("view") in _VIEWS else "list",
            "queries": _queries(request, found.next),
            "refused": refusal,
            "typed": request.GET.get("q", "")[: search.MAX_TEXT],
        }
        return answers.public(render(request, "portal/programmes.html", context, status=status))


@require_safe
def programmes_file(request: HttpRequest, language: str) -> HttpResponse:
    """What the search finds as a table for a spreadsheet, in UTF-8 with its mark."""
    cards = _cards(request, language, MAX_FILE_ROWS)
    headings = [sentence(f"page_find_column_{name}", language) for name in _COLUMNS]
    response = csvfiles.download(
        "programmes.csv", headings, (_row(card, language) for card in cards)
    )
    response.headers["X-Robots-Tag"] = "noindex"
    return answers.public(response)


@require_safe
def programmes_feed(request: HttpRequest, language: str) -> HttpResponse:
    """What the search finds, newest first, for whoever follows it (Atom, RFC 4287)."""
    cards = _cards(request, language, MAX_FEED_ENTRIES, sort="newest")
    query = finding.address(request.GET, after="", sort="", view="")
    here = settings().origin + reverse("programmes-feed", kwargs={"language": language})
    body = "".join(_feed(cards, language, here + (f"?{query}" if query else "")))
    return answers.public(HttpResponse(body, content_type="application/atom+xml; charset=utf-8"))


def _cards(request: HttpRequest, language: str, limit: int, sort: str = "") -> list[Card]:
    query = request.GET.copy()
    if sort:
        query["sort"] = sort
    asked = finding.read(query, language)
    day = request.now.date()
    with tenancy.scope(ANONYMOUS):
        return programmes.cards(search.each(asked, on=day, limit=limit), day=day)


def _queries(request: HttpRequest, after: str) -> dict[str, str]:
    asked = request.GET
    return {
        "file": finding.address(asked, after="", view=""),
        "feed": finding.address(asked, after="", view="", sort=""),
        "list": finding.address(asked, view=""),
        "table": finding.address(asked, view="table"),
        "next": finding.address(asked, after=after) if after else "",
        "first": finding.address(asked, after="") if asked.get("after") else "",
    }


def _row(card: Card, language: str) -> Iterator[str]:
    yield choose(card.title, language)
    yield choose(card.provider, language)
    yield choose(card.kind, language)
    yield "" if card.ects is None else f"{card.ects}"
    yield choose(card.level, language) if card.level else ""
    yield "; ".join(choose(one, language) for one in card.forms)
    yield "; ".join(choose(one, language) for one in card.languages)
    yield worded(card.tag.code, language, card.tag.facts)
    yield settings().origin + card.path


def _feed(cards: Iterable[Card], language: str, here: str) -> Iterator[str]:
    cards = list(cards)
    # A feed says when it changed last; one without entries has not changed since the epoch.
    updated = max((one.version.published_at for one in cards), default=None)
    stamp = updated.strftime("%Y-%m-%dT%H:%M:%SZ") if updated else "1970-01-01T00:00:00Z"
    yield '<?xml version="1.0" encoding="utf-8"?>\n'
    yield f'<feed xmlns="http://www.w3.org/2005/Atom" xml:lang={quoteattr(language)}>'
    yield f"<id>{escape(here)}</id><title>{escape(sentence('page_find_feed', language))}</title>"
    yield f'<updated>{stamp}</updated><link rel="self" href={quoteattr(here)}/>'
    for card in cards:
        page = settings().origin + f"/{language}" + card.path
        made = card.version.published_at.strftime("%Y-%m-%dT%H:%M:%SZ")
        yield f"<entry><id>{escape(settings().origin + card.path)}</id><updated>{made}</updated>"
        yield f"<title>{escape(choose(card.title, language))}</title>"
        yield f"<author><name>{escape(choose(card.provider, language))}</name></author>"
        yield f"<link href={quoteattr(page)}/>"
        state = escape(worded(card.tag.code, language, card.tag.facts))
        yield f"<summary>{state}</summary></entry>"
    yield "</feed>\n"
