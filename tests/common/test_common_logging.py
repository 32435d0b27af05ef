"""The log: one event one line, and nothing secret in it."""

import io
import json
import logging
import sys

import pytest
import structlog
from hypothesis import given
from hypothesis import strategies as st

from pharos.common import logging as ours


@pytest.fixture
def lines(monkeypatch):
    stream = io.StringIO()
    root, before, hook = logging.getLogger(), logging.getLogger().handlers[:], sys.excepthook
    level = root.level
    monkeypatch.setattr(sys, "stderr", stream)
    ours.configure("info", process="test")
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    root.handlers[:] = before
    root.setLevel(level)
    sys.excepthook = hook
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()


@pytest.mark.parametrize(
    "name",
    [
        'Anna\n{"level": "critical", "event": "forged"}',
        "Anna\r\nforged",
        "\x1b[2J\x1b[31mred\x1b]0;title\x07",
        "\u202eright to left\u2028separator\u2029\x85",
        "\x00\x9b31m",
    ],
)
def test_a_name_cannot_forge_a_line_or_paint_a_terminal(lines, name, capsys):
    """LOG-07: control characters stay escaped inside their string; one event is one line."""
    structlog.get_logger("a").info("seen", who=name)
    logging.getLogger("b").warning("seen %s", name)
    written = sys.stderr.getvalue()
    assert written.isascii()
    assert not any(ord(character) < 32 for character in written.replace("\n", ""))
    first, second = lines()
    assert first["who"] == name
    assert second["event"] == f"seen {name}"


@given(st.text())
def test_any_text_is_one_line(text):
    """LOG-07: whatever the text."""
    line = ours._to_line(ours.hide_secrets(None, "info", {"event": text}))
    assert "\n" not in line
    assert line.isascii()


@pytest.mark.parametrize(
    "event",
    [
        {"password": "hush-hush"},
        {"secret_key": "hush-hush"},
        {"request": {"headers": {"Authorization": "hush-hush", "Cookie": "hush-hush"}}},
        {"tokens": ["hush-hush"]},
        {"event": "cannot connect to postgresql://app:hush-hush@db/pharos"},
        {"event": "connection failed: host=db password=hush-hush user=app"},
        {"event": "-----BEGIN PRIVATE KEY-----\nhush-hush\n-----END PRIVATE KEY-----"},
        {"event": "sent Authorization: Bearer hush-hush-hush-hush"},
        {"exception": "Traceback ...\n  DSN password='hush-hush'"},
        {"digest": b"hush-hush"},
        {"error": ValueError("password=hush-hush")},
    ],
)
def test_secrets_are_hidden(event):
    """KEY-09: by their name, and by their look inside texts."""
    assert "hush-hush" not in ours._to_line(ours.hide_secrets(None, "info", {"event": "", **event}))


def test_the_address_of_a_credential_is_hidden():
    """PRV-03: whoever has it may read the page, so no log line gives it away."""
    event = {"event": "Gone: /c/2ce6348c-89de-4598-af0c-8c72d36497a7.pdf"}
    line = ours._to_line(ours.hide_secrets(None, "info", event))
    assert "2ce6348c" not in line
    assert "/c/[hidden].pdf" in line


def test_a_fault_is_one_line_with_its_trace(lines):
    try:
        raise RuntimeError("two\nlines")
    except RuntimeError:
        sys.excepthook(*sys.exc_info())
    (line,) = lines()
    assert line["event"] == "fault"
    assert line["process"] == "test"
    assert "RuntimeError: two\nlines" in line["exception"]
