"""Drafts, publication and withdrawal on a real database."""

import hashlib
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from moments import NOW

from pharos.catalogue import actions, queries
from pharos.catalogue.models import Draft, ProgrammeVersion, Standing
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.errors import Conflict, DomainError, Invalid, NotAllowed, NotFound
from pharos.common.ids import uuid7
from pharos.common.settings import settings

pytestmark = pytest.mark.django_db

FIRST_DAY = date(2026, 1, 1)
SLUG = "teacher-course"


class Provider:
    """A university that drafts as registrar and publishes as head."""

    def __init__(self, bodies: Any, course: Callable[[str], dict[str, Any]]) -> None:
        self.university = bodies.enter("aragats-demo-university", "hei_private")
        self.registrar: Actor = bodies.person(self.university, "registrar")
        self.head: Actor = bodies.person(self.university, "head")
        self.course = course

    def draft(self, kind: str = "regulated_30", slug: str = SLUG, **members: Any) -> Draft:
        document = {k: v for k, v in (self.course(kind) | members).items() if v is not None}
        with tenancy.scope(self.registrar):
            return actions.draft(slug=slug, document=document, by=self.registrar, now=NOW)

    def publish(self, draft: Draft, **more: Any) -> ProgrammeVersion:
        given = {"draft_id": draft.id, "digest": bytes(draft.digest), "first_day": FIRST_DAY}
        with tenancy.scope(self.head):
            return actions.publish(**(given | more), by=self.head, now=NOW)


@pytest.fixture
def provider(bodies: Any, course: Callable[[str], dict[str, Any]]) -> Provider:
    return Provider(bodies, course)


def _refused(error: type[DomainError], act: Callable[..., Any], *args: Any, **more: Any) -> Any:
    with pytest.raises(error) as caught:
        act(*args, **more)
    return caught.value


@pytest.mark.parametrize("kind", ["regulated_30", "credit_bearing", "non_formal"])
def test_a_draft_becomes_a_version_for_ever(kind: str, provider: Provider) -> None:
    version = provider.publish(provider.draft(kind))
    with tenancy.scope(ANONYMOUS):
        found = queries.find("aragats-demo-university", SLUG)
    assert found == version
    assert (found.number, found.kind, found.nation) == (1, kind, "AM")
    assert bytes(found.digest) == hashlib.sha256(found.document.encode()).digest()
    assert found.descriptor.digest == bytes(found.digest)
    assert found.descriptor.version == 1
    address = f"{settings().origin}/programmes/aragats-demo-university/{SLUG}"
    assert found.descriptor.mc_id == address
    assert queries.address(found) == f"{address}/v1"


def test_programmes_never_ask_for_each_other(provider: Provider) -> None:
    """BIZ-03: what leads back to itself is refused with the whole way."""
    base = f"{settings().origin}/programmes/aragats-demo-university"

    def asking(slug: str, *needed: str) -> Draft:
        told = {"text": {"hy": "Ավարտած ծրագիր", "en": "Another programme"}}
        told |= {"programmes": [f"{base}/{one}" for one in needed]}
        return provider.draft("non_formal", slug, prerequisites=told)

    provider.publish(asking("second", "first"))
    provider.publish(asking("third", "second"))
    refused = _refused(Invalid, provider.publish, asking("first", "third"))
    [problem] = refused.problems
    assert (problem.code, problem.facts["way"]) == ("cycle", "first → third → second → first")


def test_a_draft_is_seen_by_its_provider_alone(provider: Provider, bodies: Any) -> None:
    """AUT-02: another provider finds no draft by its id, and nobody by looking."""
    draft = provider.draft()
    other = bodies.person(bodies.enter("other-university", "hei_private"), "head")
    for actor in (other, ANONYMOUS):
        with tenancy.scope(actor):
            assert Draft.objects.count() == 0
            _refused(NotFound, queries.draft_for, actor, draft.id)
    with tenancy.scope(other):
        error = _refused(
            NotFound, actions.publish, draft_id=draft.id, digest=bytes(draft.digest),
            first_day=FIRST_DAY, by=other, now=NOW,
        )  # fmt: skip
    assert error.code == "draft_unknown"


def test_an_edited_draft_is_not_published_unseen(provider: Provider) -> None:
    """AUT-07: publication binds to the content that was looked at."""
    seen = provider.draft()
    provider.draft(objective={"hy": "Այլ նպատակ", "en": "Another purpose"})
    error = _refused(Conflict, provider.publish, seen)
    assert error.code == "version_changed"


def test_an_edit_makes_a_new_version(provider: Provider) -> None:
    """ISS-05: what awards are pinned to never changes; the edit is version 2."""
    first = provider.publish(provider.draft())
    second = provider.publish(provider.draft(objective={"hy": "Նոր", "en": "New"}))
    assert (first.programme, second.number) == (second.programme, 2)
    with tenancy.scope(ANONYMOUS):
        assert queries.version(first.id).document == first.document
        assert queries.find("aragats-demo-university", SLUG, 1) == first
        assert queries.find("aragats-demo-university", SLUG) == second
        assert [one.number for one in queries.versions(first.programme_id)] == [2, 1]


def test_the_same_content_is_published_once(provider: Provider) -> None:
    draft = provider.draft()
    provider.publish(draft)
    assert _refused(Conflict, provider.publish, draft).code == "version_published_already"


def test_publication_tells_every_broken_rule(provider: Provider) -> None:
    """Scenario 3: a teacher course of 29.5 ECTS is not published (R13)."""
    hours = {"count": "885", "minutes": 60}
    draft = provider.draft(ects="29.5", workload_hours=hours, title={"en": "Only English"})
    error = _refused(Invalid, provider.publish, draft)
    assert error.code == "descriptor_breaks_rules"
    found = [one.code for one in error.problems]
    assert found == ["title_languages", "regulated_ects_not_30"]
    with tenancy.scope(ANONYMOUS):
        assert ProgrammeVersion.objects.count() == 0


def test_the_kind_of_body_limits_what_it_awards(provider: Provider, bodies: Any) -> None:
    school = bodies.enter("mountain-school", "general_school")
    registrar, head = bodies.person(school, "registrar"), bodies.person(school, "head")
    with tenancy.scope(registrar):
        draft = actions.draft(
            slug=SLUG, document=provider.course("credit_bearing"), by=registrar, now=NOW
        )
    with tenancy.scope(head):
        error = _refused(
            Invalid, actions.publish, draft_id=draft.id, digest=bytes(draft.digest),
            first_day=FIRST_DAY, by=head, now=NOW,
        )  # fmt: skip
    codes = [one.code for one in error.problems]
    assert codes == ["kind_not_yours_to_award", "awarding_body_not_you"]


def test_every_body_named_stands_in_the_register(provider: Provider) -> None:
    partners = [{"organisation": "nowhere", "role": "co_design"}]
    draft = provider.draft(partners=partners, awarding_body=["aragats-demo-university", "ghost"])
    error = _refused(Invalid, provider.publish, draft)
    found = [(one.code, one.facts["slug"]) for one in error.problems]
    assert found == [("organisation_not_listed", "ghost"), ("organisation_not_listed", "nowhere")]


def test_the_regime_of_the_first_day_rules(provider: Provider) -> None:
    draft = provider.draft()
    error = _refused(Invalid, provider.publish, draft, first_day=date(2021, 12, 31))
    assert [one.code for one in error.problems] == ["kind_not_yours_to_award"]
    assert provider.publish(draft, first_day=date(2022, 1, 1)).number == 1


def test_only_the_right_role_drafts_and_publishes(provider: Provider) -> None:
    draft = provider.draft()
    with tenancy.scope(provider.registrar):
        error = _refused(
            NotAllowed, actions.publish, draft_id=draft.id, digest=bytes(draft.digest),
            first_day=FIRST_DAY, by=provider.registrar, now=NOW,
        )  # fmt: skip
    assert error.code == "permission_denied"
    with tenancy.scope(provider.head):
        _refused(NotAllowed, actions.draft, slug=SLUG, document={}, by=provider.head, now=NOW)


@pytest.mark.parametrize("slug", ["", "UPPER", "-a", "a--b", "a" * 81, "ա", "a\n", "../x"])
def test_an_address_part_is_plain(slug: str, provider: Provider) -> None:
    assert _refused(Invalid, provider.draft, slug=slug).code == "programme_slug_malformed"


def test_a_draft_may_be_incomplete_but_not_unreadable(provider: Provider) -> None:
    assert provider.draft(learning_outcomes=None).descriptor.learning_outcomes == ()
    assert _refused(Invalid, provider.draft, ects="many").code == "descriptor_unreadable"


def test_a_withdrawn_version_stays_resolvable(provider: Provider, bodies: Any) -> None:
    """A38: withdrawn entries are found for verification; awards end with the last day."""
    version = provider.publish(provider.draft())
    stranger = bodies.person(bodies.enter("other-university", "hei_private"), "head")
    end = {"version_id": version.id, "last_day": date(2026, 12, 31), "now": NOW}
    with tenancy.scope(stranger):
        _refused(NotFound, actions.withdraw, **end, by=stranger)
    with tenancy.scope(provider.head):
        actions.withdraw(**end, by=provider.head)
        again = _refused(Conflict, actions.withdraw, **end, by=provider.head)
    assert again.code == "version_withdrawn_already"
    with tenancy.scope(ANONYMOUS):
        found = queries.find("aragats-demo-university", SLUG)
        assert (found.state, found.last_day) == ("withdrawn", date(2026, 12, 31))
        assert queries.published() == []


def test_a_version_withdrawn_before_it_began_was_never_awarded(provider: Provider) -> None:
    version = provider.publish(provider.draft(), first_day=date(2027, 9, 1))
    with tenancy.scope(provider.head):
        ended = actions.withdraw(
            version_id=version.id, last_day=date(2026, 12, 1), by=provider.head, now=NOW
        )
    assert ended.last_day == date(2027, 8, 31)


@pytest.mark.parametrize(
    "change", [{"document": "{}"}, {"first_day": date(2020, 1, 1)}, {"ects": 29}, {"number": 9}]
)
def test_a_published_version_is_immutable(change: dict[str, Any], provider: Provider) -> None:
    """ISS-05: not even the owner's own session can edit what was published."""
    version = provider.publish(provider.draft())
    with tenancy.scope(provider.head):
        with pytest.raises(DatabaseError), transaction.atomic():
            ProgrammeVersion.objects.filter(id=version.id).update(**change)
        with pytest.raises(DatabaseError), transaction.atomic():
            ProgrammeVersion.objects.filter(id=version.id).delete()


def test_the_database_compares_the_digest(provider: Provider) -> None:
    draft = provider.draft()
    with tenancy.scope(provider.registrar), pytest.raises(IntegrityError), transaction.atomic():
        Draft.objects.filter(id=draft.id).update(document='{"kind":"other"}')


def test_another_tenant_changes_nothing(provider: Provider, bodies: Any) -> None:
    """AUT-02: row-level security hides the owner's right to write from everybody else."""
    version = provider.publish(provider.draft())
    stranger = bodies.person(bodies.enter("other-university", "hei_private"), "head")
    with tenancy.scope(stranger):
        assert ProgrammeVersion.objects.filter(id=version.id).update(state="withdrawn") == 0


def test_a_provider_cannot_write_its_own_standing(provider: Provider) -> None:
    """AUT-01: the projection belongs to the deciding body."""
    version = provider.publish(provider.draft())
    standing: dict[str, Any] = {
        "decision_id": uuid7(),
        "version_id": version.id,
        "kind": "programme",
        "first_day": FIRST_DAY,
        "until": None,
        "state": Standing.State.IN_FORCE,
        "now": NOW,
    }
    with tenancy.scope(provider.head), pytest.raises(DatabaseError), transaction.atomic():
        actions.set_standing(**standing, agency_id=uuid7())


def test_the_public_list_pages_and_filters(provider: Provider) -> None:
    course = provider.publish(provider.draft())
    other = provider.publish(provider.draft("non_formal", slug="open-course"))
    with tenancy.scope(ANONYMOUS):
        assert queries.published() == [other, course]
        assert queries.published(limit=1, after=other.id) == [course]
        assert queries.published(kind="regulated_30", level=6, field="01") == [course]
        assert queries.published(nation="GE") == []
        _refused(NotFound, queries.version, uuid7())
        _refused(NotFound, queries.find, "aragats-demo-university", "nothing")


def test_a_school_asks_about_its_settlement(provider: Provider) -> None:
    """Scenario 3: settlement and date give yes or no."""
    version = provider.publish(provider.draft())
    with tenancy.scope(ANONYMOUS):
        asked = {"occupation": "teacher", "on": date(2026, 9, 1)}
        assert queries.entitlement(version.id, settlement="goris", **asked).is_entitled
        answer = queries.entitlement(version.id, settlement="berd", **asked)
    assert answer.code == "entitlement_ended"


def test_publication_leaves_events(provider: Provider) -> None:
    """LOG-05: the trigger writes the event, whatever the code does."""
    provider.publish(provider.draft())
    with tenancy.scope(provider.head), connection.cursor() as cursor:
        cursor.execute("select entity, act from common_event order by seq")
        events = cursor.fetchall()
    assert ("catalogue_draft", "insert") in events
    assert ("catalogue_programmeversion", "insert") in events
