"""The doors of the API at one fixed instant, with the world of the examples behind them."""

from datetime import datetime
from pathlib import Path

import apiworld
import pytest
from apiworld import NOW, Doors

from pharos.common import clock
from pharos.common import settings as pharos_settings


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch) -> None:
    """The clock of the doors stands still at `NOW`."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def own_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Files that are published lie in the test's own folder."""
    mine = pharos_settings.settings().model_copy(update={"state": tmp_path})
    monkeypatch.setattr("pharos.issuing.actions.publishing.settings", lambda: mine)
    return tmp_path


@pytest.fixture
def doors(db: None, at: None, own_state: Path) -> Doors:
    """Rolled back afterwards."""
    return apiworld.build()


@pytest.fixture
def bare_doors(db: None, at: None, own_state: Path) -> Doors:
    """The same without any decision."""
    return apiworld.build(decisions=False)


@pytest.fixture
def committed_doors(db_world: None, at: None, own_state: Path) -> Doors:
    """With real commits."""
    return apiworld.build()


@pytest.fixture
def now() -> datetime:
    return NOW
