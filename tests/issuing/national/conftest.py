"""The register before and after real commits."""

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from nationalworld import Register, approve_log_key

from pharos.common import settings as pharos_settings
from pharos.issuing.national.standin import StandIn
from pharos.registry import queries as registry
from pharos.registry.signer import server
from pharos.registry.signer.client import SignerClient
from pharos.registry.signer.intents import DatabaseIntents
from pharos.registry.signer.keys import FileKeyStore
from pharos.registry.signer.witness import WitnessFile


@pytest.fixture
def register(issuers: Any, tmp_path: Path) -> Register:
    return Register(issuers, StandIn(tmp_path / "stand-in"))


@pytest.fixture
def committed(
    committed_issuers: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Register]:
    """The same with real commits, a signer on its socket and an approved key of the log."""
    mine = pharos_settings.settings().model_copy(update={"state": tmp_path})
    for module in ("registry.queries", "registry.actions.log", "verification.actions"):
        monkeypatch.setattr(f"pharos.{module}.settings", lambda: mine)
    operations = server.Signer(
        FileKeyStore(tmp_path / "keys"),
        WitnessFile(tmp_path / "witness"),
        DatabaseIntents(),
        log_origin=registry.log_origin(),
    )
    socket = tmp_path / "signer" / "socket"
    with server.listening(socket, operations) as listening:
        thread = threading.Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        client = SignerClient(socket)
        approve_log_key(client)
        yield Register(committed_issuers, StandIn(tmp_path / "stand-in"), client)
        client.close()
        listening.shutdown()
        thread.join()
