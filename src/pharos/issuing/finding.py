"""Awards as their provider looks for them: by number, by name, by programme, batch and state.

A page begins after a batch and a row, so that a list of a million is as quick as a list of ten.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.awards import searches
from pharos.awards.models import Award, Learner
from pharos.awards.searches import Named
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.actor import Actor
from pharos.issuing.models import Credential

PAGE: Final = 50
MAX_TICKED: Final = PAGE
STATES: Final = ("issued", "waiting", "suspended", "revoked", "refused", "superseded")
TONES: Final = {"issued": "good", "waiting": "info", "suspended": "warn", "revoked": "bad",
                "refused": "grey", "superseded": "grey"}  # fmt: skip
_UUID: Final = re.compile(r"[0-9a-fA-F]{8}-?(?:[0-9a-fA-F]{4}-?){3}[0-9a-fA-F]{12}\Z")


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody looks for; empty is everything."""

    text: str = ""
    birth_date: date | None = None
    version_id: UUID | None = None
    batch_id: UUID | None = None
    state: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One award of a list; `credential` is None while it waits for its signature."""

    award: Award
    learner: Named | None
    version: ProgrammeVersion
    credential: Credential | None

    @property
    def state(self) -> str:
        """One of `STATES`."""
        return state_of(self.award, self.credential)

    @property
    def tone(self) -> str:
        return TONES[self.state]

    @property
    def can_change(self) -> bool:
        """Whether there is something to revoke."""
        return self.credential is not None and self.credential.state != "revoked"


@dataclass(frozen=True, slots=True)
class Found:
    """A page of awards; `next` leads on, `is_partial` when only the newest names were read."""

    lines: Sequence[Line]
    next: str = ""
    is_partial: bool = False


def state_of(award: Award, credential: Credential | None) -> str:
    """How an award stands, as people say it."""
    if award.state == "confirmed":
        return "issued" if credential is not None else "waiting"
    return award.state


def awards(by: Actor, asked: Asked, *, after: str = "") -> Found:
    """The awards of the actor's provider that fit, those of the newest batch first."""
    policies.require(by, Permission.AWARD_READ)
    found = _narrowed(by, asked)
    text = asked.text.strip()
    if not text:
        return _page(by, found, after)
    if _UUID.match(text.rpartition("/")[2].removeprefix("urn:uuid:")):
        return _page(by, found.filter(_of_number(by, _uuid(text))), after)
    hashes = searches.hashes_of(by, text, asked.birth_date)
    if hashes is not None:
        column, values = hashes
        learners = Learner.objects.filter(
            organisation_id=by.organisation_id, **{f"{column}__in": values}
        )
        return _page(by, found.filter(learner_id__in=learners.values("id")), after)
    return _by_name(by, found, text)


def lines(by: Actor, rows: Sequence[Award]) -> list[Line]:
    """The awards with learners, versions and credentials, four statements for all of them."""
    versions = ProgrammeVersion.objects.in_bulk({one.version_id for one in rows})
    learners = searches.named_by_id(by, {one.learner_id for one in rows})
    credentials = {
        one.award_id: one
        for one in Credential.objects.filter(
            issuer_id=by.organisation_id,
            award_id__in=[one.id for one in rows],
            successor_id=None,
        ).defer("plain", "sealed", "signature")
    }
    return [
        Line(one, learners.get(one.learner_id), versions[one.version_id], credentials.get(one.id))
        for one in rows
    ]


def ticked(by: Actor, award_ids: Sequence[UUID]) -> list[Line]:
    """The awards that were ticked in a list, at most a page of them."""
    policies.require(by, Permission.AWARD_READ)
    rows = Award.objects.filter(issuer_id=by.organisation_id, id__in=award_ids[:MAX_TICKED])
    return lines(by, list(rows.order_by("-batch_id", "row_number")))


def _narrowed(by: Actor, asked: Asked) -> QuerySet[Award]:
    found = Award.objects.filter(issuer_id=by.organisation_id)
    if asked.version_id is not None:
        found = found.filter(version_id=asked.version_id)
    if asked.batch_id is not None:
        found = found.filter(batch_id=asked.batch_id)
    if asked.state in ("issued", "waiting"):
        issued = Exists(
            Credential.objects.filter(issuer_id=OuterRef("issuer_id"), award_id=OuterRef("id"))
        )
        is_issued = asked.state == "issued"
        found = found.filter(issued if is_issued else ~issued, state="confirmed")
    elif asked.state in STATES:
        found = found.filter(state=asked.state)
    return found.order_by("-batch_id", "row_number")


def _page(by: Actor, found: QuerySet[Award], after: str) -> Found:
    place = _place(after)
    if place is not None:
        batch, row = place
        found = found.filter(Q(batch_id__lt=batch) | Q(batch_id=batch, row_number__gt=row))
    rows = list(found[: PAGE + 1])
    last = rows[PAGE - 1] if len(rows) > PAGE else None
    return Found(lines(by, rows[:PAGE]), f"{last.batch_id}.{last.row_number}" if last else "")


def _by_name(by: Actor, found: QuerySet[Award], text: str) -> Found:
    """Those of the newest awards whose holder's name begins with the words that were typed."""
    rows = list(found[: searches.MAX_OPENED + 1])
    names = searches.named_by_id(by, {one.learner_id for one in rows[: searches.MAX_OPENED]})
    fitting = [
        one
        for one in rows[: searches.MAX_OPENED]
        if one.learner_id in names and searches.fits(names[one.learner_id], text)
    ]
    return Found(lines(by, fitting[:PAGE]), is_partial=len(rows) > searches.MAX_OPENED)


def _of_number(by: Actor, number: UUID) -> Q:
    """The award of a credential's number, or of its own."""
    rows = Credential.objects.filter(issuer_id=by.organisation_id, id=number)
    return Q(id=number) | Q(id__in=rows.values("award_id"))


def _uuid(text: str) -> UUID:
    return UUID(text.rpartition("/")[2].removeprefix("urn:uuid:"))


def _place(after: str) -> tuple[UUID, int] | None:
    batch, _, row = after.partition(".")
    if not row.isascii() or not row.isdigit() or len(row) > 9:
        return None
    try:
        return UUID(batch), int(row)
    except ValueError:
        return None
