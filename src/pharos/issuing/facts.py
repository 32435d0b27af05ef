"""The facts of one credential: the one record that all its documents are made of.

They were kept, byte for byte, with the template that the credential was signed by, under the
digest that names them. What is made of them again is compared with what was signed.
"""

import hashlib
import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any
from uuid import UUID

from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.settings import settings
from pharos.core import openbadges as ob
from pharos.core.elements import differences, elements_of
from pharos.core.openbadges import reading
from pharos.core.templates.awards import Lists
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
    signed = json.loads(made.document)
    template_row = Template.objects.get(id=row.template_id)
    if template_row.facts is not None:
        facts = _facts(made, values, signed, _kept(row, template_row))
        _require_same(facts, signed)
        return facts
    return _gathered(made, values, signed, template_row)


def _facts(
    made: queries.Made, values: dict[str, str], signed: Mapping[str, Any], kept: families.Facts
) -> Facts:
    return Facts(
        row=made.credential,
        programme=kept.programme,
        issuer=kept.issuer,
        award=_award(values, queries.created_text(made.credential.created)),
        status=ob.Status(kept.lists.revocation, kept.lists.suspension, values["index"]),
        document=made.document,
        demonstration=ob.is_demonstration(signed),
    )


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


def _kept(row: Credential, template: Template) -> families.Facts:
    """The facts that were kept with the template, under the digest that names them."""
    source = bytes(template.facts or b"")
    if hashlib.sha256(source).digest() != bytes(template.source):
        raise Unreproducible("credential_unreproducible", credential=str(row.id))
    return families.thaw(source)


def _gathered(
    made: queries.Made, values: dict[str, str], signed: Mapping[str, Any], template: Template
) -> Facts:
    """The facts as they were known when it was signed, for templates of before they were kept.

    Labels of codes may have been worded anew since; every element must say what was signed.
    """
    row = made.credential
    version = catalogue.version(row.version_id)
    for check in (None, *codes.supervisions()):
        known = _known_then(row, version, template.key_id, check)
        facts = _facts(made, values, signed, known)
        record = elements_of(facts.programme, facts.issuer, facts.award, facts.status)
        with suppress(ValueError):
            differences(record, reading.elements(signed))
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


def _require_same(facts: Facts, signed: Mapping[str, Any]) -> None:
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
