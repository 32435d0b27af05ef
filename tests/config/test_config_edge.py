"""The edge of the web process: slow and giant requests cost nobody anything (DOS-04)."""

import http.client
import json
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from pharos.common import settings as pharos_settings
from pharos.common.supervisor import children

APPLICATION = """
import json
from pharos.config.edge import Edge

def answer(environment, start):
    body = environment["wsgi.input"].read()
    kept = {name: value for name, value in environment.items() if isinstance(value, str)}
    if environment["PATH_INFO"] == "/broken":
        raise RuntimeError("inside")
    start("200 OK", [("Set-Cookie", "a=1"), ("Set-Cookie", "b=2")])
    return [json.dumps({"body": len(body), "environment": kept}).encode()]

def limit_of(path):
    return 1000 if path == "/small" else 32 * 1024 * 1024

application = Edge(answer, threads=2, patience=1.0, limit_of=limit_of)
"""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """The port of a granian with the settings of production and a small application."""
    folder = tmp_path_factory.mktemp("edge")
    (folder / "small.py").write_text(APPLICATION)
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    ours = pharos_settings.settings().model_copy(
        update={"listen": f"127.0.0.1:{port}", "web_header_seconds": 1.0}
    )
    command = children.web_command(ours)
    assert command[-1] == "pharos.config.rsgi:application"
    process = subprocess.Popen(
        [*command[:-1], "small:application"],
        env={**os.environ, "PYTHONPATH": str(folder)},
        cwd=folder,
        stderr=subprocess.DEVNULL,
    )
    _wait_for(port)
    yield port
    process.terminate()
    process.wait(10)


def _wait_for(port: int) -> None:
    deadline = time.monotonic() + 20
    while not children.answers_at(("127.0.0.1", port)):
        assert time.monotonic() < deadline
        time.sleep(0.05)


def connected(port: int, sent: bytes = b"") -> socket.socket:
    found = socket.create_connection(("127.0.0.1", port), timeout=10)
    if sent:
        found.sendall(sent)
    return found


def asked(port: int, method: str = "GET", path: str = "/", **more: object) -> tuple[int, bytes]:
    with closing(http.client.HTTPConnection("127.0.0.1", port, timeout=10)) as client:
        client.request(method, path, **more)  # type: ignore[arg-type]
        answer = client.getresponse()
        return answer.status, answer.read()


def test_senders_that_drip_stall_nobody_and_are_sent_away(server: int) -> None:
    """DOS-04: many times as many slow bodies as threads: the next visitor is answered at once."""
    slow = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1000\r\n\r\nab"
    open_ones = [connected(server, slow) for _ in range(20)]
    begin = time.monotonic()
    status, _ = asked(server)
    assert status == 200
    assert time.monotonic() - begin < 1.0
    for one in open_ones:
        assert one.recv(100).startswith(b"HTTP/1.1 408")
        one.close()


def test_headers_that_drip_are_cut_off(server: int) -> None:
    """DOS-04: whoever does not come to the end of the headers is left."""
    with closing(connected(server, b"GET / HTTP/1.1\r\nHost: a\r\n")) as slow:
        begin = time.monotonic()
        assert slow.recv(100) == b""
        assert time.monotonic() - begin < 5


def test_a_body_of_two_gigabytes_is_refused_before_it_comes(server: int) -> None:
    """DOS-04: by its announced length, and by what really came."""
    giant = b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 2147483648\r\n\r\n"
    with closing(connected(server, giant)) as sender:
        answer = sender.recv(2000)
    assert answer.startswith(b"HTTP/1.1 413")
    assert b"application/problem+json" in answer
    assert b'"code": "body_too_large"' in answer
    small = b"POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 1001\r\n\r\n"
    with closing(connected(server, small)) as sender:
        assert sender.recv(100).startswith(b"HTTP/1.1 413")
    with closing(connected(server)) as sender:
        sender.sendall(b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n")
        piece = b"100000\r\n" + bytes(0x100000) + b"\r\n"
        try:
            for _ in range(40):
                sender.sendall(piece)
        except OSError:
            pass  # it was cut off while it was sending
        else:
            assert sender.recv(100).startswith(b"HTTP/1.1 413")
    assert asked(server)[0] == 200


@pytest.mark.parametrize(
    "more",
    [
        b"Cookie: a=" + b"b" * 1_000_000,
        b"\r\n".join(b"X-%d: a" % number for number in range(10_000)),
        b"X: " + b"y" * 100_000,
    ],
    ids=["cookie", "many", "long"],
)
def test_giant_headers_are_refused(server: int, more: bytes) -> None:
    """DOS-04, DOS-05: a cookie of 1 MB, ten thousand headers, one of 100 KB."""
    with closing(connected(server)) as sender:
        try:
            sender.sendall(b"GET / HTTP/1.1\r\nHost: a\r\n" + more + b"\r\n\r\n")
            answer = sender.recv(100)
        except ConnectionError:
            answer = b""
    assert answer == b"" or answer.startswith(b"HTTP/1.1 431")
    assert asked(server)[0] == 200


def test_a_request_arrives_as_it_was_sent(server: int) -> None:
    body = Path(__file__).read_bytes() * 400
    assert len(body) > 1024 * 1024
    status, told = asked(
        server, "POST", "/a%20b/%D5%A1?x=%D5%A1&y=1", body=body,
        headers={"Content-Type": "text/x", "X-Some": "1", "X_Forged": "2", "Cookie": "a=1"},
    )  # fmt: skip
    assert status == 200
    found = json.loads(told)
    seen = found["environment"]
    assert found["body"] == len(body) == int(seen["CONTENT_LENGTH"])
    assert seen["PATH_INFO"].encode("latin-1").decode() == "/a b/ա"
    assert seen["QUERY_STRING"] == "x=%D5%A1&y=1"
    assert (seen["CONTENT_TYPE"], seen["HTTP_X_SOME"], seen["HTTP_COOKIE"]) == (
        "text/x",
        "1",
        "a=1",
    )
    assert "HTTP_X_FORGED" not in seen
    assert seen["REMOTE_ADDR"] == "127.0.0.1"
    assert seen["wsgi.url_scheme"] == "http"


def test_a_head_has_no_body_and_cookies_stay_apart(server: int) -> None:
    with closing(http.client.HTTPConnection("127.0.0.1", server, timeout=10)) as client:
        client.request("HEAD", "/")
        answer = client.getresponse()
        assert (answer.status, answer.read()) == (200, b"")
        assert answer.msg.get_all("set-cookie") == ["a=1", "b=2"]


def test_a_fault_of_the_application_shows_nothing(server: int) -> None:
    """OUT-08: what breaks outside of the pages is no page with a stack either."""
    status, told = asked(server, path="/broken")
    assert status == 500
    assert b"inside" not in told
