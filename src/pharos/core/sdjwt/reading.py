"""An SD-JWT that somebody presents: its parts, its claims, and whether they fit together.

RFC 9901, sections 7.1 and 7.3, without its signature, which the caller verifies. Whatever
does not belong is refused: a disclosure that no digest names, a digest that stands twice, a
claim that would cover another, a reserved name (VER-13); a weak digest (VER-14).
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from pharos.core import jose, limits, strict
from pharos.core.errors import CoreError, Malformed, NotAllowed, TooLarge
from pharos.core.jose import Jws
from pharos.core.sdjwt.issuing import DIGEST_ALGORITHM, DIGESTS, ELEMENT, RESERVED, Json, Path

HASHES: Final = {"sha-256": "sha256", "sha-384": "sha384", "sha-512": "sha512"}
MAX_DISCLOSURES: Final = 500


@dataclass(frozen=True)
class SdJwt:
    """A presented SD-JWT taken apart; nothing in it is believed yet.

    `presented` is what a proof of the holder's key speaks of: everything before it.
    """

    jws: Jws
    disclosures: tuple[str, ...] = ()
    key_binding: bytes | None = None
    presented: bytes = b""

    @cached_property
    def opened(self) -> "Opened":
        """The claims with what was disclosed; raises `sd_structure`, `sd_alg_not_allowed`."""
        return _Opening(self.jws.claims, self.disclosures).opened()

    @property
    def claims(self) -> Json:
        """The processed payload (RFC 9901, section 7.1)."""
        return self.opened.claims


@dataclass(frozen=True)
class Opened:
    """The claims, and where each disclosure stood, by its text."""

    claims: Json
    paths: Mapping[str, Path]
    hash: str


def read(raw: bytes, *, limit: int = limits.MAX_CREDENTIAL_BYTES) -> SdJwt:
    """The parts of `JWT~disclosure~...~[key binding JWT]` (section 4)."""
    if len(raw) > limit:
        raise TooLarge("payload_too_large", "more bytes than we read", limit=limit)
    try:
        first, *rest = raw.decode("ascii").split("~", MAX_DISCLOSURES + 2)
    except UnicodeDecodeError:
        raise Malformed("malformed", "an SD-JWT is ASCII") from None
    if not rest:
        raise Malformed("malformed", "an SD-JWT ends with a tilde or a proof of the key")
    *disclosures, last = rest
    _check_disclosures(disclosures)
    return SdJwt(
        jws=jose.read(first.encode("ascii"), limit=limit),
        disclosures=tuple(disclosures),
        key_binding=last.encode("ascii") or None,
        presented=raw[: len(raw) - len(last)],
    )


def read_json(document: Mapping[str, Any]) -> tuple[SdJwt, ...]:
    """The same from the JSON serialization, one for each signature (section 8).

    The disclosures and the key binding stand beside the first signature and serve all.
    """
    payload = _text(document, "payload")
    entries = document.get("signatures", [document])
    if not isinstance(entries, list) or not 0 < len(entries) <= limits.MAX_PROOFS:
        raise Malformed("malformed", "one to eight signatures")
    if not all(isinstance(entry, dict) for entry in entries):
        raise Malformed("malformed", "a signature is an object")
    beside = entries[0].get("header", {})
    disclosures = beside.get("disclosures", []) if isinstance(beside, dict) else None
    proof = beside.get("kb_jwt") if isinstance(beside, dict) else None
    if not isinstance(disclosures, list) or not isinstance(proof, str | None):
        raise Malformed("malformed", "disclosures are a list of texts")
    _check_disclosures(disclosures)
    found = []
    for entry in entries:
        parts = (_text(entry, "protected"), payload, _text(entry, "signature"))
        jws = jose.read(".".join(parts).encode("ascii"))
        shown = "~".join((".".join(parts), *disclosures, "")).encode("ascii")
        key_binding = proof.encode("ascii", "replace") if proof else None
        found.append(SdJwt(jws, tuple(disclosures), key_binding, shown))
    return tuple(found)


def _text(document: Mapping[str, Any], member: str) -> str:
    value = document.get(member)
    if not isinstance(value, str) or not value.isascii():
        raise Malformed("malformed", f"the member {member} is a text")
    return value


def _check_disclosures(disclosures: Sequence[object]) -> None:
    if len(disclosures) > MAX_DISCLOSURES:
        raise TooLarge("payload_too_large", "more disclosures than we read", limit=MAX_DISCLOSURES)
    if len(set(map(str, disclosures))) != len(disclosures):
        raise Malformed("sd_structure", "a disclosure stands twice")
    if not all(isinstance(one, str) and one.isascii() for one in disclosures):
        raise Malformed("sd_structure", "a disclosure is a text")


@dataclass(frozen=True, slots=True)
class _Disclosure:
    text: str
    name: str | None
    """None for an element of an array."""
    value: Any


class _Opening:
    """One walk through the claims that puts each disclosure where its digest stands."""

    def __init__(self, payload: Mapping[str, Any], disclosures: Sequence[str]) -> None:
        self._payload = payload
        self._hash = _hash_of(payload)
        self._waiting = {self._digest(text): _disclosure(text) for text in disclosures}
        self._seen: set[str] = set()
        self._paths: dict[str, Path] = {}

    def opened(self) -> Opened:
        payload = {name: v for name, v in self._payload.items() if name != DIGEST_ALGORITHM}
        claims = self._object(payload, ())
        if self._waiting:
            raise Malformed("sd_structure", "a disclosure that no digest names")
        return Opened(claims, self._paths, self._hash)

    def _digest(self, text: str) -> str:
        made = hashlib.new(self._hash, text.encode("ascii")).digest()
        return strict.b64url_encode(made)

    def _object(self, value: Mapping[str, Any], path: Path) -> Json:
        _check_depth(path)
        if ELEMENT in value or DIGEST_ALGORITHM in value:
            raise Malformed("sd_structure", "a reserved name where it means nothing")
        made = {
            name: self._value(item, (*path, name))
            for name, item in value.items()
            if name != DIGESTS
        }
        for digest in _digests(value):
            found = self._take(digest)
            if found is None:
                continue
            if found.name is None or found.name in made:
                raise Malformed("sd_structure", "a disclosure in a place not its own")
            here = (*path, found.name)
            self._paths[found.text] = here
            made[found.name] = self._value(found.value, here)
        return made

    def _array(self, value: list[Any], path: Path) -> list[Any]:
        _check_depth(path)
        made = []
        for place, item in enumerate(value):
            if not (isinstance(item, dict) and ELEMENT in item):
                made.append(self._value(item, (*path, place)))
                continue
            if len(item) != 1 or not isinstance(item[ELEMENT], str):
                raise Malformed("sd_structure", "the digest of an element stands alone")
            found = self._take(item[ELEMENT])
            if found is None:
                continue
            if found.name is not None:
                raise Malformed("sd_structure", "a disclosure in a place not its own")
            self._paths[found.text] = (*path, place)
            made.append(self._value(found.value, (*path, place)))
        return made

    def _value(self, value: Any, path: Path) -> Any:
        if isinstance(value, dict):
            return self._object(value, path)
        return self._array(value, path) if isinstance(value, list) else value

    def _take(self, digest: str) -> _Disclosure | None:
        """The disclosure of a digest, once; None for what was held back and for decoys."""
        if digest in self._seen:
            raise Malformed("sd_structure", "a digest stands twice")
        self._seen.add(digest)
        return self._waiting.pop(digest, None)


def _hash_of(payload: Mapping[str, Any]) -> str:
    name = payload.get(DIGEST_ALGORITHM, "sha-256")
    if not isinstance(name, str) or name not in HASHES:
        raise NotAllowed("sd_alg_not_allowed", "not a digest that we accept")
    return HASHES[name]


def _disclosure(text: str) -> _Disclosure:
    """Salt, name and value, or salt and value (section 4.2.1 and 4.2.2)."""
    try:
        contents = jose.load_value(strict.b64url_decode(text))
    except CoreError as error:
        raise Malformed("sd_structure", f"a broken disclosure: {error.message}") from None
    if not isinstance(contents, list) or len(contents) not in (2, 3):
        raise Malformed("sd_structure", "a disclosure has two or three parts")
    if not isinstance(contents[0], str):
        raise Malformed("sd_structure", "a salt is a text")
    if len(contents) == 2:
        return _Disclosure(text, None, contents[1])
    _, name, value = contents
    if not isinstance(name, str) or name in RESERVED:
        raise Malformed("sd_structure", "a disclosure with a reserved name")
    return _Disclosure(text, name, value)


def _digests(value: Mapping[str, Any]) -> list[str]:
    digests = value.get(DIGESTS, [])
    if not isinstance(digests, list) or not all(isinstance(one, str) for one in digests):
        raise Malformed("sd_structure", "digests are a list of texts")
    return digests


def _check_depth(path: Path) -> None:
    if len(path) > limits.MAX_JSON_DEPTH:
        raise Malformed("sd_structure", "nested too deep", limit=limits.MAX_JSON_DEPTH)
