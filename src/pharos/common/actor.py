"""Who acts: a person in one organisation, an API client, or the system on behalf of one."""

from dataclasses import dataclass
from typing import Literal
from uuid import UUID

Kind = Literal["person", "client", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """The one who asks; `strong` when signed in by passkey or its like."""

    person_id: UUID | None
    organisation_id: UUID | None
    roles: frozenset[str] = frozenset()
    kind: Kind = "person"
    strong: bool = False


ANONYMOUS = Actor(person_id=None, organisation_id=None)
"""A visitor: reads what is public and, with a capability, what its link names; writes nothing."""


def system(*, organisation_id: UUID | None = None, person_id: UUID | None = None) -> Actor:
    """The system itself, in the tenant it works for and for the person who asked for the work."""
    return Actor(person_id=person_id, organisation_id=organisation_id, kind="system")


SYSTEM = system()
"""The system in no tenant: the sweep, the sequencer, migrations."""
