"""The checks of issuing for `pharos doctor`: every document made again, every place compared.

A credential is compared with its own bytes (identity, signature), its leaf in the log, its
award, its chunk, its acts and its bits in the list. What differs is named by chunk and row.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from uuid import UUID

from pharos.awards.models import Award, Learner
from pharos.common import events, personkeys, tenancy
from pharos.common.actor import system
from pharos.common.doctor import Finding
from pharos.common.errors import DomainError
from pharos.common.secretbox import PersonCipher
from pharos.common.settings import Settings
from pharos.core import limits, strict
from pharos.core.commitments import Kind, commitment
from pharos.core.dataintegrity import verify_proof, verify_signature
from pharos.core.errors import CoreError
from pharos.core.jose.compact import read as read_token
from pharos.core.jose.compact import verify as verify_token
from pharos.core.merkle import HASH_SIZE
from pharos.core.multibase import decode_multikey
from pharos.core.publickeys import PublicKey
from pharos.issuing import families, queries, rules
from pharos.issuing.actions import recount
from pharos.issuing.models import (
    Chunk,
    Counter,
    Credential,
    Publication,
    StatusChange,
    StatusList,
    Template,
)
from pharos.registry import queries as registry
from pharos.registry.models import IssuerKey, LogChunk

_AT_ONCE = 1_000
_MOST = 20
# How an award stands whose credential stands so.
_AWARD = {"valid": "confirmed", "suspended": "suspended", "revoked": "revoked"}


@dataclass
class _Beside:
    """What stands beside some credentials of one issuer, read once for all of them."""

    ciphers: Mapping[UUID, PersonCipher]
    chunks: Mapping[UUID, Chunk]
    leaves: Mapping[int, bytes]
    awards: Mapping[UUID, Award]
    persons: Mapping[UUID, UUID]
    lists: Mapping[int, StatusList]
    publics: Mapping[int, bytes]
    last_acts: dict[UUID, str] = field(default_factory=dict)


def credentials_are_whole(settings: Settings) -> Iterator[Finding]:
    """Every credential gives its own bytes and agrees with what stands beside it (LOG-01)."""
    count, problems = 0, 0
    for issuer in _issuers(settings):
        with tenancy.scope(system(organisation_id=issuer)):
            for rows in _in_parts(issuer):
                count += len(rows)
                for row, code in _problems(issuer, rows):
                    problems += 1
                    if problems <= _MOST:
                        place = f"issuing_credential, chunk {row.chunk_id}, row {row.id}"
                        yield Finding("credentials", "fail", f"{code}: {place}")
    if not problems:
        yield Finding("credentials", "ok", f"{count} credentials are as they were signed.")


def templates_are_whole(settings: Settings) -> Iterator[Finding]:
    """The frozen bytes of each template give its digest."""
    with tenancy.scope(system(organisation_id=None)):
        numbers = list(Template.objects.order_by("id").values_list("id", flat=True))
        wrong = [number for number in numbers if not _is_readable(number)]
    for number in wrong[:_MOST]:
        yield Finding("templates", "fail", f"template_unreadable: issuing_template, row {number}")
    if not wrong:
        yield Finding("templates", "ok", f"{len(numbers)} templates are as they were frozen.")


def lists_are_signed(settings: Settings) -> Iterator[Finding]:
    """Each newest status list bears the signature of its issuer."""
    with tenancy.scope(system(organisation_id=None)):
        found = queries.newest_publications()
        wrong = [one for one in found if not _is_signed(one)]
    for one in wrong[:_MOST]:
        place = f"issuing_publication, list {one.list_id}, row {one.id}"
        yield Finding("lists", "fail", f"publication_changed: {place}")
    if not wrong:
        yield Finding("lists", "ok", f"{len(found)} status lists are signed by their issuers.")


def counters_agree(settings: Settings) -> Iterator[Finding]:
    """Counters are what the rows say; `--recount` makes them again."""
    wrong = [line for issuer in _issuers(settings) for line in _miscounted(issuer)]
    for line in wrong[:_MOST]:
        yield Finding("counters", "warn", f"{line}: run `pharos doctor --recount`.")
    if not wrong:
        yield Finding("counters", "ok", "Every counter is what the rows say.")


def counters_again(settings: Settings) -> Iterator[Finding]:
    """Every counter made again from the rows; a finding for each that was wrong."""
    corrected = 0
    for issuer in _issuers(settings):
        for line in _miscounted(issuer):
            yield Finding("recount", "warn", f"{line}; it was made again.")
        with tenancy.scope(system(organisation_id=issuer)):
            corrected += recount(issuer)
    yield Finding("recount", "ok", f"Counters were made again from the rows; {corrected} differed.")


def _issuers(settings: Settings) -> list[UUID]:
    """Every tenant that ever did anything."""
    owner = "default" if settings.database_url and not settings.database_owner_url else "owner"
    if owner == "owner":
        return events.tenants()
    return [head.tenant for head in events.chain_heads()]


def _in_parts(issuer: UUID) -> Iterator[list[Credential]]:
    rows = Credential.objects.filter(issuer_id=issuer).order_by("chunk_id", "position").iterator()
    while part := list(islice(rows, _AT_ONCE)):
        yield part


def _problems(issuer: UUID, rows: Sequence[Credential]) -> Iterator[tuple[Credential, str]]:
    beside = _read_beside(issuer, rows)
    for row in rows:
        cipher = beside.ciphers.get(row.person_key_id)
        code = _beside_problem(row, beside)
        if code is None and cipher is not None:
            code = _document_problem(row, cipher, beside) or _leaf_problem(row, cipher, beside)
        if code is not None:
            yield row, code


def _read_beside(issuer: UUID, rows: Sequence[Credential]) -> _Beside:
    awards = {
        one.id: one
        for one in Award.objects.filter(issuer_id=issuer, id__in=[r.award_id for r in rows])
    }
    learners = Learner.objects.filter(id__in={one.learner_id for one in awards.values()})
    beside = _Beside(
        ciphers=personkeys.read_many(row.person_key_id for row in rows),
        chunks=Chunk.objects.in_bulk({row.chunk_id for row in rows}),
        leaves={
            one.id: bytes(one.leaves)
            for one in LogChunk.objects.filter(id__in={row.log_chunk_id for row in rows})
        },
        awards=awards,
        persons=dict(learners.values_list("id", "person_key_id")),
        lists=StatusList.objects.in_bulk({row.list_id for row in rows}),
        publics=_publics({row.template_id for row in rows}),
    )
    done = StatusChange.objects.filter(
        organisation_id=issuer, credential_id__in=[row.id for row in rows], step__isnull=False
    )
    for change in done.order_by("credential_id", "step"):
        beside.last_acts[change.credential_id] = change.act
    return beside


def _beside_problem(row: Credential, beside: _Beside) -> str | None:
    """What does not agree with the rows beside it, as a code."""
    chunk, award = beside.chunks.get(row.chunk_id), beside.awards.get(row.award_id)
    if chunk is None or (chunk.created, chunk.log_chunk_id) != (
        queries.created_text(row.created), row.log_chunk_id
    ):  # fmt: skip
        return "chunk_differs"
    if award is None or (award.version_id, award.award_date) != (row.version_id, row.awarded_on):
        return "award_differs"
    if beside.persons.get(award.learner_id) != row.person_key_id:
        return "person_differs"
    act = beside.last_acts.get(row.id)
    state = rules.STEPS[rules.Act(act)][1] if act else rules.State.VALID
    if row.state != state or (act == rules.Act.SUPERSEDE) != (row.successor_id is not None):
        return "state_differs"
    # of an award whose document was signed anew, the newest one tells
    if row.successor_id is None and award.state != _AWARD[state]:
        return "state_differs"
    return None if _bits_agree(row, beside) else "status_bit_differs"


def _bits_agree(row: Credential, beside: _Beside) -> bool:
    status_list = beside.lists.get(row.list_id)
    if status_list is None:
        return False
    revoked = rules.is_set(bytes(status_list.revoked), row.status_index)
    suspended = rules.is_set(bytes(status_list.suspended), row.status_index)
    if row.state == rules.State.REVOKED:
        return revoked
    return (revoked, suspended) == (False, row.state == rules.State.SUSPENDED)


def _document_problem(row: Credential, cipher: PersonCipher, beside: _Beside) -> str | None:
    """Whether the leaves give the identity, and the identity the signature."""
    try:
        template = families.load(row.template_id)
        signed = template.signing_input(
            queries.values_of(row, cipher), queries.created_text(row.created)
        )
    except (CoreError, DomainError, ValueError, LookupError, Template.DoesNotExist):
        return "credential_unreproducible"
    if queries.identity_of(signed) != bytes(row.identity):
        return "credential_unreproducible"
    try:
        verify_signature(signed, bytes(row.signature), beside.publics[row.template_id])
    except (CoreError, KeyError):
        return "signature_changed"
    return None


def _leaf_problem(row: Credential, cipher: PersonCipher, beside: _Beside) -> str | None:
    leaf = commitment(Kind.ISSUE, queries.salt_of(row, cipher), bytes(row.identity))
    begin = HASH_SIZE * row.log_position
    found = beside.leaves.get(row.log_chunk_id, b"")[begin : begin + HASH_SIZE]
    return None if found == leaf else "leaf_differs"


def _publics(templates: set[int]) -> dict[int, bytes]:
    """The public key of each template, as far as it is on record."""
    names = dict(Template.objects.filter(id__in=templates).values_list("id", "key_id"))
    keys = {name: registry.key(name) for name in set(names.values())}
    return {
        number: decode_multikey(key.public)[1]
        for number, name in names.items()
        if (key := keys[name]) is not None
    }


def _is_readable(number: int) -> bool:
    families.load.cache_clear()
    try:
        families.load(number)
    except (CoreError, ValueError):
        return False
    return True


def _is_signed(one: Publication) -> bool:
    if one.purpose == rules.TOKEN:
        return _token_is_signed(one)
    try:
        document = strict.load_json(bytes(one.document))
        [proof] = document["proof"]
        key = IssuerKey.objects.get(
            key_id=proof["verificationMethod"], organisation_id=one.organisation_id
        )
        verify_proof(document, proof, decode_multikey(key.public)[1])
    except (CoreError, LookupError, TypeError, ValueError, IssuerKey.DoesNotExist):
        return False
    return True


def _token_is_signed(one: Publication) -> bool:
    try:
        token = read_token(bytes(one.document), limit=limits.MAX_STATUS_BYTES)
        key = IssuerKey.objects.get(key_id=token.kid, organisation_id=one.organisation_id)
        verify_token(token, PublicKey.from_multikey(key.public))
    except (CoreError, LookupError, TypeError, IssuerKey.DoesNotExist):
        return False
    return True


def _miscounted(issuer: UUID) -> list[str]:
    with tenancy.scope(system(organisation_id=issuer)):
        right = queries.counted(issuer)
        kept = {
            (row.version_id, row.month.isoformat(), row.act): row.count
            for row in Counter.objects.filter(organisation_id=issuer)
        }
    return [
        f"The counter of {act} of version {version} in {month[:7]} says"
        f" {kept.get((version, month, act), 0)}, the rows say {right.get((version, month, act), 0)}"
        for version, month, act in sorted(right.keys() | kept.keys(), key=str)
        if right.get((version, month, act), 0) != kept.get((version, month, act), 0)
    ]
