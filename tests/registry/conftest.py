"""A signer as in production, on a real socket, with keys in a folder of the test."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from registrybodies import NOW, provider, somebody

from pharos.common import actor as actors
from pharos.common import killpoints, secretbox, tenancy
from pharos.common import settings as pharos_settings
from pharos.common.actor import Actor
from pharos.organisations import actions as organisations
from pharos.organisations import queries as organisation_queries
from pharos.organisations.models import Organisation
from pharos.registry import queries
from pharos.registry.signer import server
from pharos.registry.signer.client import SignerClient
from pharos.registry.signer.intents import DatabaseIntents
from pharos.registry.signer.keys import FileKeyStore
from pharos.registry.signer.witness import WitnessFile


@pytest.fixture
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Settings whose published and witness folders belong to this test."""
    mine = pharos_settings.settings().model_copy(update={"state": tmp_path})
    for module in (queries, killpoints):
        monkeypatch.setattr(module, "settings", lambda: mine)
    monkeypatch.setattr("pharos.registry.actions.log.settings", lambda: mine)
    return tmp_path


@pytest.fixture
def signer(own_state: Path) -> Iterator[SignerClient]:
    socket = own_state / "signer" / "socket"
    operations = server.Signer(
        FileKeyStore(own_state / "keys"),
        WitnessFile(own_state / "witness"),
        DatabaseIntents(),
        log_origin=queries.log_origin(),
    )
    with server.listening(socket, operations) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        client = SignerClient(socket)
        yield client
        client.close()
        listening.shutdown()
        thread.join()


@pytest.fixture
def platform(db_world) -> Organisation:
    secretbox.ensure_keys()
    with tenancy.scope(actors.system(organisation_id=organisation_queries.platform_id())) as by:
        return organisations.ensure_platform(by=by, now=NOW)


@pytest.fixture
def academy(platform) -> Organisation:
    return provider(platform, "academy")


@pytest.fixture
def registrar(academy) -> Actor:
    return somebody(academy, "registrar")


@pytest.fixture
def head(academy) -> Actor:
    return somebody(academy, "head")
