"""A learner is forgotten: the key is destroyed, and what must stay is told with its act."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.awards import queries
from pharos.awards.models import BatchRow, Enrolment, Erasure, Learner
from pharos.common import erased, personkeys, tenancy
from pharos.common.actor import Actor, system
from pharos.common.errors import Conflict, NotAllowed, NotFound
from pharos.common.models import PersonKey

# What stays says nothing of who it was: an award's version, day, grade and status, and its
# leaf in the log. Fields that name a person stay only where an act makes them the legal core
# of a state register; neither nation has such an act in force, so none does.
KEPT = ("award_date", "grade", "programme_version", "status", "log_leaf")


@transaction.atomic
def propose_erasure(*, learner_id: UUID, by: Actor, now: datetime) -> Erasure:
    """The erasure that a second person approves; the same one when it was proposed before."""
    policies.require(by, Permission.ERASURE_PROPOSE)
    learner = queries.learner_for(by, learner_id, lock=True)
    earlier = Erasure.objects.filter(learner=learner).first()
    if earlier is not None:
        return earlier
    return Erasure.objects.create(
        organisation_id=learner.organisation_id,
        learner=learner,
        kept=list(KEPT),
        proposed_by=by.person_id,
        proposed_at=now,
    )


@transaction.atomic
def approve_erasure(*, erasure_id: UUID, by: Actor, now: datetime) -> Erasure:
    """The person's key is destroyed, with every hash and box; log, status and awards stay.

    Returns the erasure, which names what was kept and under which act.
    """
    policies.require(by, Permission.ERASURE_APPROVE)
    found = Erasure.objects.select_for_update().filter(
        id=erasure_id, organisation_id=by.organisation_id
    )
    erasure = found.first()
    if erasure is None:
        raise NotFound("erasure_unknown")
    if erasure.approved_by is not None:
        raise Conflict("erased_already")
    if erasure.proposed_by == by.person_id:
        raise NotAllowed("second_person_needed")
    _forget(queries.learner_for(by, erasure.learner_id, lock=True), now)
    erasure.approved_by, erasure.approved_at = by.person_id, now
    erasure.save(update_fields=["approved_by", "approved_at"])
    return erasure


def _forget(learner: Learner, now: datetime) -> None:
    keys = {learner.person_key_id}
    rows = BatchRow.objects.filter(
        organisation_id=learner.organisation_id, person_key_id=learner.person_key_id
    )
    if learner.identity is not None:
        # rows of batches that were never confirmed hold the same person under other keys
        same = BatchRow.objects.filter(
            organisation_id=learner.organisation_id, identity=learner.identity
        )
        keys |= set(same.values_list("person_key_id", flat=True))
        same.update(identity=None, likeness=None)
    rows.update(identity=None, likeness=None)
    Enrolment.objects.filter(learner=learner).update(ended_because="")
    learner.box = learner.identity = learner.likeness = None
    learner.erased_at = now
    learner.save(update_fields=["box", "identity", "likeness", "erased_at"])
    for key in keys:
        personkeys.destroy(key, now=now)


def forget_again(*, now: datetime) -> int:
    """Erase whoever was erased before and is known by this database again; how many (PRV-07).

    A copy of the database from before an erasure holds the person as of its day.
    """
    return sum(_forgotten_again(tenant, key, now) for tenant, key in erased.noted())


def _forgotten_again(tenant: UUID, key: UUID, now: datetime) -> bool:
    with tenancy.scope(system(organisation_id=tenant)):
        if not PersonKey.objects.filter(id=key, wrapped__isnull=False).exists():
            return False
        learner = Learner.objects.filter(person_key_id=key, erased_at=None).first()
        if learner is not None:
            _forget(learner, now)
            return True
        BatchRow.objects.filter(person_key_id=key).update(identity=None, likeness=None)
        personkeys.destroy(key, now=now)
    return True
