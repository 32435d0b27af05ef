"""What a verification answers: checks with four outcomes, and the one rule of the verdict."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from pharos.core.errors import CoreError, NotSupported
from pharos.core.verify.codes import CODES

if TYPE_CHECKING:
    from pharos.core.verify.reading import Credential

Facts = Mapping[str, object]


class Outcome(StrEnum):
    """What one check found."""

    PASSED = "passed"
    FAILED = "failed"
    UNKNOWN = "unknown"
    NOT_APPLICABLE = "not_applicable"


class Verdict(StrEnum):
    """What all checks together say; INDETERMINATE never counts as VALID."""

    VALID = "VALID"
    INVALID = "INVALID"
    INDETERMINATE = "INDETERMINATE"


CHECKS = (
    "format",
    "proof",
    "issuer",
    "status",
    "validity",
    "accredited_at_award",
    "accredited_now",
    "registered",
    "holder",
)
INFORMATIVE = frozenset({"accredited_now"})


@dataclass(frozen=True)
class Check:
    """The outcome of one check with its stable code and the facts of its sentence."""

    id: str
    outcome: Outcome
    code: str
    facts: Facts = field(default_factory=dict)

    def __post_init__(self) -> None:
        if self.code not in CODES[self.id]:
            raise ValueError(f"the check {self.id} has no code {self.code}")


@dataclass(frozen=True)
class Report:
    """All checks in their order, the verdict, and what is told of the award.

    `credential` is what was read, whatever its form, None when nothing could be; `identities`
    are those of the document under each of its proofs that holds.
    """

    verdict: Verdict
    checks: tuple[Check, ...]
    facts: Facts
    form: str = ""
    credential: "Credential | None" = None
    identities: tuple[bytes, ...] = ()

    def check(self, id: str) -> Check:
        return next(check for check in self.checks if check.id == id)


def passed(id: str, code: str, **facts: object) -> Check:
    return Check(id, Outcome.PASSED, code, facts)


def failed(id: str, code: str, **facts: object) -> Check:
    return Check(id, Outcome.FAILED, code, facts)


def unknown(id: str, code: str, **facts: object) -> Check:
    return Check(id, Outcome.UNKNOWN, code, facts)


def not_applicable(id: str, code: str, **facts: object) -> Check:
    return Check(id, Outcome.NOT_APPLICABLE, code, facts)


def not_checked(id: str) -> Check:
    """An earlier check failed, so that this one has nothing to look at."""
    return unknown(id, "not_checked")


def refused(id: str, error: CoreError) -> Check:
    """The check that met `error`; what we cannot read is unknown, never wrong.

    A code that the check does not list is told as the general one of its kind.
    """
    is_unknown = isinstance(error, NotSupported)
    general = "not_supported" if is_unknown else "malformed"
    code = error.code if error.code in CODES[id] else general
    outcome = Outcome.UNKNOWN if is_unknown else Outcome.FAILED
    return Check(id, outcome, code, dict(error.facts))


def verdict_of(checks: Iterable[Check]) -> Verdict:
    """INVALID when a check failed, else INDETERMINATE when one is unknown, else VALID.

    Whether a programme is accredited today is told and never changes the verdict.
    """
    outcomes = {check.outcome for check in checks if check.id not in INFORMATIVE}
    if Outcome.FAILED in outcomes:
        return Verdict.INVALID
    if Outcome.UNKNOWN in outcomes:
        return Verdict.INDETERMINATE
    return Verdict.VALID
