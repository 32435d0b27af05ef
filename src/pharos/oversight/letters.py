"""The outcome of an appeal and the answer to a complaint as letters to the provider (ESG 2.7).

They say what the provider reads of it at its desk: who voted how stays with the agency.
"""

from datetime import date, datetime
from typing import Final

from pharos.lightroute.models import Appeal
from pharos.oversight.models import Filing
from pharos.oversight.rules.words import Kind, State
from pharos.procedures.letters import Letter
from pharos.procedures.letters.paper import Paper, Row, Texts, law_of

_ANSWERED: Final = frozenset({State.INADMISSIBLE, State.DECIDED, State.ANSWERED})


def has_letter(filing: Filing) -> bool:
    """Whether an appeal is decided or not admitted, or a complaint answered."""
    return filing.kind in (Kind.APPEAL, Kind.COMPLAINT) and filing.state in _ANSWERED


def of_filing(filing: Filing) -> Letter | None:
    """The letter that ends an appeal or a complaint; None while there is none."""
    if not has_letter(filing):
        return None
    told = _Answer(filing, filing.handled_at)
    rows = [*told.filed(filing), *told.about(filing)]
    answer = filing.answer or {}
    if filing.kind == Kind.COMPLAINT:
        rows += told.conduct(filing.content)
        rows += told.ended(f"page_justified_{filing.outcome}", answer.get("text"))
        rows += told.line("page_filing_line_measures", answer.get("measures"))
        return told.answered("complaint", "answered", rows, "no_outcome")
    rows += told.ended(_outcome(filing.outcome), answer.get("reason"))
    if filing.state == State.INADMISSIBLE:
        return told.answered("appeal", "inadmissible", rows)
    return told.answered("appeal", "decided", rows, "entry")


def of_right(appeal: Appeal) -> Letter | None:
    """The letter that ends an appeal against the end of the right to the light route."""
    if appeal.decided_at is None:
        return None
    told = _Answer(appeal, appeal.decided_at)
    rows = [
        *told.filed(appeal),
        Row(told.words("page_change_contests"), (told.words("page_right"),)),
    ]
    rows += told.ended(_outcome(appeal.outcome), appeal.reason)
    if appeal.restored_id:
        return told.answered("appeal", "decided", rows, "restored")
    return told.answered("appeal", "decided" if appeal.outcome else "inadmissible", rows)


def _outcome(outcome: str | None) -> str:
    return f"page_appeal_outcome_{outcome}" if outcome else "page_filing_state_inadmissible"


class _Answer(Paper):
    """A letter about what a provider filed, in the languages of its nation."""

    prefix = "letter_filing_"

    def __init__(self, filed: Filing | Appeal, at: datetime) -> None:
        super().__init__(
            law_of(filed.organisation_id, at),
            at,
            sender=filed.agency_id,
            recipient=filed.organisation_id,
        )
        self.number = filed.number

    def line(self, label: str, text: str | None) -> list[Row]:
        """What somebody wrote, in whatever language."""
        return [Row(self.words(label), (self.same(text),))] if text else []

    def filed(self, filed: Filing | Appeal) -> list[Row]:
        """The number and the day under which it was taken in."""
        return [
            Row(self.words("page_filing_number"), (self.same(filed.number),)),
            Row(self.words("page_filing_on"), (self.days(filed.filed_on),)),
        ]

    def about(self, filing: Filing) -> list[Row]:
        """The decision that it is about, and the change that is contested."""
        if (decision := filing.decision) is None:
            return []
        found = [self._numbered(f"page_deciding_kind_{decision.kind}", decision.number)]
        if decision.version is not None:
            found.append(self.texts(decision.version.descriptor.title))
        rows = [Row(self.words("page_filing_about"), (_joined(found),))]
        if (change := filing.change) is not None:
            told = self._numbered(f"page_change_{change.kind}", change.number)
            rows.append(Row(self.words("page_change_contests"), (told,)))
        return rows

    def conduct(self, content: dict[str, str]) -> list[Row]:
        """What a complaint is about, and when it happened."""
        day = date.fromisoformat(content["happened_on"])
        about = self.words(f"page_conduct_{content['about']}")
        return [
            Row(self.words("field_complaint_about"), (about,)),
            Row(self.words("field_complaint_happened_on"), (self.days(day),)),
        ]

    def ended(self, outcome: str, reasons: str | None) -> list[Row]:
        """What came of it, and why; the day is that of the letter."""
        return [
            Row(self.words("page_case_outcome"), (self.words(outcome),)),
            *self.line("page_case_reasons", reasons),
        ]

    def answered(self, what: str, opening: str, rows: list[Row], *closing: str) -> Letter:
        """The letter: `what` was filed, and how it ended."""
        return self.written(
            what,
            number=self.number,
            title=self.say(f"title_{what}"),
            opening=(self.say(opening),),
            rows=tuple(rows),
            closing=tuple(self.say(one) for one in (*closing, "questions")),
        )

    def _numbered(self, code: str, number: str) -> Texts:
        return tuple(f"{one}, {number}" for one in self.words(code))


def _joined(found: list[Texts]) -> Texts:
    return tuple("; ".join(each) for each in zip(*found, strict=True))
