"""Which kind of quality assurance a decision is, and whether the nation accepts it on a day.

`nation.quality.accepted` names the accepted types for each kind of programme (EU recommendation
of 2022, annex I; `qa-types`). It is asked where a decision about a programme is entered and where
a new award relies on one. What was awarded stays: a verdict knows nothing of it.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Final

from pharos.accreditation.documents import NewDecision
from pharos.catalogue.problems import Problem
from pharos.core import standing
from pharos.core.standing import Decision, Subject
from pharos.nations.model import Nation

ABOUT_PROGRAMME: Final = ("programme", "licence")
OF_PROGRAMME: Final = ("external_programme", "external_cluster", "external_joint")
"""What an accreditation of a programme can be, by the procedure that it came of."""
_OF_KIND: Final = MappingProxyType({
    "authorisation": "external_institutional_licence",
    "institution": "external_institutional",
    "programme": "external_programme",
    "licence": "external_programme_licence",
})  # fmt: skip
_PART: Final = "carved_out"


def type_of(decision: NewDecision, programme_kind: str | None) -> str:
    """The type of quality assurance, by code, of a decision about this kind of programme."""
    if decision.foreign is not None:
        return "external_foreign"
    if decision.kind == "programme" and programme_kind == _PART:
        return "derived_fast_track"
    return decision.quality or _OF_KIND.get(decision.kind, "none")


def light_problems(programme_kind: str, nation: Nation, today: date) -> list[Problem]:
    """Why the light route cannot accredit such a programme, or a part of one, or nothing."""
    quality = "derived_fast_track" if programme_kind == _PART else _OF_KIND["programme"]
    accepted = is_accepted(nation, programme_kind, quality)
    return [] if accepted else [_problem("programme", quality, today)]


def is_accepted(nation: Nation, programme_kind: str, quality: str) -> bool:
    """Whether the law of the day takes this type; where it names none at all, it takes each."""
    accepted = nation.quality.accepted.get(programme_kind)
    return accepted is None or quality in accepted


def entry_problems(
    decision: NewDecision, programme_kind: str | None, nation: Nation
) -> list[Problem]:
    """Why a decision about a programme cannot be entered as it came about, or nothing."""
    named = decision.quality
    if named is not None and (decision.kind != "programme" or named not in OF_PROGRAMME):
        return [Problem("quality_unknown", "quality", {"quality": named})]
    if decision.kind not in ABOUT_PROGRAMME or programme_kind is None:
        return []
    if decision.first_day is None:  # a refusal rests on nothing
        return []
    quality = type_of(decision, programme_kind)
    if is_accepted(nation, programme_kind, quality):
        return []
    return [_problem(decision.kind, quality, decision.decided_on)]


def gate_problems(
    nation: Nation,
    subject: Subject,
    decisions: Sequence[Decision],
    types: Mapping[str, str],
    *,
    on: date,
    known_at: datetime,
    enrolled_on: date | None = None,
) -> list[Problem]:
    """Why an award of that day may not rest on these decisions, all of them in force.

    Where a decision about the programme is asked for, it must be of an accepted type; elsewhere
    one of those about the provider. `types` are those of the decisions, by id.
    """
    required = nation.decisions_required.get(subject.kind, ())
    relied = [kind for kind in required if kind in ABOUT_PROGRAMME] or list(required)
    unfit = {
        one.id
        for one in decisions
        if one.kind in relied
        and one.is_about(subject)
        and not is_accepted(nation, subject.kind, types[one.id])
    }
    if not unfit:
        return []
    left = [one for one in decisions if one.id not in unfit]
    lost = standing.missing(
        relied, left, subject=subject, on=on, known_at=known_at, enrolled_on=enrolled_on
    )
    if not lost or (len(lost) < len(relied) and lost[0].kind not in ABOUT_PROGRAMME):
        return []
    kind = lost[0].kind
    quality = next(types[one.id] for one in decisions if one.id in unfit and one.kind == kind)
    return [_problem(kind, quality, on)]


def _problem(kind: str, quality: str, day: date) -> Problem:
    return Problem(
        "quality_not_accepted", "quality", {"kind": kind, "quality": quality, "day": day}
    )
