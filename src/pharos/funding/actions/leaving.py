"""Leaving: the applicant withdraws, and what named or proved something is erased."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pharos.common import personkeys
from pharos.common.errors import Conflict, NotFound
from pharos.funding.actions.common import OPEN, save
from pharos.funding.models import Application, Proof


@transaction.atomic
def withdraw(*, application_id: UUID, now: datetime) -> Application:
    """The applicant gives it up by the own link: what named the person is erased at once."""
    found = Application.objects.select_for_update().filter(id=application_id).first()
    if found is None:
        raise NotFound("application_unknown")
    if found.state in ("claimed", "paid"):
        raise Conflict("application_claimed")
    if found.state in OPEN:
        found.state, found.ended_at = "withdrawn", now
        save(found)
    forget(application_id=application_id, now=now)
    return found


@transaction.atomic
def forget(*, application_id: UUID, now: datetime) -> bool:
    """What names the applicant at the provider is erased; figures and amounts stay."""
    found = Application.objects.select_for_update().filter(id=application_id).first()
    return found is not None and _erase(found, now)


@transaction.atomic
def forget_proof(*, application_id: UUID, now: datetime) -> bool:
    """What the applicant proved is erased at the funder."""
    found = Proof.objects.select_for_update().filter(application_id=application_id).first()
    return found is not None and _erase(found, now)


def _erase(found: Application | Proof, now: datetime) -> bool:
    if found.erased_at is not None:
        return False
    personkeys.destroy(found.person_key_id, now=now)
    found.box, found.erased_at = None, now
    found.save(update_fields=["box", "erased_at"])
    return True
