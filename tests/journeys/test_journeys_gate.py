"""The award gate, driven over HTTP: every decision is taken here by two persons of its body.

Each refusal has its own code and a sentence in three languages, and nothing stays of it but
the event. The world brings bodies, people, keys and programmes, and no decision at all.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID, uuid4

import apiworld
import pytest
from apiworld import Doors, Reply, standing_still, taken_back
from django.db import connection, transaction

from pharos.accreditation.rules import end_of_term
from pharos.awards.models import Award, Batch, BatchRow, Learner
from pharos.catalogue import queries as catalogue
from pharos.common import tenancy
from pharos.common.models import Event, PersonKey
from pharos.issuing.models import Credential, Intent

GE = "golden-fleece-demo-university"
AM = "lighthouse-demo-university"
TODAY = "2026-11-22"
Json = dict[str, Any]

# What makes each programme awardable: kind, number of years, scope.
DECISIONS: dict[str, dict[str, Json]] = {
    "data-analysis": {
        "authorisation": {"years": 6, "levels": [6], "fields": ["05"]},
        "programme": {"years": 1, "levels": [6], "fields": ["0542"]},
    },
    "teacher-course": {
        "authorisation": {"years": 7, "levels": [6], "fields": ["01"]},
        "licence": {"years": 7, "levels": [6], "fields": ["01"]},
        "format": {"years": None, "levels": [6], "fields": ["01"]},
    },
    # the teacher course as an ordinary credit-bearing programme, published by this module
    "tutoring": {
        "authorisation": {"years": 7, "levels": [6], "fields": ["01"]},
        "institution": {"years": 6, "levels": [6], "fields": ["01"]},
        "programme": {"years": 3, "levels": [6], "fields": ["0113"]},
        "format": {"years": None, "levels": [6], "fields": ["01"]},
    },
}
BEGIN = {"authorisation": date(2024, 10, 1), "institution": date(2025, 1, 1)}
TERM = date(2025, 2, 1)


@pytest.fixture(scope="module")
def undecided(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Doors]:
    """Everything but decisions, for every story of this module."""
    folder = tmp_path_factory.mktemp("state")
    with django_db_blocker.unblock(), standing_still(folder), taken_back():
        yield apiworld.build(decisions=False)


@dataclass
class Story:
    """A provider and its deciding bodies, by their tokens."""

    doors: Doors
    slug: str = "data-analysis"
    decisions: dict[str, str] = field(default_factory=dict)

    @property
    def nation(self) -> str:
        return "ge" if self.slug == "data-analysis" else "am"

    @property
    def version(self) -> Any:
        return self.doors.world.versions[self.slug]

    def publish_tutoring(self) -> None:
        """A second Armenian programme, drafted by the registrar and published by the head."""
        self.slug = "teacher-course"
        document = self.version.descriptor.to_dict() | {
            "kind": "credit_bearing", "level_assigned_by": "agency",
        }  # fmt: skip
        for name in ("version", "entitlement", "mc_id"):
            document.pop(name)
        draft = self.doors.post(
            self.registrar, "/drafts", {"slug": "tutoring", "document": document}
        )
        assert draft.status == 201, draft.json
        made = self.doors.post(
            self.head,
            f"/drafts/{draft.json['id']}/publish",
            {"digest": draft.json["digest"], "first_day": "2024-10-01"},
        )
        assert made.status == 201, made.json
        self.doors.world.versions["tutoring"] = catalogue.version(UUID(made.json["id"]))
        self.slug = "tutoring"

    @property
    def registrar(self) -> str:
        return self.doors.person(f"registrar-{self.nation}")

    @property
    def head(self) -> str:
        return self.doors.person(f"head-{self.nation}")

    def body(self, kind: str) -> str:
        """The body that decides such a thing, as its people are called in the world."""
        is_ministry = self.nation == "am" and kind in ("authorisation", "licence", "format")
        return "ministry" if is_ministry else "agency"

    def decide_all(self, *, but: tuple[str, ...] = (), **changes: Json) -> None:
        for kind, facts in DECISIONS[self.slug].items():
            if kind not in but:
                self.decide(kind, **(facts | changes.get(kind, {})))

    def decide(self, kind: str, *, years: int | None, levels: list[int], fields: list[str]) -> None:
        """Proposed by the officer and approved by the approver, both over HTTP."""
        begin = BEGIN.get(kind, TERM)
        document: Json = {
            "kind": kind, "organisation": str(self.version.organisation_id),
            "outcome": "accredited", "number": f"{kind}-1", "decided_on": begin.isoformat(),
            "first_day": begin.isoformat(), "scope": {"levels": levels, "fields": fields},
        }  # fmt: skip
        if years is not None:
            document["until"] = end_of_term(begin, years).isoformat()
        if kind in ("programme", "licence"):
            digest = bytes(self.version.digest).hex()
            document |= {"version": str(self.version.id), "version_digest": digest}
        if kind == "format":
            content = {"content_hash": "00" * 32}
            submitted = self.doors.post(self.registrar, "/formats", content).json
            document |= {"format": submitted["id"], "format_hash": submitted["content_hash"]}
        self.decisions[kind] = self.approved("/decisions", document, self.body(kind))["id"]

    def change(self, decision: str, **facts: str) -> None:
        """A change of the decision of that kind, by two persons of its body."""
        document = {
            "decision": self.decisions[decision], "number": "C-1", "decided_on": TODAY, **facts
        }  # fmt: skip
        self.approved("/changes", document, self.body(decision))

    def approved(self, path: str, document: Json, body: str) -> Json:
        officer, approver = (
            self.doors.person(f"{body}-{role}-{self.nation}") for role in ("officer", "approver")
        )
        proposal = self.doors.post(officer, path, document)
        assert proposal.status == 201, proposal.json
        approval = {"digest": proposal.json["digest"]}
        address = f"/proposals/{proposal.json['id']}/approve"
        own = self.doors.post(officer, address, approval)
        assert own.status == 403
        made = self.doors.post(approver, address, approval)
        assert made.status == 200, made.json
        found: Json = made.json
        return found

    def roster(self, **changes: str) -> bytes:
        """One learner, with these cells put in place of the usual ones."""
        cells = {
            "given_name": "ნინო" if self.nation == "ge" else "Անի",
            "family_name": "ბერიძე" if self.nation == "ge" else "Օրինակյան",
            "given_name_latin": "Nino", "family_name_latin": "Beridze",
            "birth_date": "1994-03-12", "document_number": "AB12345",
            "result": "passed", "grade": "85" if self.nation == "ge" else "18",
            "ects": "6" if self.nation == "ge" else "30",
        } | changes  # fmt: skip
        return (",".join(cells) + "\n" + ",".join(cells.values()) + "\n").encode()

    def send(self, award_date: str = "2025-07-04", *, language: str = "en", **cells: str) -> Reply:
        """The roster, judged for that day or instant."""
        from urllib.parse import quote

        return self.doors.post(
            self.registrar,
            f"/batches?version={self.version.id}&award_date={quote(award_date)}",
            self.roster(**cells),
            content_type="text/csv",
            Accept_Language=language,
        )

    def confirm(self, batch: str) -> Reply:
        assert self.doors.post(self.registrar, f"/batches/{batch}/propose").status == 200
        return self.doors.post(self.head, f"/batches/{batch}/confirm")

    def award(self, award_date: str = "2025-07-04") -> UUID:
        """A batch that was confirmed by the second person."""
        batch = self.send(award_date).json["batch"]
        assert self.confirm(batch).status == 200
        return UUID(batch)

    def left(self) -> dict[str, int]:
        """How many rows of each kind the provider has."""
        with tenancy.scope(self.doors.world.actor(f"registrar-{self.nation}")):
            kinds = (Batch, BatchRow, Learner, Award, Credential, Intent, PersonKey)
            return {kind.__name__: kind.objects.count() for kind in kinds}

    def refusals(self) -> list[Json]:
        with tenancy.scope(self.doors.world.actor(f"registrar-{self.nation}")):
            events = Event.objects.filter(act="awards.import_roster").order_by("seq")
            return [json.loads(one.facts or "{}") for one in events]


@pytest.fixture
def story(undecided: Doors) -> Iterator[Story]:
    point = transaction.savepoint()
    yield Story(Doors(undecided.issuers))
    transaction.savepoint_rollback(point)


def jobs() -> int:
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from procrastinate_jobs")
        return int(cursor.fetchone()[0])


def refused(story: Story, code: str, award_date: str = "2025-07-04", **cells: str) -> None:
    """The row is refused with this code alone, in three languages, and only an event stays."""
    before, waiting = story.left(), jobs()
    told = {}
    for language in ("en", "hy", "ka"):
        answer = story.send(award_date, language=language, **cells)
        assert (answer.status, answer.json["batch"], answer.json["accepted"]) == (200, None, 0)
        [problem] = answer.json["rejected"]
        assert problem["code"] == code
        told[language] = problem["message"]
    assert len(set(told.values())) == 3
    assert all(len(message) > 40 and "…" not in message for message in told.values())
    assert (story.left(), jobs()) == (before, waiting)
    assert [one["code"] for one in story.refusals()[-3:]] == [code] * 3


def accepted(story: Story, award_date: str) -> None:
    answer = story.send(award_date)
    assert (answer.json["accepted"], answer.json["rejected"]) == (1, [])


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
    """ISS-03: at noon in Tbilisi, four hours before UTC, tomorrow begins at local midnight."""
    story.decide_all(programme={"years": 3})
    accepted(story, "2026-11-22T23:59:59+04:00")
    refused(story, "award_date_out_of_range", "2026-11-23T00:00:00+04:00")


def test_no_award_is_older_than_its_version(story: Story) -> None:
    """ISS-03: before the version's first day, at the exact second."""
    story.decide_all()
    refused(story, "award_date_out_of_range", "2024-09-30T23:59:59+04:00")
    refused(story, "programme_not_accredited", "2024-10-01T00:00:00+04:00")


def test_nobody_awards_while_suspended(story: Story) -> None:
    """ISS-03: after the provider was suspended, at the exact second; the day before counts."""
    story.decide_all(programme={"years": 3})
    story.change("authorisation", kind="suspended", first_day=TODAY)
    refused(story, "provider_not_authorised", "2026-11-22T00:00:00+04:00")
    accepted(story, "2026-11-21T23:59:59+04:00")


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
