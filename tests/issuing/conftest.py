"""The world of the examples with mandates and issuer keys, and a signer in memory."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sharedworlds
from borrowed import borrow
from moments import NOW

from pharos.awards import actions as awards
from pharos.common import settings as pharos_settings
from pharos.common import tenancy
from pharos.common.actor import Actor, system
from pharos.core.publickeys import ED25519, P256
from pharos.core.signing import MemorySigner
from pharos.issuing import actions, queries, tasks
from pharos.issuing.models import Credential, Intent
from pharos.organisations import actions as organisation_actions
from pharos.registry import actions as registry_actions
from pharos.registry.models import IssuerKey
from pharos.registry.rules import possession_challenge, possession_message

awards_world = borrow("awards_world", Path(__file__).parents[1] / "awards" / "conftest.py")
PROVIDERS = {"am": "lighthouse-demo-university", "ge": "golden-fleece-demo-university"}


@dataclass
class Issuers:
    """What issuing needs beside the world: keys whose signer lives in memory."""

    world: Any
    signer: MemorySigner = field(default_factory=MemorySigner)
    keys: dict[str, IssuerKey] = field(default_factory=dict)

    def owner(self, nation: str) -> UUID:
        found: UUID = self.world.organisations[PROVIDERS[nation]].id
        return found

    def worker(self, nation: str) -> Actor:
        """The system at work for the head of the provider, as a job is."""
        return system(
            organisation_id=self.owner(nation), person_id=self.world.people[f"head-{nation}"]
        )

    def in_scope(self, nation: str, act: Callable[..., Any], **facts: Any) -> Any:
        by = self.worker(nation)
        with tenancy.scope(by):
            return act(by=by, **facts)

    def add_documents_key(self, nation: str = "ge") -> IssuerKey:
        """The key that signs further documents of an award."""
        return _key(self, nation, "documents", P256)

    def confirmed(
        self, name: str = "data-analysts.csv", programme: str = "data-analysis", nation: str = "ge"
    ) -> UUID:
        """A roster that two persons made awards of; the batch."""
        version = self.world.versions[programme]
        report = self.world.in_scope(
            f"registrar-{nation}",
            awards.import_roster,
            raw=self.world.roster(name),
            version_id=version.id,
            now=NOW,
        )
        registrar, head = f"registrar-{nation}", f"head-{nation}"
        self.world.in_scope(registrar, awards.propose_batch, batch_id=report.batch, now=NOW)
        self.world.in_scope(head, awards.confirm, batch_id=report.batch, now=NOW)
        batch: UUID = report.batch
        return batch

    def prepared(self, batch: UUID, nation: str = "ge", number: int = 0) -> Intent | None:
        found: Intent | None = self.in_scope(
            nation, actions.prepare, batch_id=batch, number=number, now=NOW
        )
        return found

    def signed(self, intent: Intent, nation: str = "ge") -> Any:
        return tasks.sign_now(self.worker(nation), intent.id, now=NOW, signer=self.signer)

    def issued(self, *facts: str, nation: str = "ge") -> list[Credential]:
        """The credentials of a roster that went all the way."""
        batch = self.confirmed(*facts, nation=nation)
        intent = self.prepared(batch, nation)
        assert intent is not None
        self.signed(intent, nation)
        with tenancy.scope(self.worker(nation)):
            return queries.credentials_of_batch(self.owner(nation), batch)


def build(world: Any) -> Issuers:
    made = Issuers(world)
    for nation in PROVIDERS:
        _mandate(world, nation)
        made.keys[nation] = _key(made, nation)
    return made


def build_issuers() -> Issuers:
    """The same in a world of its own."""
    return build(awards_world.build_world())


def _mandate(world: Any, nation: str) -> None:
    with tenancy.scope(world.actor(f"registrar-{nation}")) as by:
        day = date(2021, 9, 1)
        proposed = organisation_actions.propose_mandate(
            by=by, act="DEMO-1", act_day=day, first_day=day, now=NOW
        )
    world.in_scope(
        f"head-{nation}",
        organisation_actions.approve_mandate,
        mandate_id=proposed.id,
        content_hash=bytes(proposed.content_hash),
        now=NOW,
    )


def _key(
    made: Issuers, nation: str, purpose: str = "credentials", algorithm: str = ED25519
) -> IssuerKey:
    organisation = made.world.organisations[PROVIDERS[nation]]
    seed = sha256(f"{nation} {purpose}".encode()).digest()
    made.signer.add(nation, seed, algorithm)
    public = made.signer.multikey(nation)
    challenge = possession_challenge(organisation_id=str(organisation.id), public=public)
    [proof] = made.signer.sign_many([possession_message(challenge)], key_id=nation, intent=b"")
    proposed = made.world.in_scope(
        f"registrar-{nation}",
        registry_actions.propose_key,
        organisation=organisation,
        purpose=purpose,
        public=public,
        proof=proof,
    )
    made.signer.add(proposed.key_id, seed, algorithm)
    approved: IssuerKey = made.world.in_scope(
        f"head-{nation}", registry_actions.approve_key, key_id=proposed.key_id, now=NOW
    )
    return approved


@pytest.fixture
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files that are published lie in the test's own folder."""
    mine = pharos_settings.settings().model_copy(update={"state": tmp_path})
    monkeypatch.setattr("pharos.issuing.actions.publishing.settings", lambda: mine)
    return tmp_path


@pytest.fixture
def issuers(django_db_setup: None, django_db_blocker: Any, own_state: Path) -> Iterator[Issuers]:
    """The world with keys and mandates, rolled back afterwards."""
    with django_db_blocker.unblock(), sharedworlds.lent(build_issuers) as issuers:
        yield issuers


@pytest.fixture
def committed_issuers(kept_world: Callable[..., Any], own_state: Path) -> Issuers:
    """The same with real commits."""
    made: Issuers = kept_world("issuers", build_issuers, own_state)
    return made
