"""How a table is declared: whose its rows are, how its events are written, what is fixed."""

from dataclasses import dataclass
from enum import StrEnum


class Class(StrEnum):
    """Who sees a row; writing is always the owning tenant's (or person's)."""

    PUBLIC = "public"  # everybody reads, the tenant writes
    TENANT = "tenant"  # the tenant alone
    CASE = "case"  # the tenant and its counterparty, both read and write
    PERSON = "person"  # the person alone
    PLATFORM = "platform"  # nobody's: the grants alone decide


class Events(StrEnum):
    """How changes reach the event log."""

    ROW = "row"  # human rate: each row with its old and new content hash
    CHUNK = "chunk"  # hot: one a statement and chunk; later changes of a row as ROW
    NONE = "none"  # none, for the reason that `because` gives


@dataclass(frozen=True, slots=True, kw_only=True)
class _Details:
    counterparty: str | None = None
    """Column of the second tenant that reads and writes (CASE; PUBLIC: writes too)."""
    person: str | None = None
    """Column of the person: owner of the row (PERSON), or one who may read it as well."""
    capability: str | None = None
    """Column that a link's unguessable id is compared with: who has the link may read."""
    key: tuple[str, ...] = ("id",)
    """Columns that name a row in its events."""
    events: Events = Events.ROW
    because: str = ""
    chunk: str = ""
    """CHUNK: column whose value groups the rows of one chunk."""
    position: str = ""
    """CHUNK: column that orders the rows within their chunk."""
    identity: str = ""
    """CHUNK: column with the row's stored 32-byte digest; empty: the whole row's content."""
    begins: tuple[tuple[str, str], ...] = ()
    """CHUNK with identity: what columns that it leaves out hold until their first event."""
    frozen: bool = False
    """Rows neither change nor go, but for the columns named next."""
    frozen_if: str = ""
    """SQL over `old`: only such rows are frozen; empty: all."""
    may_change: tuple[str, ...] = ()
    one_way: tuple[str, ...] = ()
    """Columns that may be set once, from empty or false."""
    owner_writes: bool = False
    """Written across tenants by SECURITY DEFINER functions of the owner."""
    policies: tuple[tuple[str, str], ...] = ()
    """Further policies, (name, clause), for what the classes cannot say; give the reason."""


@dataclass(frozen=True, slots=True)
class Table(_Details):
    """One table; `tenant` is the column of the tenant whose the row is."""

    name: str
    kind: Class
    tenant: str | None = None

    def __post_init__(self) -> None:
        """Refuse a declaration that the database could not keep."""
        owned = self.kind in (Class.PUBLIC, Class.TENANT, Class.CASE)
        if owned and not self.tenant:
            raise ValueError(f"{self.name}: {self.kind} needs the column of its tenant")
        if self.kind is Class.CASE and not self.counterparty:
            raise ValueError(f"{self.name}: a case needs the column of its counterparty")
        if self.kind is Class.PERSON and not self.person:
            raise ValueError(f"{self.name}: person needs the column of its person")
        if self.events is Events.NONE and not self.because:
            raise ValueError(f"{self.name}: say why no events are written")
        if self.events is Events.CHUNK and not (self.chunk and self.position):
            raise ValueError(f"{self.name}: a chunk event needs chunk and position")
