"""A decision as a letter, by whichever way it came: in a procedure, by the light route, recorded.

What it says is what everybody reads of it in the register (ESG 2015, 2.6); the letter to the
provider says beside that how to appeal, the public print what happened to the decision since.
"""

from datetime import datetime, timedelta
from typing import Final

from pharos.accreditation import telling
from pharos.accreditation.endorsing.facts import report_address
from pharos.accreditation.models import Basis, Decision, DecisionChange
from pharos.common.settings import settings
from pharos.organisations import queries as organisations
from pharos.procedures.letters.paper import Letter, Paper, Row, Texts, law_of
from pharos.procedures.letters.telling import letter_about
from pharos.procedures.models import Case

# who writes and to whom stands above
_IN_THE_HEAD: Final = frozenset({"page_case_holder", "page_decision_by"})


def letter_of(decision: Decision) -> Letter:
    """The letter to the provider: that of its case where it has one that the reader sees."""
    if decision.basis == Basis.PROCEDURE:
        case = Case.objects.filter(id=decision.case_id).first()
        found = letter_about(case, decision) if case else None
        if found is not None:
            return found
    return _outside_a_case(decision)


def printed(decision: Decision) -> Letter:
    """What everybody may read, with each later change, told on the day of the newest of them."""
    changes = sorted(decision.changes.all(), key=lambda one: one.recorded_at)
    told = _Decided(decision, (changes or [decision])[-1].recorded_at)
    rows = told.rows()
    if changes:
        rows.append(told.row("row_since", *(told.change(one) for one in changes)))
    return told.decided("print", (told.say("public"),), rows, (told.say("today"),))


def _outside_a_case(decision: Decision) -> Letter:
    told = _Decided(decision, decision.recorded_at)
    days = told.nation.oversight.appeal_days
    last = told.days(told.day + timedelta(days=days))
    rows = [*told.rows(), Row(told.words("letter_case_row_appeal_until"), (last,))]
    closing = (told.words("letter_case_appeal", days=days), told.words("letter_case_complaint"))
    return told.decided("letter", (told.say("opening"),), rows, closing)


class _Decided(Paper):
    """A letter about one decision."""

    prefix = "letter_decision_"

    def __init__(self, decision: Decision, at: datetime) -> None:
        super().__init__(
            law_of(decision.organisation_id, at),
            at,
            sender=decision.agency_id,
            recipient=decision.organisation_id,
        )
        self.decision = decision

    def rows(self) -> list[Row]:
        """The lines that everybody reads, how the decision came, and where it is found."""
        agency, content = organisations.by_id(self.sender), self.decision.content
        each = [telling.rows(content, agency, tag) for tag in self.languages]
        found = [
            Row(
                tuple(one.label for one in same),
                tuple(
                    tuple(text for text, _ in values)
                    for values in zip(*(one.values for one in same), strict=True)
                ),
            )
            for same in zip(*each, strict=True)
            if same[0].code not in _IN_THE_HEAD
        ]
        found.append(
            self.row("row_basis", self.words(f"page_decision_basis_{self.decision.basis}"))
        )
        if report := report_address(self.decision):
            found.append(Row(self.words("letter_case_row_report"), (self.same(report),)))
        where = f"{settings().origin}/decisions/{self.decision.id}"
        return [*found, self.row("row_register", self.same(where))]

    def change(self, one: DecisionChange) -> Texts:
        """What happened to the decision: by which number, what, since when."""
        kinds = self.words(f"page_change_{one.kind}")
        terms = [telling.period(one.first_day, one.until, tag) for tag in self.languages]
        return tuple(
            f"{one.number}: {kind}, {term}" for kind, term in zip(kinds, terms, strict=True)
        )

    def decided(
        self, key: str, opening: tuple[Texts, ...], rows: list[Row], closing: tuple[Texts, ...]
    ) -> Letter:
        return self.written(
            key,
            number=self.decision.number,
            title=self.words("letter_case_title_decision"),
            opening=opening,
            rows=tuple(rows),
            closing=closing,
        )
