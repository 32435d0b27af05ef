"""What a national register must be able to do for us, and the values that cross to it.

An installation names its connector by the setting `national_connector`. A connector turns the
other side's words into these values, never guesses, and raises Unavailable
`national_register_away` when it got no answer; then the record is sent again. The other side
knows a record by its credential's id: sending it twice must give the same answer.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from importlib import import_module
from typing import Protocol
from uuid import UUID

from pharos.common.errors import Invalid, Unavailable
from pharos.common.settings import settings
from pharos.core import strict
from pharos.core.errors import CoreError
from pharos.core.jcs import canonical_json
from pharos.issuing.national.rules import MAX_NUMBER, REASON_PATTERN, Outcome

STAND_IN = "pharos.issuing.national.standin:StandIn"


@dataclass(frozen=True, slots=True)
class Holder:
    """The person as the national register needs to know them."""

    native_name: str
    latin_name: str
    birth_date: str
    identifier_kind: str
    identifier: str


@dataclass(frozen=True, slots=True)
class Record:
    """One award as it is registered, with its digital version (Armenian draft, clause 4.3)."""

    credential: UUID
    nation: str
    legal_basis: str
    issuer: str
    issuer_name: Mapping[str, str]
    programme: str
    programme_kind: str
    programme_title: Mapping[str, str]
    level: int | None
    ects: str
    awarded_on: str
    holder: Holder
    document: str

    def to_bytes(self) -> bytes:
        """The record in canonical JSON (RFC 8785): what is sent and what is compared."""
        members = asdict(self) | {"credential": f"urn:uuid:{self.credential}"}
        members["issuer_name"] = dict(self.issuer_name)
        members["programme_title"] = dict(self.programme_title)
        return canonical_json(members)

    @property
    def digest(self) -> bytes:
        """SHA-256 of the record."""
        return hashlib.sha256(self.to_bytes()).digest()


@dataclass(frozen=True, slots=True)
class Answer:
    """What the national register said of a record; refuses to be built of nonsense."""

    credential: UUID
    outcome: Outcome
    number: str | None = None
    reason: str | None = None
    stand_in: bool = False

    def __post_init__(self) -> None:
        """Raise Invalid `national_answer_malformed` unless number and reason fit the outcome."""
        is_sound = (self.number is not None) == (self.outcome is Outcome.REGISTERED)
        is_sound &= (self.reason is not None) == (self.outcome is Outcome.REFUSED)
        if not (is_sound and _is_number(self.number) and _is_reason(self.reason)):
            raise Invalid("national_answer_malformed", credential=str(self.credential))


@dataclass(frozen=True, slots=True)
class Held:
    """A record as it stands at their side now."""

    credential: UUID
    outcome: Outcome
    number: str | None
    digest: bytes


class Connector(Protocol):
    """The national register, as far as we know it."""

    name: str

    def submit(self, record: Record) -> Answer:
        """The answer about a record; asked again it is the same. Raises Unavailable."""

    def later_answers(self, issuer: str) -> Iterable[Answer]:
        """What it told of its own accord about an issuer's records after its first answer."""

    def held(self, issuer: str) -> Iterable[Held]:
        """Every record that it holds of an issuer now. Raises Unavailable."""


def chosen() -> Connector:
    """The connector that this installation names; raises Unavailable when it has none."""
    named = settings().national_connector
    if named == "none":
        raise Unavailable("national_connector_missing", "this installation names no connector")
    module, _, attribute = (STAND_IN if named == "stand-in" else named).partition(":")
    try:
        made: Connector = getattr(import_module(module), attribute)()
    except (ImportError, AttributeError):
        raise Unavailable(
            "national_connector_unknown", "the connector cannot be loaded", name=named
        ) from None
    return made


def _is_number(number: str | None) -> bool:
    if number is None:
        return True
    try:
        return strict.clean_name(number, max_length=MAX_NUMBER) == number
    except CoreError:
        return False


def _is_reason(reason: str | None) -> bool:
    return reason is None or re.fullmatch(REASON_PATTERN, reason) is not None
