"""What happens later: drafts of imports are judged, kept and forgotten; decisions cascade."""

from uuid import UUID

from pharos.accreditation.cascading import JOB
from pharos.awards import queries, rules
from pharos.awards.actions import cascade as cascading
from pharos.awards.actions import imports as actions
from pharos.awards.actions import rosters
from pharos.awards.imports import drafts
from pharos.awards.imports import rules as imports
from pharos.awards.imports.models import Import
from pharos.common import clock, tenancy
from pharos.common.actor import Actor
from pharos.common.jobs import job


@job(actions.JUDGE, scoped=False)
def judge_import(actor: Actor, *, import_id: UUID) -> None:
    """Every row by itself, telling how far it is; then all of them against each other."""
    now = clock.now()
    with tenancy.scope(actor):
        draft = Import.objects.filter(id=import_id, state="judging").first()
        if draft is None:
            return
        version, _ = rosters.own_version(draft.version_id, draft.run_id, actor)
        asked = rosters.asked_of(version, now=now, award_date=draft.award_date)
        rows = list(drafts.rows_of(draft, drafts.all_lines(draft)))
    judged = []
    for start in range(0, len(rows), imports.INLINE_ROWS):
        judged += [rules.judge_row(row, asked) for row in rows[start : start + imports.INLINE_ROWS]]
        with tenancy.scope(actor):
            queries.judging(import_id).update(judged=len(judged))
    with tenancy.scope(actor):
        actions.finish_judging(import_id, judged, by=actor, now=now)


@job(actions.KEEP)
def keep_import(actor: Actor, *, import_id: UUID) -> None:
    """The good rows of a large draft become a batch, for the person who wanted it."""
    draft = Import.objects.select_for_update().filter(id=import_id, state="keeping").first()
    if draft is not None:
        actions.keep_now(draft, by=actor, now=clock.now())


@job(actions.FORGET)
def forget_import(actor: Actor, *, import_id: UUID) -> None:
    """A draft whose time is over."""
    actions.forget_import(import_id=import_id, now=clock.now())


@job(JOB)
def cascade(actor: Actor, *, organisation: UUID) -> None:
    """Offers and waiting batches of a provider follow the decisions that they need."""
    cascading.cascade(organisation_id=organisation, by=actor, now=clock.now())
