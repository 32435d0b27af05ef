"""Who is too near to a provider to judge it, and how votes are counted without them."""

from collections.abc import Iterable
from datetime import date
from math import ceil

from pharos.procedures.rules.facts import CaseFacts, Member, Motion, Session, Tie
from pharos.procedures.rules.words import Choice


def years_before(day: date, years: int) -> date:
    """The same day so many years ago; 28 February where there was no 29th."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return day.replace(year=day.year - years, day=28)


def binds(tie: Tie, bodies: frozenset[str], today: date, years: int) -> bool:
    """Whether a tie to one of the bodies held on a day of the last years (REFERENCE 4.2).

    `until` is exclusive: who left on the day five years ago was not there since.
    """
    if tie.organisation not in bodies:
        return False
    return tie.until is None or tie.until > years_before(today, years)


def is_conflicted(member: Member, facts: CaseFacts) -> bool:
    """Whether the member says so, or is or was bound to the provider or a partner."""
    years = facts.procedures.conflict_years
    return member.has_conflict or any(
        binds(tie, facts.bodies, facts.today, years) for tie in member.ties
    )


def entitled(session: Session, panel: Iterable[Member]) -> frozenset[str]:
    """Who may vote: the seats without members of the panel and without the conflicted."""
    return session.seats - {one.person for one in panel} - session.conflicted


def counted(motion: Motion, voters: frozenset[str]) -> dict[Choice, int]:
    """The votes of those who may vote; nobody else's counts."""
    given = [choice for person, choice in motion.votes if person in voters]
    return {choice: given.count(choice) for choice in Choice}


def quorum(voters: int, percent: int, minimum: int) -> int:
    """How many of those who may vote must do so."""
    return max(minimum, ceil(voters * percent / 100))


def has_quorum(motion: Motion, facts: CaseFacts) -> bool:
    """Whether enough of those who may vote did; an abstention is a vote given."""
    if facts.session is None:
        return False
    voters = entitled(facts.session, facts.panel)
    rules = facts.procedures
    needed = quorum(len(voters), rules.quorum_percent, rules.quorum_minimum)
    return sum(counted(motion, voters).values()) >= needed


def is_carried(motion: Motion, facts: CaseFacts) -> bool:
    """Whether more voted for than against; a tie decides nothing."""
    if facts.session is None:
        return False
    votes = counted(motion, entitled(facts.session, facts.panel))
    return votes[Choice.FOR] > votes[Choice.AGAINST]


def carried(facts: CaseFacts, subject: str) -> list[Motion]:
    """The motions about a subject that found quorum and majority."""
    return [
        one
        for one in facts.motions
        if one.subject == subject and has_quorum(one, facts) and is_carried(one, facts)
    ]
