"""The text of a compact QR code (`core.compactqr`): an award that is verified without network.

Its facts are shown in the members of an Open Badge, so that the same code judges them; codes
stand there without labels. The key is found by its short name among the issuer's keys.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final

from pharos.core import compactqr, limits
from pharos.core.bundle import TrustBundle
from pharos.core.compactfacts import Told
from pharos.core.compactqr import Compact
from pharos.core.elements import Elements, elements_of
from pharos.core.errors import CoreError, Malformed, NotAllowed, TooLarge
from pharos.core.openbadges.document import document
from pharos.core.publickeys import P256, PublicKey
from pharos.core.values import as_list, instant_of
from pharos.core.verify.keys import KeyUnavailable, Store
from pharos.core.verify.presented import Presented
from pharos.core.verify.proofs import ProofFinding
from pharos.core.verify.reading import Credential, identity_of

FORM: Final = "qr"
_PREFIX: Final = compactqr.PREFIX.encode()
# The alphabet of such codes has a space: only what editors add around a line is taken off.
_AROUND: Final = b"\r\n\t\xef\xbb\xbf"


@dataclass(frozen=True)
class CompactCredential(Credential):
    """The credential of a code: no proof of registration comes with it, only the number."""

    told: Told
    number: str | None = None

    def elements(self) -> Elements:
        """What the code tells; texts that were left out are absent."""
        told = self.told
        found = elements_of(told.programme, told.issuer, told.award, told.status)
        way = told.programme.stackability
        if way is not None:
            found["stackability"] = {"code": way.code}
        kept = {name: _without_empty(value) for name, value in found.items()}
        return {name: value for name, value in kept.items() if value not in ({}, [], "")}

    @property
    def is_alone(self) -> bool:
        return True

    @property
    def national_number(self) -> str | None:
        return self.number


def claims(raw: bytes) -> bool:
    """True for what begins like one of our codes."""
    return raw[:32].lstrip(_AROUND).startswith(_PREFIX)


def read(raw: bytes) -> Presented:
    """The credential in the text of a code; raises `malformed` and `payload_too_large`."""
    if len(raw) > limits.MAX_COMPACT_BYTES:
        raise TooLarge("payload_too_large", limit=limits.MAX_COMPACT_BYTES)
    try:
        found = compactqr.read(raw.strip(_AROUND).decode("ascii"))
    except UnicodeDecodeError:
        raise Malformed("malformed", "not Base45") from None
    return Presented(FORM, _credential(found), partial(_examine, found))


def _credential(found: Compact) -> CompactCredential:
    told = found.told
    shown = document(
        told.programme,
        told.issuer,
        told.award,
        told.status,
        origin="/".join(told.programme.id.split("/")[:3]),
        demonstration=told.demonstration,
    )
    return CompactCredential(
        document=shown,
        issuer=found.issuer,
        id=shown["id"],
        valid_from=instant_of(told.award.valid_from),
        valid_until=_instant(told.award.valid_until),
        awarded_at=instant_of(told.award.awarded_at),
        subject=shown["credentialSubject"],
        status=tuple(as_list(shown["credentialStatus"])),
        told=told,
        number=told.registration,
    )


def _without_empty(value: object) -> object:
    """A value without the texts and maps that are empty; a list keeps its length."""
    if isinstance(value, Mapping):
        kept = {name: _without_empty(item) for name, item in value.items()}
        return {name: item for name, item in kept.items() if item not in ({}, "", None)}
    return [_without_empty(item) for item in value] if isinstance(value, list) else value


def _instant(text: str | None) -> datetime | None:
    return None if text is None else instant_of(text)


def _examine(found: Compact, trust: TrustBundle, store: Store) -> tuple[ProofFinding, ...]:
    method = found.issuer
    try:
        method, public = _key(found, trust, store)
        if public.algorithm != P256:  # the key fixes the algorithm, not the code (VER-02)
            raise NotAllowed("cryptosuite_not_allowed", algorithm=public.algorithm)
        public.verify(found.signing_input, found.signature)
    except CoreError as error:
        return (ProofFinding(method, error=error),)
    identity = identity_of(found.signing_input)
    return (ProofFinding(method, created=found.issued_at, identity=identity),)


def _key(found: Compact, trust: TrustBundle, store: Store) -> tuple[str, PublicKey]:
    """The issuer's key with the short name, and its id."""
    for key_id, public in _keys(found.issuer, trust, store):
        if compactqr.short_kid(key_id) == found.kid:
            return key_id, PublicKey.from_multikey(public)
    raise KeyUnavailable("key_unavailable", method=found.issuer)


def _keys(issuer: str, trust: TrustBundle, store: Store) -> Iterator[tuple[str, str]]:
    """The keys of an issuer: of the register, or as its DID document at hand tells them."""
    known = trust.issuer(issuer)
    if known is not None:
        yield from ((key.id, key.public) for key in known.keys)
        return
    for held in store.find(issuer):
        asserted = [one for one in as_list(held.get("assertionMethod")) if isinstance(one, str)]
        for method in as_list(held.get("verificationMethod")):
            if isinstance(method, dict) and method.get("id") in asserted:
                yield str(method["id"]), str(method.get("publicKeyMultibase"))
