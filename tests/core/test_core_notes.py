"""Signed notes, checkpoints and `.tlog-proof` files: round trips, published examples, damage."""

import base64
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from pharos.core import notes
from pharos.core.errors import CoreError

SECRET = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
KEY = notes.VerifierKey("registry.example/log", SECRET.public_key().public_bytes_raw())
TIME = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CHECKPOINT = notes.Checkpoint("registry.example/log", 7, b"\x07" * 32, TIME)


def refusal(call: Callable[..., object], *arguments: object, **named: object) -> str | None:
    """The code of our refusal; None when there was a value."""
    try:
        call(*arguments, **named)
    except CoreError as error:
        return error.code
    return None


def signed(checkpoint: notes.Checkpoint = CHECKPOINT) -> notes.SignedNote:
    return checkpoint.signed(KEY, SECRET.sign(checkpoint.body().encode()))


# The example key of the Go note package and of C2SP: PeterNeumann's note.
PETER = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
PETER_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"  # noqa: E501
)


def test_a_note_of_other_makers_is_read_and_checked() -> None:
    key = notes.VerifierKey.from_text(PETER)
    assert key.to_text() == PETER
    note = notes.SignedNote.from_text(PETER_NOTE)
    note.check(key)
    assert note.to_text() == PETER_NOTE
    with pytest.raises(CoreError, match="note_signature_wrong"):
        notes.SignedNote.from_text(PETER_NOTE.replace("your problem is", "problem is")).check(key)


def test_a_checkpoint_carries_its_time_as_a_signed_line() -> None:
    text = signed().to_text()
    assert text.split("\n")[:4] == [
        "registry.example/log",
        "7",
        base64.b64encode(b"\x07" * 32).decode(),
        "time 2026-11-22T10:00:00Z",
    ]
    opened = notes.open_checkpoint(text.encode(), KEY, origin="registry.example/log")
    assert opened == CHECKPOINT
    moved = text.replace("time 2026-11-22", "time 2026-11-21")
    with pytest.raises(CoreError, match="note_signature_wrong"):
        notes.open_checkpoint(moved, KEY, origin="registry.example/log")
    with pytest.raises(CoreError, match="checkpoint_origin"):
        notes.open_checkpoint(text, KEY, origin="other.example/log")


def test_signatures_of_unknown_keys_are_left_alone_but_one_of_ours_is_needed() -> None:
    witness = notes.NoteSignature("witness.example", b"wwww", b"\0" * 64)
    note = notes.SignedNote(CHECKPOINT.body(), (witness, *signed().signatures))
    notes.SignedNote.from_text(note.to_text()).check(KEY)
    with pytest.raises(CoreError, match="note_key_unknown"):
        notes.SignedNote(CHECKPOINT.body(), (witness,)).check(KEY)
    same_name = notes.VerifierKey(KEY.name, bytes(31) + b"\x01")
    with pytest.raises(CoreError, match="note_key_unknown"):
        signed().check(same_name)


instants = st.datetimes(datetime(1, 1, 2), datetime(9999, 12, 30), timezones=st.just(UTC)).map(
    lambda t: t.replace(microsecond=0)
)
lines = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), min_size=1).filter(
    lambda line: not line.startswith("time ")
)


@given(
    origin=lines,
    size=st.integers(0, 2**62),
    root=st.binary(min_size=32, max_size=32),
    time=st.none() | instants,
    others=st.lists(lines, max_size=3),
)
def test_checkpoints_round_trip(
    origin: str, size: int, root: bytes, time: datetime | None, others: list[str]
) -> None:
    checkpoint = notes.Checkpoint(origin, size, root, time, tuple(others))
    assert notes.Checkpoint.from_body(checkpoint.body()) == checkpoint
    note = notes.SignedNote.from_text(signed(checkpoint).to_text())
    assert notes.Checkpoint.from_body(note.text) == checkpoint


def test_a_time_of_another_zone_is_written_in_utc() -> None:
    yerevan = timezone(timedelta(hours=4))
    local = notes.Checkpoint("o", 0, bytes(32), datetime(2026, 11, 22, 14, tzinfo=yerevan))
    assert "time 2026-11-22T10:00:00Z\n" in local.body()


hashes = st.binary(min_size=32, max_size=32)


@given(
    index=st.integers(0, 2**62 - 1),
    path=st.lists(hashes, max_size=62),
    extra=st.none() | st.binary(max_size=200),
)
def test_log_proofs_round_trip(index: int, path: list[bytes], extra: bytes | None) -> None:
    proof = notes.TlogProof(index, tuple(path), signed().to_text(), extra)
    assert notes.TlogProof.from_text(proof.to_text()) == proof
    assert notes.TlogProof.from_text(proof.to_text().encode()) == proof


names = st.text(st.characters(min_codepoint=32, exclude_categories=["Cs"]), max_size=40)


@given(
    salt=st.binary(min_size=32, max_size=32),
    registration=st.none() | names,
    number=st.none() | names,
)
def test_proof_extras_round_trip(salt: bytes, registration: str | None, number: str | None) -> None:
    extra = notes.ProofExtra(salt, registration, number)
    assert notes.ProofExtra.from_bytes(extra.to_bytes()) == extra


READERS = [
    notes.SignedNote.from_text,
    notes.TlogProof.from_text,
    notes.ProofExtra.from_bytes,
    lambda raw: notes.VerifierKey.from_text(raw.decode("latin-1")),
    lambda raw: notes.Checkpoint.from_body(raw.decode("latin-1")),
]
SAMPLES = [
    signed().to_text().encode(),
    notes.TlogProof(3, (b"\1" * 32,), signed().to_text(), b"{}").to_text().encode(),
    notes.ProofExtra(b"\2" * 32, "text", "17").to_bytes(),
    KEY.to_text().encode(),
    CHECKPOINT.body().encode(),
]


@given(st.sampled_from(READERS), st.sampled_from(SAMPLES), st.data())
def test_any_bytes_give_a_value_or_our_error(
    read: Callable[[bytes], object], sample: bytes, data: st.DataObject
) -> None:
    """LOG-04: readers of log files refuse damage with a code, never by falling over."""
    cut = data.draw(st.integers(0, len(sample)))
    insert = data.draw(st.binary(max_size=8))
    for raw in (insert, sample[:cut] + insert + sample[cut:], sample[:cut] + insert):
        assert refusal(read, raw) in (None, "note_malformed")


PROOF = notes.TlogProof(3, (b"\1" * 32,), signed().to_text()).to_text()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("c2sp.org/tlog-proof@v1", "c2sp.org/tlog-proof@v2"),
        ("index 3", "index 03"),
        ("index 3", "index -3"),
        ("index 3", "index ३"),
        ("index 3", "index 3 "),
        ("index 3", "extra e30\nindex 3"),
        ("index 3", "extra e30=\nextra e30=\nindex 3"),
        ("AQEBAQE=\n", "AQEBAQE\n"),
        ("AQEBAQE=\n", "AQEBAQF=\n"),
        ("\n\n", "\n"),
        ("\n\n", "\r\n\r\n"),
    ],
)
def test_near_misses_of_a_proof_are_refused(old: str, new: str) -> None:
    assert old in PROOF
    with pytest.raises(CoreError, match="note_malformed"):
        notes.TlogProof.from_text(PROOF.replace(old, new, 1))


@pytest.mark.parametrize(
    "raw",
    [
        b'{"salt":"' + b"A" * 43 + b'","salt":"' + b"A" * 43 + b'"}',
        b'{"salt": "' + b"A" * 43 + b'"}',
        b'{"number":3,"salt":"' + b"A" * 43 + b'"}',
        b'{"number":"3"}',
        b'{"other":"","salt":"' + b"A" * 43 + b'"}',
        b'{"salt":"AAAA"}',
    ],
)
def test_extras_of_another_spelling_are_refused(raw: bytes) -> None:
    with pytest.raises(CoreError, match="note_malformed"):
        notes.ProofExtra.from_bytes(raw)


def test_a_key_whose_id_does_not_fit_is_refused() -> None:
    name, key_id, material = KEY.to_text().split("+", 2)
    assert notes.VerifierKey.from_text(KEY.to_text()) == KEY
    for text in (f"{name}+00000000+{material}", f"other+{key_id}+{material}", name, ""):
        with pytest.raises(CoreError, match="note_malformed"):
            notes.VerifierKey.from_text(text)
