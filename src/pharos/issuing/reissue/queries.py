"""What stands for what: the credential that took another's place."""

from collections.abc import Iterable
from uuid import UUID

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.issuing.models import Credential, StatusChange
from pharos.issuing.reissue.models import Reissue
from pharos.issuing.rules import Act

# A credential is signed anew after an accident of a key; nobody has that many.
_LONGEST_CHAIN = 50


def of_key(key_id: str) -> Reissue | None:
    """The newest run over the credentials of a key; None before any."""
    return Reissue.objects.filter(key_id=key_id).order_by("-id").first()


def current(rows: Iterable[Credential]) -> list[Credential]:
    """Each of these credentials, or what stands for it now, in their order."""
    found = list(rows)
    for _ in range(_LONGEST_CHAIN):
        wanted = {row.successor_id for row in found if row.successor_id is not None}
        if not wanted:
            break
        next_ones = {row.id: row for row in Credential.objects.filter(id__in=wanted)}
        found = [
            row if row.successor_id is None else next_ones.get(row.successor_id, row)
            for row in found
        ]
    return found


def replaced(credential_id: UUID) -> tuple[UUID, str] | None:
    """What took a credential's place and why, for whoever has its link; None when nothing did.

    A door of its own. What follows is the newest, however often it was signed anew.
    """
    successor = _successor(credential_id)
    if successor is None:
        return None
    with tenancy.scope(ANONYMOUS, capability=credential_id):
        change = StatusChange.objects.filter(credential_id=credential_id, act=Act.SUPERSEDE).first()
    for _ in range(_LONGEST_CHAIN):
        further = _successor(successor)
        if further is None:
            break
        successor = further
    return successor, change.reason if change else ""


def newest(credential_id: UUID) -> UUID:
    """The credential that stands for this one now; itself when nothing took its place."""
    found = replaced(credential_id)
    return found[0] if found else credential_id


def of_award(issuer_id: UUID, award_id: UUID) -> list[StatusChange]:
    """What happened to every document of an award, oldest first."""
    rows = Credential.objects.filter(issuer_id=issuer_id, award_id=award_id)
    found = StatusChange.objects.filter(credential_id__in=list(rows.values_list("id", flat=True)))
    return list(found.order_by("proposed_at"))


def _successor(credential_id: UUID) -> UUID | None:
    with tenancy.scope(ANONYMOUS, capability=credential_id):
        row = Credential.objects.filter(id=credential_id).first()
    return row.successor_id if row is not None else None
