"""The jobs of a re-issue: one a chunk, so that the awards of others pass between them."""

from datetime import datetime
from uuid import UUID

from pharos.common import clock, jobs, tenancy
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, Unavailable
from pharos.common.jobs import job
from pharos.common.retries import retried
from pharos.core.signing import Signer
from pharos.issuing.reissue import doing, making, telling
from pharos.issuing.reissue.models import Reissue
from pharos.registry.signer.client import SignerClient


@job("issuing.reissue")
def begin(actor: Actor, *, proposal: UUID) -> None:
    """What two persons agreed on begins."""
    run = making.start(proposal_id=proposal, by=actor, now=clock.now())
    jobs.enqueue("issuing.reissue_chunk", actor=actor, lock=f"reissue {run.id}", run=run.id)


@job("issuing.reissue_chunk", scoped=False)
def go_on(actor: Actor, *, run: UUID) -> None:
    """The next chunk of a run, and the job for the one after it."""
    if not chunk_now(actor, run, now=clock.now(), signer=SignerClient()):
        return
    with tenancy.scope(actor):
        turn = Reissue.objects.values_list("chunks", flat=True).get(id=run)
        jobs.enqueue(
            "issuing.reissue_chunk", actor=actor, lock=f"reissue {run}", turn=turn, run=run
        )


@job("issuing.tell_reissued")
def tell(actor: Actor, *, chunk: UUID) -> None:
    """Learners are mailed where their new document is."""
    telling.tell_chunk(chunk_id=chunk, by=actor, now=clock.now())


def chunk_now(actor: Actor, run_id: UUID, *, now: datetime, signer: Signer) -> bool:
    """Prepare and sign the next chunk; False when nothing is left.

    Killed between the two, it goes on with the intent that waits.
    """

    def prepared() -> UUID | None:
        with tenancy.scope(actor):
            intent = making.prepare(run_id=run_id, by=actor, now=now)
            return intent.id if intent is not None else None

    def signed(intent: UUID) -> None:
        with tenancy.scope(actor):
            doing.sign(intent_id=intent, by=actor, now=now, signer=signer)

    try:
        intent = retried(prepared)
    except Invalid as missing:
        if missing.code == "issuer_key_missing":
            # a provider without a key gets one by and by: the job is asked again until then
            raise Unavailable(missing.code, missing.message) from None
        raise
    if intent is None:
        return False
    retried(lambda: signed(intent))
    return True
