"""Open Badges 2.0: signed assertions, hosted ones, and the bare address of a hosted one."""

import re
from dataclasses import dataclass
from functools import partial
from typing import Final

from pharos.core import jose, strict
from pharos.core.bundle import TrustBundle
from pharos.core.errors import CoreError, Malformed, NotAllowed
from pharos.core.openbadges2 import assertion as assertions
from pharos.core.openbadges2 import hosting, keys
from pharos.core.openbadges2.assertion import HOSTED, SIGNED, Assertion
from pharos.core.openbadges2.linked import Linked, embedded_key, linked, public_keys, served
from pharos.core.values import text_of
from pharos.core.verify import badge
from pharos.core.verify.keys import KeyUnavailable, Store
from pharos.core.verify.presented import Presented
from pharos.core.verify.proofs import ProofFinding

FORM_SIGNED: Final = "ob2-signed"
FORM_HOSTED: Final = "ob2-hosted"
_COMPACT: Final = re.compile(rb"\s*[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]*\s*")
_MARK: Final = b"w3id.org/openbadges/v"
_ADDRESS: Final = re.compile(rb"https?://[\x21-\x7e]{1,2000}")


def claims(raw: bytes) -> bool:
    """True for JSON or a JWS that speaks of Open Badges 2.0 or 1, and for a bare address."""
    if raw.lstrip()[:1] == b"{":
        return _speaks(raw)
    if _ADDRESS.fullmatch(raw.strip()):
        return True
    match = _COMPACT.fullmatch(raw)
    if match is None:
        return False
    try:
        return _speaks(strict.b64url_decode(match[1].decode("ascii")))
    except CoreError:
        return False


def _speaks(raw: bytes) -> bool:
    """By its own context: other documents may well mention the address."""
    if _MARK not in raw:
        return False
    try:
        return assertions.is_assertion(strict.load_json(raw))
    except CoreError:
        return False


def read(raw: bytes) -> Presented:
    """The assertion; what it refers to is looked for when a store is at hand."""
    text = raw.strip()
    if _ADDRESS.fullmatch(text):
        return _at_address(text.decode("ascii"))
    if not text.startswith(b"{"):
        return _signed(jose.read(text))
    document = strict.load_json(text)
    if not assertions.is_assertion(document):
        raise Malformed("not_a_credential")
    found = assertions.read(document)
    if found.kind == SIGNED:
        return Presented(
            FORM_SIGNED, badge.credential(found, Linked()), _unsigned, partial(_open, found)
        )
    return _hosted(found)


# --- signed ---------------------------------------------------------------------------


@dataclass(frozen=True)
class _Signed:
    """A signed assertion: the JWS and what it says."""

    jws: jose.Jws
    assertion: Assertion


def _signed(jws: jose.Jws) -> Presented:
    found = assertions.read(jws.claims)
    if found.kind != SIGNED:
        raise Malformed("malformed", "a signed assertion says so in its verification")
    signed = _Signed(jws, found)
    return Presented(
        FORM_SIGNED,
        badge.credential(found, Linked()),
        partial(_examine_signed, signed, Linked()),
        partial(_complete_signed, signed),
    )


def _complete_signed(signed: _Signed, store: Store) -> Presented:
    found = linked(signed.assertion.badge, store.find)
    return Presented(
        FORM_SIGNED,
        badge.credential(signed.assertion, found),
        partial(_examine_signed, signed, found),
    )


def _examine_signed(
    signed: _Signed, found: Linked, trust: TrustBundle, store: Store
) -> tuple[ProofFinding, ...]:
    method = _method(signed.assertion, found)
    created = signed.assertion.issued_on
    try:
        keys.check_header(signed.jws.header)
        keys.verify(signed.jws, keys.read(_key_document(method, found, store)))
    except CoreError as error:
        return (ProofFinding(method, created=created, error=error),)
    return (ProofFinding(method, created=created, identity=signed.jws.identity),)


def _method(assertion: Assertion, found: Linked) -> str:
    """The key that the assertion names, else the only one of the profile (section 4.7)."""
    named = text_of(assertion.verification.get("creator"))
    listed = public_keys(found.profile or {})
    return named or (listed[0] if len(listed) == 1 else "")


def _key_document(method: str, found: Linked, store: Store) -> dict[str, object]:
    """The key's own document, once the issuer's profile names it as its own."""
    key = embedded_key(found.profile or {}, method)
    if key is None and method:
        key = served(method, store.find)
    if not found.issuer_id or found.profile is None or key is None:
        missing = method if found.profile is not None else found.issuer_id
        raise KeyUnavailable("key_unavailable", method=missing or method)
    if method not in public_keys(found.profile) or key.get("owner") != found.issuer_id:
        raise NotAllowed("key_unknown", method=method)
    return dict(key)


def _unsigned(trust: TrustBundle, store: Store) -> tuple[ProofFinding, ...]:
    raise Malformed("proof_missing", "an assertion that is signed elsewhere")


def _open(found: Assertion, store: Store) -> Presented:
    known = linked(found.badge, store.find)
    return Presented(FORM_SIGNED, badge.credential(found, known), _unsigned)


# --- hosted ---------------------------------------------------------------------------


def _hosted(found: Assertion) -> Presented:
    return Presented(
        FORM_HOSTED,
        badge.credential(found, Linked()),
        partial(_examine_hosted, found),
        partial(_complete_hosted, found),
    )


def _complete_hosted(found: Assertion, store: Store) -> Presented:
    """What the server shows is what is told: a copy may hold more than anybody vouches for."""
    today = hosting.served_today(found, store.find)
    shown = hosting.shown(found, today)
    known = linked(shown.badge, store.find)
    return Presented(
        FORM_HOSTED,
        badge.credential(shown, known, today),
        partial(_examine_hosted, found),
    )


def _examine_hosted(found: Assertion, trust: TrustBundle, store: Store) -> tuple[ProofFinding, ...]:
    today = hosting.served_today(found, store.find)
    shown = hosting.shown(found, today)
    known = linked(shown.badge, store.find)
    try:
        hosting.check(found, known, today)
    except CoreError as error:
        return (ProofFinding(found.id, created=found.issued_on, error=error),)
    return (ProofFinding(found.id, created=found.issued_on, code="hosted_holds"),)


def _at_address(address: str) -> Presented:
    """A picture of the first years carries no more than the address of its assertion."""
    return Presented(
        FORM_HOSTED,
        badge.unseen(address),
        partial(_examine_address, address),
        partial(_complete_address, address),
    )


def _examine_address(address: str, trust: TrustBundle, store: Store) -> tuple[ProofFinding, ...]:
    raise KeyUnavailable("hosted_unavailable", address=address)


def _complete_address(address: str, store: Store) -> Presented:
    document = served(address, store.find)
    if document is None:
        return _at_address(address)
    found = assertions.read(document)
    if found.kind != HOSTED:
        raise Malformed("proof_missing", "an assertion that is signed elsewhere")
    return _complete_hosted(found, store)
