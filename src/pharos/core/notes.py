"""Signed notes, checkpoints and `.tlog-proof` files: reading, writing, checking.

C2SP signed-note (Ed25519 only), tlog-checkpoint and tlog-proof. A checkpoint of ours
carries its time as the extension line `time 2026-11-22T10:00:00Z`: it is signed with
the rest and bears witness to when an entry stood in the log.

Reading takes text or bytes of any origin and raises `CoreError("note_malformed")`;
checking raises `note_key_unknown`, `note_signature_wrong` or `checkpoint_origin`.
"""

import binascii
import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from hashlib import sha256

from pharos.core import dataintegrity, strict
from pharos.core.commitments import SALT_SIZE
from pharos.core.errors import CoreError, Malformed, WrongSignature
from pharos.core.jcs import canonical_json
from pharos.core.merkle import HASH_SIZE, MAX_SIZE

MAX_NOTE = 64 * 1024
MAX_SIGNATURES = 16
MAX_PROOF = 256 * 1024
MAX_PATH = 62
ED25519 = b"\x01"
EM_DASH = "\N{EM DASH}"
PROOF_HEADER = "c2sp.org/tlog-proof@v1"
TIME_LINE = re.compile(r"time (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ)", re.ASCII)
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
DECIMAL = re.compile(r"0|[1-9]\d{0,18}", re.ASCII)


@dataclass(frozen=True)
class VerifierKey:
    """The name and Ed25519 key that check a note."""

    name: str
    public: bytes

    def __post_init__(self) -> None:
        _require(_is_key_name(self.name) and len(self.public) == 32)

    @property
    def key_id(self) -> bytes:
        """Four bytes that find the key again (C2SP signed-note, Ed25519 signatures)."""
        return sha256(self.name.encode() + b"\n" + ED25519 + self.public).digest()[:4]

    def to_text(self) -> str:
        """`name+hex id+base64(type, key)`, as verifier keys are written."""
        encoded = _b64encode(ED25519 + self.public)
        return f"{self.name}+{self.key_id.hex()}+{encoded}"

    @classmethod
    def from_text(cls, text: str) -> "VerifierKey":
        name, _, rest = text.partition("+")
        key_id, _, encoded = rest.partition("+")
        material = _b64decode(encoded)
        _require(material[:1] == ED25519)
        key = cls(name, material[1:])
        _require(key.key_id.hex() == key_id)
        return key


@dataclass(frozen=True)
class NoteSignature:
    """One signature line, by a key that may be unknown to us."""

    name: str
    key_id: bytes
    value: bytes


@dataclass(frozen=True)
class SignedNote:
    """A text with its signatures; the text counts only after `check`."""

    text: str
    signatures: tuple[NoteSignature, ...]

    def __post_init__(self) -> None:
        _require(self.text.endswith("\n") and _is_printable(self.text))
        _require(0 < len(self.signatures) <= MAX_SIGNATURES)
        for signature in self.signatures:
            _require(_is_key_name(signature.name) and len(signature.key_id) == 4)

    def to_text(self) -> str:
        """The note as it is published."""
        lines = [f"{EM_DASH} {s.name} {_b64encode(s.key_id + s.value)}\n" for s in self.signatures]
        return self.text + "\n" + "".join(lines)

    @classmethod
    def from_text(cls, raw: str | bytes) -> "SignedNote":
        """The note that `raw` holds (C2SP signed-note, Format)."""
        text = _decode(raw, MAX_NOTE)
        body, separator, tail = text.rpartition("\n\n")
        _require(bool(separator) and tail.endswith("\n") and _is_printable(text))
        lines = tail[:-1].split("\n")
        _require(len(lines) <= MAX_SIGNATURES)
        return cls(body + "\n", tuple(_signature(line) for line in lines))

    def check(self, key: VerifierKey) -> None:
        """Raise unless `key` signed the text; other people's signatures are left alone."""
        mine = [s for s in self.signatures if (s.name, s.key_id) == (key.name, key.key_id)]
        if not mine:
            raise WrongSignature("note_key_unknown", name=key.name)
        for signature in mine:
            try:
                dataintegrity.verify_signature(self.text.encode(), signature.value, key.public)
            except CoreError as error:
                raise WrongSignature("note_signature_wrong", name=key.name) from error


@dataclass(frozen=True)
class Checkpoint:
    """The head of a log: origin, size, root and the time it was signed."""

    origin: str
    size: int
    root: bytes
    time: datetime | None = None
    other_lines: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _require(bool(self.origin) and _is_line(self.origin))
        _require(0 <= self.size <= MAX_SIZE and len(self.root) == HASH_SIZE)
        _require(all(line and _is_line(line) for line in self.other_lines))
        if self.time is not None:
            _require(self.time.utcoffset() is not None and self.time.microsecond == 0)

    def body(self) -> str:
        """The text that is signed (C2SP tlog-checkpoint, Note text)."""
        lines = [self.origin, str(self.size), _b64encode(self.root)]
        if self.time is not None:
            utc = self.time.astimezone(UTC).replace(tzinfo=None)
            lines.append(f"time {utc.isoformat()}Z")
        return "".join(f"{line}\n" for line in (*lines, *self.other_lines))

    def signed(self, key: VerifierKey, signature: bytes) -> SignedNote:
        """The note with the log's signature over `body()`."""
        return SignedNote(self.body(), (NoteSignature(key.name, key.key_id, signature),))

    @classmethod
    def from_body(cls, text: str) -> "Checkpoint":
        """The checkpoint that a note's text holds."""
        _require(text.endswith("\n"))
        lines = text[:-1].split("\n")
        _require(len(lines) >= 3 and all(lines))
        _require(DECIMAL.fullmatch(lines[1]) is not None)
        time, others = None, tuple(lines[3:])
        if others and (match := TIME_LINE.fullmatch(others[0])):
            time, others = _instant(match[1]), others[1:]
        return cls(lines[0], int(lines[1]), _b64decode(lines[2]), time, others)


@lru_cache(maxsize=64)  # all credentials of a chunk stand under the same one
def open_checkpoint(raw: str | bytes, key: VerifierKey, *, origin: str) -> Checkpoint:
    """The checkpoint in a note, after its signature and its origin were checked."""
    note = SignedNote.from_text(raw)
    note.check(key)
    checkpoint = Checkpoint.from_body(note.text)
    if checkpoint.origin != origin:
        raise WrongSignature("checkpoint_origin", origin=checkpoint.origin)
    return checkpoint


@lru_cache(maxsize=64)
def _well_formed(checkpoint: str) -> None:
    """Nothing when the text is a note; all proofs of a chunk carry the same one."""
    SignedNote.from_text(checkpoint)


@dataclass(frozen=True)
class ProofExtra:
    """What the holder needs beside the proof: the salt, and the national acknowledgement.

    `registration` is the text of a second proof, for the leaf of kind 8 (or 9).
    """

    salt: bytes
    registration: str | None = None
    number: str | None = None

    def to_bytes(self) -> bytes:
        members: dict[str, object] = {"salt": strict.b64url_encode(self.salt)}
        if self.registration is not None:
            members["registration"] = self.registration
        if self.number is not None:
            members["number"] = self.number
        return canonical_json(members)

    @classmethod
    def from_bytes(cls, raw: bytes) -> "ProofExtra":
        plain = _SALT_ALONE.fullmatch(raw)
        if plain is not None:  # the canonical text of a salt and nothing else
            return cls(_salt(plain[1].decode("ascii")))
        try:
            members = strict.load_json(raw, limit=MAX_PROOF)
            _require(members.keys() <= _EXTRA_MEMBERS and "salt" in members)
            _require(all(isinstance(value, str) for value in members.values()))
        except CoreError as error:
            raise _malformed() from error
        salt = _salt(members["salt"])
        extra = cls(salt, members.get("registration"), members.get("number"))
        # Only the canonical text is read: one meaning, one spelling.
        _require(extra.to_bytes() == raw)
        return extra


@dataclass(frozen=True)
class TlogProof:
    """That an entry stands in a log: index, audit path and the checkpoint as it was signed."""

    index: int
    path: tuple[bytes, ...]
    checkpoint: str
    extra: bytes | None = None

    def __post_init__(self) -> None:
        _require(0 <= self.index < MAX_SIZE and len(self.path) <= MAX_PATH)
        _require({HASH_SIZE}.issuperset(map(len, self.path)))

    def to_text(self) -> str:
        """The file `NAME.tlog-proof` (C2SP tlog-proof, Format)."""
        lines = [PROOF_HEADER]
        if self.extra is not None:
            lines.append(f"extra {_b64encode(self.extra)}")
        lines += [f"index {self.index}", *map(_b64encode, self.path), ""]
        return "".join(f"{line}\n" for line in lines) + self.checkpoint

    @classmethod
    def from_text(cls, raw: str | bytes) -> "TlogProof":
        """The proof that `raw` holds; its checkpoint is a well-formed note, not yet checked."""
        text = _decode(raw, MAX_PROOF)
        match = _PROOF.match(text)
        if match is None:
            raise _malformed()
        written, index, hashes = match.groups()
        extra = _b64decode(written) if written is not None else None
        checkpoint = text[match.end() :]
        _well_formed(checkpoint)
        path = tuple(map(binascii.a2b_base64, hashes.splitlines()))
        return cls(int(index), path, checkpoint, extra)


# Hashes in their one spelling: whole groups, no bits beyond the last byte.
_PROOF = re.compile(
    re.escape(PROOF_HEADER) + r"\n"
    r"(?:extra ([^\n]*)\n)?"
    r"index (0|[1-9][0-9]{0,18})\n"
    r"((?:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=\n)*)\n"
)
_EXTRA_MEMBERS = {"salt", "registration", "number"}
_SALT_ALONE = re.compile(rb'\{"salt":"([A-Za-z0-9_-]+)"\}')


def _salt(text: str) -> bytes:
    try:
        salt = strict.b64url_decode(text)
    except CoreError as error:
        raise _malformed() from error
    _require(len(salt) == SALT_SIZE)
    return salt


def _signature(line: str) -> NoteSignature:
    dash, _, rest = line.partition(" ")
    name, _, encoded = rest.partition(" ")
    material = _b64decode(encoded)
    _require(dash == EM_DASH and len(material) > 4)
    return NoteSignature(name, material[:4], material[4:])


def _decode(raw: str | bytes, limit: int) -> str:
    _require(len(raw) <= limit)
    if isinstance(raw, str):
        return raw
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _malformed() from error


def _is_printable(text: str) -> bool:
    return _CONTROL.search(text) is None and _encodes(text)


def _is_line(text: str) -> bool:
    return "\n" not in text and _is_printable(text)


def _is_key_name(name: str) -> bool:
    return (
        bool(name)
        and "+" not in name
        and _is_line(name)
        and not any(c.isspace() or unicodedata.category(c) == "Zs" for c in name)
    )


def _encodes(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _instant(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    except ValueError as error:
        raise _malformed() from error


def _b64encode(value: bytes) -> str:
    return binascii.b2a_base64(value, newline=False).decode("ascii")


def _b64decode(text: str) -> bytes:
    """Canonical standard base64 only."""
    try:
        value = binascii.a2b_base64(text, strict_mode=True)
    except ValueError as error:
        raise _malformed() from error
    # one spelling: neither missing padding nor bits beyond the last byte
    if binascii.b2a_base64(value, newline=False).decode("ascii") != text:
        raise _malformed()
    return value


def _require(condition: bool) -> None:
    if not condition:
        raise _malformed()


def _malformed() -> CoreError:
    return Malformed("note_malformed")
