"""The person of a roster row: sealed under the person's own key, found again by keyed hashes.

The hashes are made for one provider: the same number gives another hash at the next provider,
so learners cannot be joined by whoever sees the tables.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date
from uuid import UUID

from pharos.awards.names import PersonName
from pharos.awards.rules import Facts, Who
from pharos.common.secretbox import PersonCipher, keyed_hash

# Batch rows and learners hold the same box, so the place is not the name of one table.
PLACE = "awards.person"


@dataclass(frozen=True, slots=True)
class Person:
    """Everything of a learner that names a person."""

    name: PersonName
    birth_date: date | None = None
    identifier_kind: str = "none"
    identifier: str = ""
    email: str = ""
    language: str = ""

    def completed_by(self, known: "Person") -> "Person":
        """This person where parts that were left empty are filled with what is known."""
        mine, theirs = asdict(self.name), asdict(known.name)
        if self.name.folded == known.name.folded:
            mine = {part: mine[part] or theirs[part] for part in mine}
        return replace(
            self,
            name=PersonName(**mine),
            birth_date=self.birth_date or known.birth_date,
            email=self.email or known.email,
            language=self.language or known.language,
        )


def of(who: Facts | Who) -> Person:
    """The person of a row that was read."""
    return Person(
        who.name, who.birth_date, who.identifier_kind, who.identifier, who.email, who.language
    )


def seal(cipher: PersonCipher, person: Person) -> bytes:
    """The person as a box that only this cipher opens."""
    facts = {
        **asdict(person.name),
        "birth_date": person.birth_date.isoformat() if person.birth_date else "",
        "identifier_kind": person.identifier_kind,
        "identifier": person.identifier,
        "email": person.email,
        "language": person.language,
    }
    kept = {name: value for name, value in facts.items() if value}
    return cipher.encrypt(json.dumps(kept, ensure_ascii=False, sort_keys=True), PLACE)


def unseal(cipher: PersonCipher, box: bytes) -> Person:
    """The person in the box; raises Unreadable for another cipher."""
    facts = json.loads(cipher.decrypt(box, PLACE))
    birth_date = facts.pop("birth_date", None)
    kind, identifier = facts.pop("identifier_kind", "none"), facts.pop("identifier", "")
    email, language = facts.pop("email", ""), facts.pop("language", "")
    return Person(
        PersonName(**facts),
        date.fromisoformat(birth_date) if birth_date else None,
        kind,
        identifier,
        email,
        language,
    )


def identity(organisation_id: UUID, kind: str, identifier: str) -> bytes | None:
    """The keyed hash of an identifying number, or None without one."""
    return keyed_hash(f"awards.{kind}", f"{organisation_id}/{identifier}") if identifier else None


def likeness(organisation_id: UUID, name: PersonName, birth_date: date | None) -> bytes:
    """The keyed hash of name and birth date: a reason to look, never an identity."""
    return keyed_hash("awards.likeness", f"{organisation_id}/{name.folded}/{birth_date or ''}")
