"""What each letter of a case says: plain values in every language that it is written in.

A letter is told of the record alone, so that it can be made again at any time, the same.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Final

from pharos.accreditation.models import Decision
from pharos.common.dates import day_text
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.common.settings import settings
from pharos.criteria import queries as criteria
from pharos.procedures import queries
from pharos.procedures.letters.paper import Letter, Paper, Row, Texts, law_at
from pharos.procedures.models import Case, CaseSubject, Step
from pharos.procedures.rules.words import Deed, Move

_ONE_DAY: Final = timedelta(days=1)


def letters_of(case: Case, now: datetime) -> list[Letter]:
    """Every letter that the case has come to so far, in the order of its days."""
    found = [letter for tell in _LETTERS for letter in tell(case)]
    return sorted(found, key=lambda one: one.at)


class _Told(Paper):
    """A letter about a case, in the languages of its nation."""

    prefix = "letter_case_"

    def __init__(self, case: Case, at: datetime) -> None:
        super().__init__(
            law_at(case.nation, at), at, sender=case.agency_id, recipient=case.organisation_id
        )
        self.case = case

    def letter(
        self, key: str, opening: tuple[Texts, ...], rows: list[Row], closing: tuple[Texts, ...]
    ) -> Letter:
        about = [
            self.row("row_number", self.same(self.case.number or "–")),
            self.row("row_kind", self.words(f"page_procedure_kind_{self.case.kind}")),
            *self._subjects(),
        ]
        return self.written(
            key,
            number=self.case.number or "",
            title=self.say(f"title_{key.partition('-')[0]}"),
            opening=opening,
            rows=(*about, *rows),
            closing=closing,
        )

    def _subjects(self) -> list[Row]:
        titles = [
            self.texts(one.version.descriptor.title)
            for one in self.case.subjects.select_related("version")
            if one.version is not None
        ]
        return [self.row("row_programmes", *titles)] if titles else []


def _returned(case: Case) -> list[Letter]:
    """Each time the application was sent back, with what has to be mended and until when."""
    return [_return_letter(case, place, step) for place, step in _steps(case, Move.RETURN)]


def _return_letter(case: Case, place: int, step: Step) -> Letter:
    told = _Told(case, step.at)
    last = queries.calendar_of(case, step.at).add(told.day, told.nation.procedures.answer_days)
    rows = [told.row("row_reason", told.same(step.note)),
            told.row("row_answer_until", told.days(last))]  # fmt: skip
    return told.letter(f"returned-{place}", (told.say("returned"),), rows, (told.say("questions"),))


def _completeness(case: Case) -> list[Letter]:
    """The application is complete: when the clock starts, and when the decision is due."""
    found = []
    for place, step in _steps(case, Move.REGISTER):
        told = _Told(case, step.at)
        rows = []
        if case.submitted_on:
            rows.append(told.row("row_submitted", told.days(case.submitted_on)))
        rows.append(told.row("row_registered", told.days(told.day)))
        rules, waits = told.nation.procedures, told.nation.tariffs.clock_starts_on_payment
        facts = {"days": rules.decision_days}
        clock = told.say("clock_payment" if waits else "clock_now", **facts)
        if not waits:
            due = queries.calendar_of(case, step.at).add(told.day, rules.decision_days)
            rows.append(told.row("row_decision_due", told.days(due)))
        found.append(
            told.letter(f"completeness-{place}", (told.say("complete"), clock), rows,
                        (told.say("questions"),))
        )  # fmt: skip
    return found


def _panel(case: Case) -> list[Letter]:
    """Whom the agency appoints, and until when the provider may object."""
    found = []
    for place, step in _steps(case, Move.PROPOSE_PANEL, Deed.REPLACE_MEMBER):
        told = _Told(case, step.at)
        rules = told.nation.procedures
        last = queries.calendar_of(case, step.at).add(told.day, rules.objection_days)
        members = [
            one
            for one in queries.panel(case)
            if one.at <= step.at and (one.removed_at is None or one.removed_at > step.at)
        ]
        rows = [
            told.row("row_members", *(_member(told, one) for one in members)),
            told.row("row_object_until", told.days(last)),
        ]
        closing = (told.say("objection", years=rules.conflict_years), told.say("questions"))
        found.append(told.letter(f"panel-{place}", (told.say("panel"),), rows, closing))
    return found


def _member(told: _Told, one: object) -> Texts:
    chair, abroad = getattr(one, "is_chair", False), getattr(one, "is_international", False)
    lines = []
    for tag in told.languages:
        facts = [sentence(f"page_case_capacity_{getattr(one, 'capacity', '')}", tag)]
        facts += [sentence("page_case_chair", tag)] if chair else []
        facts += [sentence("page_case_international", tag)] if abroad else []
        lines.append(f"{getattr(one, 'name', '')}: {', '.join(facts)}")
    return tuple(lines)


def letter_about(case: Case, decision: Decision) -> Letter | None:
    """The letter in which the case tells one of its decisions."""
    found = (letter for one, letter in _told_decisions(case) if one.id == decision.id)
    return next(found, None)


def _decisions(case: Case) -> list[Letter]:
    """Each approved decision, with conditions, reasons, and how to appeal; earlier ones too."""
    return [letter for _, letter in _told_decisions(case)]


def _told_decisions(case: Case) -> Iterator[tuple[Decision, Letter]]:
    times = Counter[int]()
    by_version = {one.version_id: one for one in case.subjects.select_related("version")}
    for decision in sorted(queries.decisions_of(case), key=lambda one: one.recorded_at):
        subject = by_version[decision.version_id]
        times[subject.position] += 1
        time = times[subject.position]
        key = f"decision-{subject.position}" + (f"-{time}" if time > 1 else "")
        yield decision, _decision_letter(case, subject, decision, key)


def _decision_letter(case: Case, subject: CaseSubject, decision: Decision, key: str) -> Letter:
    told = _Told(case, decision.recorded_at)
    content = decision.content
    rows = [
        told.row("row_decision", told.same(decision.number)),
        told.row("row_decided_on", told.days(decision.decided_on)),
        told.row("row_outcome", told.words(f"page_outcome_{decision.outcome}")),
    ]
    if subject.version is not None and case.subjects.count() > 1:
        rows.append(told.row("row_programme", told.texts(subject.version.descriptor.title)))
    if decision.first_day is not None:
        rows.append(told.row("row_term", _term(told, decision)))
    if chosen := _criteria(case, told):
        rows.append(told.row("row_criteria", chosen))
    if content.conditions:
        rows.append(told.row("row_conditions", *(
            tuple(
                sentence("page_case_condition", tag,
                         {"text": choose(one.text, tag), "day": day_text(one.due, tag)})
                for tag in told.languages
            )
            for one in content.conditions
        )))  # fmt: skip
    if content.reasons:
        rows.append(told.row("row_reasons", told.texts(content.reasons)))
    rows.append(told.row("row_report", told.same(f"{settings().origin}/{told.languages[-1]}"
                                                 f"/reports/{case.id}")))  # fmt: skip
    days = told.nation.oversight.appeal_days
    last = told.nation.legal_day(decision.recorded_at) + timedelta(days=days)
    rows.append(told.row("row_appeal_until", told.days(last)))
    kind = told.words(f"page_deciding_kind_{decision.kind}")
    opening = (tuple(
        sentence("letter_case_decided", tag, {"kind": said})
        for tag, said in zip(told.languages, kind, strict=True)
    ),)  # fmt: skip
    closing = (told.say("appeal", days=days), told.say("complaint"))
    return told.letter(key, opening, rows, closing)


def _criteria(case: Case, told: _Told) -> Texts:
    """By which set of criteria the case was judged: name, number and first day."""
    if case.criteria_set is None:
        return ()
    found = criteria.by_id(case.criteria_set)
    return tuple(
        sentence("letter_case_criteria", tag, {
            "title": choose(found.title, tag), "number": found.number,
            "day": day_text(found.first_day, tag),
        })
        for tag in told.languages
    )  # fmt: skip


def _again(case: Case) -> list[Letter]:
    """Each time the case was taken up again, with the appeal and the day of the new decision."""
    found = []
    for place, step in _steps(case, Move.REMIT):
        told = _Told(case, step.at)
        days = told.nation.procedures.decision_days
        due = queries.calendar_of(case, step.at).add(told.day, days)
        rows = [told.row("row_appeal", told.same(step.note)),
                told.row("row_decision_due", told.days(due))]  # fmt: skip
        opening = (told.say("again", days=days),)
        found.append(told.letter(f"again-{place}", opening, rows, (told.say("questions"),)))
    return found


def _aside(case: Case) -> list[Letter]:
    """Each time a panel was set aside with what it had made, and why."""
    found = []
    for place, step in _steps(case, Move.SET_PANEL_ASIDE):
        told = _Told(case, step.at)
        rows = [told.row("row_because", told.same(step.note))]
        closing = (told.say("questions"),)
        found.append(told.letter(f"aside-{place}", (told.say("aside"),), rows, closing))
    return found


def _lapsed(case: Case) -> list[Letter]:
    """The end of a case that nobody answered."""
    found = []
    for place, step in _steps(case, Move.LAPSE):
        told = _Told(case, step.at)
        rows = [told.row("row_ended", told.days(told.day))]
        closing = (told.say("questions"),)
        found.append(told.letter(f"lapsed-{place}", (told.say("lapsed"),), rows, closing))
    return found


def _term(told: _Told, decision: Decision) -> Texts:
    lines = []
    for tag in told.languages:
        facts = {"first": day_text(decision.first_day, tag)}
        if decision.until is None:
            lines.append(sentence("page_term_open", tag, facts))
        else:
            facts["last"] = day_text(decision.until - _ONE_DAY, tag)
            lines.append(sentence("page_term", tag, facts))
    return tuple(lines)


def _steps(case: Case, *acts: str) -> list[tuple[int, Step]]:
    found = [one for one in queries.steps(case) if one.act in acts]
    return list(enumerate(found, 1))


_LETTERS: Final[tuple[Callable[[Case], list[Letter]], ...]] = (
    _returned,
    _completeness,
    _panel,
    _decisions,
    _again,
    _aside,
    _lapsed,
)
