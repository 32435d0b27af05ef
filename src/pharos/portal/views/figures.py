"""The numbers of the register, each with how it is counted, as bars, table and file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pharos.common import csvfiles, tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.portal import answers
from pharos.portal.queries import figures


@require_safe
def statistics(request: HttpRequest, language: str) -> HttpResponse:
    """Real counters of the register."""
    with tenancy.scope(ANONYMOUS):
        context = {
            "figures": figures.register(now=request.now),
            "charts": [
                {
                    "code": f"page_figures_{name}",
                    "points": [
                        {"label": choose(one.label, language), "value": one.value} for one in points
                    ],
                }
                for name, points in figures.breakdowns(now=request.now).items()
            ],
            "now": request.now,
        }
        return answers.public(render(request, "portal/statistics.html", context))


@require_safe
def statistics_file(request: HttpRequest, language: str) -> HttpResponse:
    """The same numbers for a spreadsheet."""
    headings = [sentence(f"page_figures_{name}", language) for name in ("number", "value", "how")]
    rows: list[list[object]] = []
    with tenancy.scope(ANONYMOUS):
        for one in figures.register(now=request.now):
            name, how = sentence(one.code, language), sentence(f"{one.code}_how", language)
            rows.append([name, one.value, how])
        for name, points in figures.breakdowns(now=request.now).items():
            heading = sentence(f"page_figures_{name}", language)
            rows += [[f"{heading}: {choose(one.label, language)}", one.value, ""] for one in points]
    response = csvfiles.download("statistics.csv", headings, rows)
    response.headers["X-Robots-Tag"] = "noindex"
    return answers.public(response)
