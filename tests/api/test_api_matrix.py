"""Every endpoint by every role, at home and in another organisation, against `matrix.csv`.

A cell is the status at home, then that of the same role in another organisation, which asks for
the very same objects; one number where there is nothing foreign to ask for. An endpoint without
a row fails, and so does a row without an endpoint.
"""

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any
from uuid import uuid4

import apiworld
import criteriaworld
import demandworld
import fundingworld
import pytest
import registerworld
from apiworld import NOW, Doors
from django.db import transaction

from pharos.accreditation import actions as accreditation
from pharos.accreditation.documents import NewDecision, Scope
from pharos.accreditation.rules import end_of_term
from pharos.awards import actions as awards
from pharos.catalogue import actions as catalogue
from pharos.config.api import api
from pharos.issuing import actions as issuing

TABLE = Path(__file__).with_name("matrix.csv")
ROLES = ("registrar", "head", "officer", "approver", "administrator", "auditor", "operator")
COLUMNS = (*ROLES, "client")
# Whose objects are asked for, and who else asks for them.
HOMES = {
    "provider": ("golden-fleece-demo-university", "lighthouse-demo-university"),
    "body": ("demo-quality-agency-ge", "demo-quality-agency-am"),
}
Json = dict[str, Any]


@dataclass
class Objects:
    """One object of each kind that an address can name."""

    doors: Doors
    found: dict[str, Any] = field(default_factory=dict)

    def __getitem__(self, name: str) -> Any:
        return self.found[name]


def objects(doors: Doors) -> Objects:
    """A provider's draft, run, batches and awards in every state; a body's open proposal."""
    world, issuers = doors.world, doors.issuers
    version = world.versions["data-analysis"]
    old = world.versions["spreadsheet-skills"]
    made = Objects(doors)
    document = {**version.descriptor.to_dict(), "isced_f": "0611"}
    document.pop("version")
    draft = world.in_scope(
        "registrar-ge", catalogue.draft, slug="data-analysis", document=document, now=NOW
    )
    run = world.in_scope(
        "registrar-ge", awards.open_run, version_id=version.id, code="R-1",
        first_day=date(2026, 9, 1), last_day=date(2026, 12, 1), now=NOW,
    )  # fmt: skip
    enrolment = world.in_scope(
        "registrar-ge", awards.enrol, run_id=run.id, cells=LEARNER, enrolled_on=date(2026, 9, 1),
        now=NOW,
    )  # fmt: skip
    lines = world.roster("data-analysts.csv").splitlines()
    rosters = [b"\n".join([lines[0], *lines[n : n + 3]]) for n in (1, 4, 7)]
    batches = [
        world.in_scope(
            "registrar-ge", awards.import_roster, raw=raw, version_id=version.id, now=NOW
        ).batch
        for raw in rosters
    ]
    for batch in batches[:2]:
        world.in_scope("registrar-ge", awards.propose_batch, batch_id=batch, now=NOW)
    world.in_scope("head-ge", awards.confirm, batch_id=batches[0], now=NOW)
    issuers.signed(issuers.prepared(batches[0]))
    with apiworld.tenancy.scope(issuers.worker("ge")):
        rows = issuing_rows(issuers, batches[0])
    for row in rows[1:]:
        world.in_scope(
            "registrar-ge", issuing.suspend, credential_id=row.id, reason="holder_request", now=NOW
        )
    change = world.in_scope(
        "registrar-ge", issuing.propose_reinstatement, credential_id=rows[2].id,
        reason="cleared", now=NOW,
    )  # fmt: skip
    decision = NewDecision(
        kind="programme", organisation=str(version.organisation_id), outcome="accredited",
        number="M-1", decided_on=date(2025, 3, 1), version=str(old.id),
        version_digest=bytes(old.digest).hex(), first_day=date(2025, 3, 1),
        until=end_of_term(date(2025, 3, 1), 7), scope=Scope((5,), ("0611",), ("credit_bearing",)),
    )  # fmt: skip
    proposal = world.in_scope(
        "agency-officer-ge", accreditation.propose, decision=decision, now=NOW
    )
    standing = version.standings.get()
    made.found = {
        "version": version.id, "draft": draft.id, "digest": bytes(draft.digest).hex(),
        "run": run.id, "enrolment": enrolment.id, "roster": rosters[2],
        "uploaded": batches[2], "proposed": batches[1], "award": rows[0].award_id,
        "suspended": rows[1].award_id, "waiting": rows[2].award_id, "change": change.id,
        "credential": rows[0].id, "proposal": proposal.id, "proposal_digest":
        bytes(proposal.digest).hex(), "decision": standing.decision_id,
        "holder": version.organisation_id, "decision_document": decision, "document": document,
        "set": criteriaworld.one_set(world, NOW).id,
        "need": demandworld.filed(world, NOW).id, "scheme": fundingworld.published(world, NOW).id,
    }  # fmt: skip
    return made


def issuing_rows(issuers: Any, batch: Any) -> list[Any]:
    return list(apiworld.issuing_world.queries.credentials_of_batch(issuers.owner("ge"), batch))


LEARNER = {
    "given_name": "ნინო", "family_name": "ბერიძე", "given_name_latin": "Nino",
    "family_name_latin": "Beridze", "birth_date": "1994-03-12", "national_number": "99000000123",
}  # fmt: skip


@dataclass(frozen=True)
class Request:
    """How the objects fill an address, and what is sent."""

    path: Callable[[Objects], str]
    body: Callable[[Objects], Any] = lambda _: {}
    content_type: str = "application/json"


def _decision(made: Objects) -> Json:
    from pharos.catalogue import reading

    return {**reading.written(made["decision_document"]), "number": "M-2"}


REQUESTS: dict[tuple[str, str], Request] = {
    ("post", "/verify"): Request(lambda o: "/verify", lambda o: {"id": "urn:x"}),
    ("get", "/me"): Request(lambda o: "/me"),
    ("get", "/organisations"): Request(lambda o: "/organisations"),
    ("get", "/organisations/{slug}"): Request(lambda o: "/organisations/registry"),
    ("get", "/organisations/{slug}/listings"): Request(
        lambda o: "/organisations/demo-quality-agency-ge/listings"
    ),
    ("get", "/organisations/{slug}/keys"): Request(
        lambda o: "/organisations/golden-fleece-demo-university/keys"
    ),
    ("get", "/log"): Request(lambda o: "/log"),
    ("get", "/programmes"): Request(lambda o: "/programmes"),
    ("get", "/programmes/{provider}/{slug}"): Request(
        lambda o: "/programmes/golden-fleece-demo-university/data-analysis"
    ),
    ("get", "/versions/{version_id}"): Request(lambda o: f"/versions/{o['version']}"),
    ("get", "/versions/{version_id}/offerings"): Request(
        lambda o: f"/versions/{o['version']}/offerings"
    ),
    ("get", "/versions/{version_id}/decisions"): Request(
        lambda o: f"/versions/{o['version']}/decisions"
    ),
    ("get", "/decisions/{decision_id}"): Request(lambda o: f"/decisions/{o['decision']}"),
    ("get", "/reports/{case_id}"): Request(lambda o: f"/reports/{o['decision']}"),
    ("get", "/standards"): Request(lambda o: "/standards"),
    ("get", "/standards/{nation}"): Request(lambda o: "/standards/AM?day=2026-01-01"),
    ("get", "/needs"): Request(lambda o: "/needs"),
    ("get", "/needs/{need_id}"): Request(lambda o: f"/needs/{o['need']}"),
    ("get", "/schemes"): Request(lambda o: "/schemes"),
    ("get", "/schemes/{scheme_id}"): Request(lambda o: f"/schemes/{o['scheme']}"),
    ("get", "/versions/{version_id}/funding"): Request(
        lambda o: f"/versions/{o['version']}/funding"
    ),
    ("get", "/organisations/{slug}/criteria"): Request(
        lambda o: "/organisations/demo-quality-agency-ge/criteria"
    ),
    ("get", "/criteria/{set_id}"): Request(lambda o: f"/criteria/{o['set']}"),
    ("post", "/drafts"): Request(
        lambda o: "/drafts", lambda o: {"slug": "another", "document": o["document"]}
    ),
    ("post", "/drafts/import"): Request(
        lambda o: "/drafts/import",
        lambda o: {"programmes": [{"slug": "one-more", "document": o["document"]}]},
    ),
    ("get", "/drafts/{draft_id}"): Request(lambda o: f"/drafts/{o['draft']}"),
    ("post", "/drafts/{draft_id}/publish"): Request(
        lambda o: f"/drafts/{o['draft']}/publish",
        lambda o: {"digest": o["digest"], "first_day": "2026-11-23"},
    ),
    ("post", "/versions/{version_id}/withdraw"): Request(
        lambda o: f"/versions/{o['version']}/withdraw", lambda o: {"last_day": "2026-12-31"}
    ),
    ("post", "/formats"): Request(lambda o: "/formats", lambda o: {"content_hash": "ab" * 32}),
    ("post", "/decisions"): Request(lambda o: "/decisions", _decision),
    ("post", "/changes"): Request(
        lambda o: "/changes",
        lambda o: {
            "decision": str(o["decision"]),
            "kind": "withdrawn",
            "number": "W-1",
            "decided_on": "2026-11-22",
            "first_day": "2026-12-01",
        },
    ),
    ("get", "/proposals"): Request(lambda o: "/proposals"),
    ("get", "/proposals/{proposal_id}"): Request(lambda o: f"/proposals/{o['proposal']}"),
    ("post", "/proposals/{proposal_id}/approve"): Request(
        lambda o: f"/proposals/{o['proposal']}/approve",
        lambda o: {"digest": o["proposal_digest"]},
    ),
    ("post", "/proposals/{proposal_id}/drop"): Request(
        lambda o: f"/proposals/{o['proposal']}/drop"
    ),
    ("post", "/runs"): Request(
        lambda o: "/runs",
        lambda o: {
            "version": str(o["version"]),
            "code": "R-2",
            "first_day": "2026-12-01",
            "last_day": "2026-12-31",
        },
    ),
    ("get", "/runs"): Request(lambda o: "/runs"),
    ("get", "/runs/{run_id}"): Request(lambda o: f"/runs/{o['run']}"),
    ("post", "/runs/{run_id}/close"): Request(
        lambda o: f"/runs/{o['run']}/close", lambda o: {"ended_on": "2026-11-22"}
    ),
    ("post", "/runs/{run_id}/enrolments"): Request(
        lambda o: f"/runs/{o['run']}/enrolments",
        lambda o: {
            "cells": {**LEARNER, "national_number": "99000000999"},
            "enrolled_on": "2026-11-01",
        },
    ),
    ("get", "/enrolments/{enrolment_id}"): Request(lambda o: f"/enrolments/{o['enrolment']}"),
    ("post", "/enrolments/{enrolment_id}/withdraw"): Request(
        lambda o: f"/enrolments/{o['enrolment']}/withdraw",
        lambda o: {"ended_on": "2026-11-01", "because": "moved"},
    ),
    ("post", "/enrolments/{enrolment_id}/results"): Request(
        lambda o: f"/enrolments/{o['enrolment']}/results",
        lambda o: {"grade": "85", "assessed_on": "2026-11-20"},
    ),
    ("post", "/batches"): Request(
        lambda o: f"/batches?version={o['version']}", lambda o: o["roster"], "text/csv"
    ),
    ("get", "/batches"): Request(lambda o: "/batches"),
    ("get", "/batches/{batch_id}"): Request(lambda o: f"/batches/{o['proposed']}"),
    ("post", "/batches/{batch_id}/propose"): Request(lambda o: f"/batches/{o['uploaded']}/propose"),
    ("post", "/batches/{batch_id}/drop"): Request(lambda o: f"/batches/{o['uploaded']}/drop"),
    ("post", "/batches/{batch_id}/confirm"): Request(lambda o: f"/batches/{o['proposed']}/confirm"),
    ("post", "/awards"): Request(
        lambda o: "/awards", lambda o: {"version": str(o["version"]), "cells": LEARNER}
    ),
    ("get", "/awards"): Request(lambda o: "/awards"),
    ("get", "/awards/{award_id}"): Request(lambda o: f"/awards/{o['award']}"),
    ("get", "/awards/{award_id}/credential"): Request(lambda o: f"/awards/{o['award']}/credential"),
    ("get", "/credentials/{credential_id}"): Request(lambda o: f"/credentials/{o['credential']}"),
    ("get", "/credentials/{credential_id}/document"): Request(
        lambda o: f"/credentials/{o['credential']}/document"
    ),
    ("get", "/credentials/{credential_id}/tlog-proof"): Request(
        lambda o: f"/credentials/{o['credential']}/tlog-proof"
    ),
    ("post", "/awards/{award_id}/revoke"): Request(
        lambda o: f"/awards/{o['award']}/revoke", lambda o: {"reason": "misconduct"}
    ),
    ("post", "/awards/{award_id}/suspend"): Request(
        lambda o: f"/awards/{o['award']}/suspend", lambda o: {"reason": "holder_request"}
    ),
    ("post", "/awards/{award_id}/reinstate"): Request(
        lambda o: f"/awards/{o['suspended']}/reinstate", lambda o: {"reason": "cleared"}
    ),
    ("post", "/awards/{award_id}/reinstate/approve"): Request(
        lambda o: f"/awards/{o['waiting']}/reinstate/approve",
        lambda o: {"change": str(o["change"])},
    ),
}


def described() -> set[tuple[str, str]]:
    """Every operation of the API's own description."""
    return {
        (method, path.removeprefix("/api/v1"))
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    }


def table() -> list[dict[str, str]]:
    with TABLE.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_every_endpoint_has_its_row() -> None:
    """AUT-01: a new endpoint without a row in the matrix fails, and so does a row without one."""
    rows = {(row["method"], row["path"]) for row in table()}
    assert rows == described() == set(REQUESTS)


def tokens(doors: Doors, slug: str) -> dict[str, str]:
    found = {role: doors.role(role, slug) for role in ROLES}
    return {**found, "client": doors.client(slug)}


def status(made: Objects, request: Request, method: str, token: str | None) -> int:
    """What the request gives; whatever it changed is taken back."""
    point = transaction.savepoint()
    answer = apiworld.ask(
        token, method, request.path(made), request.body(made) if method == "post" else None,
        content_type=request.content_type, key=str(uuid4()),
    )  # fmt: skip
    transaction.savepoint_rollback(point)
    return answer.status


@pytest.fixture
def made(doors: Doors, monkeypatch: pytest.MonkeyPatch) -> Objects:
    trust = registerworld.World().trust()
    monkeypatch.setattr("pharos.verification.queries.published_bundle", lambda: trust)
    return objects(doors)


def observed(made: Objects, row: dict[str, str], who: dict[str, dict[str, str]]) -> dict[str, str]:
    """The row as it is, in the form of the table."""
    method, path = row["method"], row["path"]
    request = REQUESTS[method, path]
    found = {**row, "visitor": str(status(made, request, method, None))}
    home, other = HOMES[row["home"]]
    for column in COLUMNS:
        own = status(made, request, method, who[home][column])
        foreign = status(made, request, method, who[other][column])
        found[column] = f"{own}" if own == foreign else f"{own}/{foreign}"
    return found


def test_only_listed_cells_pass(made: Objects) -> None:
    """AUT-01, AUT-02: each role at home and elsewhere gets what the matrix says."""
    who = {slug: tokens(made.doors, slug) for pair in HOMES.values() for slug in pair}
    different = []
    for row in table():
        found = observed(made, row, who)
        different += [
            f"{row['method']} {row['path']} {column}: {found[column]}, listed {row[column]}"
            for column in ("visitor", *COLUMNS)
            if found[column] != row[column]
        ]
    assert different == []
