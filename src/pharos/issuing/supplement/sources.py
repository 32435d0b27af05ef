"""What a supplement is made of: the frozen facts, the version's descriptor, the nation then."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from pharos.catalogue import queries as catalogue
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.models import ProgrammeVersion
from pharos.core import openbadges as ob
from pharos.issuing.facts import Facts
from pharos.issuing.supplement.model import Block, Row, Voice
from pharos.nations.model import Nation
from pharos.standards import queries as standards


@dataclass(frozen=True)
class Source:
    """The facts of one award with what the register held when it was signed.

    A version's descriptor is frozen when it is published, and the nation's standards are asked
    for the day of the award as they were known at the signature: both are the same for ever.
    """

    facts: Facts
    registered: str | None

    @property
    def programme(self) -> ob.Programme:
        return self.facts.programme

    @property
    def award(self) -> ob.Award:
        return self.facts.award

    @cached_property
    def version(self) -> ProgrammeVersion:
        return catalogue.version(self.facts.row.version_id)

    @cached_property
    def descriptor(self) -> Descriptor:
        return self.version.descriptor

    @cached_property
    def nation(self) -> Nation:
        row = self.facts.row
        return standards.nation(self.version.nation, on=row.awarded_on, known_at=row.created)

    @cached_property
    def voice(self) -> Voice:
        """The state language, then English."""
        return Voice(list(dict.fromkeys((self.programme.language, "en"))))

    def block(self, key: str, rows: Iterable[Row]) -> Block:
        return Block(key, self.voice.say(f"block_{key}"), tuple(rows))
