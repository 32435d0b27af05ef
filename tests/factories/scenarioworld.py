"""A stage for the scenarios of REFERENCE 9: pages, jobs and signer in this process, the clock set.

with stage(folder) as scene:                    real commits, a signer on a socket of its own
    scene.at(date(2027, 5, 20))                 noon of that day, for pages, jobs and database
    school = scene.body("demo-school", "AM", "company_academy")
    scene.press(school, "head", "/team", ...)   somebody in that role presses the button
    scene.settle()                              every job that waits, the log, lists and bundle
"""

import io
import json
import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sceneclock
from borrowed import borrow
from deskworld import press, sign_in
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from sceneclock import SceneClock

from pharos.accreditation.models import Decision, DecisionChange
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import actor as actors
from pharos.common import clock, secretbox, tenancy
from pharos.common import settings as pharos_settings
from pharos.common.actor import Actor
from pharos.issuing import inline, queries
from pharos.organisations import actions as organisations
from pharos.organisations import queries as organisation_queries
from pharos.organisations.models import Organisation
from pharos.registry import actions as registry
from pharos.registry import queries as registry_queries
from pharos.registry.signer import server
from pharos.registry.signer.client import SignerClient
from pharos.registry.signer.intents import DatabaseIntents
from pharos.registry.signer.keys import FileKeyStore
from pharos.registry.signer.witness import WitnessFile
from pharos.verification import command

TESTS = Path(__file__).parents[1]
awards_world = borrow("stage_awards", TESTS / "awards" / "conftest.py")
SINCE = date(2021, 9, 1)
BEGIN = datetime(2026, 11, 23, 8, tzinfo=UTC)
OWN = {"AM": "hy", "GE": "ka", "XD": "en"}
ID = "[0-9a-f]{8}-[0-9a-f-]{27}"
REASONS = {
    "reasons_hy": "Ըստ եզրակացության։", "reasons_ka": "დასკვნის მიხედვით.",
    "reasons_en": "As the report says.",
}  # fmt: skip
HEADINGS = ["given_name", "family_name", "birth_date", "national_number", "email", "result",
            "grade", "award_date"]  # fmt: skip


def text(answer: Any) -> str:
    """What a page says."""
    found: str = answer.content.decode()
    return found


def plain(page: str) -> str:
    """The words of the middle of a page without its tags."""
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page.partition("<main")[2])).split())


def day(one: date) -> str:
    """A day as people type it."""
    return f"{one:%d.%m.%Y}"


def course(
    slug: str, title: str = "A course", nation: str = "AM", **members: Any
) -> dict[str, Any]:
    """The description of a small credit-bearing programme."""
    own = OWN[nation]
    sign = {"hy": "ա", "ka": "ა", "en": ""}[own]
    told = {
        "jurisdiction": nation,
        "kind": "credit_bearing",
        "title": {own: f"{sign} {len(title)}", "en": title},
        "objective": {own: sign, "en": "To learn"},
        "provider": slug,
        "awarding_body": [slug],
        "country": nation,
        "region": [{"AM": "AM-ER", "GE": "GE-TB", "XD": "XD-01"}[nation]],
        "isced_f": "0613",
        "learning_outcomes": [
            {"id": "plan", "text": {own: sign, "en": "Plan software"}, "type": "skill"},
        ],
        "ects": "6",
        "workload_hours": {"count": "180" if nation == "AM" else "150", "minutes": 60},
        "hours_per_credit": 30 if nation == "AM" else 25,
        "nqf_level": 7,
        "eqf_level": 7,
        "qf_ehea_cycle": "second",
        "level_assigned_by": "agency",
        "form_of_participation": ["blended"],
        "languages": [own],
        "prerequisites": {"none": True},
        "assessment": [
            {"type": "practical_assessment", "weight": "100", "outcomes": ["plan"],
             "mode": "onsite"},
        ],
        "supervision": "supervised_onsite_id",
        "grading_scale": {"AM": "am-20-school", "GE": "ge-100", "XD": "pass-fail"}[nation],
        "qa_type": ["external_institutional", "external_programme"],
        "purposes": ["employment"],
        "stackability": "standalone",
    } | members  # fmt: skip
    return {name: one for name, one in told.items() if one is not None}


@dataclass
class Verdict:
    """What `pharos verify` says of an award, and what its page shows."""

    answer: dict[str, Any]
    page: str

    @property
    def verdict(self) -> str:
        return str(self.answer["verdict"])

    def check(self, id: str) -> dict[str, Any]:
        [found] = [one for one in self.answer["checks"] if one["id"] == id]
        return dict(found)

    def told(self, id: str) -> tuple[str, str]:
        one = self.check(id)
        return one["outcome"], one["code"]


@dataclass
class Stage:
    """Bodies of a register and the people who sit at their desks."""

    folder: Path
    signer: SignerClient
    clock: SceneClock
    _now: datetime = BEGIN
    people: dict[tuple[UUID, str], Actor] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """What every clock says: of pages, jobs and database."""
        return self._now

    @now.setter
    def now(self, now: datetime) -> None:
        self.clock.set(now)
        self._now = now

    def at(self, on: date) -> None:
        """The clock is set to noon of that day in both countries."""
        self.now = datetime(on.year, on.month, on.day, 8, tzinfo=UTC)

    # --- bodies and people ----------------------------------------------------------------

    def open(self) -> None:
        """The register itself, its office and the key of its log."""
        secretbox.ensure_keys()
        system = actors.system(organisation_id=organisation_queries.platform_id())
        with tenancy.scope(system):
            self.platform = organisations.ensure_platform(by=system, now=self.now)
        one, two = (self.person(self.platform, seat) for seat in ("registrar", "head"))
        self._key(self.platform, one, two, "log")

    def body(self, slug: str, nation: str, *kinds: str) -> Organisation:
        """An entry of a fictitious body, by two persons of the register's office."""
        officer = self.person(self.platform, "officer")
        approver = self.person(self.platform, "approver")
        made: Organisation = self.act(
            officer, organisations.create, slug=slug, name={"en": slug, OWN[nation]: slug},
            nation=nation, kinds=list(kinds), fictitious=True, since=SINCE,
        )  # fmt: skip
        if made.state != "listed":
            made = self.act(approver, organisations.review, organisation_id=made.id, accept=True)
        return made

    def provider(self, slug: str, nation: str, *kinds: str) -> Organisation:
        """A provider with its mandate and the key of its credentials."""
        made = self.body(slug, nation, *kinds)
        registrar, head = self.person(made, "registrar"), self.person(made, "head")
        asked = self.act(
            registrar, organisations.propose_mandate, act="DEMO-1", act_day=SINCE, first_day=SINCE
        )
        self.act(head, organisations.approve_mandate, mandate_id=asked.id,
                 content_hash=bytes(asked.content_hash))  # fmt: skip
        self.act(head, organisations.name_signatory, name={OWN[nation]: "Ani", "en": "Ani"},
                 office={OWN[nation]: "Head", "en": "Head"}, first_day=SINCE)  # fmt: skip
        self._key(made, registrar, head, "credentials")
        return made

    def person(self, body: Organisation, seat: str) -> Actor:
        """Who sits in a role; "committee 2" is another member of the committee."""
        where = (body.id, seat)
        if where not in self.people:
            awards_world.NOW = self.now
            self.people[where] = awards_world._newcomer(body.id, seat.split()[0])
        return self.people[where]

    def act(self, by: Actor, action: Any, **facts: Any) -> Any:
        """An act that is no part of the story, in a scope of its own."""
        with tenancy.scope(by):
            return action(by=by, now=self.now, **facts)

    def _key(self, body: Organisation, one: Actor, two: Actor, purpose: str) -> None:
        with tenancy.scope(one):
            made = registry.make_key(organisation=body, purpose=purpose, by=one, signer=self.signer)
        self.act(two, registry.approve_key, key_id=made.key_id)

    # --- pages ------------------------------------------------------------------------------

    def client(self, body: Organisation | None = None, seat: str = "") -> Client:
        """Somebody who just signed in, or a visitor."""
        made = Client(SERVER_NAME="localhost")
        if body is not None:
            sign_in(made, self.person(body, seat).person_id)
        return made

    def look(self, path: str, body: Organisation | None = None, seat: str = "") -> str:
        """What a page says to somebody; `path` begins at the desk of the body if there is one."""
        answer = self.client(body, seat).get(self.path(path, body))
        assert answer.status_code == 200, (path, answer.status_code, text(answer)[-3000:])
        return text(answer)

    def path(self, path: str, body: Organisation | None) -> str:
        if body is None or path.startswith("/en/"):
            return path
        return f"/en/desk/{body.slug}{path}"

    def send(self, body: Organisation, seat: str, path: str, **fields: Any) -> Any:
        """The answer to a form of the desk, whatever it is."""
        return press(self.client(body, seat), self.path(path, body), **fields)

    def press(self, body: Organisation, seat: str, path: str, **fields: Any) -> str:
        """Where a form of the desk leads to."""
        answer = self.send(body, seat, path, **fields)
        assert answer.status_code == 303, (path, answer.status_code, plain(text(answer))[:2500])
        return str(answer.headers["Location"].partition("?")[0])

    def digest(self, body: Organisation, seat: str, path: str) -> str:
        """What a page binds a signature to."""
        found = re.search(r'name="digest" value="([0-9a-f]{64})"', self.look(path, body, seat))
        assert found, path
        return found[1]

    def sign(self, body: Organisation, seat: str, path: str, act: str = "approve",
             **fields: Any) -> str:  # fmt: skip
        """The second person looks at a page and signs what it shows."""
        digest = self.digest(body, seat, path)
        return self.press(body, seat, path, act=act, digest=digest, **fields)

    # --- programmes, decisions, awards ------------------------------------------------------

    def draft(self, school: Organisation, slug: str, document: dict[str, Any]) -> str:
        """The page of a draft, brought as a file."""
        file = SimpleUploadedFile("d.json", json.dumps(document).encode(), "application/json")
        return self.press(school, "registrar", "/programmes/new", act="import", slug=slug,
                          file=file)  # fmt: skip

    def publish(
        self, school: Organisation, slug: str, document: dict[str, Any], first_day: date
    ) -> ProgrammeVersion:
        """A version, drafted by the registrar and published by the head."""
        page = self.draft(school, slug, document)
        self.sign(school, "head", page, act="", first_day=day(first_day))
        return self.version(school, slug)

    def version(self, school: Organisation, slug: str) -> ProgrammeVersion:
        found: ProgrammeVersion = ProgrammeVersion.objects.filter(
            organisation_id=school.id, programme__slug=slug
        ).order_by("-number")[0]
        return found

    def decide(self, agency: Organisation, kind: str, subject: UUID, first_day: date,
               **fields: Any) -> Decision:  # fmt: skip
        """A decision by the two persons of a body."""
        given = {
            "outcome": "accredited", "number": f"D-{len(Decision.objects.all()) + 1}",
            "decided_on": day(first_day), "first_day": day(first_day), **REASONS,
        } | fields  # fmt: skip
        page = self.press(agency, "officer", f"/decisions/new/{kind}/{subject}", act="propose",
                          **given)  # fmt: skip
        self.sign(agency, "approver", page)
        made: Decision = Decision.objects.get(number=given["number"])
        return made

    def change(self, agency: Organisation, decision: Decision, kind: str, first_day: date,
               **fields: Any) -> DecisionChange:  # fmt: skip
        """A change of a decision by the two persons of its body."""
        given = {
            "number": f"C-{DecisionChange.objects.count() + 1}",
            "decided_on": day(self.now.date()),
            "first_day": day(first_day),
        }
        given |= REASONS | fields  # fmt: skip
        page = self.press(agency, "officer", f"/decisions/{decision.id}/{kind}", act="propose",
                          **given)  # fmt: skip
        self.sign(agency, "approver", page)
        made: DecisionChange = DecisionChange.objects.get(number=given["number"])
        return made

    def bring(self, school: Organisation, version: ProgrammeVersion, *cells: str,
              run: str = "") -> str:  # fmt: skip
        """The page of an import with one learner, as far as the check."""
        raw = (",".join(HEADINGS) + "\n" + ",".join(cells) + "\n").encode()
        file = SimpleUploadedFile("roster.csv", raw, "text/csv")
        return self.press(school, "registrar", "/import", file=file, version=str(version.id),
                          run=run)  # fmt: skip

    def award(self, school: Organisation, version: ProgrammeVersion, *cells: str,
              run: str = "") -> UUID:  # fmt: skip
        """The number of a credential, from the file to the bundle."""
        page = self.bring(school, version, *cells, run=run)
        batch = self.press(school, "registrar", page, act="keep")
        self.sign(school, "head", batch, act="confirm")
        self.settle()
        by = actors.system(organisation_id=school.id)
        with tenancy.scope(by):
            [made] = queries.credentials_of_batch(school.id, UUID(batch.rpartition("/")[2]))
        number: UUID = made.id
        return number

    def settle(self) -> None:
        """Every job that waits is done, and what came of it is published."""
        inline.settle()

    def verdict(self, number: UUID) -> Verdict:
        """By the files of the page and the published bundle, as anybody has them."""
        visitor = self.client()
        for ending in ("json", "json.tlog-proof"):
            short = ending.removeprefix("json.") if "." in ending else ending
            answer = visitor.get(f"/c/{number}.{short}")
            (self.folder / f"{number}.{ending}").write_bytes(answer.content)
        (self.folder / "bundle.json").write_bytes(visitor.get("/trust-bundle.json").content)
        out = io.StringIO()
        command.run([self.folder / f"{number}.json"], out=out, err=io.StringIO(), json=True,
                    at=self.now, trust=self.folder / "bundle.json")  # fmt: skip
        page = visitor.get(f"/c/{number}", {"lang": "en"}, headers={"Accept": "text/html"})
        return Verdict(json.loads(out.getvalue()), text(page))


@contextmanager
def _one_line_a_thread(patch: pytest.MonkeyPatch, path: Path) -> Iterator[None]:
    """Clients of the signer share a connection in each thread, closed at the end."""
    lines: dict[int, socket.socket] = {}

    def connection(client: SignerClient) -> socket.socket:
        me = threading.get_ident()
        if me not in lines:
            lines[me] = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            lines[me].connect(str(path))
        return lines[me]

    def close(client: SignerClient) -> None:
        if (line := lines.pop(threading.get_ident(), None)) is not None:
            line.close()

    patch.setattr(SignerClient, "_connection", connection)
    patch.setattr(SignerClient, "close", close)
    yield
    for line in lines.values():
        line.close()


@contextmanager
def stage(folder: Path) -> Iterator[Stage]:
    """A register with nobody in it but its own office."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PHAROS_STATE", str(folder / "state"))
        pharos_settings.settings.cache_clear()
        settings = pharos_settings.settings()
        operations = server.Signer(
            FileKeyStore(folder / "keys"), WitnessFile(folder / "witness"), DatabaseIntents(),
            log_origin=registry_queries.log_origin(),
        )  # fmt: skip
        path = settings.signer_socket
        with (
            server.listening(path, operations) as listening,
            _one_line_a_thread(patch, path),
            sceneclock.running(BEGIN) as set_clock,
        ):
            thread = threading.Thread(
                target=listening.serve_forever, kwargs={"poll_interval": 0.05}
            )
            thread.start()
            scene = Stage(folder, SignerClient(path), set_clock)
            patch.setattr(clock, "now", lambda: scene.now)
            patch.setattr(clock, "database_now", lambda using="default": scene.now)
            try:
                scene.open()
                yield scene
            finally:
                listening.shutdown()
                thread.join()
    pharos_settings.settings.cache_clear()
