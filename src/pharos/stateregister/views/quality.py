"""The desk of data quality: how many entries want a look, which they are, the same as a file."""

from collections.abc import Iterator

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts.policies import Permission
from pharos.common import csvfiles
from pharos.common.actor import Actor
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.nations import zones
from pharos.organisations import desk
from pharos.standards import queries as standards
from pharos.stateregister import quality
from pharos.stateregister.quality import Finding

_COLUMNS = ("kind", "provider", "entry", "last")
TONES = {"left": "bad", "overdue": "warn", "soon": "info", "organisation": "warn",
         "unaccredited": "warn"}  # fmt: skip


@desk.page(Permission.QUALITY_READ)
def desk_of_quality(request: HttpRequest, by: Actor) -> HttpResponse:
    """Every kind with its number, and the entries of the chosen one."""
    nation, kind = _asked(request, by)
    counts = quality.counts(nation, now=request.now)
    return render(request, "stateregister/quality.html", {
        "nation": standards.nation(nation, on=zones.legal_day(nation, request.now)).name,
        "code": nation,
        "kinds": [{"kind": one, "count": counts[one], "tone": TONES[one] if counts[one] else "good",
                   "chosen": one == kind} for one in quality.KINDS],
        "kind": kind,
        "rows": quality.findings(nation, kind, now=request.now),
        "most": quality.MAX_LISTED,
    })  # fmt: skip


@desk.page(Permission.QUALITY_READ)
def file_of_quality(request: HttpRequest, by: Actor) -> HttpResponse:
    """The entries of a kind as a table for a spreadsheet."""
    nation, kind = _asked(request, by)
    language = request.language
    headings = [sentence(f"page_quality_column_{one}", language) for one in _COLUMNS]
    rows = quality.findings(nation, kind, now=request.now)
    return csvfiles.download("data-quality.csv", headings, (_row(one, language) for one in rows))


def _asked(request: HttpRequest, by: Actor) -> tuple[str, str]:
    nation = quality.nation_of(by, request.GET.get("nation", ""))
    kind = request.GET.get("kind", "")
    return nation, kind if kind in quality.KINDS else quality.KINDS[0]


def _row(one: Finding, language: str) -> Iterator[str]:
    yield sentence(f"page_quality_kind_{one.kind}", language)
    yield choose(one.provider, language)
    yield choose(one.title, language)
    yield one.day.isoformat() if one.day else ""
