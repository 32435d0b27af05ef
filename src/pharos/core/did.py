"""did:web identifiers, DID documents and the history of an issuer's keys.

A key's id is its DID and its own Multikey text as fragment, so an id can never be given
to another key (KEY-06). Retired keys stay in the document, or else proofs made while they
were active would no longer verify anywhere; the period of each key is kept in the
register and its trust bundle. did:web method; Controlled Identifiers 1.0, section 2.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from typing import Any, Final

from pharos.core import contexts, limits, strict
from pharos.core.errors import CoreError, Malformed, NotAllowed, NotSupported
from pharos.core.publickeys import ED25519, P256, PublicKey
from pharos.core.values import instant_text

_SEGMENT: Final = re.compile(r"[A-Za-z0-9._-]+")
_HOST: Final = re.compile(r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?:%3A[1-9][0-9]{0,4})?")
# What issuers of a register sign with; other kinds of key are read, never entered.
_ALGORITHMS: Final = frozenset({ED25519, P256})
_ORIGIN: Final = re.compile(r"https?://([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::[1-9][0-9]{0,4})?)/?")


def did_web(origin: str, *path: str) -> str:
    """The DID of a place under an origin: `did:web:localhost%3A8000:providers:slug`."""
    match = _ORIGIN.fullmatch(origin)
    if match is None:
        raise Malformed("malformed", "an origin is a scheme, a host in lower case and a port")
    if not all(_SEGMENT.fullmatch(segment) and set(segment) != {"."} for segment in path):
        raise Malformed("malformed", "a segment of a DID holds letters, digits and . _ - only")
    return ":".join(["did:web", match[1].replace(":", "%3A"), *path])


def url_of(did: str, *, scheme: str = "https") -> str:
    """Where the document of a did:web lies; `http` is for a demonstration's own origin."""
    host, *path = _web_parts(did)
    place = "/".join(path) if path else ".well-known"
    return f"{scheme}://{host.replace('%3A', ':')}/{place}/did.json"


def _web_parts(did: str) -> list[str]:
    if len(did) > limits.MAX_DID_CHARACTERS or not did.startswith("did:web:"):
        raise Malformed("malformed", "not a did:web")
    host, *path = did.removeprefix("did:web:").split(":")
    segments = all(_SEGMENT.fullmatch(segment) and set(segment) != {"."} for segment in path)
    if not _HOST.fullmatch(host) or not segments:
        raise Malformed("malformed", "not a did:web")
    return [host, *path]


def key_id(did: str, public: str) -> str:
    """The id of a key: its Multikey text is the fragment, so it names this key for ever."""
    return f"{did}#{public}"


def split_key_id(text: str) -> tuple[str, str]:
    """DID and fragment of a verification method; `malformed` for anything else (VER-06)."""
    did, hash_mark, fragment = text.partition("#")
    right = len(text) <= limits.MAX_KEY_ID_CHARACTERS and hash_mark and did.startswith("did:")
    if not right or not re.fullmatch(r"did:[a-z0-9]+:[A-Za-z0-9._:%-]+", did):
        raise Malformed("malformed", "not the id of a key in a DID document")
    if not _SEGMENT.fullmatch(fragment):
        raise Malformed("malformed", "not the id of a key in a DID document")
    return did, fragment


class KeyState(StrEnum):
    """Where a key stands; only an active one signs, only a proposed one is not yet published.

    A blocked one was stopped by one person and is either lifted by two or retired.
    """

    PROPOSED = "proposed"
    ACTIVE = "active"
    BLOCKED = "blocked"
    RETIRED = "retired"
    COMPROMISED = "compromised"


@dataclass(frozen=True)
class Key:
    """One entry of an issuer's key history; `until` is exclusive, instants are aware.

    `compromised_at` is the instant from which the key is not believed, which may lie
    before the instant at which it was taken out of use.
    """

    id: str
    public: str
    state: KeyState
    active_from: datetime | None = None
    active_until: datetime | None = None
    compromised_at: datetime | None = None

    def __post_init__(self) -> None:
        _, fragment = split_key_id(self.id)
        if self.algorithm not in _ALGORITHMS or fragment != self.public:
            raise Malformed("malformed", "a key's id ends with the key itself")
        object.__setattr__(self, "state", KeyState(self.state))
        if not self._interval_fits():
            raise Malformed("malformed", f"the interval of a key does not fit {self.state}")

    def _interval_fits(self) -> bool:
        begun, ended = self.active_from is not None, self.active_until is not None
        if self.active_from and self.active_until and self.active_until < self.active_from:
            return False
        known_bad = self.compromised_at is not None
        match self.state:
            case KeyState.PROPOSED:
                return not begun and not ended and not known_bad
            case KeyState.ACTIVE:
                return begun and not ended and not known_bad
            case KeyState.RETIRED | KeyState.BLOCKED:
                return begun and ended and not known_bad
            case KeyState.COMPROMISED:
                return known_bad

    @cached_property
    def public_key(self) -> PublicKey:
        """The key itself."""
        return PublicKey.from_multikey(self.public)

    @property
    def raw(self) -> bytes:
        """The bytes of the public key: 32 of Ed25519, 33 of P-256 (a compressed point)."""
        return self.public_key.raw

    @property
    def algorithm(self) -> str:
        """`Ed25519` or `P-256`, as the key itself says."""
        return self.public_key.algorithm

    def was_active(self, at: datetime) -> bool:
        """Whether the key was in use at this instant (from inclusive, until exclusive)."""
        if self.active_from is None or at < self.active_from:
            return False
        return self.active_until is None or at < self.active_until

    def was_believed(self, at: datetime) -> bool:
        """Whether nobody else is thought to have had the key at this instant (KEY-03)."""
        return self.compromised_at is None or at < self.compromised_at

    def to_json(self) -> dict[str, Any]:
        """The entry as the trust bundle carries it."""
        return {
            "id": self.id,
            "public": self.public,
            "state": self.state.value,
            "from": instant_text(self.active_from),
            "until": instant_text(self.active_until),
            "compromised_at": instant_text(self.compromised_at),
        }

    @classmethod
    def from_json(cls, entry: Mapping[str, Any]) -> "Key":
        """The entry that `to_json` wrote; `malformed` for anything else."""
        try:
            return cls(
                id=entry["id"],
                public=entry["public"],
                state=KeyState(entry["state"]),
                active_from=_instant(entry.get("from")),
                active_until=_instant(entry.get("until")),
                compromised_at=_instant(entry.get("compromised_at")),
            )
        except (KeyError, ValueError, AttributeError, TypeError) as error:
            raise Malformed("malformed", f"not an entry of a key history: {error}") from None


def _instant(text: object) -> datetime | None:
    return None if text is None else strict.parse_instant(text)


def document(did: str, keys: Iterable[Key]) -> dict[str, Any]:
    """The DID document: all keys but proposed ones, the compromised without any purpose.

    Retired keys keep `assertionMethod`, for other software verifies old proofs by it; a
    compromised key carries `revoked`. Controlled Identifiers 1.0, sections 2.2 and 2.3.
    """
    if not did.startswith("did:web:"):
        raise Malformed("malformed", "not a did:web")
    _web_parts(did)
    shown = [key for key in keys if key.state is not KeyState.PROPOSED]
    shown.sort(key=lambda key: (instant_text(key.active_from) or "", key.id))
    for key in shown:
        if split_key_id(key.id)[0] != did:
            raise NotAllowed("issuer_key_mismatch", "a key of another controller")
    return {
        "@context": [contexts.DID_V1, contexts.MULTIKEY_V1],
        "id": did,
        "verificationMethod": [_method(did, key) for key in shown],
        "assertionMethod": [key.id for key in shown if key.state is not KeyState.COMPROMISED],
    }


def _method(did: str, key: Key) -> dict[str, Any]:
    method = {
        "id": key.id,
        "type": "Multikey",
        "controller": did,
        "publicKeyMultibase": key.public,
    }
    if key.compromised_at is not None:
        method["revoked"] = strict.format_instant(key.compromised_at)
    return method


def assertion_key(did_document: Mapping[str, Any], method: str) -> PublicKey:
    """The public key of a method listed under `assertionMethod` of a document.

    Raises `proof_purpose` when it is not listed there or belongs to another controller
    (LD-08), `key_unknown` when the document has no such key.
    Controlled Identifiers 1.0, sections 2.2 and 3.3.
    """
    did = method.partition("#")[0]
    if did_document.get("id") != did:
        raise NotAllowed("issuer_key_mismatch", "the document is another controller's")
    listed = _objects(did_document.get("assertionMethod"))
    named = [entry for entry in listed if _names(entry, method, did)]
    if not named:
        raise NotAllowed("proof_purpose", "the key is not there to assert")
    for entry in [*named, *_objects(did_document.get("verificationMethod"))]:
        if isinstance(entry, dict) and _names(entry, method, did):
            if entry.get("controller") != did:
                raise NotAllowed("proof_purpose", "the key has another controller")
            return method_key(entry)
    raise NotAllowed("key_unknown", "the document has no such key in a form that we read")


def method_key(entry: Mapping[str, Any]) -> PublicKey:
    """The public key of one verification method, in any of the forms that are in use.

    Multikey and Ed25519VerificationKey2020 carry `publicKeyMultibase`, JsonWebKey and
    JsonWebKey2020 `publicKeyJwk`; a method with both, or that was revoked, is refused.
    """
    if "revoked" in entry:
        raise NotAllowed("proof_purpose", "the key was revoked by its controller")
    kind, text, jwk = (entry.get(m) for m in ("type", "publicKeyMultibase", "publicKeyJwk"))
    if (text is None) == (jwk is None):
        raise NotAllowed("key_unknown", "a method has one key in a form that we read")
    if isinstance(text, str) and kind in ("Multikey", "Ed25519VerificationKey2020"):
        key = PublicKey.from_multikey(text)
        if kind != "Multikey" and key.algorithm != ED25519:
            raise Malformed("malformed", "the type of the method names another algorithm")
        return key
    if isinstance(jwk, dict) and kind in ("JsonWebKey", "JsonWebKey2020"):
        return PublicKey.from_jwk(jwk)
    raise NotSupported("not_supported", "a kind of verification method that we do not read")


def _names(entry: object, method: str, did: str) -> bool:
    """Whether an entry, or its id, is this method; a fragment alone stands for its document's."""
    found = entry.get("id") if isinstance(entry, dict) else entry
    if isinstance(found, str) and found.startswith("#"):
        found = did + found
    return found == method


def _objects(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def did_key(public: bytes) -> str:
    """The did:key of an Ed25519 public key."""
    return f"did:key:{PublicKey(ED25519, public).multikey}"


def key_of_did_key(method: str) -> PublicKey:
    """The public key that a did:key, or its one verification method, spells out."""
    did, _, fragment = method.partition("#")
    text = did.removeprefix("did:key:")
    if text == did or (fragment and fragment != text):
        raise Malformed("malformed", "not a did:key")
    return PublicKey.from_multikey(text)


def key_of_did_jwk(method: str) -> PublicKey:
    """The public key that a did:jwk, or its method `#0`, spells out (did:jwk, section 2).

    A key that says it is for encryption does not assert (`use`, RFC 7517 section 4.2).
    """
    did, hash_mark, fragment = method.partition("#")
    text = did.removeprefix("did:jwk:")
    if text == did or (hash_mark and fragment != "0") or len(did) > limits.MAX_DID_CHARACTERS:
        raise Malformed("malformed", "not a did:jwk")
    try:
        jwk = strict.load_json(strict.b64url_decode(text))
    except CoreError as error:
        raise Malformed("malformed", f"not a did:jwk: {error.code}") from None
    if jwk.get("use", "sig") != "sig":
        raise NotAllowed("proof_purpose", "the key is not there to sign")
    return PublicKey.from_jwk(jwk)
