"""What is so in issuing: credentials, the documents made of them, proofs, lists."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import resources
from typing import Any, Final
from uuid import UUID

from django.db import connection

from pharos.awards.models import Award
from pharos.common import personkeys
from pharos.common.errors import DomainError, NotFound
from pharos.common.secretbox import PersonCipher
from pharos.core import tokenstatus
from pharos.core.commitments import salt_for
from pharos.core.notes import TlogProof
from pharos.issuing import binarycopy, families, leaves, rules
from pharos.issuing.models import Chunk, Credential, Intent, Publication, StatusChange, StatusList
from pharos.issuing.national import queries as national
from pharos.issuing.national.models import NationalRegistration


class Unreproducible(DomainError):
    """The stored leaves no longer give the identity that was signed: nothing is served."""

    http_status = 500


@dataclass(frozen=True, slots=True)
class Made:
    """A document that was made again, with the values it was made of."""

    credential: Credential
    values: tuple[str, ...]
    document: bytes


@dataclass(frozen=True, slots=True)
class Held:
    """A credential with its person's cipher and the national answer, if there is one."""

    credential: Credential
    cipher: PersonCipher
    answer: NationalRegistration | None

    def proof(self) -> TlogProof | None:
        """The holder's proof that the credential is in the log; None while its leaf waits."""
        row = self.credential
        return national.proof_with(row, salt_of(row, self.cipher), self.answer)


_CREDENTIAL: Final = tuple(field.attname for field in Credential._meta.concrete_fields)
_ANSWER: Final = tuple(field.attname for field in NationalRegistration._meta.concrete_fields)


def sql(name: str) -> str:
    """The text of `sql/<name>.sql`."""
    return (resources.files("pharos.issuing") / "sql" / f"{name}.sql").read_text("utf-8")


def credential(credential_id: UUID) -> Credential:
    """The credential as the scope shows it (tenant, or the link); raises NotFound."""
    found = Credential.objects.filter(id=credential_id).first()
    if found is None:
        raise NotFound("credential_unknown")
    return found


def held(credential_id: UUID) -> Held:
    """The credential as the scope shows it with all that its page needs, in one statement.

    Raises NotFound for a number that is nobody's, Erased when the holder's data is gone.
    """
    with connection.cursor() as cursor:
        cursor.execute(_held_sql(), [credential_id])
        found = cursor.fetchone()
    if found is None:
        raise NotFound("credential_unknown")
    ours, answered = len(_CREDENTIAL), len(_CREDENTIAL) + 2
    row = Credential.from_db("default", _CREDENTIAL, found[:ours])
    cipher = personkeys.opened(row.person_key_id, found[ours + 1], exists=found[ours] is not None)
    answer = found[answered:]
    is_answered = answer[0] is not None
    return Held(
        row,
        cipher,
        NationalRegistration.from_db("default", _ANSWER, answer) if is_answered else None,
    )


@cache
def _held_sql() -> str:
    columns = [
        *(f"c.{name}" for name in _CREDENTIAL),
        *("k.id", "k.wrapped"),
        *(f"n.{name}" for name in _ANSWER),
    ]
    return sql("held").replace("/* columns */", ", ".join(columns))


def credential_of_award(issuer_id: UUID, award_id: UUID) -> Credential | None:
    """The credential of an award, None while it waits."""
    found = Credential.objects.filter(issuer_id=issuer_id, award_id=award_id, successor_id=None)
    return found.first()


def credentials_of_batch(issuer_id: UUID, batch_id: UUID) -> list[Credential]:
    """The credentials of a batch in the order of their rows."""
    chunks = Chunk.objects.filter(organisation_id=issuer_id, batch_id=batch_id)
    numbers = dict(chunks.values_list("id", "number"))
    found = Credential.objects.filter(issuer_id=issuer_id, chunk_id__in=list(numbers))
    return sorted(found, key=lambda one: (numbers[one.chunk_id], one.position))


def document(credential_id: UUID) -> bytes:
    """The very bytes that were issued; raises NotFound, `person_erased`, or Unreproducible."""
    return made(credential(credential_id)).document


def made(row: Credential, cipher: PersonCipher | None = None) -> Made:
    """The document made again from its leaves, its identity compared before it is given out."""
    values = values_of(row, cipher or personkeys.read(row.person_key_id))
    template = families.load(row.template_id)
    created = created_text(row.created)
    if template.identity(values, created) != bytes(row.identity):
        raise Unreproducible("credential_unreproducible", credential=str(row.id))
    return Made(row, values, template.fill(values, created, bytes(row.signature)))


def values_of(row: Credential, cipher: PersonCipher) -> tuple[str, ...]:
    """All leaves of a credential in hole order."""
    rest = leaves.unseal(row.plain, bytes(row.sealed), cipher)
    return (str(row.id), str(row.status_index), *rest)


def created_text(created: datetime) -> str:
    """The one literal form of the instant that stands in document and proof."""
    return created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def tlog_proof(row: Credential, *, cipher: PersonCipher | None = None) -> TlogProof | None:
    """The holder's proof that the credential is in the log; None while its leaf waits."""
    return national.tlog_proof(row, salt_of(row, cipher or personkeys.read(row.person_key_id)))


def salt_of(row: Credential, cipher: PersonCipher) -> bytes:
    """The salt of every leaf about this credential."""
    return salt_for(cipher.salt_key, f"urn:uuid:{row.id}")


def changes(credential_id: UUID) -> list[StatusChange]:
    """What happened to a credential, oldest first."""
    return list(StatusChange.objects.filter(credential_id=credential_id).order_by("proposed_at"))


def steps(credential_id: UUID) -> int:
    """How many acts took effect on a credential so far; the caller holds its row."""
    return StatusChange.objects.filter(credential_id=credential_id, step__isnull=False).count()


def intent(intent_id: UUID, *, lock: bool = False) -> Intent:
    """A stored intent; raises NotFound."""
    intents = Intent.objects.select_for_update() if lock else Intent.objects
    found = intents.filter(id=intent_id).first()
    if found is None:
        raise NotFound("issuing_intent_unknown")
    return found


def all_stand(organisation_id: UUID, batch_id: UUID, number: int, count: int) -> bool:
    """Whether so many awards of a chunk are confirmed still, and each with a key not destroyed.

    Two numbers instead of thousands of ids: what stopped is asked for only when they differ.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql("standing"), [organisation_id, batch_id, number])
        return bool(cursor.fetchone()[0] == count)


def present_keys(keys: Iterable[UUID]) -> set[UUID]:
    """Those of the persons' keys that were not destroyed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select id from common_person_key where id = any(%s) and wrapped is not null",
            [list(keys)],
        )
        return {row[0] for row in cursor.fetchall()}


def confirmed_awards(organisation_id: UUID, batch_id: UUID, number: int) -> set[UUID]:
    """The awards of a chunk that nothing happened to yet."""
    found = Award.objects.filter(
        issuer_id=organisation_id, batch_id=batch_id, chunk=number, state="confirmed"
    )
    return set(found.values_list("id", flat=True))


def status_list(list_id: int) -> StatusList:
    """One list with its bits; raises NotFound."""
    found = StatusList.objects.filter(id=list_id).first()
    if found is None:
        raise NotFound("status_list_unknown")
    return found


def publication(list_id: int, purpose: str) -> Publication:
    """The newest signed list of a purpose; raises NotFound before the first."""
    found = (
        Publication.objects.filter(list_id=list_id, purpose=purpose)
        .order_by("-version", "-valid_from")
        .first()
    )
    if found is None:
        raise NotFound("status_list_unknown")
    return found


def newest_publications() -> list[Publication]:
    """The newest signed list of every list and purpose: what the trust bundle carries."""
    return list(
        Publication.objects.order_by("list_id", "purpose", "-version", "-valid_from").distinct(
            "list_id", "purpose"
        )
    )


def published_lists() -> list[dict[str, Any]]:
    """The newest signed lists as JSON, as they stand in the trust bundle."""
    return [_listed(one) for one in newest_publications()]


def _listed(one: Publication) -> dict[str, Any]:
    if one.purpose == rules.TOKEN:
        token = bytes(one.document).decode("ascii")
        return tokenstatus.stored(families.list_url(one.list_id, one.purpose), token)
    found: dict[str, Any] = json.loads(bytes(one.document))
    return found


def lock_chunk(batch_id: UUID, number: int) -> None:
    """Let two who prepare the same chunk pass one after the other, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))",
            [f"issuing.prepare {batch_id} {number}"],
        )


def lock_list(list_id: int) -> None:
    """Let two who publish the same list pass one after the other, until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"issuing.publish {list_id}"]
        )


def published_since(list_id: int, version: int, begin: datetime) -> list[Publication]:
    """The newest publication of each purpose that is neither of older bits nor of earlier date."""
    newer = Publication.objects.filter(list_id=list_id, version__gte=version, valid_from__gte=begin)
    return list(newer.order_by("purpose", "-version", "-valid_from").distinct("purpose"))


def lists_to_publish(organisation_id: UUID, *, now: datetime) -> list[int]:
    """Lists that changed since their last publication, or whose publication grows old."""
    with connection.cursor() as cursor:
        cursor.execute(
            sql("lists_to_publish"),
            {"organisation": organisation_id, "renew": now - rules.PUBLISH_EVERY,
             "purposes": len(rules.PURPOSES)},
        )  # fmt: skip
        return [int(row[0]) for row in cursor.fetchall()]


def counted(organisation_id: UUID) -> dict[tuple[UUID, str, str], int]:
    """The counters as they would be if they were made again from the rows."""
    with connection.cursor() as cursor:
        cursor.execute(sql("recount"), {"organisation": organisation_id})
        return {(row[0], row[1].isoformat(), row[2]): int(row[3]) for row in cursor.fetchall()}


def identity_of(signing_input: bytes) -> bytes:
    """The name of a document: SHA-256 of what was signed (VER-08)."""
    return hashlib.sha256(signing_input).digest()


def insert(parts: list[bytes], signatures: Sequence[bytes]) -> int:
    """Insert credentials set-wise: binary COPY into a temporary table, then INSERT ... SELECT.

    PostgreSQL refuses COPY under row-level security; this way it judges every row.
    """
    with connection.cursor() as cursor:
        cursor.execute(sql("incoming"))
        with cursor.cursor.copy(sql("copy_incoming")) as copy:
            copy.write(binarycopy.finished(parts, signatures))
        cursor.execute(sql("insert_credentials"))
        return int(cursor.rowcount)
