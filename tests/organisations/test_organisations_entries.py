"""Entries of the register: made by the office, never confused, never forgotten."""

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.common.ids import uuid7
from pharos.common.models import Event
from pharos.common.settings import Settings
from pharos.organisations import actions, queries
from pharos.organisations.actions import entries
from pharos.organisations.models import Organisation, OrganisationName

from .conftest import NOW, World, appoint

DAY = date(2026, 6, 1)


def test_an_entry_is_public_and_leaves_events(world: World) -> None:
    entry = world.enter(kinds=["company_academy", "training_centre"], name={"en": "X", "hy": "Ա"})
    with tenancy.scope(ANONYMOUS):
        found = queries.organisation("academy-of-examples")
        assert found.id == entry.id
        assert found.state == "listed"
        assert queries.kinds_on(entry.id, DAY) == {"company_academy", "training_centre"}
        assert queries.names_on(entry.id, DAY) == {"en": "X", "hy": "Ա"}
    with tenancy.scope(world.officer):
        events = Event.objects.filter(row_id=str(entry.id), act="insert")
        assert [event.entity for event in events] == ["organisations_organisation"]
        assert events[0].person == world.officer.person_id


def test_unknown_slug_and_id_are_not_found(world: World) -> None:
    with tenancy.scope(ANONYMOUS):
        for ask in (lambda: queries.organisation("nobody"), lambda: queries.by_id(uuid7())):
            with pytest.raises(NotFound) as refused:
                ask()
            assert refused.value.code == "organisation_unknown"


@pytest.mark.parametrize(
    ("slug", "code"),
    [
        ("", "slug_malformed"),
        ("Academy", "slug_malformed"),
        ("-a", "slug_malformed"),
        ("a--b", "slug_malformed"),
        ("a" * 64, "slug_malformed"),
        ("a/b", "slug_malformed"),
        ("académie", "slug_malformed"),
        ("api", "slug_reserved"),
    ],
)
def test_slugs_that_are_none(world: World, slug: str, code: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.enter(slug)
    assert refused.value.code == code


def test_a_slug_is_taken_for_ever(world: World) -> None:
    entry = world.enter()
    with pytest.raises(Conflict) as refused:
        world.enter(name={"en": "Quite Another House"})
    assert refused.value.code == "slug_taken"
    row = Organisation.objects.filter(id=entry.id)
    for change in (row.delete, lambda: row.update(slug="other")):
        with tenancy.scope(world.officer), pytest.raises(DatabaseError), transaction.atomic():
            change()


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kinds": ["bank"]}, "kind_unknown"),
        ({"name": {"hy": "Ակադեմիա"}}, "organisation_name_english"),
        ({"name": {"en": "Academy", "fr": "Académie"}}, "organisation_name_english"),
        ({"legal_ids": {"tax": ""}}, "legal_id_malformed"),
        ({"legal_ids": {"tax": "١٢٣"}}, "legal_id_malformed"),
    ],
)
def test_what_no_entry_can_hold(world: World, changes: dict[str, object], code: str) -> None:
    with pytest.raises(Invalid) as refused:
        world.enter(**changes)
    assert refused.value.code == code


LOOKALIKES = [
    "Yerev\u0430n State University",  # the Cyrillic letter mixes scripts, which is another refusal
    "YEREVAN STATE UNIVERSITY",
    "Yerevan  State-University",
    "Ye\u0301revan State University",
    "Yerevan State Univers1ty",
]


@pytest.mark.parametrize("name", LOOKALIKES[1:])
def test_a_name_that_looks_like_another_is_held(world: World, name: str) -> None:
    """UNI-01: a skeleton collision with an existing provider is held for human review."""
    world.enter("ysu", name={"en": "Yerevan State University"})
    entry = world.enter("not-ysu", name={"en": name})
    assert entry.state == "held"
    assert entry.held_for == "ysu"
    with tenancy.scope(ANONYMOUS):
        assert entry not in queries.listing(on=DAY)


def test_whole_words_of_another_script_are_held_as_well(world: World) -> None:
    """UNI-01: Armenian letters that are drawn like Latin ones meet the Latin name."""
    world.enter("soon", name={"en": "SOON"})
    assert (
        world.enter("second", name={"en": "Another", "hy": "\u054f\u0555\u0555\u0548"}).state
        == "held"
    )
    assert world.enter("third", name={"en": "\u054f\u0555\u0555\u0578"}).state == "held"


@pytest.mark.parametrize(
    "name", [LOOKALIKES[0], "\u0531kademia", "\u0561\u10d9\u10d0\u10d3\u10d4\u10db\u10d8\u10d0"]
)
def test_one_word_never_mixes_scripts(world: World, name: str) -> None:
    """UNI-02: mixed scripts inside one word are refused for organisation names."""
    with pytest.raises(Invalid) as refused:
        world.enter(name={"en": name})
    assert refused.value.code == "organisation_name_malformed"
    assert refused.value.facts["reason"] == "name_mixed_scripts"


@pytest.mark.parametrize("name", ["Aca\u200bdemy", "Academy \u202etxt", "Aca\u00addemy", "", "  "])
def test_hidden_characters_are_refused(world: World, name: str) -> None:
    """UNI-03: zero-width, bidi and soft hyphen are refused in names of organisations."""
    with pytest.raises(Invalid):
        world.enter(name={"en": name})


def test_names_are_kept_in_nfc(world: World) -> None:
    """UNI-04: the same name in NFD is stored in NFC and found by both."""
    entry = world.enter(name={"en": "Acade\u0301mie", "hy": "Արևելք"})
    assert entry.name == {"en": "Acad\u00e9mie", "hy": "Արևելք"}


def test_a_held_entry_waits_for_a_second_person(world: World) -> None:
    world.enter("first", name={"en": "House of Trades"})
    held = world.enter("second", name={"en": "House of Trades"})
    with tenancy.scope(world.officer), pytest.raises(NotAllowed) as refused:
        actions.review(by=world.officer, organisation_id=held.id, accept=True, now=NOW)
    assert refused.value.code == "permission_denied"
    with tenancy.scope(world.approver):
        done = actions.review(by=world.approver, organisation_id=held.id, accept=True, now=NOW)
        assert done.state == "listed"
        with pytest.raises(Conflict) as again:
            actions.review(by=world.approver, organisation_id=held.id, accept=True, now=NOW)
    assert again.value.code == "organisation_not_held"


def test_who_entered_it_does_not_review_it(world: World) -> None:
    """AUT-06: refused by the action, and by the table when somebody goes round it."""
    both = appoint(world.platform.id, "approver", person_id=world.officer.person_id)
    world.enter("first", name={"en": "House of Trades"})
    held = world.enter("second", name={"en": "House of Trades"})
    assert both.roles == {"officer", "approver"}
    with tenancy.scope(both):
        with pytest.raises(NotAllowed) as refused:
            actions.review(by=both, organisation_id=held.id, accept=True, now=NOW)
        assert refused.value.code == "proposer_approves"
        with pytest.raises(IntegrityError), transaction.atomic():
            Organisation.objects.filter(id=held.id).update(reviewed_by=both.person_id)


def test_only_an_office_enters(world: World) -> None:
    entry = world.enter("agency-of-examples", name={"en": "Agency"}, kinds=["qa_agency"])
    officer = appoint(entry.id, "officer")
    with tenancy.scope(officer), pytest.raises(NotAllowed) as refused:
        actions.create(
            by=officer, slug="mine", name={"en": "Mine"}, nation="AM", kinds=["ngo"], now=NOW
        )
    assert refused.value.code == "not_a_registry_office"


def test_a_ministry_enters_bodies_of_its_own_nation(world: World) -> None:
    ministry = world.enter("ministry-of-examples", name={"en": "Ministry"}, kinds=["ministry"])
    officer = appoint(ministry.id, "officer")
    with tenancy.scope(officer):
        wanted = {"kinds": ["ngo"], "now": NOW, "by": officer}
        own = actions.create(slug="own", name={"en": "Own"}, nation="AM", **wanted)
        assert own.keeper_id == ministry.id
        with pytest.raises(NotAllowed):
            actions.create(slug="foreign", name={"en": "Foreign"}, nation="GE", **wanted)
    with tenancy.scope(world.officer), pytest.raises(NotAllowed) as refused:
        actions.add_kind(by=world.officer, organisation_id=own.id, kind="employer", since=DAY)
    assert refused.value.code == "kept_by_another_office"


def test_row_level_security_keeps_entries_from_strangers(world: World) -> None:
    """AUT-02: as the app role a stranger changes no row, whatever the code above does."""
    entry = world.enter()
    stranger = Actor(person_id=uuid7(), organisation_id=uuid7())
    with tenancy.scope(stranger):
        assert Organisation.objects.filter(id=entry.id).update(register_note="mine") == 0
        with pytest.raises(DatabaseError), transaction.atomic():
            OrganisationName.objects.create(
                keeper_id=world.platform.id,
                organisation=entry,
                language="ka",
                text="x",
                skeleton="x",
            )


def test_kinds_are_dated_and_many(world: World) -> None:
    entry = world.enter(since=date(2020, 1, 1))
    by = world.officer
    with tenancy.scope(by):
        actions.add_kind(by=by, organisation_id=entry.id, kind="employer", since=DAY)
        with pytest.raises(Conflict) as refused:
            actions.add_kind(by=by, organisation_id=entry.id, kind="employer", since=DAY)
        assert refused.value.code == "kind_held_already"
        actions.end_kind(by=by, organisation_id=entry.id, kind="company_academy", until=DAY)
        with pytest.raises(Invalid) as ended:
            actions.end_kind(by=by, organisation_id=entry.id, kind="company_academy", until=DAY)
        assert ended.value.code == "kind_not_held"
        assert queries.kinds_on(entry.id, date(2019, 12, 31)) == set()
        assert queries.kinds_on(entry.id, DAY - timedelta(days=1)) == {"company_academy"}
        assert queries.kinds_on(entry.id, DAY) == {"employer"}


def test_a_body_is_renamed_and_found_by_both_names(world: World) -> None:
    entry = world.enter(since=date(2020, 1, 1))
    by = world.officer
    with tenancy.scope(by):
        actions.rename(by=by, organisation_id=entry.id, name={"en": "House of Trials"}, since=DAY)
        assert queries.names_on(entry.id, DAY - timedelta(days=1))["en"] == "Academy of Examples"
        assert queries.names_on(entry.id, DAY)["en"] == "House of Trials"
        assert queries.organisation("academy-of-examples").name == {"en": "House of Trials"}
        for text in ("of examples", "of trials"):
            assert [found.id for found in queries.listing(on=DAY, text=text)] == [entry.id]
        with pytest.raises(Invalid) as refused:
            actions.rename(by=by, organisation_id=entry.id, name={"en": "Third"}, since=DAY)
        assert refused.value.code == "day_out_of_order"


def test_renaming_into_another_body_needs_a_review(world: World) -> None:
    """UNI-01: a change of name is no way round the review."""
    world.enter("first", name={"en": "House of Trades"})
    entry = world.enter()
    wanted = {"organisation_id": entry.id, "name": {"en": "house of trades"}, "since": DAY}
    with tenancy.scope(world.officer):
        with pytest.raises(Conflict) as refused:
            actions.rename(by=world.officer, **wanted)
        assert refused.value.facts == {"others": "first"}
        with pytest.raises(NotAllowed):
            actions.rename(by=world.officer, reviewed=True, **wanted)
    with tenancy.scope(world.approver):
        assert actions.rename(by=world.approver, reviewed=True, **wanted).name == wanted["name"]


def test_relations(world: World) -> None:
    parent, branch = world.enter("parent", name={"en": "Parent"}), world.enter()
    by = world.officer
    with tenancy.scope(by):
        wanted = {"by": by, "organisation_id": branch.id, "since": DAY}
        actions.relate(kind="branch_of", other_id=parent.id, **wanted)
        assert [(r.kind, r.other.slug) for r in queries.relations(branch.id, on=DAY)] == [
            ("branch_of", "parent")
        ]
        assert queries.relations(branch.id, on=DAY - timedelta(days=1)) == []
        for kind, other in (("branch_of", branch.id), ("cousin_of", parent.id)):
            with pytest.raises(Invalid):
                actions.relate(kind=kind, other_id=other, **wanted)


def test_the_listing_is_narrowed_by_nation_and_kind(world: World) -> None:
    world.enter("one", name={"en": "One"})
    world.enter("two", name={"en": "Two"}, nation="GE", kinds=["hei_public"])
    with tenancy.scope(ANONYMOUS):
        assert [o.slug for o in queries.listing(on=DAY, nation="GE")] == ["two"]
        assert [o.slug for o in queries.listing(on=DAY, kind="company_academy")] == ["one"]
        assert len(queries.listing(on=DAY)) == 3


def test_production_takes_no_fictitious_bodies(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    production = Settings(
        origin="https://registry.example.org",
        installation="production",
        database_durable=True,
        national_connector="none",
    )
    monkeypatch.setattr(entries, "settings", lambda: production)
    with pytest.raises(Invalid) as refused:
        world.enter()
    assert refused.value.code == "fictitious_refused"
