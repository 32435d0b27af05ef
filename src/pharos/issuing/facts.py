"""The facts of one credential: the one record that all its documents are made of.

They were kept, byte for byte, with the template that the credential was signed by, under the
digest that names them. What is made of them again is compared with what was signed.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any
from uuid import UUID

from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.settings import settings
from pharos.core import openbadges as ob
from pharos.core.templates.awards import Lists, Shape
from pharos.issuing import families, programmes, queries
from pharos.issuing.models import Credential, Template
from pharos.issuing.queries import Unreproducible
from pharos.nations import codes
from pharos.organisations import queries as organisations
from pharos.standards import queries as standards


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that the documents of a credential tell, and the Open Badge as it was signed."""

    row: Credential
    programme: ob.Programme
    issuer: ob.Issuer
    award: ob.Award
    status: ob.Status
    document: bytes
    """The signed Open Badge."""
    demonstration: bool


def of(credential_id: UUID) -> Facts:
    """The facts of a credential in a scope; raises NotFound, Erased or Unreproducible."""
    return of_row(queries.credential(credential_id))


def of_row(row: Credential) -> Facts:
    """The facts of a credential that was read already."""
    made = queries.made(row)
    template = families.load(row.template_id)
    names = [hole.name for hole in template.holes[1:]]
    values = dict(zip(names, made.values, strict=True))
    kept = _kept(row, values)
    signed = json.loads(made.document)
    facts = Facts(
        row=row,
        programme=kept.programme,
        issuer=kept.issuer,
        award=_award(values, queries.created_text(row.created)),
        status=ob.Status(kept.lists.revocation, kept.lists.suspension, values["index"]),
        document=made.document,
        demonstration=ob.is_demonstration(signed),
    )
    _require_same(facts, signed)
    return facts


def _award(values: dict[str, str], created: str) -> ob.Award:
    return ob.Award(
        credential=values["credential"],
        native_name=values["native_name"],
        latin_name=values.get("latin_name"),
        awarded_at=values["awarded_at"],
        valid_from=created,
        pathway=values["pathway"],
        grade=values.get("grade"),
        valid_until=values.get("valid_until"),
        holder=values.get("holder"),
    )


def _kept(row: Credential, values: dict[str, str]) -> families.Facts:
    """The facts kept with the template; for one of before they were kept, gathered again."""
    template = Template.objects.get(id=row.template_id)
    if template.facts is None:
        return _gathered(row, template, values)
    source = bytes(template.facts)
    if hashlib.sha256(source).digest() != bytes(template.source):
        raise Unreproducible("credential_unreproducible", credential=str(row.id))
    return families.thaw(source)


def _gathered(row: Credential, template: Template, values: dict[str, str]) -> families.Facts:
    """The facts as they were known when it was signed; their digest is the template's."""
    version = catalogue.version(row.version_id)
    shape = Shape(*(name in values for name in ("latin_name", "grade", "valid_until", "holder")))
    for check in (None, *codes.supervisions()):
        facts = _known_then(row, version, template.key_id, check)
        source = families.source_of(facts, shape)
        if hashlib.sha256(source).digest() == bytes(template.source):
            return facts
    raise Unreproducible("credential_unreproducible", credential=str(row.id))


def _known_then(
    row: Credential, version: ProgrammeVersion, key_id: str, identity_check: str | None
) -> families.Facts:
    # `created` is a whole second, and what was recorded within it was known.
    known_at = row.created.astimezone(UTC) + timedelta(seconds=1, microseconds=-1)
    on = row.awarded_on
    nation = standards.nation(version.nation, on=on, known_at=known_at)
    addresses = (families.list_url(row.list_id, p) for p in ("revocation", "suspension"))
    return families.Facts(
        programme=programmes.programme_facts(
            version, nation, on=on, known_at=known_at, supervision=identity_check
        ),
        issuer=programmes.issuer_facts(organisations.by_id(row.issuer_id), nation, on),
        lists=Lists(*addresses),
        key_id=key_id,
    )


def _require_same(facts: Facts, signed: dict[str, Any]) -> None:
    """Raise Unreproducible unless the Open Badge made of the facts is the one that was signed."""
    made = ob.document(
        facts.programme,
        facts.issuer,
        facts.award,
        facts.status,
        origin=settings().origin,
        demonstration=facts.demonstration,
    )
    if made != {name: value for name, value in signed.items() if name != "proof"}:
        raise Unreproducible("credential_unreproducible", credential=str(facts.row.id))
