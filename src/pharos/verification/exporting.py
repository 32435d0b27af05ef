"""Files to take away: the documents of a credential, and everything that a verifier may ask for."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit
from uuid import UUID

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, SYSTEM
from pharos.common.errors import NotFound, Unavailable
from pharos.common.settings import Settings
from pharos.core import did, tiles
from pharos.issuing import exports, prints
from pharos.organisations.models import Organisation
from pharos.registry import queries as registry

SIDECAR: Final = ".tlog-proof"
BUNDLE: Final = "trust-bundle.json"
# What lies ready under `published/`, as it is served.
_READY: Final = ("log", "status")


def open_badge(credential_id: UUID) -> tuple[bytes, bytes | None]:
    """The Open Badge as it was signed, and its proof from the log once there is one.

    Whoever knows the id may read it, as on its page.
    """
    with tenancy.scope(ANONYMOUS, capability=credential_id):
        files = exports.files_of(credential_id)
    name = f"{credential_id}.json"
    return files[name], files.get(name + SIDECAR)


def log_proof(credential_id: UUID) -> bytes:
    """The proof from the log; raises Unavailable `export_proof_waits` while the leaf waits."""
    proof = open_badge(credential_id)[1]
    if proof is None:
        raise Unavailable("export_proof_waits")
    return proof


def pdf(credential_id: UUID) -> bytes:
    """The certificate with the credential attached."""
    return prints.certificate_of(credential_id)


def supplement(credential_id: UUID, *, now: datetime) -> bytes:
    """The supplement to print, with the credential attached."""
    return prints.supplement_of(credential_id, now=now)


def write_open_badge(credential_id: UUID, file: Path) -> list[Path]:
    """Write the document and, beside it, its proof; a proof of another document goes away."""
    document, proof = open_badge(credential_id)
    sidecar = file.with_name(file.name + SIDECAR)
    tiles.write_file(file, document)
    if proof is None:
        sidecar.unlink(missing_ok=True)
        return [file]
    tiles.write_file(sidecar, proof)
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
    for path, document in did_documents().items():
        tiles.write_file(folder / path, json.dumps(document, ensure_ascii=False).encode())
        written += 1
    tiles.write_file(folder / BUNDLE, bundle)
    return written + 1


def did_documents() -> Mapping[str, Mapping[str, object]]:
    """The DID documents of the register and of every body with a key, by path."""
    with tenancy.scope(SYSTEM):
        return dict(_did_documents())


def _did_documents() -> Iterator[tuple[str, Mapping[str, object]]]:
    for organisation in Organisation.objects.order_by("slug"):
        if registry.key_history(organisation.id) or organisation.slug == "registry":
            document = registry.did_document(organisation)
            path = urlsplit(did.url_of(str(document["id"]))).path
            yield path.lstrip("/"), document


def _copy(source: Path, target: Path) -> int:
    """Copy the files below, the checkpoint last."""
    files = [file for file in sorted(source.rglob("*")) if file.is_file()]
    files.sort(key=lambda file: file.name == "checkpoint")
    for file in files:
        tiles.write_file(target / file.relative_to(source), file.read_bytes())
    return len(files)
