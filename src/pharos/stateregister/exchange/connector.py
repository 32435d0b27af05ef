"""What a national registry must be able to tell us of providers and licences.

The connector of the installation (`issuing.national.connector`) offers it by one more method,
`entries(nation)`: kind, key and facts as texts. One that lacks it is a registry without this
side, which is said and not guessed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol, runtime_checkable

from pharos.common.errors import Invalid, Unavailable
from pharos.core import strict
from pharos.core.errors import CoreError
from pharos.issuing.national import connector

PROVIDER, LICENCE = "provider", "licence"
_LONGEST = 200


@dataclass(frozen=True, slots=True)
class Listed:
    """An entry of the national registry: a provider by its legal number, a licence by its own.

    `until` is exclusive. Refuses to be built of what no register would hold.
    """

    kind: str
    key: str
    name: str = ""
    holder: str = ""
    first_day: date | None = None
    until: date | None = None

    def __post_init__(self) -> None:
        """Raise Invalid `national_answer_malformed` for texts that nobody can have meant."""
        try:
            sound = all(
                text == strict.clean_text(text) and len(text) <= _LONGEST
                for text in (self.key, self.name, self.holder)
            )
        except CoreError:
            sound = False
        if not (sound and self.key and self.kind in (PROVIDER, LICENCE)):
            raise Invalid("national_answer_malformed", credential=self.key[:60])


@runtime_checkable
class Registry(Protocol):
    """A national registry that tells what it lists."""

    def entries(self, nation: str) -> Iterable[tuple[str, str, Mapping[str, str]]]:
        """Every provider and licence that it lists now. Raises Unavailable."""


def chosen() -> Registry:
    """The registry that this installation speaks to; raises Unavailable when it has none."""
    found = connector.chosen()
    if not isinstance(found, Registry):
        raise Unavailable("national_listing_missing", "this registry tells no entries")
    return found


def listed(registry: Registry, nation: str) -> list[Listed]:
    """Its entries as values; raises Unavailable, or Invalid `national_answer_malformed`."""
    return [_listed(kind, key, facts) for kind, key, facts in registry.entries(nation)]


def _listed(kind: str, key: str, facts: Mapping[str, str]) -> Listed:
    try:
        return Listed(
            kind,
            key,
            facts.get("name", ""),
            facts.get("holder", ""),
            _day(facts.get("first_day")),
            _day(facts.get("until")),
        )
    except (TypeError, ValueError, AttributeError) as error:
        raise Invalid("national_answer_malformed", credential=str(key)[:60]) from error


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
