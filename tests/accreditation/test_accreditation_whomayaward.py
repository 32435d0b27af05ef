"""Who may award credits and when: every row of table 5.4 of the domain, in Armenia and Georgia.

Asked twice, as the product asks: whether a body of this kind may publish such a programme at all,
and whether the gate lets an award of a day through.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest

from pharos.accreditation import rules
from pharos.catalogue import rules as catalogue
from pharos.catalogue.descriptors import Descriptor
from pharos.core.standing import Change, ChangeKind, Decision, Subject, Term
from pharos.core.standing import Scope as CoreScope
from pharos.nations import files
from pharos.nations.model import Nation

DAY, NOW = date(2027, 5, 20), datetime(2027, 5, 21, tzinfo=UTC)
ENTERED = datetime(2026, 1, 1, tzinfo=UTC)
HELD = Term(date(2026, 2, 1), date(2032, 2, 1))
OVER = Term(date(2020, 2, 1), date(2026, 2, 1))
NATIONS = {"AM": files.history("AM")[-1], "GE": files.history("GE")[-1]}
SUBJECT = Subject("body", "v1", "credit_bearing", 6, "0613")
KIND_ALONE = ["kind_not_yours_to_award"]


def decision(kind: str, **members: Any) -> Decision:
    bound = "v1" if kind in ("programme", "licence") else None
    found = Decision(kind, kind, "body", "accredited", HELD, ENTERED, programme=bound)
    return replace(found, **members)


AUTHORISED, INSTITUTION = decision("authorisation"), decision("institution")
PROGRAMME, LICENCE = decision("programme"), decision("licence")
FULL = (AUTHORISED, INSTITUTION, PROGRAMME)
FORMAT = decision("format", term=Term(date(2026, 2, 1)))
ENDED = tuple(replace(one, term=OVER) for one in (AUTHORISED, INSTITUTION))
TAUGHT_OUT = Change(ChangeKind.WITHDRAWN, date(2027, 3, 1), ENTERED,
                    teach_out_until=date(2027, 9, 1))  # fmt: skip
CLOSING = tuple(replace(one, changes=(TAUGHT_OUT,)) for one in (AUTHORISED, INSTITUTION))


@dataclass(frozen=True)
class Case:
    """One cell of the table: who, what kind of programme, with which decisions, what is said."""

    row: str
    body: str
    kind: str
    decisions: tuple[Decision, ...]
    expected: dict[str, list[str]]
    ects: str | None = "6"
    enrolled_on: date | None = None
    nations: tuple[str, ...] = field(default=("AM", "GE"))


def both(*codes: str) -> dict[str, list[str]]:
    return {"AM": list(codes), "GE": list(codes)}


TABLE = [
    Case("accredited HEI, accredited programme", "hei_public", "credit_bearing", FULL, both()),
    Case("the same, carve-out", "hei_public", "carved_out", FULL,
         {"AM": [*KIND_ALONE, "carve_out_closed"], "GE": []}),
    Case("HEI, programme not accredited", "hei_public", "credit_bearing",
         (AUTHORISED, INSTITUTION), both("programme_not_accredited")),
    Case("HEI, programme not accredited: no credit", "hei_public", "non_formal",
         (AUTHORISED, INSTITUTION), both("ects_on_wrong_kind")),
    Case("HEI, programme not accredited: non-formal", "hei_public", "non_formal",
         (AUTHORISED, INSTITUTION), both(), ects=None),
    Case("HEI whose status expired", "hei_public", "credit_bearing", (*ENDED, PROGRAMME),
         {"AM": ["provider_not_authorised", "institution_not_accredited"],
          "GE": ["provider_not_authorised"]}),
    Case("HEI whose status was taken away", "hei_public", "credit_bearing", (*CLOSING, PROGRAMME),
         {"AM": ["provider_not_authorised", "institution_not_accredited"],
          "GE": ["provider_not_authorised"]}),
    Case("the same, teach-out", "hei_public", "credit_bearing", (*CLOSING, PROGRAMME), both(),
         enrolled_on=date(2027, 2, 28)),
    Case("licensed private organisation, teacher course", "training_centre", "regulated_30",
         (AUTHORISED, LICENCE), {"AM": [], "GE": KIND_ALONE}, ects="30"),
    Case("the same, not 30 exactly", "training_centre", "regulated_30", (AUTHORISED, LICENCE),
         {"AM": ["regulated_ects_not_30"]}, ects="29.5", nations=("AM",)),
    Case("the same, without a licence", "training_centre", "regulated_30", (AUTHORISED,),
         {"AM": ["programme_not_licensed"]}, ects="30", nations=("AM",)),
    *(
        Case(f"{body}, no external QA", body, "credit_bearing", (AUTHORISED,),
             {"AM": ["institution_not_accredited", "programme_not_accredited"],
              "GE": [*KIND_ALONE, "programme_not_accredited"]})
        for body in ("company_academy", "ngo", "scientific_organisation")
    ),
    *(
        Case(f"{body}, hours only", body, "non_formal", (AUTHORISED,), both(), ects=None)
        for body in ("company_academy", "ngo", "scientific_organisation")
    ),
    *(
        Case(f"{body}, accredited micro-credential", body, "credit_bearing", FULL,
             {"AM": [], "GE": KIND_ALONE})
        for body in ("company_academy", "ngo", "scientific_organisation")
    ),
    # the institution awards, so the decisions are about it
    Case("company through an HEI as awarding body", "hei_private", "credit_bearing", FULL, both()),
    Case("VET: no ECTS", "vet_provider", "credit_bearing", FULL, both(*KIND_ALONE)),
    Case("VET: training with credits", "vet_provider", "vet_training", (AUTHORISED,),
         both("ects_on_wrong_kind")),
    Case("VET: training", "vet_provider", "vet_training", (AUTHORISED,), both(), ects=None),
    Case("foreign branch under the recognised decision", "hei_foreign_or_interstate",
         "credit_bearing", FULL, both()),
    Case("foreign branch without one", "hei_foreign_or_interstate", "credit_bearing",
         (AUTHORISED,), {"AM": ["institution_not_accredited", "programme_not_accredited"],
                         "GE": ["programme_not_accredited"]}),
    Case("scope does not cover the level", "hei_public", "credit_bearing",
         (AUTHORISED, INSTITUTION, replace(PROGRAMME, scope=CoreScope(levels=frozenset({7})))),
         both("out_of_scope")),
    Case("scope does not cover the field", "hei_public", "credit_bearing",
         (AUTHORISED, INSTITUTION, replace(PROGRAMME, scope=CoreScope(fields=frozenset({"01"})))),
         both("out_of_scope")),
]  # fmt: skip
CELLS = [(case, code) for case in TABLE for code in case.nations]


@pytest.mark.parametrize(("case", "code"), CELLS, ids=[f"{c.row}, {code}" for c, code in CELLS])
def test_table_5_4_says_who_may_award_credits(case: Case, code: str) -> None:
    assert list(_said(case, NATIONS[code])) == case.expected[code]


def _said(case: Case, nation: Nation) -> Iterator[str]:
    ects = None if case.ects is None else Decimal(case.ects)
    descriptor = Descriptor(kind=case.kind, nqf_level=6, ects=ects, isced_f="0613")
    for problem in catalogue.awarding_problems(descriptor, (case.body,), nation):
        yield problem.code
    if case.kind == "carved_out" and not nation.carve_out.is_open:
        yield "carve_out_closed"
    sizes = (catalogue.r1_ects_by_kind, catalogue.r13_regulated_size)
    for rule in sizes:
        for problem in rule(descriptor, nation):
            if problem.code in ("ects_on_wrong_kind", "regulated_ects_not_30"):
                yield problem.code
    for problem in rules.award_problems(
        nation=nation,
        subject=replace(SUBJECT, kind=case.kind),
        decisions=case.decisions,
        awarded_on=DAY,
        known_at=NOW,
        enrolled_on=case.enrolled_on,
        format_decisions=(FORMAT,) if nation.gates.format_approval else None,
    ):
        yield problem.code


def test_armenia_needs_an_approved_format_as_well() -> None:
    """W 4.3: the certificate's format is approved by the ministry; Georgia asks for none."""
    for code, expected in (("AM", ["format_not_approved"]), ("GE", [])):
        found = rules.award_problems(
            nation=NATIONS[code], subject=SUBJECT, decisions=FULL, awarded_on=DAY, known_at=NOW,
            format_decisions=() if NATIONS[code].gates.format_approval else None,
        )  # fmt: skip
        assert [one.code for one in found] == expected
