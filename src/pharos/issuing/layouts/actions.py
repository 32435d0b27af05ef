"""A form is written by the registrar, checked and submitted by the head, pinned by issuing."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pharos.accounts import names, policies
from pharos.accounts.policies import Permission
from pharos.accreditation import actions as accreditation
from pharos.accreditation import formats
from pharos.accreditation import queries as accreditation_queries
from pharos.accreditation.models import CertificateFormat
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotAllowed, NotFound
from pharos.issuing.layouts import checking, parts, queries
from pharos.issuing.layouts.checking import Specimen
from pharos.issuing.layouts.models import Layout, LayoutDraft, LayoutPin
from pharos.issuing.layouts.parts import Parts
from pharos.nations import zones
from pharos.standards import queries as standards


@transaction.atomic
def keep(*, source: str, by: Actor, now: datetime, seen: bytes | None = None) -> LayoutDraft:
    """The form with this source; its pictures stay. It need not be right to be kept.

    `seen` is the digest of what the writer began from: raises Conflict `layout_changed` when
    another person kept something else meanwhile.
    """
    policies.require(by, Permission.LAYOUT_DRAFT)
    found = queries.draft(by, lock=True)
    _refuse_other(found, seen, by)
    pictures = found.parts.pictures if found else ()
    return _keep(Parts(parts.require_source(source), pictures), by, now)


@transaction.atomic
def begin(*, source: str, by: Actor, now: datetime, format_id: UUID | None = None) -> LayoutDraft:
    """The form anew, from an example or from an own version that was submitted."""
    policies.require(by, Permission.LAYOUT_DRAFT)
    if format_id is None:
        return _keep(Parts(parts.require_source(source)), by, now)
    found = accreditation_queries.certificate_format(format_id)
    if found.organisation_id != by.organisation_id:
        raise NotFound("format_unknown")
    return _keep(queries.require_content(format_id), by, now)


@transaction.atomic
def put_picture(*, content: bytes, by: Actor, now: datetime) -> LayoutDraft:
    """The form with one more picture; raises Invalid `layout_pictures_full`."""
    policies.require(by, Permission.LAYOUT_DRAFT)
    one = _drafted(by).parts
    used = {picture.name.partition(".")[0] for picture in one.pictures}
    number = next((n for n in range(1, parts.MAX_PICTURES + 1) if f"picture-{n}" not in used), None)
    if number is None:
        raise Invalid("layout_pictures_full", limit=parts.MAX_PICTURES)
    pictures = sorted((*one.pictures, parts.picture(content, number)), key=lambda p: p.name)
    return _keep(Parts(one.source, tuple(pictures)), by, now)


@transaction.atomic
def drop_picture(*, name: str, by: Actor, now: datetime) -> LayoutDraft:
    """The form without this picture."""
    policies.require(by, Permission.LAYOUT_DRAFT)
    one = _drafted(by).parts
    rest = tuple(picture for picture in one.pictures if picture.name != name)
    return _keep(Parts(one.source, rest), by, now)


@transaction.atomic
def submit(*, digest: bytes, specimen: Specimen, by: Actor, now: datetime) -> CertificateFormat:
    """The form of this digest as the provider's next version, for the ministry to decide about.

    Raises Conflict `version_changed`, NotAllowed `second_person_needed`, Invalid
    `layout_incomplete` with each element that the specimens do not show.
    """
    policies.require(by, Permission.LAYOUT_SUBMIT)
    found = _drafted(by)
    one = found.parts
    if one.digest != digest:
        raise Conflict("version_changed")
    if by.person_id is None or by.person_id == found.edited_by:
        raise NotAllowed("second_person_needed")
    lacking = checking.missing(one, specimen)
    if lacking:
        raise Invalid("layout_incomplete", number=len(lacking))
    entered = accreditation.submit_format(
        content_hash=digest, by=by, now=now, permission=Permission.LAYOUT_SUBMIT
    )
    Layout.objects.get_or_create(
        format=entered,
        defaults={
            "organisation_id": entered.organisation_id,
            "document": one.text,
            "digest": digest,
        },
    )
    return entered


def pin(chunk_id: UUID, version: ProgrammeVersion, *, now: datetime) -> LayoutPin | None:
    """The chunk's certificates are printed in the format that is used today, for ever.

    In the transaction that signs, under the locks of the gate: what was approved still is.
    """
    today = zones.legal_day(version.nation, now)
    nation = standards.nation(version.nation, on=today, known_at=now)
    found = formats.in_use(version, nation, on=today)
    if found is None:
        return None
    return LayoutPin.objects.create(
        chunk_id=chunk_id, organisation_id=version.organisation_id, format=found
    )


def _refuse_other(found: LayoutDraft | None, seen: bytes | None, by: Actor) -> None:
    if found is None or seen is None or found.edited_by == by.person_id:
        return
    if found.parts.digest != seen:
        raise Conflict("layout_changed", name=names.one(found.edited_by) or "–")


def _drafted(by: Actor) -> LayoutDraft:
    found = queries.draft(by)
    if found is None:
        raise NotFound("layout_draft_unknown")
    return found


def _keep(one: Parts, by: Actor, now: datetime) -> LayoutDraft:
    if by.person_id is None:
        raise NotAllowed("second_person_needed")
    row, _ = LayoutDraft.objects.update_or_create(
        organisation_id=by.organisation_id,
        defaults={"document": one.text, "edited_by": by.person_id, "edited_at": now},
    )
    return row
