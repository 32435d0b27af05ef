"""Transaction A: a chunk becomes an intent. Nothing is signed, everything is decided.

1. the awards of the chunk that are still confirmed
2. the gate, under shared locks; what does not pass is refused with its code
3. random ids, random places in a status list, the instant `created`
4. templates, leaves, all 64-byte digests; the lint
5. one intent row, the digests in the register's signing intent, the job that signs
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime
from uuid import UUID

from pharos.awards import actions as awards_actions
from pharos.awards import queries as awards
from pharos.awards.queries import Confirmed
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import ids, jobs
from pharos.common.actor import Actor
from pharos.core.commitments import Kind, commitment, salt_for
from pharos.core.templates.awards import Shape
from pharos.core.templates.awards import leaves as leaves_of_row
from pharos.issuing import (
    collecting,
    families,
    gate,
    leaves,
    linting,
    places,
    programmes,
    queries,
    rules,
)
from pharos.issuing.families import Family
from pharos.issuing.gate import Asked, Stopped
from pharos.issuing.models import Intent
from pharos.issuing.places import Given
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations
from pharos.registry import actions as registry_actions
from pharos.registry import queries as registry
from pharos.standards import queries as standards


@collecting.held()
def prepare(*, batch_id: UUID, number: int, by: Actor, now: datetime) -> Intent | None:
    """The intent of a chunk, stored with all its digests; None when no award passes.

    Doing it again answers the intent that is there. Raises Invalid `issuer_key_missing`.
    """
    assert by.organisation_id is not None
    queries.lock_chunk(batch_id, number)
    known = Intent.objects.filter(batch_id=batch_id, number=number).first()
    return known if known is not None else _prepared(batch_id, number, None, by=by, now=now)


def renew(known: Intent, *, by: Actor, now: datetime) -> Intent | None:
    """The intent made again under the key that signs now, since its own was retired (KEY-11).

    Nothing of it was signed: ids, places and instant are new, and the old digests are void.
    """
    registry_actions.empty_intent(bytes(known.digests_of or b""), now=now)
    intent = _prepared(known.batch_id, known.number, known, by=by, now=now)
    if intent is None:
        Intent.objects.filter(id=known.id).update(rows=b"", digests_of=None, emptied_at=now)
    return intent


def _prepared(
    batch_id: UUID, number: int, known: Intent | None, *, by: Actor, now: datetime
) -> Intent | None:
    assert by.organisation_id is not None
    confirmed = awards.chunk(by.organisation_id, batch_id, number)
    refused = {
        award: Stopped("person_erased")
        for award in queries.confirmed_awards(by.organisation_id, batch_id, number)
        - {one.award_id for one in confirmed}
    }
    intent = None
    if confirmed:
        place = known or Intent(batch_id=batch_id, number=number)
        intent = _judged(confirmed, refused, place, by=by, now=now)
    if refused:
        refuse(by.organisation_id, batch_id, refused)
    return intent


def _judged(
    confirmed: Sequence[Confirmed],
    refused: dict[UUID, Stopped],
    intent: Intent,
    *,
    by: Actor,
    now: datetime,
) -> Intent | None:
    """The intent of the awards that pass; the others are added to `refused`."""
    version = catalogue.version(confirmed[0].version_id)
    asked = [Asked(one.award_id, one.award_date, one.enrolled_on) for one in confirmed]
    refused |= gate.stopped(version, asked, now=now)
    passed = [one for one in confirmed if one.award_id not in refused]
    if not passed:
        return None
    made = _Making(version, by, now)
    rows, digests = made.rows(passed, refused)
    letters = sum(bool(one.email) for one in passed)
    return _store(made, intent, rows, digests, letters) if rows else None


def refuse(organisation_id: UUID, batch_id: UUID, refused: Mapping[UUID, Stopped]) -> None:
    """End these awards as refused, each with its code; the rows beside them go on (ISS-01)."""
    awards_actions.settle_chunk(
        organisation_id=organisation_id,
        batch_id=batch_id,
        issued=0,
        refused={award: problem.code for award, problem in refused.items()},
    )


# What makes two awards of a chunk need different facts: day of award, check of identity.
_Variant = tuple[date, str]


class _Making:
    """The rows of one intent while they are made."""

    def __init__(self, version: ProgrammeVersion, by: Actor, now: datetime) -> None:
        assert by.organisation_id is not None
        self.version = version
        self.by = by
        # Whole: a decision that was recorded within this second is known.
        self.now = now.astimezone(UTC)
        self.created = self.now.strftime("%Y-%m-%dT%H:%M:%SZ")
        self.key = registry.active_key(by.organisation_id)
        self.organisation = organisations.by_id(by.organisation_id)
        self.given: Given | None = None
        self._facts: dict[_Variant, tuple[Nation, families.Facts]] = {}
        self._midnights: dict[date, str] = {}
        self._families: dict[tuple[date, str, bool, bool], Family] = {}

    def rows(
        self, passed: Sequence[Confirmed], refused: dict[UUID, Stopped]
    ) -> tuple[list[rules.Prepared], list[bytes]]:
        """The rows and their digests; what the lint stops is added to `refused`."""
        self.given = places.give(self.version.organisation_id, len(passed))
        rows, digests = [], []
        for one, place in zip(passed, self.given.places, strict=True):
            family, credential, values = self._document(one, place)
            findings = linting.findings(family.compiled, values, self.created)
            if findings:
                facts = {"rule": findings[0].rule, "path": findings[0].path}
                refused[one.award_id] = Stopped("lint_failed", facts)
                continue
            signing_input = family.compiled.signing_input(values, self.created)
            digests.append(signing_input)
            rows.append(_row(one, place, family, credential, values, signing_input))
        return rows, digests

    def _document(self, one: Confirmed, place: int) -> tuple[Family, UUID, tuple[str, ...]]:
        # Tuples of plain values: hashing a dataclass for each row costs more than the row.
        variant = (one.award_date, one.identity_check)
        nation, facts = self._facts.get(variant) or self._facts_of(variant)
        awarded_at = self._midnights.get(one.award_date)
        if awarded_at is None:
            awarded_at = self._midnights[one.award_date] = nation.awarded_date(one.award_date)
        latin, grade = one.person.name.latin or None, one.grade or None
        kind = (*variant, latin is not None, grade is not None)
        family = self._families.get(kind)
        if family is None:
            shape = Shape(latin_name=latin is not None, grade=grade is not None)
            family = self._families[kind] = families.family(self.version, facts, shape)
        credential = ids.unguessable()
        values = leaves_of_row(
            str(credential), str(place), awarded_at, one.pathway,
            one.person.name.native, (latin, grade, None, None),
        )  # fmt: skip
        return family, credential, values

    def _facts_of(self, variant: _Variant) -> tuple[Nation, families.Facts]:
        found = self._facts.get(variant)
        if found is None:
            assert self.given is not None
            on, identity_check = variant
            nation = standards.nation(self.version.nation, on=on, known_at=self.now)
            facts = families.Facts(
                programme=programmes.programme_facts(
                    self.version,
                    nation,
                    on=on,
                    known_at=self.now,
                    supervision=identity_check,
                ),
                issuer=programmes.issuer_facts(self.organisation, nation, on),
                lists=families.lists_of(self.given.status_list),
                key_id=self.key.key_id,
            )
            found = self._facts[variant] = (nation, facts)
        return found


def _row(
    one: Confirmed,
    place: int,
    family: Family,
    credential: UUID,
    values: tuple[str, ...],
    signing_input: bytes,
) -> rules.Prepared:
    plain, sealed = leaves.seal(family.compiled, values, one.cipher)
    salt = salt_for(one.cipher.salt_key, f"urn:uuid:{credential}")
    return rules.Prepared(
        credential=credential,
        award=one.award_id,
        person_key=one.person_key_id,
        template=family.number,
        index=place,
        awarded_on=one.award_date,
        enrolled_on=one.enrolled_on,
        plain=plain,
        sealed=sealed,
        leaf=commitment(Kind.ISSUE, salt, queries.identity_of(signing_input)),
    )


def _store(
    made: _Making,
    intent: Intent,
    rows: Sequence[rules.Prepared],
    digests: Sequence[bytes],
    letters: int,
) -> Intent:
    assert made.given is not None
    intent.organisation_id = made.version.organisation_id
    intent.version_id = made.version.id
    intent.key_id = made.key.key_id
    intent.created = made.created
    intent.list_id = made.given.status_list.id
    intent.digests_of = registry_actions.store_intent(
        kind="credentials", key_id=made.key.key_id, digests=digests
    )
    intent.count = len(rows)
    intent.letters = letters
    intent.rows = rules.freeze(rows)
    intent.save()
    jobs.enqueue("issuing.sign", actor=made.by, turn=intent.number, intent=intent.id)
    return intent
