"""Appeals: until when, who may decide them, what comes of the votes (ESG 2015, 2.7)."""

from collections import Counter
from collections.abc import Collection, Sequence
from datetime import date, timedelta

from pharos.catalogue.problems import Problem
from pharos.core.standing import Decision
from pharos.nations.parameters.oversight import OversightParameters
from pharos.oversight.rules.words import Choice


def last_day(told_on: date, parameters: OversightParameters) -> date:
    """The last day for an appeal against what was published on a day."""
    return told_on + timedelta(days=parameters.appeal_days)


def time_problems(told_on: date, today: date, parameters: OversightParameters) -> list[Problem]:
    """Why it is too late for an appeal, or nothing."""
    last = last_day(told_on, parameters)
    return [Problem("appeal_too_late", "appeal", {"last": last})] if today > last else []


def body_problems(
    named: Sequence[object], involved: Collection[object], parameters: OversightParameters
) -> list[Problem]:
    """Why these people cannot decide: too few, or somebody took part in what is contested."""
    problems = []
    if len(set(named)) < parameters.appeal_members:
        facts = {"members": parameters.appeal_members}
        problems.append(Problem("appeal_body_too_small", "members", facts))
    if set(named) & set(involved):
        problems.append(Problem("appeal_member_involved", "members"))
    return problems


def outcome(choices: Sequence[Choice | None]) -> Choice | None:
    """What more than half of the members say; what is contested stands where no half agrees.

    None while votes are missing that could still decide it.
    """
    members = len(choices)
    counted = Counter(one for one in choices if one is not None)
    for choice, votes in counted.items():
        if votes * 2 > members:
            return choice
    return None if sum(counted.values()) < members else Choice.UPHOLD


def annulled_from(decision: Decision, decided_on: date, parameters: OversightParameters) -> date:
    """The first day of an annulment on appeal: a rule for each kind of decision (BIZ-07).

    What may have been awarded in between stays accredited, unless the nation's parameter lets
    annulments of this kind reach back to the beginning.
    """
    first_day = decision.term.first_day
    if not decision.is_positive or decision.kind in parameters.annulment_reaches_back:
        return first_day
    return max(first_day, decided_on)
