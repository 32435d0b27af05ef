"""Histories of decisions at random, and a plain model that paints the days of a calendar.

The model is slow and knows nothing of `core.standing`: for a day of the calendar it goes
through all entries, one by one, and writes down what each of them does to that day.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

from pharos.core.standing import (
    AppealOutcome,
    Change,
    ChangeKind,
    Decision,
    Scope,
    Subject,
    Term,
    UnreadChange,
)

FIRST = date(2026, 1, 1)
DAYS = 40
CALENDAR = [FIRST + timedelta(days=n) for n in range(DAYS)]
KINDS = ("institution", "programme")
WEIGHT = ["none", "refused", "not_yet", "ended", "superseded", "out_of_scope",
          "parent_not_in_force", "suspended", "withdrawn", "annulled", "unclear"]  # fmt: skip


# --- histories ---------------------------------------------------------------------------


def history(random: Random, subject: Subject) -> list[Decision]:
    """Some decisions about a provider and its programme, each with what happened to it."""
    made: list[Decision] = []
    for n in range(random.randint(1, 4)):
        made.append(_decision(random, subject, f"{subject.holder}/{n}", made))
    return made


def _decision(random: Random, subject: Subject, id: str, earlier: Sequence[Decision]) -> Decision:
    kind = random.choice(KINDS)
    first = _day(random)
    until = None if random.random() < 0.15 else first + timedelta(days=random.randint(1, 30))
    bond = random.choice(earlier).id if earlier and random.random() < 0.5 else None
    renews = bond if random.random() < 0.6 else None
    entries = sorted(_instant(random) for _ in range(random.randint(0, 4)))
    changes: list[Change] = []
    for entry in entries:
        changes.append(_change(random, entry, changes))
    unread = ()
    if random.random() < 0.06:
        unread = (UnreadChange(0, at := _instant(random), {
            "kind": "of_tomorrow", "recorded_at": f"{at:%Y-%m-%dT%H:%M:%SZ}"}),)  # fmt: skip
    return Decision(
        id=id,
        kind=kind,
        holder=subject.holder,
        outcome=random.choice(["accredited", "accredited", "conditional", "refused"]),
        term=Term(first, until),
        recorded_at=_instant(random, last=DAYS // 2),
        programme=subject.programme if kind == "programme" else None,
        scope=random.choice([Scope(), Scope(), Scope(levels=frozenset({6, 7})),
                             Scope(levels=frozenset({7}))]),
        changes=tuple(changes),
        follows=None if renews else bond,
        renews=renews,
        unread=unread,
    )  # fmt: skip


def _change(random: Random, entry: datetime, earlier: Sequence[Change]) -> Change:
    kind = random.choice(list(ChangeKind))
    change = Change(kind, _day(random), entry)
    later = change.first_day + timedelta(days=random.randint(1, 15))
    if kind is ChangeKind.SUSPENDED:
        return replace(change, until=random.choice([None, later]))
    if kind is ChangeKind.LIMITED:
        scope = Scope(levels=frozenset({random.choice([6, 7])}))
        return replace(change, until=random.choice([None, later]), scope=scope)
    if kind is ChangeKind.WITHDRAWN:
        back = change.first_day - timedelta(days=random.randint(1, 10))
        if random.random() < 0.3:
            return replace(change, retroactive_from=back)
        return replace(change, teach_out_until=random.choice([None, later]))
    if kind is ChangeKind.PROLONGED:
        return replace(change, until=_day(random) + timedelta(days=10))
    if kind in (ChangeKind.UNDER_APPEAL, ChangeKind.APPEAL_CLOSED):
        contested = random.choice([None, *(one.recorded_at for one in earlier)])
        if kind is ChangeKind.UNDER_APPEAL:
            return replace(change, contests=contested, suspensive=random.random() < 0.6)
        return replace(change, contests=contested, outcome=random.choice(list(AppealOutcome)))
    return change


def _day(random: Random) -> date:
    return random.choice(CALENDAR)


def _instant(random: Random, last: int = DAYS) -> datetime:
    day = FIRST + timedelta(days=random.randint(-5, last))
    return datetime(day.year, day.month, day.day, random.randint(0, 23), random.randint(0, 59),
                    random.randint(0, 59), tzinfo=UTC)  # fmt: skip


# --- the painted calendar ----------------------------------------------------------------


def word(
    history: Sequence[Decision], kind: str, subject: Subject, day: date, known_at: datetime,
    *, is_learner: bool,
) -> str:  # fmt: skip
    """What is to be said of a kind of decision on a day: in_force, taught_out, or why not."""
    known = [one for one in history if one.recorded_at <= known_at]
    words = []
    for one in known:
        if one.kind == kind and (one.programme is None or one.programme == subject.programme):
            found = _page(one, known, known_at, day, is_learner)
            if found in ("in_force", "taught_out") and not _in_scope(one, subject, day, known_at):
                found = "out_of_scope"
            words.append(found)
    for good in ("in_force", "taught_out"):
        if good in words:
            return good
    return max(words, key=WEIGHT.index, default="none")


def _page(
    decision: Decision, known: Sequence[Decision], known_at: datetime, day: date, is_learner: bool
) -> str:
    """A day in the calendar of a decision, with that of whoever it follows laid over it."""
    own = _of_day(decision, known, known_at, day, is_learner)
    if decision.follows is None:
        return own
    parents = [one for one in known if one.id == decision.follows]
    if not parents:
        return _under("unclear", own)
    return _under(_page(parents[0], known, known_at, day, is_learner), own)


def _under(parent: str, held: str) -> str:
    if held not in ("in_force", "taught_out"):
        return held
    if parent == "unclear":
        return "unclear"
    if parent not in ("in_force", "taught_out"):
        return "parent_not_in_force"
    return "taught_out" if "taught_out" in (parent, held) else "in_force"


def _of_day(
    decision: Decision, known: Sequence[Decision], known_at: datetime, day: date, is_learner: bool
) -> str:
    if any(one.recorded_at <= known_at for one in decision.unread):
        return "unclear"
    if decision.outcome == "refused":
        return "refused"
    if day < decision.term.first_day:
        return "not_yet"
    over = _over(decision, known, known_at, day)
    if over:
        return over
    is_suspended = is_withdrawn = is_annulled = is_taught_out = False
    for entry in _counting(decision, known_at, day):
        started = entry.first_day <= day
        running = started and (entry.until is None or day < entry.until)
        if entry.kind == "suspended" and running:
            is_suspended = True
        if entry.kind == "lifted" and started:
            is_suspended = False
        if entry.kind == "annulled" and started:
            is_annulled = True
        if entry.kind == "withdrawn" and entry.retroactive_from is not None:
            is_annulled = is_annulled or entry.retroactive_from <= day or started
        elif entry.kind == "withdrawn" and started:
            teaches = entry.teach_out_until is not None and day < entry.teach_out_until
            if is_learner and teaches:
                is_taught_out = True
            else:
                is_withdrawn = True
    if is_annulled:
        return "annulled"
    if is_withdrawn:
        return "withdrawn"
    if is_suspended or _rests(decision, known_at, day):
        return "suspended"
    return "taught_out" if is_taught_out else "in_force"


def _over(decision: Decision, known: Sequence[Decision], known_at: datetime, day: date) -> str:
    """Whether the term is over that day: by itself, or because a renewal took its place."""
    renewals = [
        one
        for one in known
        if one.renews == decision.id
        and not any(
            entry.kind == "annulled" and entry.first_day <= one.term.first_day
            for entry in _counting(one, known_at, one.term.first_day)
        )
    ]
    end = decision.term.until
    if end is not None:
        for entry in _entries(decision, known_at):
            if entry.kind == "prolonged":
                provisional = entry.until  # the newest entry is the one that is left
        if any(entry.kind == "prolonged" for entry in _entries(decision, known_at)):
            while end < provisional and not any(one.term.first_day <= end for one in renewals):
                end += timedelta(days=1)
    taken = [one.term.first_day for one in renewals if one.outcome != "refused"]
    if taken and (end is None or min(taken) <= end):
        return "superseded" if day >= min(taken) else ""
    return "ended" if end is not None and day >= end else ""


def _counting(decision: Decision, known_at: datetime, day: date) -> list[Change]:
    """The entries without those annulled on appeal and those that rest that day."""
    entries = _entries(decision, known_at)
    annulled = {
        one.contests for one in entries if one.kind == "appeal_closed" and one.outcome == "annul"
    }
    resting = {
        one.contests for one in _open(entries, day) if one.suspensive and one.contests is not None
    }
    return [one for one in entries if one.recorded_at not in annulled | resting]


def _rests(decision: Decision, known_at: datetime, day: date) -> bool:
    appeals = _open(_entries(decision, known_at), day)
    return any(one.suspensive and one.contests is None for one in appeals)


def _open(entries: Sequence[Change], day: date) -> list[Change]:
    """The appeals that are open at the end of a day, going through the entries one by one."""
    found: list[Change] = []
    for one in entries:
        if one.first_day > day:
            continue
        if one.kind == "under_appeal":
            found.append(one)
        if one.kind == "appeal_closed":
            found = [appeal for appeal in found if appeal.contests != one.contests]
        if one.kind == "annulled":
            found = [appeal for appeal in found if appeal.contests is not None]
    return found


def _entries(decision: Decision, known_at: datetime) -> list[Change]:
    return [one for one in decision.changes if one.recorded_at <= known_at]


def _in_scope(decision: Decision, subject: Subject, day: date, known_at: datetime) -> bool:
    scopes = [decision.scope]
    for entry in _counting(decision, known_at, day):
        is_running = entry.first_day <= day and (entry.until is None or day < entry.until)
        if entry.kind == "limited" and is_running:
            assert entry.scope is not None
            scopes.append(entry.scope)
    return all(one.levels is None or subject.level in one.levels for one in scopes)
