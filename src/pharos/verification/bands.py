"""What stands at the top of a verdict: one line and one colour, decided by the checks.

Green: genuine and in force. Amber: genuine, and something passing or unknown stands in the
way. Red: altered, forged, revoked, or never right. Grey: it could not be checked.
"""

from dataclasses import dataclass
from typing import Final

from pharos.core.verify import Check, Outcome, Report, Verdict
from pharos.core.verify.outcomes import INFORMATIVE


@dataclass(frozen=True, slots=True)
class Band:
    """The sentence `page_band_<name>`, its colour, and the check that decided it."""

    name: str
    tone: str
    because: Check | None = None

    @property
    def code(self) -> str:
        return f"page_band_{self.name}"


ERASED: Final = Band("erased", "grey")
# The gravest first; a check that fails for a reason with a band of its own is named by code.
_FAILED: Final = (
    ("format", "unreadable"),
    ("proof", "altered"),
    ("issuer", "forged"),
    ("status", "invalid"),
    ("registered", "unregistered"),
    ("accredited_at_award", "unaccredited"),
    ("holder", "invalid"),
    ("validity", "invalid"),
)
_BY_CODE: Final = {
    "revoked": ("revoked", "bad"),
    "suspended": ("suspended", "warn"),
    "expired": ("expired", "warn"),
    "not_yet_valid": ("not_yet", "warn"),
    "undefined_term": ("altered", "bad"),
    "issuer_not_listed": ("stranger", "warn"),
    # perhaps the body's own document: nobody can tell any more
    "key_compromised_before_entry": ("compromised", "bad"),
    "registration_pending": ("pending", "grey"),
    "log_pending": ("pending", "grey"),
}


def band(report: Report) -> Band:
    """The band of a report; what is grave outweighs what may pass."""
    if report.verdict is Verdict.VALID:
        return Band("valid", "good")
    weighing = [check for check in report.checks if check.id not in INFORMATIVE]
    if report.verdict is Verdict.INVALID:
        return _failed([check for check in weighing if check.outcome is Outcome.FAILED])
    return _unknown([check for check in weighing if check.outcome is Outcome.UNKNOWN])


def _failed(checks: list[Check]) -> Band:
    found = [_named(check, dict(_FAILED)[check.id], "bad") for check in checks]
    order = [name for name, _ in _FAILED]
    # an award that is only suspended is amber; one that is suspended and altered is red
    found.sort(key=lambda one: (one.tone != "bad", order.index(one.because.id)))  # type: ignore[union-attr]
    return found[0]


def _unknown(checks: list[Check]) -> Band:
    telling = [check for check in checks if check.code != "not_checked"] or checks
    # a stranger's document is amber: nothing is known against it
    telling.sort(key=lambda check: check.code != "issuer_not_listed")
    return _named(telling[0], "unchecked", "grey")


def _named(check: Check, name: str, tone: str) -> Band:
    return Band(*_BY_CODE.get(check.code, (name, tone)), because=check)
