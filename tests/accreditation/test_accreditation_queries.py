"""The gate on a real database, its locks, and history as known at any instant."""

import threading
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from pharos.accreditation import actions, formats, queries
from pharos.accreditation.documents import Scope
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import Invalid
from pharos.core.standing import Reason
from pharos.nations.model import Nation
from pharos.nations.parameters.definitions import Quality
from pharos.standards import queries as standards

DAY = date(2027, 5, 20)


def _gate(world: Any, version: ProgrammeVersion, on: date = DAY, **more: Any) -> list[str]:
    with tenancy.scope(world.registrar):
        queries.lock_shared(version.organisation_id, version.id)
        now = more.pop("now", world.now)
        problems = queries.award_problems(version, awarded_on=on, now=now, **more)
    return [one.code for one in problems]


def _approve_format(world: Any, content: bytes = b"\x01" * 32) -> None:
    with tenancy.scope(world.registrar):
        submitted = actions.submit_format(content_hash=content, by=world.registrar, now=world.now)
    new = world.new(
        "format", format=str(submitted.id), format_hash=content.hex(), until=date(2031, 2, 1)
    )
    world.decide(new, world.ministry)


@pytest.mark.django_db
def test_the_gate_opens_step_by_step(world: Any) -> None:
    """B05, B17: credit needs authorisation, institution, programme and, here, the format."""
    version = world.publish()
    wanted = ["provider_not_authorised", "institution_not_accredited"]
    wanted += ["programme_not_accredited", "format_not_approved"]
    assert _gate(world, version) == wanted
    world.decide(world.new("authorisation"), world.ministry)
    assert _gate(world, version) == wanted[1:]
    world.decide(world.new("institution"))
    assert _gate(world, version) == wanted[2:]
    world.decide(world.new("programme", version))
    assert _gate(world, version) == wanted[3:]
    _approve_format(world)
    assert _gate(world, version) == []
    assert _gate(world, version, format_hash=b"\x01" * 32) == []
    assert _gate(world, version, format_hash=b"\x02" * 32) == ["format_not_approved"]


@pytest.fixture
def accredited(world: Any) -> ProgrammeVersion:
    """A version with everything that an award needs, from 1 February 2026."""
    version: ProgrammeVersion = world.publish()
    world.decide(world.new("authorisation"), world.ministry)
    world.decide(world.new("institution"))
    world.decide(world.new("programme", version))
    _approve_format(world)
    return version


@pytest.mark.django_db
def test_what_the_law_no_longer_accepts_opens_no_gate(
    world: Any, accredited: ProgrammeVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Accepted types of quality assurance: no new entry, no new award; the decision stays."""
    assert _gate(world, accredited) == []
    real = standards.nation

    def narrower(code: str, **asked: Any) -> Nation:
        return replace(real(code, **asked), quality=Quality({"credit_bearing": ()}))

    monkeypatch.setattr(standards, "nation", narrower)
    assert _gate(world, accredited) == ["quality_not_accepted"]
    with tenancy.scope(world.registrar):
        held = queries.history(accredited, on=DAY, known_at=world.now)
    assert held["programme"].is_in_force
    with pytest.raises(Invalid) as caught:
        world.propose(world.new("programme", accredited, number="2-D"), world.agency)
    assert [one.code for one in caught.value.problems] == ["quality_not_accepted"]


@pytest.mark.django_db
def test_a_format_that_is_used_no_more_opens_no_gate(
    world: Any, accredited: ProgrammeVersion
) -> None:
    """AM 4.3: the provider's last day of use ends new awards, on the day after it."""
    today, later = world.now.date(), world.now + timedelta(days=2)
    with tenancy.scope(world.head) as by:
        [one] = queries.formats(accredited.organisation_id)
        nation = standards.nation(accredited.nation, on=today)
        assert formats.in_use(accredited, nation, on=today) == one
        with pytest.raises(Invalid):
            formats.retire(format_id=one.id, last_day=date(2020, 1, 1), by=by, now=world.now)
        formats.retire(format_id=one.id, last_day=today, by=by, now=world.now)
        assert formats.in_use(accredited, nation, on=later.date()) is None
    assert _gate(world, accredited) == []
    assert _gate(world, accredited, now=later) == ["format_not_approved"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("on", "found"),
    [
        (
            date(2026, 1, 31),
            [
                "provider_not_authorised",
                "institution_not_accredited",
                "programme_not_accredited",
            ],
        ),
        (date(2026, 2, 1), []),
        (date(2030, 1, 31), []),
        (date(2030, 2, 1), ["institution_not_accredited"]),
        (
            date(2031, 2, 1),
            [
                "provider_not_authorised",
                "institution_not_accredited",
                "programme_not_accredited",
            ],
        ),
    ],
)
def test_the_gate_follows_the_terms_to_the_day(
    on: date, found: list[str], world: Any, accredited: ProgrammeVersion
) -> None:
    assert _gate(world, accredited, on) == found


@pytest.mark.django_db
def test_another_version_is_another_subject(world: Any, accredited: ProgrammeVersion) -> None:
    """ISS-05: the accreditation of version 1 does not carry version 2."""
    second = world.publish(objective={"hy": "Այլ", "en": "Other"})
    assert _gate(world, accredited) == []
    assert _gate(world, second) == ["programme_not_accredited"]


@pytest.mark.django_db
def test_what_is_recorded_between_closes_the_gate(world: Any, accredited: ProgrammeVersion) -> None:
    """ISS-01: the gate asked again after a withdrawal answers anew."""
    assert _gate(world, accredited, date(2028, 3, 10)) == []
    with tenancy.scope(ANONYMOUS):
        decisions = {one.kind: one.id for one in queries.decisions_for(
            world.academy.id, accredited.id)}  # fmt: skip
    world.change(decisions["programme"], "withdrawn", teach_out_until=date(2028, 6, 30))
    assert _gate(world, accredited, date(2028, 2, 29)) == []
    assert _gate(world, accredited, date(2028, 3, 10)) == ["programme_not_accredited"]
    enrolled = date(2028, 2, 1)
    assert _gate(world, accredited, date(2028, 3, 10), enrolled_on=enrolled) == []
    world.change(decisions["institution"], "suspended", until=date(2028, 4, 1))
    found = _gate(world, accredited, date(2028, 3, 10), enrolled_on=enrolled)
    assert found == ["institution_not_accredited"]
    assert _gate(world, accredited, date(2028, 4, 1), enrolled_on=enrolled) == []


@pytest.mark.django_db
def test_a_limit_takes_the_level_out_of_scope(world: Any, accredited: ProgrammeVersion) -> None:
    with tenancy.scope(ANONYMOUS):
        (authorisation,) = (
            one for one in queries.decisions_for(world.academy.id) if one.kind == "authorisation"
        )
    world.change(
        authorisation.id, "limited", world.ministry, scope=Scope(levels=(7,)),
        first_day=date(2026, 12, 1),
    )  # fmt: skip
    assert _gate(world, accredited) == ["out_of_scope"]
    assert _gate(world, accredited, date(2026, 11, 30)) == []


@pytest.mark.django_db
def test_decisions_of_others_do_not_count(world: Any, accredited: ProgrammeVersion) -> None:
    with tenancy.scope(ANONYMOUS):
        assert queries.decisions_for(world.agency.id) == []
        about_provider = queries.decisions_for(world.academy.id)
    assert {one.kind for one in about_provider} == {"authorisation", "institution"}


@pytest.mark.django_db
def test_history_is_answered_as_it_was_known(world: Any, accredited: ProgrammeVersion) -> None:
    """B18: how it stood on a day, as known at an instant; nothing is rewritten."""
    with tenancy.scope(ANONYMOUS):
        (programme,) = (
            one
            for one in queries.decisions_for(world.academy.id, accredited.id)
            if one.kind == "programme"
        )
        connection.cursor().execute("select pg_sleep(0.002)")
    made = world.change(
        programme.id, "withdrawn", ground="fraud", retroactive_from=date(2027, 5, 1)
    )
    before = made.recorded_at - timedelta(microseconds=1)
    with tenancy.scope(ANONYMOUS):
        known = queries.history(accredited, on=DAY, known_at=made.recorded_at)
        earlier = queries.history(accredited, on=DAY, known_at=before)
        never = queries.history(accredited, on=DAY, known_at=datetime(2020, 1, 1, tzinfo=UTC))
        entries = queries.timeline(accredited)
        entries_before = queries.timeline(accredited, known_at=before)
    assert known["programme"].reason is Reason.ANNULLED
    assert earlier["programme"].is_in_force
    assert earlier["institution"].is_in_force
    assert never["programme"].reason is Reason.NONE
    assert [one.change.kind for one in entries if one.change] == ["withdrawn"]
    assert len(entries_before) == len(entries) - 1
    assert entries == sorted(entries, key=lambda one: one.recorded_at)


def test_the_gate_and_a_decision_wait_for_each_other(db_world: None, world: Any) -> None:
    """ISS-01: while the gate looks nothing is decided; two gates do not hinder each other."""
    version = world.publish()
    proposal = world.propose(world.new("programme", version), world.agency)
    done = threading.Event()
    gates = threading.Event()

    def decide() -> None:
        try:
            world.approve(proposal, world.agency)
            done.set()
        finally:
            connection.close()

    def look() -> None:
        try:
            with tenancy.scope(world.registrar):
                queries.lock_shared(world.academy.id, version.id)
                gates.set()
        finally:
            connection.close()

    with tenancy.scope(world.registrar):
        queries.lock_shared(world.academy.id, version.id)
        threads = [threading.Thread(target=act) for act in (look, decide)]
        threads[0].start()
        assert gates.wait(5)
        threads[1].start()
        assert not done.wait(0.3)
        assert queries.decisions_for(world.academy.id, version.id) == []
    assert done.wait(5)
    for thread in threads:
        thread.join()
    with tenancy.scope(ANONYMOUS):
        assert len(queries.decisions_for(world.academy.id, version.id)) == 1


def test_two_approvals_at_once_make_one_decision(db_world: None, world: Any) -> None:
    proposals = [
        world.propose(world.new("institution", number=number), world.agency)
        for number in ("1", "2")
    ]
    codes: list[str] = []

    def approve(proposal: Any) -> None:
        try:
            world.approve(proposal, world.agency)
            codes.append("made")
        except actions.Conflict as error:
            codes.append(error.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=approve, args=(one,)) for one in proposals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(codes) == ["decision_overlaps", "made"]
