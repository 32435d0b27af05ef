"""The register that comes with the product: real bodies by name, and nothing else about them."""

from datetime import date

import pytest

from pharos.accounts.policies import Permission, allows
from pharos.common import actor as actors
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import NotAllowed
from pharos.common.ids import uuid7
from pharos.organisations import actions, queries, rules
from pharos.organisations.actions.register import lines
from pharos.organisations.models import Organisation, Relation, Signatory

from .conftest import NOW, World

DAY = date(2026, 11, 1)


def load() -> int:
    by = actors.system(organisation_id=queries.platform_id())
    with tenancy.scope(by):
        return actions.load_register(by=by, now=NOW)


def test_the_register_is_loaded_once(world: World) -> None:
    assert load() == 86
    assert load() == 0
    with tenancy.scope(ANONYMOUS):
        assert len(queries.listing(on=DAY, nation="AM")) == 54
        assert len(queries.listing(on=DAY, nation="GE")) == 32
        assert not Organisation.objects.exclude(state="listed").exists()
        assert not Organisation.objects.filter(fictitious=True).exists()
        assert not Relation.objects.exists()
        assert not Signatory.objects.exists()


def test_authorities_and_centres_have_their_kinds(world: World) -> None:
    load()
    with tenancy.scope(ANONYMOUS):

        def of(slug: str) -> frozenset[str]:
            return queries.kinds_on(queries.organisation(slug).id, DAY)

        assert of("nceqe") == {"qa_agency", "enic"}
        assert of("anqa") == {"qa_agency"}
        assert of("armenic") == {"enic"}
        assert of("moescs") == {"ministry"}
        assert of("international-accountancy-training-centre") == {"hei_private", "training_centre"}
        assert of("registry") == {"registry_operator"}


def test_a_name_like_that_of_a_real_body_is_held(world: World) -> None:
    """UNI-01: the shipped register is what newcomers are compared with."""
    load()
    with tenancy.scope(world.officer):
        entry = actions.create(
            by=world.officer,
            slug="ysu-online",
            name={"en": "Yerevan-State University"},
            nation="AM",
            kinds=["company_academy"],
            now=NOW,
        )
    assert (entry.state, entry.held_for) == ("held", "yerevan-state-university")


def test_lines_are_sound_and_resemble_nobody() -> None:
    skeletons: dict[str, str] = {}
    for line in lines():
        assert rules.slug_problem(line.slug) is None
        assert line.kinds
        assert all(rules.known_kind(kind) for kind in line.kinds)
        assert rules.clean_names(line.name) == line.name
        assert line.note.startswith("named in the 2024")
        for text in line.name.values():
            assert skeletons.setdefault(rules.skeleton(text), line.slug) == line.slug
    assert len({line.slug for line in lines()}) == len(lines()) == 86


def test_each_nation_has_its_authorities() -> None:
    wanted = {"ministry", "qa_agency", "enic"}
    for nation in ("AM", "GE"):
        kinds = {kind for line in lines() if line.nation == nation for kind in line.kinds}
        assert wanted <= kinds


def test_only_the_platform_itself_is_made_by_the_first_start(db: None) -> None:
    by = actors.system(organisation_id=uuid7())
    with tenancy.scope(by), pytest.raises(NotAllowed) as refused:
        actions.ensure_platform(by=by, now=NOW)
    assert refused.value.code == "not_a_registry_office"
    assert not allows(by, Permission.ORGANISATION_REVIEW)


def test_the_platform_follows_from_the_origin() -> None:
    one = rules.platform_id("http://localhost:8000")
    assert one == rules.platform_id("http://localhost:8000")
    assert one != rules.platform_id("https://registry.example.org")
