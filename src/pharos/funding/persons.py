"""What an applicant told, sealed: how to write to the provider's box, the proof to the funder's.

The two boxes lie under two keys in two tenants, so that neither side opens the other's.
"""

import json
from dataclasses import asdict, dataclass

from pharos.common.secretbox import PersonCipher
from pharos.funding.rules import Reader

CONTACT, PROOF = "funding.contact", "funding.proof"


@dataclass(frozen=True, slots=True)
class Contact:
    """Who applied, and how that person is written to."""

    name: str
    email: str
    language: str


@dataclass(frozen=True, slots=True)
class Told:
    """What shows that somebody belongs to a group of the scheme."""

    reader: Reader
    note: str


def seal_contact(cipher: PersonCipher, contact: Contact) -> bytes:
    """The contact as a box that only this cipher opens."""
    return cipher.encrypt(json.dumps(asdict(contact), ensure_ascii=False), CONTACT)


def open_contact(cipher: PersonCipher, box: bytes) -> Contact:
    """The contact in the box."""
    return Contact(**json.loads(cipher.decrypt(box, CONTACT)))


def seal_proof(cipher: PersonCipher, told: Told) -> bytes:
    """The proof as a box that only this cipher opens."""
    return cipher.encrypt(json.dumps(asdict(told), ensure_ascii=False), PROOF)


def open_proof(cipher: PersonCipher, box: bytes) -> Told:
    """The proof in the box."""
    found = json.loads(cipher.decrypt(box, PROOF))
    return Told(Reader(**found["reader"]), found["note"])
