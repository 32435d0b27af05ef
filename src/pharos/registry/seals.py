"""A body's seal on a PDF that it gives out, made by the signer process.

What issuing prints of awards and the letters that an agency writes are sealed here alike: the
place is below both, where keys and certificates are.

A first transaction stores what is going to be signed, a second one signs only that, as for
every document. Sealing is on demand: the same file is sealed once and kept in memory for a
while, so that asking again costs no signature.
"""

import threading
from collections import OrderedDict
from datetime import datetime
from hashlib import sha256
from typing import Final
from uuid import UUID

import structlog

from pharos.common import tenancy
from pharos.common.actor import system
from pharos.common.errors import DomainError, Unavailable
from pharos.common.settings import settings
from pharos.core.signing import Signer
from pharos.organisations import queries as organisations
from pharos.registry import actions, pades, queries, stamps
from pharos.registry.signer.client import SignerClient

log = structlog.get_logger(__name__)
PURPOSE: Final = "seal"
_MOST: Final = 64
_KEPT: OrderedDict[tuple[str, bytes], bytes] = OrderedDict()
_GUARD: Final = threading.Lock()


def has_seal(organisation_id: UUID) -> bool:
    """Whether a body has a key for seals with a certificate, so that what it prints is sealed."""
    if not queries.has_active_key(organisation_id, PURPOSE):
        return False
    return bool(queries.chain(queries.active_key(organisation_id, PURPOSE).key_id))


def sealed(
    pdf: bytes,
    *,
    organisation_id: UUID,
    now: datetime,
    signer: Signer | None = None,
    stamp: pades.Stamp | None = None,
) -> bytes:
    """The file with the body's seal; as it is where the body has none.

    Outside of every scope. What cannot be sealed now is given out unsealed: the seal guards the
    file, the record decides.
    """
    with tenancy.scope(system(organisation_id=organisation_id)):
        if not has_seal(organisation_id):
            return pdf
        key = queries.active_key(organisation_id, PURPOSE)
        chain = queries.chain(key.key_id)
    name = (key.key_id, sha256(pdf).digest())
    kept = _kept(name)
    if kept is not None:
        return kept
    try:
        made = _sealed(pdf, organisation_id, key.key_id, chain, now, signer, stamp)
    except Unavailable as error:
        log.warning("seal.unavailable", organisation=str(organisation_id), code=error.code)
        return pdf
    _keep(name, made)
    return made


def _sealed(
    pdf: bytes,
    organisation_id: UUID,
    key_id: str,
    chain: list[bytes],
    now: datetime,
    signer: Signer | None,
    stamp: pades.Stamp | None,
) -> bytes:
    by = system(organisation_id=organisation_id)
    with tenancy.scope(by):
        body = organisations.by_id(organisation_id)
        reason = body.name.get("en") or next(iter(body.name.values()))
        waiting = pades.prepare(pdf, chain, reason=reason, at=now, stamped=stamp is not None)
        intent = actions.store_messages([waiting.signing_input], key_id=key_id)
    with tenancy.scope(by):
        [signature] = actions.sign_messages(intent, key_id=key_id, signer=signer or SignerClient())
    return _stamped(waiting, signature, stamp)


def _stamped(waiting: pades.Unsealed, signature: bytes, stamp: pades.Stamp | None) -> bytes:
    """The sealed file, with the authority's time when it answers (B-T), else without (B-B)."""
    if stamp is not None:
        try:
            return waiting.signed(signature, stamp)
        except DomainError as error:
            log.warning("seal.unstamped", code=error.code)
    return waiting.signed(signature)


def authority() -> pades.Stamp | None:
    """The time-stamp authority that the operator configured, if any."""
    url = settings().tsa_url

    def stamp(value: bytes) -> bytes:
        token = stamps.ask(url, value)
        stamps.verify(token, value)
        if len(token) > pades.STAMP_ROOM:
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
