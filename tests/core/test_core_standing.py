"""The bitemporal rule: scenarios of the domain, exact boundaries, properties."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.core import standing
from pharos.core.errors import CoreError
from pharos.core.standing import (
    Change,
    ChangeKind,
    Decision,
    Reason,
    Scope,
    Standing,
    Subject,
    Term,
)

EARLY = datetime(2020, 1, 1, tzinfo=UTC)
LATE = datetime(2040, 1, 1, tzinfo=UTC)
ACADEMY = "did:web:registry.example:providers:academy"
COURSE = "https://registry.example/programmes/academy/course/v1"
SUBJECT = Subject(ACADEMY, COURSE, "credit_bearing", 7, "0613")
REQUIRED = ["institution", "programme"]

INSTITUTION = Decision(
    "i", "institution", ACADEMY, "accredited", Term(date(2025, 9, 1), date(2031, 9, 1)), EARLY
)
PROGRAMME = Decision(
    "p", "programme", ACADEMY, "accredited", Term(date(2026, 2, 1), date(2030, 2, 1)), EARLY,
    programme=COURSE, scope=Scope(levels=frozenset({7}), fields=frozenset({"06"})),
)  # fmt: skip


def missing(
    *decisions: Decision,
    on: date,
    known_at: datetime = LATE,
    subject: Subject = SUBJECT,
    enrolled_on: date | None = None,
    enrolment_judged: bool = False,
) -> list[tuple[str, Reason | None]]:
    found = standing.missing(
        REQUIRED, decisions, subject=subject, on=on, known_at=known_at,
        enrolled_on=enrolled_on, enrolment_judged=enrolment_judged,
    )  # fmt: skip
    return [(one.kind, one.reason) for one in found]


def programme_on(day: date, *changes: Change, known_at: datetime = LATE) -> Standing:
    return standing.in_force(
        [replace(PROGRAMME, changes=changes)], kind="programme", subject=SUBJECT, on=day,
        known_at=known_at,
    )  # fmt: skip


WITHDRAWAL = Change(ChangeKind.WITHDRAWN, date(2028, 3, 1), datetime(2028, 2, 20, tzinfo=UTC))
ANI, BELA = date(2027, 5, 20), date(2028, 3, 10)


def test_scenario_1_a_withdrawal_spoils_nothing_awarded_before() -> None:
    """VER-18: history decides, not the present state (REFERENCE 9, scenario 1)."""
    withdrawn = replace(PROGRAMME, changes=(WITHDRAWAL,))
    assert missing(INSTITUTION, withdrawn, on=ANI) == []
    assert missing(INSTITUTION, withdrawn, on=BELA) == [("programme", Reason.WITHDRAWN)]
    assert missing(PROGRAMME, on=ANI) == [("institution", Reason.NONE)]
    # Before the withdrawal was recorded, nobody could know of it.
    before = datetime(2028, 2, 19, tzinfo=UTC)
    assert missing(INSTITUTION, withdrawn, on=BELA, known_at=before) == []


def test_scenario_1_teach_out_holds_for_those_enrolled_before() -> None:
    change = replace(WITHDRAWAL, teach_out_until=date(2028, 7, 1))
    withdrawn = replace(PROGRAMME, changes=(change,))

    def ask(on: date, enrolled_on: date | None = None, judged: bool = False) -> list[object]:
        return [
            reason
            for _, reason in missing(
                INSTITUTION, withdrawn, on=on, enrolled_on=enrolled_on, enrolment_judged=judged
            )
        ]

    assert ask(BELA, date(2028, 2, 29)) == []
    assert ask(BELA, date(2028, 3, 1)) == [Reason.WITHDRAWN]
    assert ask(BELA) == [Reason.WITHDRAWN]
    assert ask(BELA, judged=True) == []
    assert ask(date(2028, 6, 30), date(2027, 9, 1)) == []
    assert ask(date(2028, 7, 1), date(2027, 9, 1), True) == [Reason.WITHDRAWN]


def test_scenario_2_fraud_reaches_back() -> None:
    fraud = replace(WITHDRAWAL, retroactive_from=date(2027, 5, 1), teach_out_until=date(2028, 7, 1))
    withdrawn = replace(PROGRAMME, changes=(fraud,))
    assert missing(INSTITUTION, withdrawn, on=ANI) == [("programme", Reason.ANNULLED)]
    assert missing(INSTITUTION, withdrawn, on=date(2027, 4, 30)) == []
    assert missing(INSTITUTION, withdrawn, on=BELA, enrolment_judged=True) == [
        ("programme", Reason.ANNULLED)
    ]
    # The history stays: before the entry it was in force.
    assert missing(INSTITUTION, withdrawn, on=ANI, known_at=fraud.recorded_at) != []
    just_before = fraud.recorded_at - timedelta(seconds=1)
    assert missing(INSTITUTION, withdrawn, on=ANI, known_at=just_before) == []


@pytest.mark.parametrize(
    ("day", "reason"),
    [
        (date(2026, 1, 31), Reason.NOT_YET),
        (date(2026, 2, 1), None),
        (date(2030, 1, 31), None),
        (date(2030, 2, 1), Reason.ENDED),
    ],
)
def test_terms_are_half_open(day: date, reason: Reason | None) -> None:
    """BIZ-06: the first day counts, the end does not."""
    assert programme_on(day).reason is reason


def test_a_suspension_covers_its_days_until_it_is_lifted() -> None:
    suspended = Change(
        ChangeKind.SUSPENDED, date(2027, 2, 1), datetime(2027, 1, 20, tzinfo=UTC),
        until=date(2027, 5, 1),
    )  # fmt: skip
    lifted = Change(ChangeKind.LIFTED, date(2027, 4, 1), datetime(2027, 3, 30, tzinfo=UTC))
    assert programme_on(date(2027, 1, 31), suspended).is_in_force
    assert programme_on(date(2027, 2, 1), suspended).reason is Reason.SUSPENDED
    assert programme_on(date(2027, 4, 30), suspended).reason is Reason.SUSPENDED
    assert programme_on(date(2027, 5, 1), suspended).is_in_force
    assert programme_on(date(2027, 3, 31), suspended, lifted).reason is Reason.SUSPENDED
    assert programme_on(date(2027, 4, 1), suspended, lifted).is_in_force
    assert not programme_on(
        date(2027, 4, 1), suspended, lifted, known_at=datetime(2027, 3, 29, tzinfo=UTC)
    ).is_in_force


def test_lifting_ends_a_suspension_and_never_a_withdrawal() -> None:
    lifted = Change(ChangeKind.LIFTED, date(2028, 4, 1), datetime(2028, 4, 1, tzinfo=UTC))
    assert programme_on(date(2028, 5, 1), WITHDRAWAL, lifted).reason is Reason.WITHDRAWN
    ends = replace(WITHDRAWAL, until=date(2028, 4, 1))
    assert programme_on(date(2028, 5, 1), ends).reason is Reason.WITHDRAWN


def test_two_withdrawals_the_one_without_teach_out_counts() -> None:
    soft = replace(WITHDRAWAL, teach_out_until=date(2029, 1, 1))
    hard = replace(WITHDRAWAL, first_day=date(2028, 6, 1))
    for changes in [(soft, hard), (hard, soft)]:
        found = standing.in_force(
            [replace(PROGRAMME, changes=changes)], kind="programme", subject=SUBJECT,
            on=date(2028, 6, 1), known_at=LATE, enrolment_judged=True,
        )  # fmt: skip
        assert found.reason is Reason.WITHDRAWN


def test_a_limit_narrows_the_scope_from_its_day() -> None:
    limit = Change(ChangeKind.LIMITED, date(2027, 1, 1), EARLY, scope=Scope(levels=frozenset({6})))
    assert programme_on(date(2026, 12, 31), limit).is_in_force
    assert programme_on(date(2027, 1, 1), limit).reason is Reason.OUT_OF_SCOPE
    empty = replace(limit, scope=None)
    assert programme_on(date(2027, 1, 1), empty).reason is Reason.OUT_OF_SCOPE


def test_an_annulled_decision_says_so() -> None:
    annulled = Change(ChangeKind.ANNULLED, date(2026, 2, 1), datetime(2027, 1, 1, tzinfo=UTC))
    assert programme_on(date(2026, 6, 1), annulled).reason is Reason.ANNULLED
    assert programme_on(date(2026, 6, 1), WITHDRAWAL, annulled).reason is Reason.ANNULLED


@pytest.mark.parametrize(
    ("scope", "covered"),
    [
        (Scope(), True),
        (Scope(levels=frozenset({6, 7})), True),
        (Scope(levels=frozenset({6})), False),
        (Scope(levels=frozenset()), False),
        (Scope(fields=frozenset({"06"})), True),
        (Scope(fields=frozenset({"061", "01"})), True),
        (Scope(fields=frozenset({"0613"})), True),
        (Scope(fields=frozenset({"06131"})), False),
        (Scope(fields=frozenset({"01"})), False),
        (Scope(fields=frozenset({""})), False),
        (Scope(fields=frozenset()), False),
        (Scope(kinds=frozenset({"credit_bearing"})), True),
        (Scope(kinds=frozenset({"regulated_30"})), False),
    ],
)
def test_scopes_cover_level_field_by_prefix_and_kind(scope: Scope, covered: bool) -> None:
    assert scope.covers(SUBJECT) is covered
    assert (programme_on(ANI).reason is None) is True
    found = standing.in_force(
        [replace(PROGRAMME, scope=scope)], kind="programme", subject=SUBJECT, on=ANI,
        known_at=LATE,
    )  # fmt: skip
    assert found.reason is (None if covered else Reason.OUT_OF_SCOPE)


def test_a_programme_without_level_or_field_lies_outside_limited_scopes() -> None:
    bare = replace(SUBJECT, level=None, field=None)
    assert Scope().covers(bare)
    assert not Scope(levels=frozenset({7})).covers(bare)
    assert not Scope(fields=frozenset({"06"})).covers(bare)


def test_outcomes_conditional_counts_refused_does_not() -> None:
    conditional = replace(PROGRAMME, outcome="conditional")
    refused = replace(PROGRAMME, outcome="refused")
    unheard = replace(PROGRAMME, outcome="Accredited")
    assert missing(INSTITUTION, conditional, on=ANI) == []
    assert missing(INSTITUTION, refused, on=ANI) == [("programme", Reason.REFUSED)]
    assert missing(INSTITUTION, unheard, on=ANI) == [("programme", Reason.REFUSED)]
    assert missing(INSTITUTION, refused, PROGRAMME, on=ANI) == []


def test_decisions_about_others_do_not_help() -> None:
    assert missing(INSTITUTION, replace(PROGRAMME, holder="other"), on=ANI) == [
        ("programme", Reason.NONE)
    ]
    assert missing(INSTITUTION, replace(PROGRAMME, programme=COURSE[:-1] + "2"), on=ANI) == [
        ("programme", Reason.NONE)
    ]
    # Nobody is accredited for every programme at once.
    assert missing(INSTITUTION, replace(PROGRAMME, programme=None), on=ANI) == [
        ("programme", Reason.NONE)
    ]


def test_an_empty_term_and_a_bare_instant_are_refused() -> None:
    with pytest.raises(CoreError, match="term_empty"):
        Term(date(2026, 1, 1), date(2026, 1, 1))
    with pytest.raises(CoreError, match="instant_without_zone"):
        standing.legal_day(datetime(2026, 1, 1), "Asia/Yerevan")
    with pytest.raises(CoreError, match="malformed_time"):
        standing.legal_day(datetime.max.replace(tzinfo=UTC), "Asia/Yerevan")


@pytest.mark.parametrize("zone", ["Asia/Yerevan", "Asia/Tbilisi"])
def test_an_instant_becomes_the_legal_day_of_the_zone_first(zone: str) -> None:
    """BIZ-06: a minute before and after local midnight at both ends of a term."""
    midnight = datetime(2026, 1, 31, 20, 0, tzinfo=UTC)  # both are four hours ahead
    minute = timedelta(minutes=1)
    assert standing.legal_day(midnight - minute, zone) == date(2026, 1, 31)
    assert standing.legal_day(midnight, zone) == date(2026, 2, 1)
    assert programme_on(standing.legal_day(midnight - minute, zone)).reason is Reason.NOT_YET
    assert programme_on(standing.legal_day(midnight, zone)).is_in_force
    end = datetime(2030, 1, 31, 20, 0, tzinfo=UTC)
    assert programme_on(standing.legal_day(end - minute, zone)).is_in_force
    assert programme_on(standing.legal_day(end, zone)).reason is Reason.ENDED


days = st.dates(date(2024, 1, 1), date(2032, 1, 1))
instants = st.datetimes(datetime(2024, 1, 1), datetime(2032, 1, 1), timezones=st.just(UTC))


@st.composite
def terms(draw: st.DrawFn) -> Term:
    first, length = draw(days), draw(st.none() | st.integers(1, 2_500))
    return Term(first, None if length is None else first + timedelta(days=length))


@st.composite
def changes(draw: st.DrawFn) -> Change:
    return Change(
        kind=draw(st.sampled_from(list(ChangeKind))),
        first_day=draw(days),
        recorded_at=draw(instants),
        until=draw(st.none() | days),
        teach_out_until=draw(st.none() | days),
        retroactive_from=draw(st.none() | days),
        scope=draw(st.none() | st.just(Scope())),
    )


@st.composite
def decisions(draw: st.DrawFn) -> Decision:
    return replace(
        PROGRAMME,
        outcome=draw(st.sampled_from(["accredited", "conditional", "refused"])),
        term=draw(terms()),
        recorded_at=draw(instants),
        changes=tuple(draw(st.lists(changes(), max_size=4))),
    )


@given(st.lists(decisions(), max_size=4), days, instants, st.booleans())
def test_what_is_recorded_later_never_changes_what_was_known(
    held: list[Decision], day: date, known_at: datetime, judged: bool
) -> None:
    """BIZ-06: an entry of today answers nothing about what was known yesterday."""
    known = [
        replace(d, changes=tuple(c for c in d.changes if c.recorded_at <= known_at))
        for d in held
        if d.recorded_at <= known_at
    ]
    answers = [
        standing.in_force(
            some, kind="programme", subject=SUBJECT, on=day, known_at=known_at,
            enrolment_judged=judged,
        )
        for some in (held, known)
    ]  # fmt: skip
    assert answers[0].reason is answers[1].reason


@given(st.lists(decisions(), max_size=4), days, instants)
def test_in_force_means_a_known_positive_term_covers_the_day(
    held: list[Decision], day: date, known_at: datetime
) -> None:
    found = standing.in_force(held, kind="programme", subject=SUBJECT, on=day, known_at=known_at)
    if found.is_in_force:
        assert found.decision is not None
        assert found.decision.term.covers(day)
        assert found.decision.outcome != "refused"
        assert found.decision.recorded_at <= known_at
        for change in found.decision.changes:
            if change.ends_decision and change.recorded_at <= known_at:
                assert day < change.effective_from
    else:
        assert found.reason is not None


@given(st.lists(decisions(), max_size=4), days, instants)
def test_the_order_of_the_decisions_does_not_matter(
    held: list[Decision], day: date, known_at: datetime
) -> None:
    forth, back = (
        standing.in_force(some, kind="programme", subject=SUBJECT, on=day, known_at=known_at)
        for some in (held, held[::-1])
    )
    assert forth.reason is back.reason


@given(terms(), terms(), days)
def test_overlapping_terms_hold_on_the_union_of_their_days(a: Term, b: Term, day: date) -> None:
    held = [replace(PROGRAMME, term=a), replace(PROGRAMME, term=b)]
    found = standing.in_force(held, kind="programme", subject=SUBJECT, on=day, known_at=LATE)
    assert found.is_in_force is (a.covers(day) or b.covers(day))


def test_a_prolongation_lasts_until_the_renewal_is_decided_and_not_annulled() -> None:
    """REFERENCE 4.3: a refusal ends it that day; one that an appeal annulled never was."""
    prolonged = replace(
        PROGRAMME,
        changes=(Change(ChangeKind.PROLONGED, date(2030, 2, 1), EARLY, until=date(2030, 8, 1)),),
    )
    refusal = replace(PROGRAMME, id="r", outcome="refused", term=Term(date(2030, 5, 1)), renews="p")
    annulled = replace(refusal, changes=(Change(ChangeKind.ANNULLED, date(2030, 5, 1), EARLY),))

    def last(*renewals: Decision) -> date | None:
        return standing.end_of_term(prolonged, known_at=LATE, among=renewals)

    assert (last(), last(refusal), last(annulled)) == (
        date(2030, 8, 1), date(2030, 5, 1), date(2030, 8, 1)
    )  # fmt: skip
