"""Certificates of keys: asked for by a request, entered by one person, approved by another."""

import secrets
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.common.settings import settings
from pharos.core import certificates
from pharos.core.certificates import Subject
from pharos.core.commitments import Kind, key_certificate_statement
from pharos.core.errors import CoreError
from pharos.core.multibase import decode_multikey
from pharos.registry import policies, queries
from pharos.registry.actions.intents import sign_messages, store_messages
from pharos.registry.actions.log import enter_public
from pharos.registry.models import IssuerCertificate, IssuerKey
from pharos.registry.rules import CERTIFIED
from pharos.registry.signer.client import SignerClient

if TYPE_CHECKING:
    from pharos.organisations.models import Organisation

# A demonstration's certificates hold as long as anybody may look at it.
ROOT_YEARS = 10
LEAF_YEARS = 5
_YEAR = timedelta(days=365)


def store_request(*, organisation: "Organisation", key_id: str, by: Actor) -> tuple[bytes, bytes]:
    """Store a certification request for a key: its intent and what is signed (RFC 2986)."""
    policies.require(by, policies.Permission.KEY_PROPOSE)
    key = _certified_key(key_id)
    info = certificates.request_info(_subject(organisation), _point(key))
    return store_messages([info], key_id=key_id), info


def sign_request(
    *, name: bytes, info: bytes, key_id: str, by: Actor, signer: SignerClient
) -> bytes:
    """The request in DER, proved by the key itself; after `store_request` was committed."""
    policies.require(by, policies.Permission.KEY_PROPOSE)
    [signature] = sign_messages(name, key_id=key_id, signer=signer)
    return certificates.request(info, signature)


def enter_certificate(*, key_id: str, pem: str, by: Actor, now: datetime) -> IssuerCertificate:
    """Enter the chain that a certification authority answered; it is used when approved.

    Raises Invalid `certificate_malformed`, `certificate_key`, `certificate_dates`,
    `certificate_chain`, Conflict `certificate_known`.
    """
    policies.require(by, policies.Permission.KEY_PROPOSE)
    key = _certified_key(key_id)
    chain = _checked(pem, key, now)
    if IssuerCertificate.objects.filter(sha256=certificates.fingerprint(chain[0])).exists():
        raise Conflict("certificate_known", "this certificate is on record already")
    return _row(key, chain, entered_by=by.person_id, entered_at=now)


def approve_certificate(*, key_id: str, by: Actor, now: datetime) -> IssuerCertificate:
    """Use the newest chain that another person entered for a key; a public leaf of the log."""
    policies.require(by, policies.Permission.KEY_APPROVE)
    waiting = IssuerCertificate.objects.select_for_update().filter(key_id=key_id, approved_at=None)
    entered = waiting.order_by("-id").first()
    if entered is None:
        raise NotFound("certificate_missing", "no certificate waits for this key")
    if by.person_id is None or entered.entered_by == by.person_id:
        raise NotAllowed("second_person_needed", "another person must approve what you entered")
    _checked(entered.chain, _certified_key(key_id), now)
    entered.approved_by, entered.approved_at = by.person_id, now
    entered.save(update_fields=["approved_by", "approved_at"])
    _enter(entered, at=now)
    return entered


def store_demonstration(
    *, organisation: "Organisation", key: IssuerKey, now: datetime
) -> tuple[bytes, bytes, IssuerKey]:
    """In the register's own scope: a certificate for a key, to be signed by the root.

    Intent, the bytes, and the root's key. A root vouches for itself.
    """
    if settings().production:
        raise NotAllowed("certificate_demonstration", "production has certificates from outside")
    root = queries.demonstration_root()
    is_root = key.id == root.id
    first = now.astimezone(UTC).replace(microsecond=0)
    to_be_signed = certificates.to_be_signed(
        _root_subject() if is_root else _subject(organisation),
        _point(key),
        first=first,
        last=first + _YEAR * (ROOT_YEARS if is_root else LEAF_YEARS),
        # RFC 5280, section 4.1.2.2: positive, at most twenty bytes
        serial=int.from_bytes(secrets.token_bytes(16), "big") | 1,
        issuer=None if is_root else (_root_subject(), _point(root)),
    )
    return store_messages([to_be_signed], key_id=root.key_id), to_be_signed, root


def keep_demonstration(*, key: IssuerKey, chain: list[bytes], now: datetime) -> IssuerCertificate:
    """In the scope of the key's organisation: what the demonstration's root signed."""
    _checked(certificates.pem(chain), key, now)
    kept = _row(key, chain, demonstration=True, entered_at=now, approved_at=now)
    _enter(kept, at=now)
    return kept


def _subject(organisation: "Organisation") -> Subject:
    name = organisation.name.get("en") or next(iter(organisation.name.values()))
    is_real = settings().production
    mark = "" if is_real else " (demonstration)"
    return Subject(
        organisation=f"{name[: 64 - len(mark)]}{mark}",
        common_name=f"{organisation.slug}{mark}",
        # what acts in a demonstration belongs to no country
        country=(organisation.nation or "") if is_real else "",
        addresses=(queries.did_of(organisation), queries.issuer_address(organisation)),
    )


def _root_subject() -> Subject:
    return Subject("Pharos demonstration", f"Demonstration root of {queries.log_origin()}")


def _certified_key(key_id: str) -> IssuerKey:
    key = queries.key(key_id)
    if key is None:
        raise NotFound("key_unknown", "there is no such key")
    if key.purpose not in CERTIFIED:
        raise Invalid("key_purpose", "keys of that purpose have no certificate")
    return key


def _checked(pem: str, key: IssuerKey, now: datetime) -> list[bytes]:
    try:
        chain = certificates.from_pem(pem)
        certificates.check_chain(chain, point=_point(key), at=now)
    except CoreError as error:
        raise Invalid(error.code, error.message) from None
    return chain


def _row(key: IssuerKey, chain: list[bytes], **facts: object) -> IssuerCertificate:
    first, last = certificates.interval(chain[0])
    return IssuerCertificate.objects.create(
        organisation_id=key.organisation_id,
        key_id=key.key_id,
        chain=certificates.pem(chain),
        sha256=certificates.fingerprint(chain[0]),
        first_at=first,
        last_at=last,
        **facts,
    )


def _enter(kept: IssuerCertificate, *, at: datetime) -> None:
    issuer_id, _, _ = kept.key_id.partition("#")
    enter_public(
        Kind.KEY,
        key_certificate_statement(
            issuer_id=issuer_id,
            key_id=kept.key_id,
            sha256=kept.sha256,
            at=at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        ),
    )


def _point(key: IssuerKey) -> bytes:
    return decode_multikey(key.public)[1]
