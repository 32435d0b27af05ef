"""A provider before the award gate, told over HTTP: decisions, rosters, what was left.

`Story(doors)` speaks for the registrar and the head of one provider and for the officers and
approvers of the bodies that decide about it; every act is a request with a token.
"""

import json
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any
from urllib.parse import quote
from uuid import UUID

import moments
from apiworld import Doors, Reply
from django.db import connection

from pharos.accreditation.rules import end_of_term
from pharos.awards.models import Award, Batch, BatchRow, Learner
from pharos.catalogue import queries as catalogue
from pharos.common import tenancy
from pharos.common.models import Event, PersonKey
from pharos.issuing import rosters
from pharos.issuing.models import Credential, Intent

TODAY = moments.TODAY.isoformat()
LOCAL = timezone(timedelta(hours=4))
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
    by_command(story, code, award_date, cells)
    assert (story.left(), jobs()) == (before, waiting)


def by_command(story: Story, code: str, award_date: str, cells: dict[str, str]) -> None:
    """`pharos award` answers the same for that legal day, and leaves its own event."""
    day = date.fromisoformat(award_date[:10])
    if "T" in award_date:
        day = datetime.fromisoformat(award_date).astimezone(LOCAL).date()
    who = rosters.pair(story.version.organisation_id, None, None)
    outcome = rosters.award(story.roster(**cells), story.version, who, award_date=day)
    assert (outcome.batch, outcome.accepted, outcome.issued) == (None, 0, 0)
    assert [problem.code for problem in outcome.rejected] == [code]
    assert story.refusals()[-1]["code"] == code


def accepted(story: Story, award_date: str) -> None:
    answer = story.send(award_date)
    assert (answer.json["accepted"], answer.json["rejected"]) == (1, [])
