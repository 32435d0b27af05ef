"""Documents of our own in a shape that was read and proven before: known by their bytes.

Verifying in general canonicalises each document. But documents of one programme differ only
in a few values: once one was read and its proof held, its template is compiled, and another
whose bytes are that template filled with values that may stand in its holes has the same
form and a signing input that is only filled in. Any other byte leads to the general way.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from json.encoder import encode_basestring
from typing import Any, Final

from pharos.core import dataintegrity, limits, multibase
from pharos.core.bundle import TrustBundle
from pharos.core.errors import CoreError, Malformed
from pharos.core.safemode import described_twice
from pharos.core.templates import CREATED, Hole, Template, mark
from pharos.core.templates.compiler import compile_document
from pharos.core.templates.holes import Parts
from pharos.core.values import as_list, instant_of
from pharos.core.verify import filled, reading
from pharos.core.verify.keys import Store, public_key
from pharos.core.verify.proofs import ProofFinding
from pharos.core.verify.reading import Credential

Json = dict[str, Any]
_MOST: Final = 64
_AT_FIRST: Final = 8
_CREDENTIAL: Final = Hole("credential", "uuid")
_INDEX: Final = Hole("index", "index")
_AWARDED: Final = Hole("awarded_at", "midnight")
_HOLDER: Final = Hole("holder", "did")
_VALUE: Final = Hole("proof value")
_URN: Final = "urn:uuid:"
_SIGNATURE_BYTES: Final = 64
# Values that are as long in every document.
_LENGTHS: Final = {"uuid": 36, "instant": 20, "midnight": 25}
_PLACE: Final = b"%b"
_TEXT: Final = re.compile(rb'(?:[^"\\\x00-\x1f]|\\.)*')
_EDDSA: Final = dataintegrity.SUITES[dataintegrity.RDFC]


@dataclass(frozen=True, slots=True)
class Recognised:
    """A document of a known shape; its proof, right in form, is still to be verified."""

    credential: Credential
    signing_input: bytes
    signature: bytes
    method: str
    created: datetime

    def examine(self, trust: TrustBundle, store: Store) -> tuple[ProofFinding, ...]:
        """What became of its one proof (EdDSA Cryptosuites 1.0, section 3.2.6)."""
        try:
            public = public_key(self.method, trust, store)
            _EDDSA.check_key(public)
            public.verify(self.signing_input, self.signature)
        except CoreError as error:
            return (ProofFinding(self.method, error=error),)
        identity = reading.identity_of(self.signing_input)
        return (ProofFinding(self.method, created=self.created, identity=identity),)


class KnownShapes:
    """The shapes that one verifier met, the last one first; the oldest are forgotten."""

    def __init__(self) -> None:
        self._shapes: tuple[_Shape, ...] = ()
        self._met = self._learned = self._recognised = 0

    def recognise(self, raw: bytes) -> Recognised | None:
        """The document when its bytes are exactly those of a known shape, else None."""
        if len(raw) > limits.MAX_CREDENTIAL_BYTES:
            return None
        for shape in self._shapes:
            found = shape.read(raw)
            if found is not None:
                self._recognised += 1
                return found
        return None

    def learn(self, raw: bytes, credential: Credential, identity: bytes) -> bool:
        """Keep the shape of a document that was read and proven in general.

        False when no template can hold it, or when its template gives other bytes or another
        identity than the general algorithms gave. Learning costs more than verifying once,
        so it begins with the second document and ends when little came again.
        """
        self._met += 1
        if self._met < 2 or self._learned > _AT_FIRST + self._recognised:
            return False
        self._learned += 1
        try:
            shape = _Shape.of(credential.document)
            found = shape.read(raw)
        except CoreError:
            return False
        if found is None or reading.identity_of(found.signing_input) != identity:
            return False
        self._shapes = (shape, *self._shapes)[:_MOST]
        return True


class _Shape:
    def __init__(self, template: Template, method: str, marked: Json) -> None:
        self._template, self._method = template, method
        self._make = filled.maker(marked, (*template.holes, _VALUE))
        self._segments = list(_segments(template.before + template.proof + template.after))
        self._lengths = [_LENGTHS.get(hole.kind) for hole in template.holes] + [None]
        self._signature = len(template.holes)
        # A percent sign in an id may begin an escape or not: that is for the general way.
        self._ids = [n for n, hole in enumerate(template.holes[1:]) if hole.kind == "did"]

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> "_Shape":
        """The shape of a signed document; raises `template_shape` and what compiling raises."""
        [proof] = dataintegrity.proofs(document)
        skeleton, holes = _marked(document, str(proof["created"]))
        _check_independent(skeleton, holes)
        method = str(proof["verificationMethod"])
        template = compile_document(
            skeleton, holes, suite=str(proof["cryptosuite"]), verification_method=method
        )
        return cls(template, method, _whole(document, skeleton))

    def read(self, raw: bytes) -> Recognised | None:
        """The document, if this shape filled with its values gives these very bytes."""
        values = self._values(raw)
        if values is None:
            return None
        created, *leaves = values[: self._signature]
        if not CREATED.accepts(created) or self._template.check(leaves):
            return None
        if any("%" in leaves[place] for place in self._ids):
            return None
        try:
            # Base58 has one text for each value, so the text needs no comparison.
            signature = multibase.b58btc_decode(values[self._signature], max_characters=100)
            credential = reading.checked_credential(self._make(values))
            instant = instant_of(created)
        except CoreError:
            return None
        begin, end = credential.valid_from, credential.valid_until
        if len(signature) != _SIGNATURE_BYTES or (begin and end and begin > end):
            return None
        signing_input = self._template.signing_input(leaves, created)
        return Recognised(credential, signing_input, signature, self._method, instant)

    def _values(self, raw: bytes) -> list[str] | None:
        """The text in each hole, None as soon as something constant differs.

        The pieces between the constants are texts as the canonical form writes them.
        """
        found = [b""] * len(self._lengths)
        place = 0
        for constant, known, hole in self._segments:
            piece = constant % tuple([found[number] for number in known]) if known else constant
            if not raw.startswith(piece, place):
                return None
            place += len(piece)
            if hole is not None:
                found[hole] = piece = self._hole(hole, raw, place)
                place += len(piece)
        if place != len(raw):
            return None
        try:
            return [_text_of(piece) for piece in found]
        except ValueError:
            return None

    def _hole(self, number: int, raw: bytes, place: int) -> bytes:
        length = self._lengths[number]
        if length is not None:
            return raw[place : place + length]
        match = _TEXT.match(raw, place)
        return match[0] if match else b""


def _segments(parts: Parts) -> Iterator[tuple[bytes, list[int], int | None]]:
    """The constant pieces between holes that are met first, and the hole behind each.

    A hole that was met before is known: its place in the constant is a `%b`, and its number is
    told, so that a long piece is put together and compared at once.
    """
    constant, known, met = [], [], set[int]()
    for part in parts:
        if isinstance(part, str):
            constant.append(part.encode())
        elif part in met:
            constant.append(_PLACE)
            known.append(part)
        else:
            yield _joined(constant, known), known, part
            met.add(part)
            constant, known = [], []
    yield _joined(constant, known), known, None


def _joined(constant: list[bytes], known: list[int]) -> bytes:
    if not known:
        return b"".join(constant)
    return b"".join(one if one is _PLACE else one.replace(b"%", b"%%") for one in constant)


def _whole(document: Mapping[str, Any], skeleton: Json) -> Json:
    """The signed document with marks, its members in the order in which they were read."""
    [proof] = dataintegrity.proofs(document)
    marked = proof | {"created": mark(CREATED), "proofValue": mark(_VALUE)}
    found = document["proof"]
    proven = {"proof": [marked] if isinstance(found, list) else marked}
    return {name: (skeleton | proven)[name] for name in document}


def _text_of(piece: bytes) -> str:
    """The text that JSON writes so; ValueError when canonical JSON writes it otherwise."""
    if b"\\" not in piece:
        return piece.decode("utf-8")
    text: str = json.loads(b'"%b"' % piece)
    if encode_basestring(text)[1:-1].encode() != piece:
        raise ValueError("written in another way")
    return text


def _marked(document: Mapping[str, Any], created: str) -> tuple[Json, list[Hole]]:
    """The unsigned document with marks for what differs from award to award."""
    uuid = str(document.get("id")).removeprefix(_URN)
    text = json.dumps({name: value for name, value in document.items() if name != "proof"})
    made: Json = json.loads(text.replace(_URN + uuid, _URN + mark(_CREDENTIAL)))
    holes = [_CREDENTIAL]
    if made.get("validFrom") == created:
        made["validFrom"] = mark(CREATED)
    for hole, where, member in _places(made):
        if hole not in holes:
            holes.append(hole)
        where[member] = mark(hole)
    return made, holes


def _places(document: Json) -> Iterator[tuple[Hole, Json, str]]:
    """The members whose values belong to the award and not to the programme."""
    if "awardedDate" in document:
        yield _AWARDED, document, "awardedDate"
    entries = [e for e in as_list(document.get("credentialStatus")) if isinstance(e, dict)]
    if len({entry.get("statusListIndex") for entry in entries}) == 1:
        yield from ((_INDEX, entry, "statusListIndex") for entry in entries)
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict):
        return
    if str(subject.get("id")).startswith("did:"):
        yield _HOLDER, subject, "id"
    for name, member in (("identifier", "identityHash"), ("result", "value")):
        for number, item in enumerate(as_list(subject.get(name))):
            if isinstance(item, dict) and isinstance(item.get(member), str):
                yield Hole(f"{name}_{number}"), item, member


def _check_independent(skeleton: Json, holes: list[Hole]) -> None:
    """Raise a CoreError unless what reading judges is the same for all values of the holes."""
    text = json.dumps(skeleton)
    if text.count(_URN) != text.count(_URN + mark(_CREDENTIAL)):
        # A constant id of that form could be the id of another award.
        raise Malformed("template_shape", "an id beside that of the credential")
    if described_twice(skeleton):
        raise Malformed("template_shape", "a node is described twice")
    for hole in (CREATED, *holes):
        text = text.replace(mark(hole), "x")
    # Values may be equal: even then no list may say the same twice.
    reading.refuse_repetition(json.loads(text))
