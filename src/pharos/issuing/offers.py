"""Every document that an award is given out in, by the name that the command and the page use.

Outside of every scope: each document opens the scopes that it needs.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Final
from uuid import UUID

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import NotFound, Unavailable
from pharos.common.settings import settings
from pharos.core import elm
from pharos.core.signing import Signer
from pharos.issuing import badge, exports, facts, prints
from pharos.issuing.documents import actions as documents
from pharos.issuing.documents.actions import Signed
from pharos.issuing.documents.formats import Format
from pharos.issuing.documents.making import FORMATS

Make = Callable[[UUID, datetime, Signer | None], Signed]


@dataclass(frozen=True, slots=True)
class Offer:
    """One document of an award: how it is called, what kind of file it is, how it is made."""

    name: str
    group: str
    """paper, badge, wallet, europe or proof: where the page lists it."""
    media_type: str
    suffix: str
    make: Make


def offer(name: str) -> Offer:
    """The offer of this name; raises NotFound `document_format_unknown`."""
    found = OFFERS.get(name)
    if found is None:
        raise NotFound("document_format_unknown", format=name[:40])
    return found


def _certificate(credential_id: UUID, now: datetime, signer: Signer | None) -> Signed:
    return Signed(prints.certificate_of(credential_id, now=now, signer=signer), None)


def _supplement(credential_id: UUID, now: datetime, signer: Signer | None) -> Signed:
    return Signed(prints.supplement_of(credential_id, now=now, signer=signer), None)


def _open_badge(credential_id: UUID, now: datetime, signer: Signer | None) -> Signed:
    """The Open Badge as it was issued (`eddsa-rdfc-2022`)."""
    with tenancy.scope(ANONYMOUS, capability=credential_id):
        files = exports.files_of(credential_id)
    name = f"{credential_id}.json"
    return Signed(files[name], files.get(f"{name}.tlog-proof"))


def _picture(form: str, credential_id: UUID, now: datetime, signer: Signer | None) -> Signed:
    """The badge as a picture with the Open Badge inside; its proof is that of the badge."""
    proof = _open_badge(credential_id, now, signer).tlog_proof
    with tenancy.scope(ANONYMOUS, capability=credential_id):
        return Signed(badge.baked(credential_id, form), proof)


def _log_proof(credential_id: UUID, now: datetime, signer: Signer | None) -> Signed:
    """The proof of registration; raises Unavailable `export_proof_waits`."""
    proof = _open_badge(credential_id, now, signer).tlog_proof
    if proof is None:
        raise Unavailable("export_proof_waits")
    return Signed(proof, None)


def _uploadable(credential_id: UUID, now: datetime, signer: Signer | None) -> Signed:
    """The European Digital Credential, unsigned, for the Commission's issuer to seal."""
    with tenancy.scope(ANONYMOUS, capability=credential_id):
        found = facts.of(credential_id)
    made = elm.document(
        found.programme,
        found.issuer,
        found.award,
        found.status,
        origin=settings().origin,
        demonstration=found.demonstration,
    )
    return Signed(json.dumps(elm.uploadable(made), ensure_ascii=False, indent=1).encode(), None)


def _kept(name: str, credential_id: UUID, now: datetime, signer: Signer | None) -> Signed:
    return documents.document(credential_id, name, now=now, signer=signer)


_GROUPS: Final = {
    "ob3-jwt": "badge",
    "ob3-jwt-eddsa": "badge",
    "ob3-two-proofs": "badge",
    "sd-jwt-vc": "wallet",
    "sd-jwt-vc-eu": "wallet",
    "elm-sealed": "europe",
    "qr": "paper",
}


def _signed(form: Format) -> Offer:
    group, make = _GROUPS[form.name], partial(_kept, form.name)
    return Offer(form.name, group, form.media_type, form.suffix, make)


_ALL: Final = (
    Offer("pdf", "paper", "application/pdf", ".pdf", _certificate),
    Offer("supplement", "paper", "application/pdf", "-supplement.pdf", _supplement),
    Offer("ob3", "badge", "application/vc", ".json", _open_badge),
    Offer("badge-png", "badge", "image/png", "-badge.png", partial(_picture, badge.PNG)),
    Offer("badge-svg", "badge", "image/svg+xml", "-badge.svg", partial(_picture, badge.SVG)),
    *(_signed(form) for form in FORMATS.values()),
    Offer("elm", "europe", "application/json", "-elm.json", _uploadable),
    Offer("tlog-proof", "proof", "text/plain; charset=utf-8", ".tlog-proof", _log_proof),
)
OFFERS: Final[Mapping[str, Offer]] = {one.name: one for one in _ALL}


def is_signed_later(one: Offer) -> bool:
    """Whether the issuer signs this document only when somebody asks for it."""
    return one.name in FORMATS
