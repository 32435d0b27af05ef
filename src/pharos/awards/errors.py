"""What the awards context refuses as a whole; problems of single rows are `rules.Problem`.

Invalid
└── RosterUnreadable    the file cannot be read as a table, with line and cause
    └── SheetsSeveral   two sheets look like rosters: somebody has to say which is meant
"""

from collections.abc import Sequence

from pharos.common.errors import Invalid


class RosterUnreadable(Invalid):
    """The file is refused before any row is judged; `facts` name the line and the cell."""

    @classmethod
    def of(cls, faults: Sequence["RosterUnreadable"]) -> "RosterUnreadable":
        """One refusal that speaks as the first of these and carries them all."""
        refusal = cls(faults[0].code, problems=faults)
        refusal.facts = faults[0].facts
        return refusal


class SheetsSeveral(RosterUnreadable):
    """More than one sheet may be the roster; `names` are those that may."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__("sheets_several", sheets=", ".join(name[:40] for name in names))
        self.names = tuple(names)
