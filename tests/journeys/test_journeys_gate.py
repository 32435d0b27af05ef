"""The award gate, by HTTP and by the steps of the command, on decisions taken over HTTP.

Each refusal has its own code and a sentence in three languages, and nothing stays of it but
the event. The world brings bodies, people, keys and programmes, and no decision at all.
"""

from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import apiworld
import pytest
from apiworld import Doors, standing_still, taken_back
from django.db import transaction
from gateworld import DECISIONS, TODAY, Json, Story, accepted, refused
from moments import TOMORROW, YESTERDAY


@pytest.fixture(scope="module")
def undecided(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Doors]:
    """Everything but decisions, for every story of this module."""
    folder = tmp_path_factory.mktemp("state")
    with django_db_blocker.unblock(), standing_still(folder), taken_back():
        yield apiworld.build(decisions=False)


@pytest.fixture
def story(undecided: Doors) -> Iterator[Story]:
    point = transaction.savepoint()
    yield Story(Doors(undecided.issuers))
    transaction.savepoint_rollback(point)


def test_everything_decided_is_awarded(story: Story) -> None:
    """The same steps with nothing missing end in a credential."""
    story.decide_all()
    batch = story.award()
    story.doors.issuers.signed(story.doors.issuers.prepared(batch))
    assert story.left()["Credential"] == 1


@pytest.mark.parametrize(
    ("slug", "missing", "code"),
    [
        ("data-analysis", "authorisation", "provider_not_authorised"),
        ("data-analysis", "programme", "programme_not_accredited"),
        ("teacher-course", "authorisation", "provider_not_authorised"),
        ("teacher-course", "licence", "programme_not_licensed"),
        ("teacher-course", "format", "format_not_approved"),
    ],
)
def test_a_missing_decision(story: Story, slug: str, missing: str, code: str) -> None:
    """Each decision that the regime asks for is missed by its own code."""
    story.slug = slug
    story.decide_all(but=(missing,))
    refused(story, code)


def test_an_institution_without_accreditation(story: Story) -> None:
    """Where credits ask for it, the institution's own accreditation is missed too."""
    story.publish_tutoring()
    story.decide_all(but=("institution",))
    refused(story, "institution_not_accredited")
    story.decide("institution", **DECISIONS["tutoring"]["institution"])
    accepted(story, "2025-07-04")


@pytest.mark.parametrize(
    "scope", [{"levels": [5]}, {"fields": ["06"]}, {"levels": [7], "fields": ["02"]}]
)
@pytest.mark.parametrize(
    ("slug", "kind"),
    [
        ("data-analysis", "authorisation"),
        ("data-analysis", "programme"),
        ("teacher-course", "licence"),
        ("teacher-course", "format"),
    ],
)
def test_outside_the_scope(story: Story, slug: str, kind: str, scope: Json) -> None:
    """A decision about another level or field does not carry the award."""
    story.slug = slug
    story.decide_all(**{kind: scope})
    refused(story, "out_of_scope")


def test_a_refusal_of_the_agency_is_no_accreditation(story: Story) -> None:
    story.decide_all(but=("programme",))
    digest = bytes(story.version.digest).hex()
    refusal = {
        "kind": "programme", "organisation": str(story.version.organisation_id),
        "outcome": "refused", "number": "R-1", "decided_on": "2025-02-01",
        "version": str(story.version.id), "version_digest": digest,
    }  # fmt: skip
    story.approved("/decisions", refusal, "agency")
    refused(story, "programme_not_accredited")


def test_attendance_earns_nothing(story: Story) -> None:
    """Whoever attended and was not assessed gets no award."""
    story.decide_all()
    refused(story, "attended_only", result="attended")


@pytest.mark.parametrize("ects", ["5", "6.5", "60"])
def test_other_credits_than_the_version_has(story: Story, ects: str) -> None:
    """ISS-04: credits are the version's; a roster that says otherwise is refused."""
    story.decide_all()
    refused(story, "credits_mismatch", ects=ects)


@pytest.mark.parametrize("ects", ["6.0000001", "-6", "6e0", "1e9", "NaN", "६"])
def test_what_is_no_number_of_credits(story: Story, ects: str) -> None:
    """ISS-04: whole or half credits in ASCII digits, and nothing else."""
    story.decide_all()
    refused(story, "invalid_number", ects=ects)


def test_nobody_is_awarded_twice(story: Story) -> None:
    """The same learner and version a second time."""
    story.decide_all()
    story.award()
    refused(story, "already_awarded")


@pytest.mark.parametrize(
    "instant",
    [
        "2025-02-01T00:01:00+04:00",
        "2025-01-31T20:01:00Z",
        "2026-01-31T23:59:00+04:00",
        "2026-01-31T19:59:00Z",
        "2025-02-01",
        "2026-01-31",
    ],
)
def test_a_minute_inside_the_term(story: Story, instant: str) -> None:
    """ISS-03: the legal day of the nation counts, at either end of the term."""
    story.decide_all()
    accepted(story, instant)


@pytest.mark.parametrize(
    "instant",
    [
        "2025-01-31T23:59:00+04:00",
        "2025-01-31T19:59:00Z",
        "2026-02-01T00:01:00+04:00",
        "2026-01-31T20:01:00Z",
        "2025-01-31",
        "2026-02-01",
    ],
)
def test_a_minute_outside_the_term(story: Story, instant: str) -> None:
    """ISS-03: a minute before the first local midnight, a minute after the last."""
    story.decide_all()
    refused(story, "programme_not_accredited", instant)


def test_no_award_is_dated_tomorrow(story: Story) -> None:
    """ISS-03: in Tbilisi, four hours before UTC, tomorrow begins at local midnight."""
    story.decide_all(programme={"years": 3})
    accepted(story, f"{TODAY}T23:59:59+04:00")
    refused(story, "award_date_out_of_range", f"{TOMORROW}T00:00:00+04:00")


def test_no_award_is_older_than_its_version(story: Story) -> None:
    """ISS-03: before the version's first day, at the exact second."""
    story.decide_all()
    refused(story, "award_date_out_of_range", "2024-09-30T23:59:59+04:00")
    refused(story, "programme_not_accredited", "2024-10-01T00:00:00+04:00")


def test_nobody_awards_while_suspended(story: Story) -> None:
    """ISS-03: after the provider was suspended, at the exact second; the day before counts."""
    story.decide_all(programme={"years": 3})
    story.change("authorisation", kind="suspended", first_day=TODAY)
    refused(story, "provider_not_authorised", f"{TODAY}T00:00:00+04:00")
    accepted(story, f"{YESTERDAY}T23:59:59+04:00")


def not_issued(story: Story, batch: UUID, code: str) -> None:
    """Nothing was signed, and the award says why it was taken back."""
    progress = story.doors.get(story.registrar, f"/batches/{batch}").json
    assert (progress["state"], progress["issued"], progress["refused"]) == ("partly", 0, 1)
    [award] = story.doors.get(story.registrar, f"/awards?batch={batch}").json["items"]
    assert (award["state"], award["because"]) == ("refused", code)
    answer = story.doors.get(story.registrar, f"/awards/{award['id']}/credential")
    assert (answer.status, answer.code) == (409, "award_not_issued")
    assert story.left()["Credential"] == 0


ENDS = [
    ("programme", "programme_not_accredited", {"kind": "withdrawn", "first_day": TODAY}),
    ("programme", "programme_not_accredited", {"kind": "suspended", "first_day": TODAY}),
    ("authorisation", "provider_not_authorised", {"kind": "annulled", "first_day": "2024-10-01"}),
]


@pytest.mark.parametrize(("kind", "code", "change"), ENDS)
def test_the_end_comes_between_preparing_and_signing(
    story: Story, kind: str, code: str, change: Json
) -> None:
    """ISS-01: ended between transaction A and B: nothing is signed, the award is taken back."""
    story.decide_all(programme={"years": 3})
    batch = story.award(TODAY)
    intent = story.doors.issuers.prepared(batch)
    story.change(kind, **change)
    assert story.doors.issuers.signed(intent) is None
    story.doors.issuers.prepared(batch)
    not_issued(story, batch, code)


@pytest.mark.parametrize(("kind", "code", "change"), ENDS)
def test_the_end_comes_before_preparing(story: Story, kind: str, code: str, change: Json) -> None:
    """ISS-01: ended between the second person and transaction A: nothing is prepared."""
    story.decide_all(programme={"years": 3})
    batch = story.award(TODAY)
    story.change(kind, **change)
    assert story.doors.issuers.prepared(batch) is None
    not_issued(story, batch, code)


def test_a_rumour_of_an_agency_is_not_a_decision(story: Story) -> None:
    """What one person proposed and nobody approved does not open the gate."""
    story.decide_all(but=("programme",))
    digest = bytes(story.version.digest).hex()
    proposal = story.doors.post(
        story.doors.person("agency-officer-ge"),
        "/decisions",
        {
            "kind": "programme", "organisation": str(story.version.organisation_id),
            "outcome": "accredited", "number": "P-9", "decided_on": "2025-02-01",
            "version": str(story.version.id), "version_digest": digest,
            "first_day": "2025-02-01", "until": "2026-02-01",
        },
    )  # fmt: skip
    assert proposal.status == 201
    refused(story, "programme_not_accredited")


def test_one_key_is_one_award(story: Story) -> None:
    """The confirmation sent twice with its key is one confirmation."""
    story.decide_all()
    batch = story.send().json["batch"]
    story.doors.post(story.registrar, f"/batches/{batch}/propose")
    key = str(uuid4())
    answers = [story.doors.post(story.head, f"/batches/{batch}/confirm", key=key) for _ in range(2)]
    assert {one.content for one in answers} == {answers[0].content}
    assert story.left()["Award"] == 1
