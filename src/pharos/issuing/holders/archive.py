"""Everything a person holds here, as one ZIP: signed files, certificates, and a list as JSON."""

import io
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib import import_module
from types import MappingProxyType
from typing import Any, Final
from uuid import UUID

from pharos.accounts import queries as accounts
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, Actor
from pharos.common.personkeys import Erased
from pharos.issuing import certificate
from pharos.issuing import queries as issuing
from pharos.issuing.holders import queries
from pharos.issuing.models import Claim

# What contexts above this one know of a record: `tell(person_key_id)` in the holder's scope
# returns what stands in the archive under the member's name.
SOURCES: Final[Mapping[str, str]] = MappingProxyType(
    {"visits": "pharos.stateregister.queries:told_visits"}
)


def of(by: Actor, *, now: datetime) -> bytes:
    """The archive; what was erased is named in it and has no files."""
    assert by.person_id is not None
    person = accounts.person(by.person_id)
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        told: dict[str, Any] = {
            "made_at": _instant(now),
            "person": {
                "name": person.name,
                "latin_name": person.latin_name,
                "email": person.email,
                "language": person.language,
            },
            "records": [_record(archive, claim, by) for claim in queries.claims(by)],
        }
        _write(archive, "pharos.json", json.dumps(told, ensure_ascii=False, indent=2).encode())
    return made.getvalue()


def _record(archive: zipfile.ZipFile, claim: Claim, by: Actor) -> dict[str, Any]:
    holder = queries.holder_of_claim(claim)
    if holder is None:
        return {"claimed_at": _instant(claim.claimed_at), "credentials": []}
    with queries.as_holder(claim.person_key_id, by):
        held = queries.held(holder)
        shares = queries.shares(claim.person_key_id)
        wishes = queries.wishes(claim.person_key_id)
        known = {name: _source(where)(claim.person_key_id) for name, where in SOURCES.items()}
    return {
        **known,
        "issuer": dict(held[0].issuer),
        "claimed_at": _instant(claim.claimed_at),
        "credentials": [
            {
                "id": f"urn:uuid:{one.id}",
                "title": dict(one.title),
                "awarded_on": one.awarded_on.isoformat(),
                "state": one.state,
                "reason": one.because or None,
                "files": _files(archive, one.id),
            }
            for one in held
        ],
        "shares": [
            {
                "credential": f"urn:uuid:{one.credential_id}",
                "shows": list(one.parts),
                "made_at": _instant(one.created_at),
                "expires_at": _instant(one.expires_at),
                "withdrawn_at": _instant(one.withdrawn_at) if one.withdrawn_at else None,
                "opened": one.opened,
            }
            for one in shares
        ],
        "corrections": [
            {
                "credential": f"urn:uuid:{one.credential_id}",
                "wish": one.wish,
                "asked_at": _instant(one.asked_at),
                "outcome": one.outcome,
                "answer": one.answer,
            }
            for one in wishes
        ],
    }


def _source(where: str) -> Any:
    module, _, function = where.partition(":")
    return getattr(import_module(module), function)


def _files(archive: zipfile.ZipFile, id: UUID) -> list[str]:
    """The files of one credential; nothing when its holder's data is gone."""
    try:
        with tenancy.scope(ANONYMOUS, capability=id):
            row = issuing.credential(id)
            found = {"json": issuing.made(row).document, "pdf": certificate.render(id)}
            proof = issuing.tlog_proof(row)
    except Erased:
        return []
    if proof is not None:
        found["json.tlog-proof"] = proof.to_text().encode()
    for kind, content in found.items():
        _write(archive, f"{id}.{kind}", content)
    return [f"{id}.{kind}" for kind in found]


def _write(archive: zipfile.ZipFile, name: str, content: bytes) -> None:
    # the archive tells nothing of when this machine made it; the JSON does
    archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
