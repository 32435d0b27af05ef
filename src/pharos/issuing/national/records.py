"""The record of an award, built when it is sent and kept nowhere.

It is made of what was signed and never changes; only the person's identifying number and birth
date come from the learner's box. Nothing of it enters the queue, the log or an event.
"""

import hmac
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from uuid import UUID

from pharos.awards import persons
from pharos.awards.models import Award, Learner
from pharos.awards.persons import Person
from pharos.catalogue import queries as catalogue
from pharos.common import personkeys
from pharos.common.secretbox import PersonCipher
from pharos.issuing import queries
from pharos.issuing.models import Credential
from pharos.issuing.national.connector import Holder, Record
from pharos.organisations import queries as organisations
from pharos.registry import queries as registry
from pharos.standards import queries as standards


def records(rows: Sequence[Credential], *, now: datetime) -> list[Record]:
    """The records of these credentials of one issuer; those of erased persons are missing."""
    ciphers = personkeys.read_many(row.person_key_id for row in rows)
    people = _people(rows, ciphers)
    award = cache(lambda version_id, day: _award(version_id, day, now))
    made = []
    for row in rows:
        person = people.get(row.award_id)
        if person is None:
            continue
        made.append(
            Record(
                credential=row.id,
                awarded_on=row.awarded_on.isoformat(),
                holder=_holder(person),
                document=queries.made(row).document.decode(),
                **award(row.version_id, row.awarded_on),
            )
        )
    return made


def bound(digest: bytes, credential_id: UUID, cipher: PersonCipher) -> bytes:
    """The digest of a record as we keep it: it says nothing to whoever lacks the person's key."""
    message = b"national-record" + credential_id.bytes + digest
    return hmac.digest(cipher.salt_key, message, "sha256")


def _award(version_id: UUID, day: date, now: datetime) -> dict[str, Any]:
    """What the records of one version and one day have in common."""
    version = catalogue.version(version_id)
    organisation = organisations.by_id(version.organisation_id)
    nation = standards.nation(version.nation, on=day, known_at=now)
    return {
        "nation": version.nation,
        "legal_basis": nation.legal_basis.status,
        "issuer": registry.did_of(organisation),
        "issuer_name": organisations.names_on(organisation.id, day) or organisation.name,
        "programme": catalogue.address(version),
        "programme_kind": version.kind,
        "programme_title": dict(version.descriptor.title),
        "level": version.level,
        "ects": f"{version.ects.normalize():f}" if version.ects else "",
    }


def _people(rows: Sequence[Credential], ciphers: Mapping[UUID, PersonCipher]) -> dict[UUID, Person]:
    """The person behind each award that is still there."""
    awards = Award.objects.filter(
        issuer_id__in={row.issuer_id for row in rows}, id__in=[row.award_id for row in rows]
    )
    learner_of = dict(awards.values_list("id", "learner_id"))
    learners = Learner.objects.in_bulk(list(learner_of.values()))
    people = {}
    for award_id, learner_id in learner_of.items():
        learner = learners[learner_id]
        cipher = ciphers.get(learner.person_key_id)
        if cipher is not None and learner.box is not None:
            people[award_id] = persons.unseal(cipher, bytes(learner.box))
    return people


def _holder(person: Person) -> Holder:
    return Holder(
        native_name=person.name.native,
        latin_name=person.name.latin,
        birth_date=person.birth_date.isoformat() if person.birth_date else "",
        identifier_kind=person.identifier_kind,
        identifier=person.identifier,
    )
