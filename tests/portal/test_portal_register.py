"""The register's entries: what was decided, what became of it, and what stands today (E19)."""

from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest

from pharos.common.languagenames import language_name
from pharos.core.standing import Change, ChangeKind, Decision, Term
from pharos.portal.queries import decisions

RECORDED = datetime(2025, 1, 1, tzinfo=UTC)
TODAY = date(2026, 11, 22)


def decision(*changes, outcome="accredited", first=date(2025, 1, 1), until=date(2030, 1, 1)):
    return Decision(
        id="1",
        kind="authorisation",
        holder="did:web:a",
        outcome=outcome,
        term=Term(first, until),
        recorded_at=RECORDED,
        changes=tuple(changes),
    )


def change(kind, day, **facts):
    return Change(kind=ChangeKind(kind), first_day=day, recorded_at=RECORDED, **facts)


@pytest.mark.parametrize(
    ("one", "state", "day"),
    [
        (decision(), "in_force", None),
        (decision(outcome="conditional"), "conditional", None),
        (decision(outcome="refused"), "refused", None),
        (decision(until=TODAY), "ended", date(2026, 11, 21)),
        (decision(first=date(2027, 1, 1)), "not_yet", None),
        (decision(change("withdrawn", date(2026, 3, 1))), "withdrawn", date(2026, 3, 1)),
        (decision(change("withdrawn", date(2027, 3, 1))), "in_force", None),
        (decision(change("annulled", date(2026, 3, 1))), "annulled", date(2026, 3, 1)),
        (
            decision(change("annulled", date(2026, 3, 1), retroactive_from=date(2025, 2, 1))),
            "annulled",
            date(2025, 2, 1),
        ),
        (decision(change("suspended", date(2026, 3, 1))), "suspended", date(2026, 3, 1)),
        (decision(change("suspended", date(2026, 3, 1), until=TODAY)), "in_force", None),
        (
            decision(
                change("suspended", date(2026, 3, 1)),
                change("lifted", date(2026, 4, 1)),
            ),
            "in_force",
            None,
        ),
    ],
)
def test_how_a_decision_stands_today(one, state, day):
    assert decisions.state(one, TODAY) == (state, day)


def row(kind, state):
    return SimpleNamespace(kind=kind, state=state)


@pytest.mark.parametrize(
    ("rows", "taken"),
    [
        ([], False),
        ([row("authorisation", "ended")], False),
        ([row("authorisation", "withdrawn")], True),
        ([row("authorisation", "annulled"), row("programme", "in_force")], True),
        ([row("authorisation", "in_force"), row("authorisation", "withdrawn")], False),
        ([row("programme", "withdrawn")], False),
    ],
)
def test_a_body_whose_right_was_taken_says_so(rows, taken):
    assert decisions.right_was_taken(rows) is taken


def test_languages_have_names_in_every_language():
    assert language_name("hy") == {"en": "Armenian", "hy": "հայերեն", "ka": "სომხური"}
    assert language_name("not a language") == {"und": "not a language"}
