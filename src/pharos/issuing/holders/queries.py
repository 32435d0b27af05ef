"""What is so about a holder: the door that a secret link opens, the awards behind it, shares."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.awards import queries as awards
from pharos.awards.queries import Contact
from pharos.catalogue import queries as catalogue
from pharos.common import personkeys, tenancy
from pharos.common.actor import ANONYMOUS, Actor, system
from pharos.common.errors import DomainError, NotFound
from pharos.common.i18n import LANGUAGES
from pharos.common.secretbox import PersonCipher
from pharos.issuing import queries
from pharos.issuing.holders import rules
from pharos.issuing.models import (
    Claim,
    Correction,
    Credential,
    LinkSeries,
    Share,
    ShareUse,
    StatusChange,
)
from pharos.nations import zones
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.standards import queries as standards

WISH_PLACE = "issuing_correction"


class Gone(DomainError):
    """It was there and is no more: a share that ended, a link that was replaced."""

    http_status = 410


@dataclass(frozen=True, slots=True)
class Holder:
    """Whoever showed a secret link: the record of one learner at one provider."""

    issuer_id: UUID
    person_key_id: UUID
    credential_id: UUID
    """The credential that the link was sent for."""


@dataclass(frozen=True, slots=True)
class Held:
    """One credential as its holder sees it."""

    id: UUID
    award_id: UUID
    title: Mapping[str, str]
    issuer: Mapping[str, str]
    awarded_on: date
    created: datetime
    state: str
    because: str
    """Why it was revoked or suspended, a code; else empty."""


@dataclass(frozen=True, slots=True)
class Shared:
    """A share with how often it was opened."""

    id: UUID
    credential_id: UUID
    parts: tuple[str, ...]
    created_at: datetime
    expires_at: datetime
    withdrawn_at: datetime | None
    opened: int = 0

    @property
    def text(self) -> str:
        return rules.share_text(self.id)

    def is_open(self, now: datetime) -> bool:
        """Whether the link shows anything at this moment."""
        return self.withdrawn_at is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class Wish:
    """A wish for a correction, its texts opened; None for a text whose person was erased."""

    id: UUID
    credential_id: UUID
    wish: str | None
    asked_at: datetime
    outcome: str | None
    answer: str | None
    answered_at: datetime | None


# --- doors: each opens scopes of its own ------------------------------------------------------


def holder_of(token_text: str) -> Holder:
    """Whose link this is; raises NotFound `holder_link_unknown`, Gone `holder_link_ended`.

    Nothing is told to whoever made a link up; after an erasure raises `personkeys.Erased`.
    """
    token = rules.read_token(token_text)
    if token is None:
        raise NotFound("holder_link_unknown")
    with tenancy.scope(ANONYMOUS, capability=token.credential_id):
        row = Credential.objects.filter(id=token.credential_id).first()
        if row is None:
            raise NotFound("holder_link_unknown")
        cipher = personkeys.read(row.person_key_id)
    if not rules.is_sealed(token, cipher.link_key):
        raise NotFound("holder_link_unknown")
    holder = Holder(row.issuer_id, row.person_key_id, row.id)
    with as_holder(holder.person_key_id):
        if series_of([holder.person_key_id]).get(holder.person_key_id, 0) != token.series:
            raise Gone("holder_link_ended")
    return holder


@contextmanager
def as_holder(person_key_id: UUID, by: Actor | None = None) -> Iterator[Actor]:
    """The scope in which a holder's record is seen; only after a link or claim was proved.

    Events name the record as the one who acted: a holder needs no account.
    """
    actor = by or Actor(person_id=person_key_id, organisation_id=None)
    with tenancy.scope(actor, capability=person_key_id):
        yield actor


def nation_of(holder: Holder) -> str:
    """The nation of the provider whose record it is."""
    with tenancy.scope(ANONYMOUS):
        return str(organisations.by_id(holder.issuer_id).nation)


def contact_of(holder: Holder) -> Contact:
    """How the provider writes to the holder; a look into the provider's own rows."""
    with tenancy.scope(system(organisation_id=holder.issuer_id)):
        row = queries.credential(holder.credential_id)
        return awards.contact(row.award_id)


def share_of(share_id: UUID, now: datetime) -> Shared:
    """The share behind an address, while it is open.

    Raises NotFound `share_unknown`, Gone `share_expired` or `share_withdrawn`.
    """
    with tenancy.scope(ANONYMOUS, capability=share_id):
        row = Share.objects.filter(id=share_id).first()
    if row is None:
        raise NotFound("share_unknown")
    shared = _shared(row, {})
    if shared.withdrawn_at is not None:
        raise Gone("share_withdrawn")
    if not shared.is_open(now):
        raise Gone("share_expired")
    return shared


# --- inside the holder's scope ----------------------------------------------------------------


def held(holder: Holder) -> list[Held]:
    """The credentials of the record, that of the link first, then the newest."""
    every = list(Credential.objects.filter(person_key_id=holder.person_key_id))
    asked = _newest(every).get(holder.credential_id)
    # what was signed anew is shown once, as its newest document
    rows = [row for row in every if row.successor_id is None]
    rows.sort(key=lambda one: (one.id == asked, one.created), reverse=True)
    told = _because(row.id for row in rows if row.state != "valid")
    return [_held(row, told.get(row.id, "")) for row in rows]


def held_one(holder: Holder, credential_id: UUID) -> Held:
    """One credential of the record, or what stands for it now; NotFound `credential_unknown`."""
    wanted = _newest_of(holder.person_key_id).get(credential_id)
    found = [one for one in held(holder) if one.id == wanted]
    if not found:
        raise NotFound("credential_unknown")
    return found[0]


def shares(person_key_id: UUID) -> list[Shared]:
    """Every share of the record, the newest first; of what was signed anew, as its newest."""
    newest = _newest_of(person_key_id)
    rows = list(Share.objects.filter(person_key_id=person_key_id).order_by("-created_at"))
    uses = ShareUse.objects.filter(person_key_id=person_key_id)
    opened = dict(uses.values_list("share_id", "opened"))
    found = [_shared(row, opened) for row in rows]
    return [
        replace(one, credential_id=newest.get(one.credential_id, one.credential_id))
        for one in found
    ]


def wishes(person_key_id: UUID) -> list[Wish]:
    """The corrections that the holder asked for, the newest first."""
    newest = _newest_of(person_key_id)
    rows = list(Correction.objects.filter(person_key_id=person_key_id).order_by("-asked_at"))
    return [
        replace(one, credential_id=newest.get(one.credential_id, one.credential_id))
        for one in _wishes(rows)
    ]


def cipher_of(person_key_id: UUID) -> PersonCipher:
    """The cipher of the holder; raises Erased."""
    return personkeys.read(person_key_id)


# --- inside the provider's scope --------------------------------------------------------------


def wishes_for(by: Actor) -> list[Wish]:
    """The corrections that learners asked the actor's provider for, the open ones first."""
    policies.require(by, Permission.LEARNER_READ)
    rows = list(Correction.objects.filter(issuer_id=by.organisation_id).order_by("asked_at"))
    rows.sort(key=lambda one: one.answered_at is not None)
    return _wishes(rows)


def open_wishes(by: Actor) -> int:
    """How many wishes nobody answered yet."""
    return Correction.objects.filter(issuer_id=by.organisation_id, answered_at=None).count()


def mails_of_batch(by: Actor, batch_id: UUID) -> dict[str, int]:
    """How many learners of a batch were mailed: by state, and `none` for those without address."""
    policies.require(by, Permission.BATCH_READ)
    with connection.cursor() as cursor:
        cursor.execute(queries.sql("mails_of_batch"), [by.organisation_id, batch_id])
        return {state: int(count) for state, count in cursor.fetchall()}


def series_of(keys: Iterable[UUID]) -> dict[UUID, int]:
    """The series of those persons who ended earlier links; all others have the first, 0."""
    found = LinkSeries.objects.filter(person_key_id__in=list(keys))
    return dict(found.values_list("person_key_id", "number"))


def link(language: str, cipher: PersonCipher, credential_id: UUID, series: int) -> str:
    """The path of the holder's page behind the secret link of this credential."""
    return f"/{language}/holder/{rules.token_text(cipher.link_key, credential_id, series)}"


def language_for(wanted: str, nation: str, now: datetime) -> str:
    """The language a learner is written to: the wished one, else the first of the nation."""
    if wanted in LANGUAGES:
        return wanted
    spoken = standards.nation(nation, on=zones.legal_day(nation, now)).languages
    return next((one for one in spoken if one in LANGUAGES), "en")


# --- inside the person's scope ----------------------------------------------------------------


def claims(by: Actor) -> list[Claim]:
    """The records that the acting person took as its own, oldest first."""
    return list(Claim.objects.filter(person_id=by.person_id, ended_at=None).order_by("claimed_at"))


def holder_of_claim(claim: Claim) -> Holder | None:
    """The record behind a claim, with its newest credential; a door of its own."""
    with as_holder(claim.person_key_id):
        row = (
            Credential.objects.filter(person_key_id=claim.person_key_id, successor_id=None)
            .order_by("-created")
            .first()
        )
    return Holder(row.issuer_id, row.person_key_id, row.id) if row else None


def _newest_of(person_key_id: UUID) -> dict[UUID, UUID]:
    """Each credential of the record -> the one that stands for it now."""
    return _newest(list(Credential.objects.filter(person_key_id=person_key_id)))


def _newest(rows: list[Credential]) -> dict[UUID, UUID]:
    follows = {row.id: row.successor_id for row in rows}
    found: dict[UUID, UUID] = {}
    for start in follows:
        last = start
        while (further := follows.get(last)) is not None:
            last = further
        found[start] = last
    return found


def _held(row: Credential, because: str) -> Held:
    version = catalogue.version(row.version_id)
    issuer: Organisation = organisations.by_id(row.issuer_id)
    return Held(
        id=row.id,
        award_id=row.award_id,
        title=version.descriptor.title,
        issuer=issuer.name,
        awarded_on=row.awarded_on,
        created=row.created,
        state=row.state,
        because=because,
    )


def _because(ids: Iterable[UUID]) -> dict[UUID, str]:
    """The reason of the last act on each credential."""
    done = StatusChange.objects.filter(credential_id__in=list(ids), done_at__isnull=False)
    return dict(done.order_by("step").values_list("credential_id", "reason"))


def _shared(row: Share, opened: Mapping[UUID, int]) -> Shared:
    return Shared(
        row.id, row.credential_id, tuple(row.parts), row.created_at, row.expires_at,
        row.withdrawn_at, opened.get(row.id, 0),
    )  # fmt: skip


def _wishes(rows: list[Correction]) -> list[Wish]:
    ciphers = personkeys.read_many(row.person_key_id for row in rows)
    return [_wish(row, ciphers.get(row.person_key_id)) for row in rows]


def _wish(row: Correction, cipher: PersonCipher | None) -> Wish:
    def text(box: bytes | None) -> str | None:
        return cipher.decrypt(bytes(box), WISH_PLACE) if cipher and box is not None else None

    return Wish(
        row.id, row.credential_id, text(row.wish), row.asked_at, row.outcome, text(row.answer),
        row.answered_at,
    )  # fmt: skip


def with_credential(holder: Holder, credential_id: UUID) -> Holder:
    """The same record, opened at another of its credentials."""
    return replace(holder, credential_id=credential_id)
