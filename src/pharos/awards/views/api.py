"""Awards for programs: rosters are judged, proposed, confirmed by another; awards are read."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from pharos.accounts.policies import Permission
from pharos.awards import actions, queries
from pharos.awards.models import Award, Batch
from pharos.awards.reports import Report
from pharos.awards.rosters import values
from pharos.awards.rosters.headings import Field
from pharos.awards.rosters.reading import MAX_BYTES
from pharos.awards.views import runs
from pharos.catalogue import queries as catalogue
from pharos.common import http
from pharos.common.actor import Actor
from pharos.common.errors import Malformed
from pharos.core import limits, strict
from pharos.nations import zones
from pharos.organisations import door
from pharos.organisations.door import MEMBER, Answer, Bearer, Body
from pharos.standards import queries as standards

router = Router(tags=["awards"])
router.add_router("", runs.router)
MAX_LISTED: Final = 200
# The roster itself has its own limit; a form around it is a little larger.
UPLOADER: Final = Bearer(limit=MAX_BYTES + limits.MIB)
XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS: Final = "application/vnd.oasis.opendocument.spreadsheet"
_ROSTER: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            **{
                kind: {"schema": {"type": "string", "format": "binary"}}
                for kind in ("text/csv", XLSX, ODS)
            },
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {"file": {"type": "string", "format": "binary"}},
                }
            },
        },
    }
}


class Told(Answer):
    """What is wrong, or worth a look, at one place of a roster."""

    row: int
    column: str
    cell: str = ""
    code: str
    message: str


class ReportOut(Answer):
    """How every row was judged; `batch` is absent when nothing was kept."""

    batch: UUID | None
    rows: int
    accepted: int
    rejected: list[Told]
    warnings: list[Told]


class BatchListed(Answer):
    """A batch and how far it has come."""

    id: UUID
    version: UUID
    run: UUID | None
    state: str
    rows: int
    accepted: int
    awarded: int
    issued: int
    refused: int
    two_persons: bool
    imported_by: UUID
    imported_at: datetime
    proposed_by: UUID | None
    proposed_at: datetime | None
    confirmed_by: UUID | None
    confirmed_at: datetime | None


class BatchOut(BatchListed):
    """A batch with the judgement of its rows; what cells held is not kept."""

    rejected: list[Told]
    warnings: list[Told]


class ConfirmationOut(Answer):
    """What a confirmation made; issuing follows."""

    batch: UUID
    awarded: int
    chunks: int
    skipped: list[int]


class AwardIn(Body):
    """One award; `cells` have the names of a roster's columns.

    `award_date` is a legal day, or an instant with its offset; it may stand in the cells too.
    """

    version: UUID
    award_date: str | None = None
    run: UUID | None = None
    cells: dict[Field, str]
    dry_run: bool = False


class AwardOut(Answer):
    """An award; nothing of it names the learner."""

    id: UUID
    version: UUID
    batch: UUID
    row: int
    learner: UUID
    award_date: date
    pathway: str
    grade: str
    state: str
    because: str


class Awards(Answer):
    """A page of awards; `next` goes into `after` for the one behind it."""

    items: list[AwardOut]
    next: UUID | None


@router.post("/batches", response=ReportOut, auth=UPLOADER, openapi_extra=_ROSTER)
def import_roster(
    request: HttpRequest,
    version: UUID,
    run: UUID | None = None,
    award_date: str | None = None,
    dry_run: bool = False,
) -> Any:
    """Judge a roster, every row before anything happens, and keep it as a batch.

    `award_date` counts for rows without one: a legal day, or an instant with its offset, which
    is turned into the legal day of the version's nation.
    """
    raw = _roster(request)
    language = http.language(request)

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        day = _award_day(version, award_date, now) if award_date else None
        found = actions.import_roster(
            raw=raw, version_id=version, run_id=run, award_date=day, dry_run=dry_run,
            by=by, now=now,
        )  # fmt: skip
        return found.as_dict(language)

    return door.write(request, "awards.import_roster", Permission.BATCH_IMPORT, work, body=raw)


@router.get("/batches", response=list[BatchListed], auth=MEMBER)
def batches(request: HttpRequest) -> list[dict[str, Any]]:
    """The newest batches of the own organisation."""
    with door.reading(request) as by:
        return [_batch(one) for one in queries.batches_for(by)]


@router.get("/batches/{batch_id}", response=BatchOut, auth=MEMBER)
def batch(request: HttpRequest, batch_id: UUID) -> dict[str, Any]:
    """A batch, how far it has come, and how its rows were judged."""
    with door.reading(request) as by:
        found = queries.batch_for(by, batch_id)
        return _whole(found, queries.report_of(found), http.language(request))


@router.post("/batches/{batch_id}/propose", response=BatchListed, auth=MEMBER)
def propose(request: HttpRequest, batch_id: UUID) -> Any:
    """Put the batch before a second person."""

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        return _batch(actions.propose_batch(batch_id=batch_id, by=by, now=now))

    return door.write(request, "awards.propose_batch", Permission.BATCH_PROPOSE, work)


@router.post("/batches/{batch_id}/drop", response=BatchListed, auth=MEMBER)
def drop(request: HttpRequest, batch_id: UUID) -> Any:
    """Put the batch aside before anything was awarded."""

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        return _batch(actions.drop_batch(batch_id=batch_id, by=by, now=now))

    return door.write(request, "awards.drop_batch", Permission.BATCH_IMPORT, work)


@router.post("/batches/{batch_id}/confirm", response=ConfirmationOut, auth=MEMBER)
def confirm(request: HttpRequest, batch_id: UUID) -> Any:
    """Award every accepted row; another person than the proposer does it."""

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        made = actions.confirm(batch_id=batch_id, by=by, now=now)
        return {
            "batch": made.batch,
            "awarded": made.awarded,
            "chunks": len(made.chunks),
            "skipped": made.skipped,
        }

    return door.write(request, "awards.confirm", Permission.BATCH_CONFIRM, work)


@router.post("/awards", response=ReportOut, auth=MEMBER)
def award_one(request: HttpRequest, body: AwardIn) -> Any:
    """Judge a single award as a roster of one row; it is proposed and confirmed as a batch."""
    language = http.language(request)

    def work(by: Actor, now: datetime) -> Mapping[str, Any]:
        cells = dict(body.cells)
        if body.award_date:
            cells[Field.AWARD_DATE] = _award_day(body.version, body.award_date, now).isoformat()
        found = actions.award_one(
            cells=cells, version_id=body.version, run_id=body.run, dry_run=body.dry_run,
            by=by, now=now,
        )  # fmt: skip
        return found.as_dict(language)

    return door.write(request, "awards.award_one", Permission.BATCH_IMPORT, work)


@router.get("/awards", response=Awards, auth=MEMBER)
def awards(
    request: HttpRequest,
    batch: UUID | None = None,
    after: UUID | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """The awards of the own organisation, or of one of its batches."""
    limit = max(1, min(limit, MAX_LISTED))
    with door.reading(request) as by:
        found = queries.awards_for(by, batch_id=batch, after=after, limit=limit + 1)
        page = found[:limit]
        return {
            "items": [_award(one) for one in page],
            "next": page[-1].id if len(found) > limit else None,
        }


@router.get("/awards/{award_id}", response=AwardOut, auth=MEMBER)
def award(request: HttpRequest, award_id: UUID) -> dict[str, Any]:
    """An award of the own organisation."""
    with door.reading(request) as by:
        return _award(queries.award_for(by, award_id))


def _roster(request: HttpRequest) -> bytes:
    """The file, as the body itself or as the part `file` of a form."""
    if request.content_type != "multipart/form-data":
        # Django would keep a body of this size in memory only up to another limit
        return http.read_body(request, MAX_BYTES)
    file = request.FILES.get("file")
    if file is None:
        raise Malformed("request_unreadable", "there is no part named file")
    content: bytes = file.read()
    return content


def _award_day(version_id: UUID, text: str, now: datetime) -> date:
    """The legal day that a day or an instant names, by the nation of the version."""
    day = values.day(text)
    if day is not None:
        return day
    instant = strict.parse_instant(text)
    nation = catalogue.version(version_id).nation
    try:
        regime = standards.nation(nation, on=zones.legal_day(nation, instant), known_at=now)
        return regime.legal_day(instant)
    except OverflowError:
        # the last instant of the calendar is already the next day further east
        raise Malformed("request_unreadable", "no calendar has this day") from None


def _batch(one: Batch) -> dict[str, Any]:
    names = ("id", "state", "rows", "accepted", "awarded", "issued", "refused", "two_persons",
             "imported_by", "imported_at", "proposed_by", "proposed_at", "confirmed_by",
             "confirmed_at")  # fmt: skip
    return {
        **{name: getattr(one, name) for name in names},
        "version": one.version_id,
        "run": one.run_id,
    }


def _whole(one: Batch, report: Report, language: str) -> dict[str, Any]:
    told = report.as_dict(language)
    return {**_batch(one), "rejected": told["rejected"], "warnings": told["warnings"]}


def _award(one: Award) -> dict[str, Any]:
    return {
        "id": one.id,
        "version": one.version_id,
        "batch": one.batch_id,
        "row": one.row_number,
        "learner": one.learner_id,
        "award_date": one.award_date,
        "pathway": one.pathway,
        "grade": one.grade,
        "state": one.state,
        "because": one.state_because,
    }
