"""The issuer's seal on what was printed of an award, made by the signer process.

A first transaction stores what is going to be signed, a second one signs only that, as for
every document. Sealing is on demand: the same print is sealed once and kept in memory for a
while, so that asking again costs no signature.
"""

import threading
from collections import OrderedDict
from datetime import datetime
from hashlib import sha256
from typing import Final

import structlog

from pharos.common import tenancy
from pharos.common.actor import system
from pharos.common.errors import DomainError, Unavailable
from pharos.common.settings import settings
from pharos.core.signing import Signer
from pharos.issuing.certificate import seal
from pharos.issuing.models import Credential
from pharos.issuing.rules import State
from pharos.organisations import queries as organisations
from pharos.registry import actions as registry_actions
from pharos.registry import queries as registry
from pharos.registry import stamps
from pharos.registry.signer.client import SignerClient

log = structlog.get_logger(__name__)
PURPOSE: Final = "seal"
_MOST: Final = 64
_KEPT: OrderedDict[tuple[str, bytes], bytes] = OrderedDict()
_GUARD: Final = threading.Lock()


def sealed(
    pdf: bytes,
    row: Credential,
    *,
    now: datetime,
    signer: Signer | None = None,
    stamp: seal.Stamp | None = None,
) -> bytes:
    """The file with the issuer's seal; as it is where the issuer has none, or no award holds.

    Outside of every scope. What cannot be sealed now is given out unsealed: the attached
    credential decides, the seal only guards the print.
    """
    if row.state != State.VALID:
        return pdf
    by = system(organisation_id=row.issuer_id)
    with tenancy.scope(by):
        if not registry.has_active_key(row.issuer_id, PURPOSE):
            return pdf
        key = registry.active_key(row.issuer_id, PURPOSE)
        chain = registry.chain(key.key_id)
    if not chain:
        return pdf
    name = (key.key_id, sha256(pdf).digest())
    kept = _kept(name)
    if kept is not None:
        return kept
    try:
        made = _sealed(pdf, row, key.key_id, chain, now, signer or SignerClient(), stamp)
    except Unavailable as error:
        log.warning("certificate.unsealed", credential=str(row.id), code=error.code)
        return pdf
    _keep(name, made)
    return made


def _sealed(
    pdf: bytes,
    row: Credential,
    key_id: str,
    chain: list[bytes],
    now: datetime,
    signer: Signer,
    stamp: seal.Stamp | None,
) -> bytes:
    by = system(organisation_id=row.issuer_id)
    with tenancy.scope(by):
        issuer = organisations.by_id(row.issuer_id)
        reason = issuer.name.get("en") or next(iter(issuer.name.values()))
        waiting = seal.prepare(pdf, chain, reason=reason, at=now, stamped=stamp is not None)
        intent = registry_actions.store_messages([waiting.signing_input], key_id=key_id)
    with tenancy.scope(by):
        [signature] = registry_actions.sign_messages(intent, key_id=key_id, signer=signer)
    return _stamped(waiting, signature, stamp)


def _stamped(waiting: seal.Unsealed, signature: bytes, stamp: seal.Stamp | None) -> bytes:
    """The sealed file, with the authority's time when it answers (B-T), else without (B-B)."""
    if stamp is not None:
        try:
            return waiting.signed(signature, stamp)
        except DomainError as error:
            log.warning("certificate.unstamped", code=error.code)
    return waiting.signed(signature)


def authority() -> seal.Stamp | None:
    """The time-stamp authority that the operator configured, if any."""
    url = settings().tsa_url

    def stamp(value: bytes) -> bytes:
        token = stamps.ask(url, value)
        stamps.verify(token, value)
        if len(token) > seal.STAMP_ROOM:
            raise Unavailable("stamp_unavailable", "the token is too long for the file")
        return token

    return stamp if url else None


def _kept(name: tuple[str, bytes]) -> bytes | None:
    with _GUARD:
        found = _KEPT.get(name)
        if found is not None:
            _KEPT.move_to_end(name)
        return found


def _keep(name: tuple[str, bytes], made: bytes) -> None:
    with _GUARD:
        _KEPT[name] = made
        while len(_KEPT) > _MOST:
            _KEPT.popitem(last=False)
