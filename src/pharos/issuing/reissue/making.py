"""Transaction A of a re-issue: the next credentials become an intent under the key of now."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from django.db.models import QuerySet

from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common import ids, personkeys
from pharos.common.actor import Actor
from pharos.common.errors import Conflict, Invalid, NotFound
from pharos.common.secretbox import PersonCipher
from pharos.common.settings import settings
from pharos.core.commitments import Kind, commitment, salt_for
from pharos.core.templates.awards import Shape
from pharos.issuing import collecting, facts, families, leaves, linting, places, queries, rules
from pharos.issuing.families import Family
from pharos.issuing.models import Credential, Intent, StatusList, Template
from pharos.issuing.reissue.models import Reissue
from pharos.issuing.rules import State
from pharos.registry import actions as registry_actions
from pharos.registry import queries as registry
from pharos.registry.models import KeyProposal
from pharos.registry.rules import KeyAct

_REASON = "key_compromised"


@dataclass(frozen=True, slots=True)
class Names:
    """How a holder is written today."""

    native: str
    latin: str | None


def start(*, proposal_id: UUID, by: Actor, now: datetime) -> Reissue:
    """The run that two persons agreed on; the same run when it was begun before."""
    known = Reissue.objects.filter(proposal_id=proposal_id).first()
    if known is not None:
        return known
    proposal = KeyProposal.objects.filter(id=proposal_id, act=KeyAct.REISSUE).first()
    if proposal is None or proposal.approved_by is None:
        raise NotFound("key_proposal_missing", "nobody agreed to this")
    return Reissue.objects.create(
        organisation_id=proposal.organisation_id,
        key_id=proposal.key_id,
        proposal_id=proposal.id,
        reason=_REASON,
        proposed_by=proposal.proposed_by,
        approved_by=proposal.approved_by,
        started_at=now,
        total=_of_key(proposal.organisation_id, proposal.key_id).count(),
    )


@collecting.held()
def prepare(*, run_id: UUID, by: Actor, now: datetime) -> Intent | None:
    """The intent of the next chunk; the one that waits if there is one; None at the end."""
    run = Reissue.objects.select_for_update().get(id=run_id)
    waiting = Intent.objects.filter(batch_id=run.id, emptied_at=None).first()
    if waiting is not None or run.finished_at is not None:
        return waiting
    intent = None
    while intent is None and (rows := _next(run)):
        intent = take_up(run, rows, now=now)
    if intent is None:
        run.finished_at = now
    run.save()
    return intent


def take_up(
    run: Reissue,
    rows: Sequence[Credential],
    *,
    now: datetime,
    names: Mapping[UUID, Names] | None = None,
    again: Intent | None = None,
) -> Intent | None:
    """An intent of those of the rows that can be signed anew; the caller saves the run.

    All are of one version. `names` has holders whose name was put right, by award; `again` is an
    intent that is made anew.
    """
    ciphers = personkeys.read_many(row.person_key_id for row in rows)
    kept = [row for row in rows if row.person_key_id in ciphers]
    if again is None:
        run.skipped += len(rows) - len(kept)
    if not kept:
        return None
    made = _Making(run, catalogue.version(kept[0].version_id), len(kept), now)
    intent = again or Intent(batch_id=run.id, number=run.chunks)
    if again is None:
        run.chunks += 1
    pairs = [made.row(row, ciphers[row.person_key_id], names or {}) for row in kept]
    intent.organisation_id = run.organisation_id
    intent.version_id = made.version.id
    intent.key_id = made.key_id
    intent.created = made.created
    intent.list_id = made.status_list.id
    intent.digests_of = registry_actions.store_intent(
        kind="credentials", key_id=made.key_id, digests=[digest for _, digest in pairs]
    )
    intent.count = len(pairs)
    intent.rows = rules.freeze(row for row, _ in pairs)
    intent.save()
    return intent


def _next(run: Reissue) -> list[Credential]:
    """The next valid credentials of the key, of one version; the run stands behind them then."""
    assert run.key_id is not None
    size = min(settings().chunk_rows, rules.MAX_CHUNK)
    versions = sorted(
        Template.objects.filter(organisation_id=run.organisation_id, key_id=run.key_id)
        .values_list("version_id", flat=True)
        .distinct()
    )
    for version in versions:
        if run.version_id is not None and version < run.version_id:
            continue
        rows = _of_key(run.organisation_id, run.key_id).filter(version_id=version)
        if run.after_id is not None and version == run.version_id:
            rows = rows.filter(id__gt=run.after_id)
        found = list(rows.order_by("id")[:size])
        if found:
            run.version_id, run.after_id = version, found[-1].id
            return found
    return []


def _of_key(organisation_id: UUID, key_id: str) -> QuerySet[Credential]:
    templates = Template.objects.filter(organisation_id=organisation_id, key_id=key_id)
    return Credential.objects.filter(
        issuer_id=organisation_id,
        template_id__in=list(templates.values_list("id", flat=True)),
        state=State.VALID,
        successor_id=None,
    )


class _Making:
    """The rows of one intent while they are made."""

    def __init__(self, run: Reissue, version: ProgrammeVersion, count: int, now: datetime) -> None:
        self.version = version
        self.created = now.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        self.key_id = registry.active_key(run.organisation_id).key_id
        if self.key_id == run.key_id:
            raise Conflict("reissue_same_key", "another key must sign first")
        given = places.give(run.organisation_id, count)
        self.status_list: StatusList = given.status_list
        self._places = iter(given.places)
        self._families: dict[tuple[int, bool], Family] = {}

    def row(
        self, old: Credential, cipher: PersonCipher, names: Mapping[UUID, Names]
    ) -> tuple[rules.Prepared, bytes]:
        """A row of the intent and its 64 bytes to sign: the same leaves under a new number."""
        template = families.load(old.template_id)
        rest = leaves.unseal(old.plain, bytes(old.sealed), cipher)
        plain, sealed = old.plain, bytes(old.sealed)
        told = dict(zip([hole.name for hole in template.holes[1:]][leaves.COLUMNS :], rest,
                        strict=True))  # fmt: skip
        renamed = names.get(old.award_id)
        if renamed is not None:
            told["native_name"] = renamed.native
            told.pop("latin_name", None)
            if renamed.latin:
                told["latin_name"] = renamed.latin
        family = self._family(old, told)
        if renamed is not None:
            order = [hole.name for hole in family.compiled.holes[1:]][leaves.COLUMNS :]
            rest = tuple(told[name] for name in order)
        number, place = ids.unguessable(), next(self._places)
        values = (str(number), str(place), *rest)
        if renamed is not None:
            plain, sealed = leaves.seal(family.compiled, values, cipher)
        findings = linting.findings(family.compiled, values, self.created)
        if findings:
            raise Invalid("lint_failed", rule=findings[0].rule, path=findings[0].path)
        signing_input = family.compiled.signing_input(values, self.created)
        salt = salt_for(cipher.salt_key, f"urn:uuid:{number}")
        prepared = rules.Prepared(
            credential=number,
            award=old.award_id,
            person_key=old.person_key_id,
            template=family.number,
            index=place,
            awarded_on=old.awarded_on,
            enrolled_on=None,
            plain=plain,
            sealed=sealed,
            leaf=commitment(Kind.ISSUE, salt, queries.identity_of(signing_input)),
        )
        return prepared, signing_input

    def _family(self, old: Credential, told: Mapping[str, str]) -> Family:
        """The template of the same facts under the new key and list; compiled when it is new."""
        kind = (old.template_id, "latin_name" in told)
        found = self._families.get(kind)
        if found is None:
            known = facts.of_row(old)
            shape = Shape(*(name in told for name in
                            ("latin_name", "grade", "valid_until", "holder")))  # fmt: skip
            wanted = families.Facts(
                programme=known.programme,
                issuer=known.issuer,
                lists=families.lists_of(self.status_list),
                key_id=self.key_id,
            )
            found = self._families[kind] = families.family(self.version, wanted, shape)
        return found
