"""A roster by page: uploaded as a draft, its columns matched, judged, its good rows kept.

The draft is the provider's, not the registrar's browser: it survives a sign-out, and whoever
may import can go on with it. Each act looks where the draft stands, so that doing it twice
does it once.
"""

import hashlib
from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.awards import batches, queries, rules
from pharos.awards.actions import rosters
from pharos.awards.actions.batches import put_forward
from pharos.awards.errors import RosterUnreadable, SheetsSeveral
from pharos.awards.imports import drafts
from pharos.awards.imports import rules as imports
from pharos.awards.imports.models import Import, ImportPart, KnownHeading
from pharos.awards.rosters import grids
from pharos.awards.rosters.grids import Grid
from pharos.awards.rosters.headings import MAX_COLUMNS, Field, fold
from pharos.awards.rules import Judged
from pharos.common import jobs, personkeys
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid
from pharos.common.ids import unguessable
from pharos.common.workbooks.limits import MAX_ROWS
from pharos.organisations.actions import features

JUDGE, KEEP, FORGET = "awards.judge_import", "awards.keep_import", "awards.forget_import"


@transaction.atomic
def begin_import(
    *,
    raw: bytes,
    file_name: str,
    version_id: UUID | None,
    by: Actor,
    now: datetime,
    run_id: UUID | None = None,
    award_date: date | None = None,
) -> Import:
    """The file is read once and kept as a draft, judged as far as its columns are known.

    Without `version_id` the version is the one that our template was made for. Raises
    RosterUnreadable, WorkbookRefused, Invalid `import_version_missing` or `template_of_another`.
    """
    policies.require(by, Permission.BATCH_IMPORT)
    features.require(by.organisation_id, "import")
    grid, names = None, ()
    try:
        grid = grids.grid_of(raw)
    except SheetsSeveral as several:
        names = several.names
    version, run = rosters.own_version(_version(version_id, grid), run_id, by)
    key_id, cipher = personkeys.create()
    # the id is in addresses, so it tells nothing of when and how many
    draft = Import(id=unguessable(), organisation_id=by.organisation_id, version=version, run=run)
    draft.award_date, draft.file_name = award_date, imports.clean_file_name(file_name)
    draft.digest, draft.person_key_id = hashlib.sha256(raw).digest(), key_id
    draft.uploaded_by, draft.uploaded_at = by.person_id, now
    draft.expires_at, draft.sheets = now + imports.KEPT_FOR, list(names)
    if grid is None:
        draft.state, draft.file = "sheets", drafts.sealed_file(draft.id, raw, cipher)
        draft.save(force_insert=True)
    else:
        _take(draft, grid, by=by, now=now)
    jobs.enqueue(FORGET, actor=by, at=draft.expires_at, import_id=draft.id)
    return draft


@transaction.atomic
def choose_sheet(*, import_id: UUID, sheet: str, by: Actor, now: datetime) -> Import:
    """The roster is on this sheet; raises Conflict when that was said already."""
    policies.require(by, Permission.BATCH_IMPORT)
    draft = queries.import_for(by, import_id, lock=True)
    _require(draft, "columns")
    if draft.state != "sheets" or sheet not in draft.sheets:
        raise Invalid("import_sheet_unknown", sheet=sheet[:60])
    grid = grids.grid_of(drafts.opened_file(draft), sheet)
    draft.file = None
    _take(draft, grid, by=by, now=now)
    return draft


@transaction.atomic
def match_columns(
    *, import_id: UUID, chosen: Mapping[int, str], by: Actor, now: datetime
) -> Import:
    """Each column is what was chosen, or is not read; what was said is remembered by heading."""
    policies.require(by, Permission.BATCH_IMPORT)
    draft = queries.import_for(by, import_id, lock=True)
    if draft.state != "columns":
        _require(draft, "columns")
    whole = {index: _field(chosen.get(index, "")) for index in range(len(draft.headings))}
    matching = imports.matched(whole)
    faults = [
        RosterUnreadable("column_twice", column=index + 1, heading=draft.headings[index][:60])
        for index in matching.twice
    ] + [RosterUnreadable("heading_missing", heading=one.value) for one in matching.missing]
    if faults:
        raise RosterUnreadable.of(faults)
    _remember(draft, whole, by=by, now=now)
    draft.columns = {one.value: index for one, index in matching.columns.items()}
    _begin_judging(draft, by=by, now=now)
    return draft


@transaction.atomic
def judge_again(*, import_id: UUID, by: Actor, now: datetime) -> Import:
    """The rows judged against what the register knows now."""
    policies.require(by, Permission.BATCH_IMPORT)
    draft = queries.import_for(by, import_id, lock=True)
    if draft.state == "checked":
        _begin_judging(draft, by=by, now=now)
    return draft


@transaction.atomic
def keep_import(*, import_id: UUID, by: Actor, now: datetime) -> Import:
    """The good rows become a batch that waits for a second person; once, however often asked.

    Raises Conflict `import_not_checked`, and `import_nothing_good` when no row may be awarded.
    """
    policies.require(by, Permission.BATCH_IMPORT)
    policies.require(by, Permission.BATCH_PROPOSE)
    draft = queries.import_for(by, import_id, lock=True)
    if draft.state in ("keeping", "kept"):
        return draft
    if draft.state != "checked":
        raise Conflict("import_not_checked", state=draft.state)
    if draft.rows > imports.INLINE_ROWS:
        draft.state = "keeping"
        draft.save(update_fields=["state"])
        jobs.enqueue(KEEP, actor=by, import_id=draft.id)
        return draft
    if not keep_now(draft, by=by, now=now):
        raise Conflict("import_nothing_good")
    return draft


def keep_now(draft: Import, *, by: Actor, now: datetime) -> bool:
    """Judge once more, make the batch and put it forward; False when no row is good any more.

    Who may do this was asked when it was wanted: a job acts for that person here.
    """
    version, run = rosters.own_version(draft.version_id, draft.run_id, by)
    asked = rosters.asked_of(version, now=now, award_date=draft.award_date)
    rows = [rules.judge_row(row, asked) for row in drafts.rows_of(draft, drafts.all_lines(draft))]
    columns = {Field(name): index for name, index in draft.columns.items()}
    found = rosters.judge(rows, columns, version=version, run=run, asked=asked, now=now)
    drafts.put_verdicts(draft, found.rows)
    if not any(row.accepted for row in found.rows):
        draft.state = "checked"
        draft.save()
        return False
    draft.batch_id = rosters.keep_batch(bytes(draft.digest), found, by=by, now=now)
    put_forward(queries.locked_batch(draft.batch_id), by=by, now=now)
    draft.state, draft.ended_at = "kept", now
    draft.expires_at = now + imports.KEPT_AFTER_USE
    draft.save()
    jobs.enqueue(FORGET, actor=by, at=draft.expires_at, import_id=draft.id)
    return True


@transaction.atomic
def drop_import(*, import_id: UUID, by: Actor, now: datetime) -> Import:
    """The draft is put aside, and its rows are forgotten at once."""
    policies.require(by, Permission.BATCH_IMPORT)
    draft = queries.import_for(by, import_id, lock=True)
    if draft.state != "dropped":
        _require(draft, "dropped")
        _forget(draft, "dropped", now)
    return draft


@transaction.atomic
def forget_import(*, import_id: UUID, now: datetime) -> None:
    """A draft whose time is over is forgotten; the job may come early or twice."""
    draft = Import.objects.select_for_update().filter(id=import_id).first()
    if draft is None or draft.expires_at > now or draft.state in ("dropped", "expired", "keeping"):
        return
    _forget(draft, "expired", now)


@transaction.atomic
def finish_judging(draft_id: UUID, rows: list[Judged], *, by: Actor, now: datetime) -> None:
    """Rows that were judged by themselves, judged against all else; the draft is checked."""
    draft = Import.objects.select_for_update().get(id=draft_id)
    if draft.state != "judging":
        return
    version, run = rosters.own_version(draft.version_id, draft.run_id, by)
    asked = rosters.asked_of(version, now=now, award_date=draft.award_date)
    columns = {Field(name): index for name, index in draft.columns.items()}
    found = rosters.judge(rows, columns, version=version, run=run, asked=asked, now=now)
    drafts.put_verdicts(draft, found.rows)
    draft.state, draft.rows = "checked", len(found.rows)
    draft.save()


def _take(draft: Import, grid: Grid, *, by: Actor, now: datetime) -> None:
    """The lines are kept; where every column is known they are judged at once."""
    if len(grid.headings) > MAX_COLUMNS:
        raise RosterUnreadable("roster_too_many_columns", limit=MAX_COLUMNS)
    if not grid.lines:
        raise RosterUnreadable("roster_empty")
    if len(grid.lines) > MAX_ROWS:
        raise RosterUnreadable("roster_too_many_rows", limit=MAX_ROWS)
    draft.kind, draft.sheet, draft.rows = grid.kind.value, grid.sheet, len(grid.lines)
    draft.headings = list(grid.headings)
    draft.notes = [[code, dict(facts)] for code, facts in grid.notes]
    draft.state = "columns"
    empty = [
        index
        for index, heading in enumerate(grid.headings)
        if not heading.strip()
        and not any(index < len(line.cells) and line.cells[index].strip() for line in grid.lines)
    ]
    matching = imports.proposed(grid.headings, queries.known_headings(by), empty)
    draft.columns = {one.value: index for one, index in matching.columns.items()}
    draft.save()
    drafts.put_parts(draft, grid.lines, personkeys.read(draft.person_key_id))
    if matching.is_whole:
        _begin_judging(draft, by=by, now=now)


def _begin_judging(draft: Import, *, by: Actor, now: datetime) -> None:
    """A small roster is judged now; of a large one the first rows, and a job does the rest."""
    draft.state, draft.judged, draft.bad, draft.warned = "judging", 0, 0, 0
    draft.save()
    ImportPart.objects.filter(import_id=draft.id).update(bad=0, warned=0, verdict=None)
    if draft.rows <= imports.INLINE_ROWS:
        version, _ = rosters.own_version(draft.version_id, draft.run_id, by)
        asked = rosters.asked_of(version, now=now, award_date=draft.award_date)
        lines = drafts.all_lines(draft)
        rows = [rules.judge_row(row, asked) for row in drafts.rows_of(draft, lines)]
        if not rows:
            raise RosterUnreadable("roster_empty")
        finish_judging(draft.id, rows, by=by, now=now)
        draft.refresh_from_db()
        return
    _judge_first(draft, by=by, now=now)
    jobs.enqueue(JUDGE, actor=by, import_id=draft.id)


def _judge_first(draft: Import, *, by: Actor, now: datetime) -> None:
    """The first part judged as if it were the file, so that there is something to see."""
    cipher = personkeys.read(draft.person_key_id)
    version, run = rosters.own_version(draft.version_id, draft.run_id, by)
    asked = rosters.asked_of(version, now=now, award_date=draft.award_date)
    part = ImportPart.objects.get(import_id=draft.id, number=0)
    lines = drafts.lines_of(part, cipher)
    rows = [rules.judge_row(row, asked) for row in drafts.rows_of(draft, lines)]
    columns = {Field(name): index for name, index in draft.columns.items()}
    found = rosters.judge(rows, columns, version=version, run=run, asked=asked, now=now)
    drafts.put_verdicts(draft, found.rows, parts=[0])
    draft.save()


def _version(version_id: UUID | None, grid: Grid | None) -> UUID:
    of_template = grid.version if grid is not None else ""
    if version_id is None:
        if not of_template:
            raise Invalid("import_version_missing")
        try:
            return UUID(of_template)
        except ValueError:
            raise Invalid("import_version_missing") from None
    if of_template and of_template != str(version_id):
        raise Invalid("template_of_another")
    return version_id


def _field(name: str) -> str:
    if name == imports.NOT_READ:
        return name
    try:
        return Field(name).value
    except ValueError:
        raise Invalid("column_unknown", value=name[:40]) from None


def _remember(draft: Import, chosen: Mapping[int, str], *, by: Actor, now: datetime) -> None:
    """Only what differs from what the heading says by itself is worth remembering."""
    known = imports.proposed(draft.headings, {}, ())
    for index, heading in enumerate(draft.headings):
        key = fold(heading)
        if not key or (chosen[index] == known.chosen[index] and index not in known.unknown):
            continue
        KnownHeading.objects.update_or_create(
            organisation_id=draft.organisation_id,
            heading=key[:200],
            defaults={"field": chosen[index], "chosen_by": by.person_id, "chosen_at": now},
        )


def _require(draft: Import, wanted: str) -> None:
    batches.require_move(imports.IMPORT_MOVES, draft.state, wanted, "import_not_open")


def _forget(draft: Import, state: str, now: datetime) -> None:
    drafts.forget(draft, now=now)
    draft.state, draft.ended_at, draft.headings = state, draft.ended_at or now, []
    draft.save()
