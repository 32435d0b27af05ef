"""A decision as everybody reads it: its words, what happened to it, how it stands today."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from importlib import import_module
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from pharos.accreditation import queries, telling
from pharos.accreditation.cases import Case
from pharos.accreditation.endorsing import actions as endorsing
from pharos.accreditation.models import Decision
from pharos.accreditation.views import decisions
from pharos.catalogue import queries as catalogue
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.standards import queries as standards

# whether it lies within the agency's entry in the EQAR is known where agencies are listed
BESIDE: Final[Sequence[str]] = ("pharos.procedures.queries.listed:told_of",)


def decision(request: HttpRequest, language: str, decision_id: UUID) -> HttpResponse:
    """The public entry of a decision, from the moment of its approval on."""
    with tenancy.scope(ANONYMOUS):
        found = queries.decision(decision_id)
        facts = decisions.told(found, language, request.now)
        request.clock_of = facts["case"].holder.nation
        address = catalogue.address(found.version) if found.version else ""
        return render(
            request,
            "accreditation/public.html",
            {
                "decision": found,
                "what": f"page_deciding_kind_{found.kind}",
                "holder_path": telling.public_path(facts["case"].holder),
                "programme_address": address,
                "digest": bytes(found.digest).hex(),
                "law": _law(found, facts["case"]),
                "statement": _statement(found, facts["case"], request.now),
                "beside": list(_beside(found)),
                **facts,
            },
        )


def _law(found: Decision, case: Case) -> dict[str, str]:
    """How settled the law was on the day of the decision; empty for a body of no known nation."""
    code = case.holder.nation
    if code not in standards.all_codes():
        return {}
    law = standards.nation(code, on=found.decided_on).legal_basis
    return {"status": law.status, "source": law.source}


def _beside(found: Decision) -> Iterator[str]:
    """What parts above this one say of the decision, as codes of sentences."""
    for name in BESIDE:
        module, _, function = name.partition(":")
        yield from getattr(import_module(module), function)(found)


def _statement(found: Decision, case: Case, now: datetime) -> str:
    """The address of the signed statement; empty where there is none to be had."""
    if not endorsing.may_be_stated(found, case, now):
        return ""
    return reverse("decision-statement-file", kwargs={"decision_id": found.id})
