"""Files to take away: the documents of a credential, and everything that a verifier may ask for."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from pharos.common import tenancy
from pharos.common.actor import SYSTEM
from pharos.common.errors import NotFound
from pharos.common.settings import Settings
from pharos.core import did, tiles
from pharos.core.sdjwt import typemetadata
from pharos.core.verify import tokenkeys
from pharos.issuing import inline, offers
from pharos.organisations.models import Organisation
from pharos.registry import queries as registry

SIDECAR: Final = ".tlog-proof"
BUNDLE: Final = "trust-bundle.json"
# What lies ready under `published/`, as it is served.
_READY: Final = ("log", "status")


def write(credential_id: UUID, format: str, file: Path, *, now: datetime) -> list[Path]:
    """Write a document and, beside it, its proof from the log; a proof of another one goes away.

    A document that is made just now is entered in the log and published at once, so that it
    can be verified as soon as it is written.
    """
    offer = offers.offer(format)
    made = offer.make(credential_id, now, None)
    if made.tlog_proof is None and offers.is_signed_later(offer):
        inline.settle()
        made = offer.make(credential_id, now, None)
    sidecar = file.with_name(file.name + SIDECAR)
    tiles.write_file(file, made.content)
    if made.tlog_proof is None:
        sidecar.unlink(missing_ok=True)
        return [file]
    tiles.write_file(sidecar, made.tlog_proof)
    return [file, sidecar]


def published_bundle(ours: Settings) -> bytes:
    """The trust bundle that was published last; raises NotFound `bundle_missing` before it."""
    try:
        return (ours.published_dir / BUNDLE).read_bytes()
    except FileNotFoundError:
        raise NotFound("bundle_missing") from None


def write_artefacts(folder: Path, ours: Settings) -> int:
    """Put every static artefact where its address says, for any web server; their number.

    A checkpoint comes after the tiles that it vouches for, so that a copy in the middle of it
    is never ahead of itself.
    """
    bundle = published_bundle(ours)
    written = sum(_copy(ours.published_dir / name, folder / name) for name in _READY)
    for path, document in key_documents().items():
        tiles.write_file(folder / path, json.dumps(document, ensure_ascii=False).encode())
        written += 1
    own_type = _path(typemetadata.own_vct(ours.origin))
    tiles.write_file(folder / own_type, typemetadata.document(ours.origin))
    tiles.write_file(folder / BUNDLE, bundle)
    return written + 2


def key_documents() -> Mapping[str, Mapping[str, object]]:
    """By path: the DID documents of the register and of every body with a key, and what
    wallets ask of each."""
    with tenancy.scope(SYSTEM):
        return dict(_key_documents())


def _key_documents() -> Iterator[tuple[str, Mapping[str, object]]]:
    for organisation in Organisation.objects.order_by("slug"):
        if registry.key_history(organisation.id) or organisation.slug == "registry":
            document = registry.did_document(organisation)
            yield _path(did.url_of(str(document["id"]))), document
        if registry.has_active_key(organisation.id, "documents"):
            address = tokenkeys.metadata_address(registry.issuer_address(organisation))
            yield _path(address), registry.issuer_metadata(organisation)


def _path(address: str) -> str:
    return urlsplit(address).path.lstrip("/")


def _copy(source: Path, target: Path) -> int:
    """Copy the files below, the checkpoint last."""
    files = [file for file in sorted(source.rglob("*")) if file.is_file()]
    files.sort(key=lambda file: file.name == "checkpoint")
    for file in files:
        tiles.write_file(target / file.relative_to(source), file.read_bytes())
    return len(files)
