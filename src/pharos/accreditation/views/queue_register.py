"""The register desk of a ministry: the bodies of its nation, their rights, what data is missing."""

from collections.abc import Iterator
from typing import Any, Final

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts.policies import Permission
from pharos.accreditation import queries, telling, worklist
from pharos.accreditation.models import Decision
from pharos.accreditation.views import decisions
from pharos.common.actor import Actor
from pharos.nations import codes
from pharos.organisations import desk
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation

PAGE: Final = 30
HINTS: Final = ("language", "legal_id", "kind", "decision")


@desk.page(Permission.DECISION_READ)
def register(request: HttpRequest, by: Actor) -> HttpResponse:
    """The entries by name and kind, each with its rights today and hints about its data."""
    body = worklist.body_of(by, now=request.now)
    text = request.GET.get("q", "").strip()[:80]
    kind = request.GET.get("kind", "")
    hint = request.GET.get("hint", "")
    facts = {"body": body, "q": text, "kind": kind, "hint": hint, "hints": HINTS,
             "kinds": list(codes.organisation_kinds().values())}  # fmt: skip
    if body is None:
        return render(request, "accreditation/register.html", facts)
    kind = kind if kind in codes.organisation_kinds() else ""
    found = organisations.listing(
        nation=body.nation.code, kind=kind or None, on=body.today, text=text
    )
    if hint in HINTS:
        found = [one for one in found if hint in _row(one, body)["missing"]]
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    rows = [_row(one, body) for one in page]
    return render(
        request,
        "accreditation/register.html",
        {**facts, "page": page, "rows": rows, "count": len(found)},
    )


def _row(one: Organisation, body: worklist.Body) -> dict[str, Any]:
    held = [_held(decision, body) for decision in queries.about(one.id)]
    kinds = organisations.kinds_on(one.id, body.today)
    labels = codes.organisation_kinds()
    is_provider = any(labels[kind].role == "provider" for kind in kinds)
    return {
        "name": one.name,
        "path": telling.public_path(one),
        "state": one.state,
        "kinds": [labels[kind].label for kind in sorted(kinds)],
        "decisions": [row for row in held if row["is_current"]],
        "missing": list(_missing(one, kinds, held, body, is_provider=is_provider)),
    }


def _held(decision: Decision, body: worklist.Body) -> dict[str, Any]:
    state = decisions.standing_word(decision, body.today)
    return {
        "id": decision.id,
        "what": f"page_deciding_kind_{decision.kind}",
        "number": decision.number,
        "last_day": decision.until and decision.until - worklist.ONE_DAY,
        "code": f"page_stands_{state}",
        "tone": decisions.TONES[state],
        "is_current": state in ("in_force", "conditional", "limited", "suspended"),
    }


def _missing(
    one: Organisation,
    kinds: frozenset[str],
    held: list[dict[str, Any]],
    body: worklist.Body,
    *,
    is_provider: bool,
) -> Iterator[str]:
    if any(not one.name.get(tag) for tag in body.nation.required_languages):
        yield "language"
    if not one.legal_ids:
        yield "legal_id"
    if not kinds:
        yield "kind"
    if is_provider and not any(row["is_current"] for row in held):
        yield "decision"
