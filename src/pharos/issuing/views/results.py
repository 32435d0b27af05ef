"""The workbook of results of a batch: for each row its certificate, or why there is none."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.awards import persons, records, reports
from pharos.awards import queries as awards
from pharos.awards.models import Award, Batch, BatchRow
from pharos.common import personkeys
from pharos.common.actor import Actor
from pharos.common.sentences import catalogue, sentence
from pharos.common.settings import settings
from pharos.common.workbooks import writing
from pharos.issuing import queries
from pharos.issuing.national import queries as national
from pharos.issuing.reissue import queries as reissue
from pharos.organisations import desk

_COLUMNS = ("line", "name", "status", "link", "number", "award", "reason")
# States of an award that have a word of their own; the others wait or are issued.
_STATES = frozenset({"refused", "suspended", "revoked", "superseded"})


@desk.page(Permission.BATCH_READ)
def result(request: HttpRequest, by: Actor, batch_id: UUID) -> HttpResponse:
    """The workbook, of what is so at this moment."""
    policies.require(by, Permission.LEARNER_READ)
    batch = awards.batch_for(by, batch_id)
    language = request.language
    page = writing.Page(
        sentence("page_results_sheet", language),
        [sentence(f"page_results_{one}", language) for one in _COLUMNS],
        rows(batch, language),
        {0: 10, 1: 34, 2: 24, 3: 60, 4: 24, 5: 38, 6: 60},
    )
    response = HttpResponse(writing.workbook([page]), content_type=writing.MEDIA_TYPE)
    name = f"results-{batch.imported_at:%Y-%m-%d}.xlsx"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


def rows(batch: Batch, language: str) -> Iterator[Sequence[writing.Value]]:
    """One row for each of the roster, in its order."""
    owner = batch.organisation_id
    made = records.awards_by_row(batch)
    credentials = reissue.current(queries.credentials_of_batch(owner, batch.id))
    by_award = {one.award_id: one for one in credentials}
    numbers = national.registrations(credentials)
    names = _names([one.learner_id for one in made.values()])
    for row in records.rows_of(batch):
        award = made.get(row.number)
        credential = by_award.get(award.id) if award else None
        registered = numbers.get(credential.id) if credential else None
        yield (
            row.line,
            names.get(award.learner_id, "") if award else "",
            sentence(f"page_results_{_status(row, award, credential is not None)}", language),
            f"{settings().origin}/c/{credential.id}" if credential else "",
            (registered.number or "") if registered else "",
            str(award.id) if award else "",
            _reason(row, award, language),
        )


def _status(row: BatchRow, award: Award | None, is_issued: bool) -> str:
    if award is None:
        return "skipped" if row.accepted else "left_out"
    if award.state in _STATES:
        return award.state
    return "issued" if is_issued else "waits"


def _reason(row: BatchRow, award: Award | None, language: str) -> str:
    if award is not None:
        because = award.state_because
        return sentence(because, language) if because in catalogue("en") else because
    told = [
        reports.told(reports.remembered(row.number, one), language)["message"]
        for one in row.problems
        if not one["warning"]
    ]
    return "\n".join(told)


def _names(learners: Sequence[UUID]) -> dict[UUID, str]:
    found = records.remembered(learners)
    kept = [(one.id, one.person_key_id, one.box) for one in found]
    ciphers = personkeys.read_many(key for _, key, _ in kept)
    return {
        learner: persons.unseal(ciphers[key], bytes(box)).name.native
        for learner, key, box in kept
        if key in ciphers and box is not None
    }
