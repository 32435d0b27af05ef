"""What is so: schemes for everybody, places and claims for their two sides, the funder's report."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from pharos.awards import searches
from pharos.awards.models import Award
from pharos.catalogue import search
from pharos.catalogue.models import ProgrammeVersion
from pharos.catalogue.offerings import queries as offerings
from pharos.common import personkeys
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.common.secretbox import PersonCipher
from pharos.funding import persons, rules
from pharos.funding.models import Account, Application, Claim, Proof, Scheme
from pharos.funding.rules import Reader

MAX_LISTED = 200
MAX_SEARCHED = 1_000
MAX_COUNTED = 5_000
"""Proofs that a report opens at most."""


@dataclass(frozen=True, slots=True)
class Price:
    """What a programme costs, and where that stands."""

    amount: Decimal
    currency: str
    offering_id: UUID | None = None
    is_full: bool = False
    starts: date | None = None


@dataclass(frozen=True, slots=True)
class Paid:
    """What one scheme pays for one programme, and what is left to pay."""

    scheme: Scheme
    amount: Decimal
    rest: Decimal


@dataclass(frozen=True, slots=True)
class Result:
    """A programme that is free or funded for a reader, with the reason."""

    version: ProgrammeVersion
    price: Price
    is_free: bool
    paid: tuple[Paid, ...]
    free_from: date | None = None
    """The first day of the offering that is free; None where the programme's fee says so."""


@dataclass(frozen=True, slots=True)
class Report:
    """A scheme in figures; what is so small that it speaks of single people is None."""

    account: Account | None
    places: Mapping[str, int | None]
    programmes: Mapping[str, int | None]
    groups: Mapping[str, int | None]
    erased: int | None


def scheme(scheme_id: UUID) -> Scheme:
    """The scheme, approved or not; raises NotFound."""
    found = Scheme.objects.filter(id=scheme_id).first()
    if found is None:
        raise NotFound("scheme_unknown")
    return found


def published(scheme_id: UUID) -> Scheme:
    """The scheme as everybody sees it: once it was approved; raises NotFound."""
    found = scheme(scheme_id)
    if found.approved_at is None:
        raise NotFound("scheme_unknown")
    return found


def own_scheme(by: Actor, scheme_id: UUID, *, lock: bool = False) -> Scheme:
    """A scheme of the actor's body; raises NotFound also for that of another."""
    schemes = Scheme.objects.select_for_update() if lock else Scheme.objects
    found = schemes.filter(id=scheme_id, organisation_id=by.organisation_id).first()
    if found is None:
        raise NotFound("scheme_unknown")
    return found


def schemes_of(organisation_id: UUID | None) -> list[Scheme]:
    """Every scheme of a funder, newest first."""
    found = Scheme.objects.filter(organisation_id=organisation_id)
    return list(found.order_by("-proposed_at", "-id")[:MAX_LISTED])


def in_force(on: date) -> list[Scheme]:
    """The schemes that pay on that day."""
    found = Scheme.objects.filter(
        approved_at__isnull=False, closed_at=None, first_day__lte=on, last_day__gte=on
    )
    return list(found.order_by("approved_at", "id"))


def is_in_force(one: Scheme, on: date) -> bool:
    """Whether the scheme pays on that day."""
    holds = one.first_day <= on <= one.last_day
    return one.approved_at is not None and one.closed_at is None and holds


def covers(one: Scheme, version: ProgrammeVersion) -> bool:
    """Whether a scheme pays for this programme: never for its own funder's."""
    return (
        one.organisation_id != version.organisation_id
        and one.nation == version.nation
        and rules.covers_programme(
            one,
            programme=str(version.programme_id),
            named=[str(named) for named in one.programmes],
            isced_f=version.isced_f,
            level=version.level,
            kind=version.kind,
        )
    )


def prices_of(version: ProgrammeVersion, on: date) -> list[Price]:
    """What open offerings cost; the programme's fee where none says.

    The next one comes first, and those without a free seat after all others.
    """
    asking = [one for one in offerings.open_for(version.id, on) if one.price is not None]
    full = offerings.full_ones(one.id for one in asking)
    asking.sort(key=lambda one: one.id in full)
    found = [
        Price(one.price, one.currency, one.id, is_full=one.id in full, starts=one.starts)
        for one in asking
    ]
    fee = version.descriptor.fee
    return found or ([Price(fee.amount, fee.currency)] if fee else [])


def price_of(version: ProgrammeVersion, on: date) -> Price | None:
    """What there is to pay next: of offerings that ask something; None where nobody says."""
    found = prices_of(version, on)
    return next((one for one in found if one.amount > 0), found[0] if found else None)


def paying(version: ProgrammeVersion, price: Price | None, on: date) -> list[Paid]:
    """What each scheme in force would pay for this programme, whoever applies."""
    return _paying(version, price, in_force(on))


def free_or_funded(
    reader: Reader, *, on: date, asked: search.Asked, limit: int
) -> tuple[list[Result], bool]:
    """Programmes that are free or funded for this reader, and whether there are more.

    Nothing of the reader is kept: the answer hangs on what the address says, and on nothing else.
    """
    schemes = [one for one in in_force(on) if rules.covers_person(one, reader)]
    found: list[Result] = []
    for version in search.each(asked, on=on, limit=MAX_SEARCHED):
        prices = prices_of(version, on)
        price = next((one for one in prices if one.amount > 0), None)
        free = next((one for one in prices if one.amount == 0), None)
        paid = tuple(_paying(version, price, schemes))
        if free or paid:
            if len(found) == limit:
                return found, True
            starts = free.starts if free else None
            found.append(Result(version, price or prices[0], free is not None, paid, starts))
    return found, False


def asking_more(reader: Reader, *, on: date, country: str = "") -> int:
    """How many schemes in force may pay for this reader, but ask for what was not told."""
    return sum(
        rules.may_cover(one, reader) and not rules.covers_person(one, reader)
        for one in in_force(on)
        if not country or one.nation == country
    )


def application(application_id: UUID) -> Application:
    """The application as its link, its provider or its funder sees it; raises NotFound."""
    found = (
        Application.objects.select_related("scheme", "version__programme")
        .filter(id=application_id)
        .first()
    )
    if found is None:
        raise NotFound("application_unknown")
    return found


def application_for(by: Actor, application_id: UUID, *, lock: bool = False) -> Application:
    """An application at the actor's provider or to its scheme; raises NotFound."""
    if lock:
        Application.objects.select_for_update().filter(id=application_id).first()
    found = application(application_id)
    if by.organisation_id not in (found.organisation_id, found.funder_id):
        raise NotFound("application_unknown")
    return found


def applications_for(by: Actor, *, scheme_id: UUID | None = None) -> list[Application]:
    """What the actor's body has to look after, as provider or as funder, newest first."""
    found = Application.objects.select_related("scheme", "version__programme")
    if scheme_id is not None:
        found = found.filter(scheme_id=scheme_id)
    return list(found.order_by("-applied_at", "-id")[:MAX_LISTED])


def contacts(found: Iterable[Application]) -> dict[UUID, persons.Contact]:
    """How the applicants are written to; those are missing whose box is closed to this tenant."""
    rows = [one for one in found if one.box is not None]
    ciphers = personkeys.read_many(one.person_key_id for one in rows)
    return {
        one.id: persons.open_contact(ciphers[one.person_key_id], bytes(one.box))
        for one in rows
        if one.person_key_id in ciphers
    }


def cipher_of(one: Application) -> PersonCipher:
    """The applicant's own cipher, for what is sealed under that key."""
    return personkeys.read(one.person_key_id)


def proof(by: Actor, application_id: UUID) -> persons.Told | None:
    """What the applicant proved, for the funder; None once it was erased."""
    found = Proof.objects.filter(
        application_id=application_id, organisation_id=by.organisation_id
    ).first()
    if found is None or found.box is None:
        return None
    return persons.open_proof(personkeys.read(found.person_key_id), bytes(found.box))


def claim_for(by: Actor, claim_id: UUID, *, lock: bool = False) -> Claim:
    """A claim to the actor's scheme; raises NotFound."""
    claims = Claim.objects.select_for_update() if lock else Claim.objects
    found = claims.filter(id=claim_id, funder_id=by.organisation_id).first()
    if found is None:
        raise NotFound("claim_unknown")
    return found


def claims_of(application_id: UUID) -> list[Claim]:
    """The claims for a place, the last one first; at most one was not refused."""
    return list(Claim.objects.filter(application_id=application_id).order_by("-made_at", "-id"))


def awards_since(by: Actor, programme_id: UUID, day: date) -> list[tuple[UUID, date, str]]:
    """The provider's awards of a programme from a day on: id, day and name, newest first."""
    versions = ProgrammeVersion.objects.filter(programme_id=programme_id).values_list("id")
    found = Award.objects.filter(
        issuer_id=by.organisation_id, version_id__in=versions, state="confirmed",
        award_date__gte=day,
    ).order_by("-award_date", "id")[:MAX_LISTED]  # fmt: skip
    names = searches.named_by_id(by, {one.learner_id for one in found})
    return [
        (one.id, one.award_date, names[one.learner_id].name) for one in found
        if one.learner_id in names
    ]  # fmt: skip


def report(by: Actor, one: Scheme) -> Report:
    """The funder's figures of a scheme; raises NotFound for a scheme of another."""
    own_scheme(by, one.id)
    rows = Application.objects.filter(scheme_id=one.id)
    places = Counter(rows.values_list("state", flat=True))
    programmes = Counter(
        rows.filter(state__in=("reserved", "claimed", "paid")).values_list(
            "version__programme__slug", flat=True
        )
    )
    groups, erased = _groups(one)
    return Report(
        account=Account.objects.filter(scheme_id=one.id).first(),
        places=rules.cells(places),
        programmes=rules.cells(programmes),
        groups=rules.cells(groups),
        erased=rules.suppressed(erased),
    )


def _groups(one: Scheme) -> tuple[Counter[str], int]:
    rows = list(Proof.objects.filter(scheme_id=one.id)[:MAX_COUNTED])
    ciphers = personkeys.read_many(row.person_key_id for row in rows)
    counts: Counter[str] = Counter()
    for row in rows:
        if row.box is not None and row.person_key_id in ciphers:
            told = persons.open_proof(ciphers[row.person_key_id], bytes(row.box))
            counts[told.reader.group] += 1
    return counts, len(rows) - sum(counts.values())


def _paying(
    version: ProgrammeVersion, price: Price | None, schemes: Sequence[Scheme]
) -> list[Paid]:
    if price is None or price.amount == 0:
        return []
    found = []
    for one in schemes:
        if one.currency == price.currency and covers(one, version):
            pays = rules.amount(one, price.amount)
            if pays > 0:
                found.append(Paid(one, pays, price.amount - pays))
    return sorted(found, key=lambda paid: (paid.rest, str(paid.scheme.id)))
