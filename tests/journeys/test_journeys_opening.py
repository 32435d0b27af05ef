"""Stories of a command that runs beside the first pages: `pharos demo` is one."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from borrowed import borrow

_stories = borrow("opening_stories", Path(__file__).with_name("test_journeys_processes.py"))
world = _stories.world

SERVED = """
import sys
from pharos.common.settings import settings
from pharos.common.supervisor import parent
from pharos.common.supervisor.opening import Opening
opening = Opening([sys.executable, "-c", *sys.argv[1:]], goes_on=(0, 3))
parent.up(settings(), opening=opening)
sys.exit(opening.code or 0)
"""
UNTIL_TOLD = """
import pathlib, sys, time
while not pathlib.Path(sys.argv[1]).exists():
    time.sleep(0.05)
sys.exit(int(sys.argv[2]))
"""


def served(world, *command: str) -> subprocess.Popen[bytes]:
    with (world.state / "story.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-c", SERVED, *command], env=world.environment, stdout=log, stderr=log
        )


@pytest.mark.parametrize("code", [0, 3])
def test_pages_are_served_while_it_runs_and_the_worker_comes_afterwards(world, tmp_path, code):
    """Readiness stays red until the command has ended; its own exit code is handed on."""
    process = served(world, UNTIL_TOLD, str(tmp_path / "go"), str(code))
    try:
        world.wait(lambda: world.health()[1].get("web") == "ready", 30)
        status, parts = world.health()
        assert (status, parts["worker"]) == (503, "away")
        assert world.pids("worker") == []
        (tmp_path / "go").touch()
        world.wait_ready()
        assert world.pids("worker")
    finally:
        process.terminate()
    assert process.wait(30) == code
    assert world.left() == []


def test_a_failure_ends_everything(world, tmp_path):
    """What nobody can look at is not served; the exit code is the command's."""
    process = served(world, "import sys; sys.exit(5)")
    assert process.wait(60) == 5
    assert world.left() == []


def test_a_stop_meanwhile_ends_the_command_first(world, tmp_path):
    """Ctrl-C reaches the parent alone, which leaves nothing behind."""
    process = served(world, UNTIL_TOLD, str(tmp_path / "never"), "0")
    world.wait(lambda: world.health()[1].get("web") == "ready", 30)
    process.send_signal(signal.SIGINT)
    assert process.wait(30) == 0
    assert world.left() == []
