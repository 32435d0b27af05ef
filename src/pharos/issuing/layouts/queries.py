"""The form that is worked on, submitted contents, and the one that a chunk is printed in."""

from uuid import UUID

from pharos.accreditation.models import CertificateFormat
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.issuing.layouts.models import Layout, LayoutDraft, LayoutPin
from pharos.issuing.layouts.parts import Parts


def draft(by: Actor, *, lock: bool = False) -> LayoutDraft | None:
    """The form that the provider works on, if it began one."""
    found = LayoutDraft.objects.filter(organisation_id=by.organisation_id)
    return (found.select_for_update() if lock else found).first()


def content(format_id: UUID) -> Parts | None:
    """The content of a format; None for one of which the register has only the hash."""
    found = Layout.objects.filter(format_id=format_id).first()
    return found.parts if found else None


def require_content(format_id: UUID) -> Parts:
    """The content of a format; raises NotFound."""
    found = content(format_id)
    if found is None:
        raise NotFound("format_unknown")
    return found


def contents_of(organisation_id: UUID) -> set[UUID]:
    """The formats of a provider that the register sets itself."""
    return set(
        Layout.objects.filter(organisation_id=organisation_id).values_list("format_id", flat=True)
    )


def pinned(chunk_id: UUID) -> CertificateFormat | None:
    """The format that the credentials of a chunk are pinned to; None for the register's own."""
    found = LayoutPin.objects.filter(chunk_id=chunk_id).select_related("format").first()
    return found.format if found else None


def printed_in(chunk_id: UUID) -> Parts | None:
    """The content that a chunk's certificates are set in; None for the register's own form."""
    found = Layout.objects.filter(
        format_id__in=LayoutPin.objects.filter(chunk_id=chunk_id).values("format_id")
    ).first()
    return found.parts if found else None
