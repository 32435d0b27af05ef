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


@pytest.mark.parametrize(
    "path", ["/hy/holder/{}", "/en/holder/{}/share/x", "/ka/me/claim/{}", "/en/s/{}",
             "/en/sign-in/link/{}", "/en/funding/place/{}"],
)  # fmt: skip
def test_a_secret_link_is_hidden(path):
    """PRV-03: a log line opens nobody's awards and nobody's session."""
    secret = "BGB2psC0S5SFKGKBVM47Wg"
    line = ours._to_line(ours.hide_secrets(None, "info", {"event": path.format(secret)}))
    assert secret not in line
    assert "[hidden]" in line


def test_a_fault_is_one_line_with_its_trace(lines):
    try:
        raise RuntimeError("two\nlines")
    except RuntimeError:
        sys.excepthook(*sys.exc_info())
    (line,) = lines()
    assert line["event"] == "fault"
    assert line["process"] == "test"
    assert "RuntimeError: two\nlines" in line["exception"]


@pytest.mark.parametrize(
    ("event", "secret"),
    [
        ({"event": "mail to nino.beridze@example.org failed"}, "beridze"),
        ({"email": "nino@example.org"}, "nino"),
        ({"recipient": "Nino Beridze <nino@example.org>"}, "Beridze"),
        ({"facts": {"given_name": "Nino", "birth_date": "1994-03-12"}}, "Nino"),
        ({"facts": {"birth_date": "1994-03-12"}}, "1994"),
        ({"path": "/ka/sign-in/link/3f9a2b1c0d9e8f7a6b5c4d3e"}, "3f9a2b1c"),
        ({"path": "/ka/sign-in/invitation/AbCdEf123456789"}, "AbCdEf"),
        ({"path": "/hy/holder/abcdefgh12345678/share/0190"}, "abcdefgh"),
        ({"path": "/en/s/abcdefgh12345678"}, "abcdefgh"),
        ({"event": "row 3: 01019070777 is no number"}, "01019070777"),
        ({"message": ["nobody", "has anna+x@mail.example.am"]}, "anna"),
    ],
)
def test_what_tells_a_person_is_hidden(event, secret):
    """PRV-06: no address, name or number of a person in a line, wherever it stands."""
    shown = json.dumps(ours.hide_secrets(None, "info", event), ensure_ascii=False)
    assert secret not in shown
    assert "[hidden]" in shown


def test_what_the_operator_needs_stays():
    event = {
        "event": "job_ended", "job": 123456, "at": "2026-11-22T10:00:00.123456Z",
        "chunk": "01a20153-85fb-7000-beb5-396e6b8aed3b", "path": "/en/programmes", "name": "web",
        "size": 1234567890123, "listen": "127.0.0.1:8000", "again_in_seconds": 0.5,
    }  # fmt: skip
    assert ours.hide_secrets(None, "info", event) == event
