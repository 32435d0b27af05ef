"""What is on record about one learner or one batch, where the scope shows it."""

from collections.abc import Iterable, Iterator
from uuid import UUID

from pharos.awards.models import Award, Batch, BatchRow, Enrolment, Erasure, Learner

_AT_ONCE = 2_000


def erasure_of(learner: Learner) -> Erasure | None:
    """The erasure that was asked for, if any."""
    return Erasure.objects.filter(learner=learner).first()


def enrolments_of(learner: Learner) -> list[Enrolment]:
    """Where the learner was enrolled, the newest first, with run and version."""
    found = Enrolment.objects.filter(learner=learner).select_related("run", "run__version")
    return list(found.order_by("-enrolled_on"))


def awards_of(learner: Learner, *, issuer_id: UUID | None) -> list[Award]:
    """What the learner was awarded by this issuer, the newest first."""
    found = Award.objects.filter(issuer_id=issuer_id, learner_id=learner.id)
    return list(found.order_by("-award_date"))


def batch(batch_id: UUID) -> Batch | None:
    """The batch, or None."""
    return Batch.objects.filter(id=batch_id).first()


def awards_by_row(found: Batch) -> dict[int, Award]:
    """The awards of a batch by the number of their row."""
    made = Award.objects.filter(issuer_id=found.organisation_id, batch_id=found.id)
    return {one.row_number: one for one in made}


def rows_of(found: Batch) -> Iterator[BatchRow]:
    """The rows of a batch in the order of the roster, not all in memory."""
    return BatchRow.objects.filter(batch_id=found.id).order_by("number").iterator(_AT_ONCE)


def remembered(learner_ids: Iterable[UUID]) -> list[Learner]:
    """Those of the learners who were not erased."""
    return list(Learner.objects.filter(id__in=set(learner_ids), erased_at=None))
