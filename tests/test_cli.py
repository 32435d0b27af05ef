"""The command: exit codes, one object on stdout, and a start without the world."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pharos import cli
from pharos.common import errors


@pytest.mark.parametrize(
    "arguments",
    [["nosuch"], ["doctor", "--nosuch"], ["backup"], ["restore", "a", "b"], ["--nosuch"]],
)
def test_wrong_usage_ends_with_64(arguments, capsys):
    assert cli.run(arguments) == 64
    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("pharos")


def test_wrong_usage_with_json_is_an_object(capsys):
    assert cli.run(["doctor", "--nosuch", "--json"]) == 64
    assert json.loads(capsys.readouterr().out)["error"]["code"] == "usage"


@pytest.mark.parametrize("name", ["stack", "survey", "indicators"])
def test_a_part_that_is_not_built_says_so(name, capsys):
    assert cli.run([name, "results", "x.json", "--json", "--count", "3"]) == 64
    out, err = capsys.readouterr()
    assert json.loads(out)["error"]["code"] == "not_available_yet"
    assert err == f"pharos {name}: not available yet\n"


def test_help_is_no_mistake(capsys):
    assert cli.run(["--help"]) == 0
    out = capsys.readouterr().out
    assert all(name in out for name in cli.COMMANDS)


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_each_command_has_its_help(name, capsys):
    assert cli.run([name, "--help"]) == 0
    assert "Usage: pharos" in capsys.readouterr().out


def test_what_is_refused_is_said_and_ends_with_1(monkeypatch, capsys):
    def refuse() -> None:
        raise errors.Conflict("taken", "It is taken.", by="somebody")

    monkeypatch.setattr("pharos.common.command.migrate", refuse)
    assert cli.run(["migrate"]) == 1
    assert capsys.readouterr().err == "pharos migrate: It is taken.\n"


def test_the_start_loads_neither_django_nor_the_database_driver():
    program = (
        "import sys; from pharos import cli; cli.run(['--help']);"
        "print([m for m in ('django', 'psycopg', 'pydantic', 'cryptography') if m in sys.modules],"
        " file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stderr.strip() == "[]"


def test_every_command_stands_in_the_reference():
    reference = (Path(__file__).parents[1] / "docs/reference/commands.md").read_text()
    assert [name for name in cli.COMMANDS if f"`pharos {name}" not in reference
            and f"`{name}`" not in reference] == []  # fmt: skip
