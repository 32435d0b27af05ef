"""Time-stamps of checkpoints: an authority made here answers, and what it said is checked."""

import subprocess
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from asn1crypto import cms, keys, tsp
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.sign.timestamps import DummyTimeStamper

from pharos.common import tenancy
from pharos.common.errors import Invalid, Unavailable
from pharos.registry import authority as authority_door
from pharos.registry import examination, queries, stamps
from pharos.registry.actions import SEQUENCER
from pharos.registry.models import Checkpoint, CheckpointStamp

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
DATA = b"a checkpoint\n"


class Authority:
    """A time-stamp authority with a certificate of its own."""

    def __init__(self, usage: x509.ObjectIdentifier = ExtendedKeyUsageOID.TIME_STAMPING) -> None:
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Authority of examples")])
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .public_key(key.public_key())
            .serial_number(5)
            .not_valid_before(NOW - timedelta(days=1))
            .not_valid_after(NOW + timedelta(days=10))
            .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
            .add_extension(x509.ExtendedKeyUsage([usage]), critical=True)
            .sign(key, SHA256())
        )
        secret = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
        self.stamper = DummyTimeStamper(
            asn1.Certificate.load(self.certificate.public_bytes(Encoding.DER)),
            keys.PrivateKeyInfo.load(secret),
            fixed_dt=NOW,
        )

    def answer(self, asked: bytes) -> bytes:
        return bytes(self.stamper.request_tsa_response(tsp.TimeStampReq.load(asked)).dump())


@pytest.fixture(scope="module")
def authority() -> Authority:
    return Authority()


class Door(HTTPServer):
    """Where the authority is asked; `spoil` changes its answers."""

    authority: Authority
    status = 200
    asked = 0

    def spoil(self, answer: bytes) -> bytes:
        return answer


class _Handler(BaseHTTPRequestHandler):
    server: Door

    def do_POST(self) -> None:
        self.server.asked += 1
        body = self.rfile.read(int(self.headers["Content-Length"]))
        answer = self.server.spoil(self.server.authority.answer(body))
        self.send_response(self.server.status)
        self.send_header("Content-Type", "application/timestamp-reply")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *told: object) -> None:
        return


@pytest.fixture
def door(authority: Authority) -> Iterator[Door]:
    with Door(("127.0.0.1", 0), _Handler) as server:
        server.authority = authority
        thread = threading.Thread(target=server.serve_forever, args=[0.05])
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def url(door: Door) -> str:
    return f"http://127.0.0.1:{door.server_port}/"


def test_a_stamp_is_asked_for_and_holds(door: Door, authority: Authority):
    token = stamps.ask(url(door), DATA)
    told = stamps.verify(token, DATA)
    assert told.at == NOW
    assert told.certificate == authority.certificate.fingerprint(SHA256()).hex()


def test_openssl_reads_the_same_time(door: Door, authority: Authority, tmp_path: Path):
    files = {"token": stamps.ask(url(door), DATA), "data": DATA,
             "ca.pem": authority.certificate.public_bytes(Encoding.PEM)}  # fmt: skip
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    told = subprocess.run(
        ["openssl", "ts", "-reply", "-in", "token", "-token_in", "-text"],
        cwd=tmp_path, check=True, capture_output=True, text=True,
    )  # fmt: skip
    assert "Time stamp: Nov 22 12:00:00 2026 GMT" in told.stdout


def test_a_stamp_of_other_bytes_is_none(door: Door):
    token = stamps.ask(url(door), DATA)
    with pytest.raises(Invalid) as refused:
        stamps.verify(token, DATA + b"!")
    assert refused.value.code == "stamp_invalid"


@pytest.mark.parametrize("place", [-20, -300, 200])
def test_a_spoilt_token_does_not_hold(door: Door, place: int):
    token = bytearray(stamps.ask(url(door), DATA))
    token[place] ^= 1
    with pytest.raises(Invalid) as refused:
        stamps.verify(bytes(token), DATA)
    assert refused.value.code == "stamp_invalid"


def test_a_changed_time_does_not_hold(door: Door):
    content = cms.ContentInfo.load(stamps.ask(url(door), DATA))
    raw = content.dump()
    changed = raw.replace(b"20261122120000Z", b"20251122120000Z")
    assert changed != raw
    with pytest.raises(Invalid):
        stamps.verify(changed, DATA)


def test_only_certificates_for_stamping_time_count(door: Door):
    door.authority = Authority(ExtendedKeyUsageOID.CODE_SIGNING)
    token = stamps.ask(url(door), DATA)
    with pytest.raises(Invalid, match="not there to stamp time"):
        stamps.verify(token, DATA)


def test_an_authority_that_answers_wrongly_is_told(door: Door, monkeypatch):
    for spoil, status in (
        (lambda answer: b"nonsense", 200),
        (lambda answer: answer, 503),
        (lambda answer: b"\0" * (authority_door.MAX_ANSWER + 1), 200),
    ):
        monkeypatch.setattr(door, "spoil", spoil)
        monkeypatch.setattr(door, "status", status)
        with pytest.raises(Unavailable) as refused:
            stamps.ask(url(door), DATA)
        assert refused.value.code == "stamp_unavailable"
    with pytest.raises(Unavailable):
        stamps.ask("http://127.0.0.1:9/", DATA)


def test_an_answer_to_another_question_is_refused(door: Door, authority: Authority, monkeypatch):
    """A recorded answer stamps nothing: the number of the question is in it."""
    kept: list[bytes] = []

    def replayed(answer: bytes) -> bytes:
        kept.append(answer)
        return kept[0]

    monkeypatch.setattr(door, "spoil", replayed)
    stamps.ask(url(door), DATA)
    with pytest.raises(Unavailable, match="another question"):
        stamps.ask(url(door), DATA)


@pytest.mark.usefixtures("db_world")
class TestHourly:
    @pytest.fixture
    def ours(self, own_state: Path, door: Door, monkeypatch):
        mine = queries.settings().model_copy(update={"tsa_url": url(door)})
        monkeypatch.setattr(stamps, "settings", lambda: mine)
        monkeypatch.setattr(examination.clock, "now", lambda: NOW)
        return mine

    def checkpoint(self, size: int) -> None:
        from django.db import connections

        with connections["owner"].cursor() as cursor:
            cursor.execute(
                "insert into registry_checkpoint (size, root, signed_at, note)"
                " values (%s, %s, %s, %s)",
                [size, bytes(32), NOW, f"a note about {size}\n"],
            )

    def stamp(self, minutes: int) -> CheckpointStamp | None:
        return stamps.stamp_if_due(now=NOW + timedelta(minutes=minutes))

    def test_the_newest_checkpoint_is_stamped_once_an_hour(self, ours, door):
        assert self.stamp(0) is None
        self.checkpoint(3)
        made = self.stamp(0)
        assert made is not None
        assert (made.size, made.stamped_at) == (3, NOW)
        assert self.stamp(200) is None, "nothing new to be stamped"
        self.checkpoint(7)
        assert self.stamp(59) is None
        again = self.stamp(60)
        assert again is not None
        assert again.size == 7
        assert door.asked == 2
        with tenancy.scope(SEQUENCER):
            assert [one.size for one in queries.stamps_of(4)] == [7]
            assert queries.stamps_of(8) == []
        [found] = examination.stamps_hold(ours)
        assert (found.outcome, found.check) == ("ok", "stamps")

    def test_doctor_finds_a_stamp_of_something_else(self, ours):
        self.checkpoint(3)
        self.stamp(0)
        with tenancy.scope(SEQUENCER):
            token = bytes(CheckpointStamp.objects.get().token)
            CheckpointStamp.objects.create(size=4, token=token, stamped_at=NOW, received_at=NOW)
        self.checkpoint(4)
        found = list(examination.stamps_hold(ours))
        assert [one.outcome for one in found] == ["fail"]
        assert "tree 4" in found[0].sentence

    def test_an_authority_that_is_silent_is_told(self, ours):
        self.checkpoint(3)
        [found] = examination.stamps_hold(ours)
        assert found.outcome == "warn"

    def test_without_an_authority_nothing_is_asked(self, own_state, door, monkeypatch):
        monkeypatch.setattr(stamps, "settings", queries.settings)
        self.checkpoint(3)
        assert self.stamp(0) is None
        assert door.asked == 0
        with tenancy.scope(SEQUENCER):
            assert Checkpoint.objects.count() == 1
