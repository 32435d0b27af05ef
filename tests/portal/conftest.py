"""Published worlds to look at: one of verdicts in memory, one of real awards in the database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import registerworld as rw
from borrowed import borrow

from pharos.common import clock, tenancy
from pharos.common import settings as pharos_settings

TESTS = Path(__file__).parents[1]
ROWS = 5


signers = borrow("portal_signers", TESTS / "registry" / "conftest.py")
signer = signers.signer
_SETTINGS = (
    "pharos.common.killpoints",
    "pharos.registry.queries",
    "pharos.registry.actions.log",
    "pharos.issuing.actions.publishing",
    "pharos.verification.queries",
    "pharos.verification.actions",
    "pharos.verification.views.public",
    "pharos.issuing.certificate.facts",
)


@pytest.fixture
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Published files of this test lie in its own folder."""
    mine = pharos_settings.settings().model_copy(update={"state": tmp_path})
    for module in _SETTINGS:
        monkeypatch.setattr(f"{module}.settings", lambda: mine)
    return tmp_path


@pytest.fixture
def register(own_state: Path) -> rw.World:
    """A register in memory."""
    return rw.World()


@pytest.fixture
def portal_publish(own_state: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Put the bundle of a register in memory where the pages look, and stop the clock."""

    def publish(register: rw.World) -> None:
        file = own_state / "published" / "trust-bundle.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(register.trust().to_json())
        monkeypatch.setattr("pharos.portal.middleware.clock.now", lambda: rw.NOW)

    return publish


@dataclass
class Shown:
    """Credentials of both nations that were issued, entered in the log and published."""

    issuers: Any
    signer: Any
    credentials: dict[str, Any]

    def publish(self) -> None:
        """Sequence, publish lists and bundle, as the worker does."""
        from pharos.issuing import tasks
        from pharos.issuing.models import StatusList
        from pharos.registry import actions as registry
        from pharos.verification import actions as verification

        for nation in ("ge", "am"):
            worker = self.issuers.worker(nation)
            with tenancy.scope(worker):
                lists = StatusList.objects.filter(organisation_id=worker.organisation_id)
                ids = [one.id for one in lists]
            for one in ids:
                tasks.publish_now(worker, one, now=clock.now(), signer=self.issuers.signer)
        registry.sequence(now=clock.now(), signer=self.signer)
        verification.publish_bundle(now=clock.now(), signer=self.signer)

    def erase(self, nation: str, person_key: UUID) -> None:
        from pharos.common import personkeys

        with tenancy.scope(self.issuers.world.actor(f"head-{nation}")):
            personkeys.destroy(person_key, now=clock.now())


def few(roster: Callable[[str], bytes]) -> Callable[[str], bytes]:
    """The first rows of a roster: whoever looks at one credential needs no hundred beside it."""

    def first(name: str) -> bytes:
        return b"\n".join(roster(name).splitlines()[: 1 + ROWS])

    return first


@pytest.fixture
def shown(kept_world: Callable[..., Any], own_state: Path, signer: Any) -> Shown:
    """Real commits: the world of the examples with a Georgian roster that went all the way."""
    issuers, credentials = kept_world("shown", lambda: _built(signer), own_state)
    return Shown(issuers, signer, credentials)


def _built(signer: Any) -> tuple[Any, dict[str, Any]]:
    issuing = borrow("portal_issuers", TESTS / "issuing" / "conftest.py")
    drill = borrow("portal_drill", TESTS / "factories" / "drillworld.py")
    show = borrow("portal_show", TESTS / "factories" / "showworld.py")
    now = clock.now() - timedelta(minutes=5)
    issuing.NOW = issuing.awards_world.NOW = now
    issuers = issuing.build(issuing.awards_world.build_world())
    drill._key(issuers.world, "registry", "operator-one", "operator-two", "log", signer, now)
    for nation in ("ge", "am"):
        show.sign(issuers.world, nation, now)
    issuers.world.roster = few(issuers.world.roster)
    # decisions are recorded by the database's clock: only after them awards can be made
    issuing.NOW = clock.now()
    credentials = {
        "ge": issuers.issued()[0],
        "am": issuers.issued("teachers.csv", "teacher-course", nation="am")[0],
    }
    Shown(issuers, signer, credentials).publish()
    return issuers, credentials
