"""Levels, recognitions and courses: each word by the body that may say it, and by no other."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from bodies import Bodies
from django.db import DatabaseError, connection, transaction
from moments import NOW
from shelf import Shelf

from pharos.catalogue import actions as catalogue
from pharos.catalogue import courses, levels, queries
from pharos.catalogue.claims import actions, listing
from pharos.catalogue.claims import queries as claims
from pharos.catalogue.claims.listing import naming
from pharos.catalogue.claims.models import Course, LevelReferral
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.levels import Act, Said
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.nations import files
from pharos.nations.model import Nation

Read = Callable[..., Descriptor]
ATTENDED = {"type": "level_of_attendance", "weight": "100", "mode": "onsite"}


def test_every_level_has_its_descriptor_in_three_languages() -> None:
    found = levels.descriptors()
    assert list(found) == list(levels.LEVELS)
    for one in found.values():
        for kind in levels.COLUMNS:
            text = one.text(kind)
            assert all(text[language].strip() for language in levels.LANGUAGES)


def test_what_was_said_of_a_level_is_told_in_order() -> None:
    """TPG-A 2: claimed, confirmed, entered; the strongest word is the state."""
    day = date(2026, 1, 1)
    claimed, entered = Said(Act.CLAIMED, 6, "a", day), Said(Act.ENTERED, 6, "c", day, "N 1")
    found = levels.referral([entered, claimed])
    assert (found.state, found.latest, found.said[0]) == (Act.ENTERED, entered, claimed)
    assert levels.referral([]).state is None


def test_a_claim_lays_every_outcome_beside_a_level(descriptor: Read) -> None:
    """Best fit: most outcomes meet the level claimed, or a higher one."""

    def codes(told: Descriptor, matches: dict[str, int]) -> list[str]:
        return [one.code for one in levels.problems(told, matches)]

    whole = descriptor()
    names = [one.id for one in whole.learning_outcomes]
    good = dict.fromkeys(names, whole.nqf_level or 0)
    assert codes(whole, good) == []
    assert codes(whole, good | {names[0]: 9}) == ["level_claim_incomplete"]
    assert codes(whole, good | {"other": 6}) == ["level_claim_of_unknown_outcome"]
    assert codes(whole, dict.fromkeys(names, 5)) == ["level_claim_not_met"]
    assert codes(descriptor("non_formal"), good) == ["level_claim_without_level"]


@pytest.mark.parametrize(
    ("members", "found"),
    [
        ({}, []),
        ({"ects": "3"}, ["course_claims_credit"]),
        ({"nqf_level": 5}, ["course_claims_level"]),
        ({"workload_hours": None}, ["field_missing"]),
        ({"title": {"en": "Only English"}}, ["title_languages"]),
    ],
)
def test_attendance_alone_is_shown_as_what_it_is(
    members: dict[str, Any], found: list[str], descriptor: Read, armenia: Nation
) -> None:
    """R4 and scenario 4: no credits and no level, and only where the nation lets it be shown."""
    outcomes = [one.id for one in descriptor("non_formal").learning_outcomes]
    course = descriptor("non_formal", assessment=[ATTENDED | {"outcomes": outcomes}], **members)
    assert [one.code for one in courses.problems(course, armenia)] == found
    closed = replace(armenia, designer=replace(armenia.designer, attendance_courses=False))
    assert "course_not_offered_here" in [one.code for one in courses.problems(course, closed)]


def test_what_is_assessed_is_no_such_course(descriptor: Read, armenia: Nation) -> None:
    found = [one.code for one in courses.problems(descriptor("non_formal"), armenia)]
    assert found == ["course_is_assessed"]


def test_keepers_of_the_framework_are_the_nations_own() -> None:
    keepers = {code: files.history(code)[-1].designer.framework_keepers for code in ("AM", "GE")}
    assert keepers == {"AM": ("ministry",), "GE": ("qa_agency",)}


# --- in the database ----------------------------------------------------------------------


def _in_scope(by: Actor, act: Callable[..., Any], **facts: Any) -> Any:
    with tenancy.scope(by):
        return act(by=by, now=NOW, **facts)


@pytest.mark.django_db
def test_a_level_is_claimed_confirmed_and_entered_by_three(shelf: Shelf, bodies: Bodies) -> None:
    """Each by its own body and in this order; nobody says another's word, none is said twice."""
    version = shelf.publish("levels", "Մակարդակներ", "Levels")
    matches = dict.fromkeys([one.id for one in version.descriptor.learning_outcomes], 7)
    agency = bodies.person(bodies.enter("agency-one", "qa_agency"), "approver")
    ministry = bodies.person(bodies.enter("ministry-one", "ministry"), "approver")
    confirm = {"act": actions.confirm_level, "version_id": version.id}
    with pytest.raises(Conflict, match="level_not_yet"):
        _in_scope(agency, **confirm)
    registrar = bodies.person(shelf.university, "registrar")
    _in_scope(registrar, actions.claim_level, version_id=version.id, matches=matches)
    with pytest.raises(Conflict, match="level_said_already"):
        _in_scope(registrar, actions.claim_level, version_id=version.id, matches=matches)
    stranger = bodies.person(bodies.enter("stranger-one", "hei_private"), "registrar")
    with pytest.raises(NotFound):
        _in_scope(stranger, actions.claim_level, version_id=version.id, matches=matches)
    with pytest.raises(NotAllowed, match="level_not_yours_to_say"):
        _in_scope(ministry, **confirm)
    with pytest.raises(NotAllowed):
        _in_scope(registrar, **confirm)
    _in_scope(agency, **confirm)
    enter = {"act": actions.enter_level, "version_id": version.id, "number": "AM-1"}
    with pytest.raises(NotAllowed, match="level_not_yours_to_say"):
        _in_scope(agency, **enter)
    _in_scope(ministry, **enter)
    with tenancy.scope(ANONYMOUS):
        told = claims.referral_of(version.id)
    assert told.state is Act.ENTERED
    assert [one.organisation for one in told.said] == [
        "aragats-demo-university", "agency-one", "ministry-one",
    ]  # fmt: skip
    with tenancy.scope(agency), pytest.raises(DatabaseError), transaction.atomic():
        LevelReferral.objects.filter(act="confirmed").update(level=8)


@pytest.mark.django_db
def test_only_whoever_recognises_says_so(shelf: Shelf, bodies: Bodies) -> None:
    """Question 20, field O: nothing is told of a recognition before the other side confirms."""
    employer = bodies.enter("employer-one", "employer")
    partner = bodies.person(employer, "partner")
    version = shelf.publish(
        "known", "Ճանաչված", "Known", recognised_by_others=[{"organisation": "employer-one"}]
    )
    assert claims.recognitions_of([version.id]) == []
    other = bodies.person(bodies.enter("employer-two", "employer"), "partner")
    confirm = {"act": actions.confirm_recognition, "version_id": version.id, "text": {}}
    with pytest.raises(NotAllowed, match="recognition_not_named"):
        _in_scope(other, **confirm)
    said = _in_scope(partner, **confirm)
    with pytest.raises(Conflict, match="recognition_confirmed_already"):
        _in_scope(partner, **confirm)
    with tenancy.scope(ANONYMOUS):
        [told] = claims.recognitions_of([version.id])
    assert told.organisation_id == employer.id
    withdraw = {"act": actions.withdraw_recognition, "recognition_id": said.id}
    with pytest.raises(NotFound):
        _in_scope(other, **withdraw)
    _in_scope(partner, **withdraw)
    assert claims.recognitions_of([version.id]) == []


@pytest.mark.django_db
def test_a_course_becomes_a_programme_by_an_assessment(shelf: Shelf, bodies: Bodies) -> None:
    """Scenario 4: R4 blocks the kind; the course is shown apart, and ends when it is assessed."""
    registrar, head = (bodies.person(shelf.university, role) for role in ("registrar", "head"))
    document = shelf.course("non_formal")
    names = [one["id"] for one in document["learning_outcomes"]]
    attended = document | {"assessment": [ATTENDED | {"outcomes": names}]}
    draft = _in_scope(registrar, catalogue.draft, slug="evenings", document=attended)
    publish = {"draft_id": draft.id, "digest": bytes(draft.digest), "first_day": date(2026, 1, 1)}
    with pytest.raises(Invalid) as refused:
        _in_scope(head, catalogue.publish, **publish)
    assert [one.code for one in refused.value.problems] == ["attendance_only"]
    shown = _in_scope(head, actions.show_course, draft_id=draft.id, digest=bytes(draft.digest))
    with tenancy.scope(ANONYMOUS):
        assert claims.courses_of(shelf.university.id) == [shown]
        assert not queries.programmes(shelf.university.id)
    assert {"kind", "ects", "level"}.isdisjoint(one.name for one in Course._meta.get_fields())
    assessed = _in_scope(registrar, catalogue.draft, slug="evenings", document=document)
    with pytest.raises(Invalid, match="course_not_to_be_shown"):
        _in_scope(head, actions.show_course, draft_id=draft.id, digest=bytes(assessed.digest))
    _in_scope(head, catalogue.publish, **(publish | {"digest": bytes(assessed.digest)}))
    assert claims.courses_of(shelf.university.id) == []


@pytest.mark.django_db
def test_a_body_sees_what_names_it(shelf: Shelf, bodies: Bodies) -> None:
    """Versions that name it come first while they wait; those that do not are not among them."""
    employer = bodies.enter("employer-one", "employer")
    partner = bodies.person(employer, "partner")
    named = {"recognised_by_others": [{"organisation": "employer-one"}]}
    first, second = (shelf.publish(slug, "Ա", "A", **named) for slug in ("first", "second"))
    works = [{"organisation": "employer-one", "role": "co_design"}]
    shelf.publish("third", "Ա", "A", partners=works)
    _in_scope(partner, actions.confirm_recognition, version_id=first.id, text={})
    with tenancy.scope(partner):
        rows = naming(employer)
    assert [(row.version.id, row.said is not None) for row in rows] == [
        (second.id, False), (first.id, True),
    ]  # fmt: skip
    # DOS-01: found by an index, however many versions there are
    with tenancy.scope(partner), connection.cursor() as cursor:
        cursor.execute("set local enable_seqscan = off")
        assert "catalogue_version_recognisers" in listing._naming(employer).explain()
