"""What is told of an award beside the checks: from signed data and from the register.

The issuer's name comes from the register, not from the document (a stranger may call
himself anything); title and holder come from what was signed.
"""

from collections.abc import Iterator, Mapping

from pharos.core import strict
from pharos.core.bundle import TrustBundle
from pharos.core.values import text_of
from pharos.core.verify.accreditation import Award
from pharos.core.verify.reading import Credential


class Told(Mapping[str, object]):
    """The facts of a report, gathered when somebody asks: most verdicts are only counted."""

    __slots__ = ("_about", "_facts")

    def __init__(self, credential: Credential, award: Award, trust: TrustBundle) -> None:
        self._about = (credential, award, trust)
        self._facts: dict[str, object] | None = None

    def __getitem__(self, name: str) -> object:
        return self._gathered()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._gathered())

    def __len__(self) -> int:
        return len(self._gathered())

    def __repr__(self) -> str:
        return f"Told({self._gathered()!r})"

    def _gathered(self) -> dict[str, object]:
        if self._facts is None:
            self._facts = facts(*self._about)
        return self._facts


def facts(credential: Credential, award: Award, trust: TrustBundle) -> dict[str, object]:
    """The facts of a report; values are plain JSON."""
    return {
        "demonstration": trust.is_demonstration or credential.is_demonstration,
        "legal_basis": _legal_basis(award),
        "credential": credential.id,
        "title": credential.titles(),
        "issuer": _issuer(credential, trust),
        "holder": credential.holder_names(),
        "award_date": _award_date(credential, award),
        "valid_until": _valid_until(credential),
        "programme": credential.achievement_id,
        "credits": _credits(credential),
        "level": credential.alignment_code("ext:NQF"),
    }


def _legal_basis(award: Award) -> Mapping[str, str] | None:
    regime = award.regime
    if regime is None:
        return None
    return {"nation": regime.nation, "status": regime.legal_status, "source": regime.source}


def _issuer(credential: Credential, trust: TrustBundle) -> Mapping[str, object]:
    issuer = trust.issuer(credential.issuer)
    if issuer is not None:
        return {"id": issuer.id, "name": dict(issuer.name), "listed": True}
    claimed = credential.document["issuer"]
    name = text_of(claimed.get("name")) if isinstance(claimed, dict) else None
    return {"id": credential.issuer, "name": {"und": name} if name else {}, "listed": False}


def _award_date(credential: Credential, award: Award) -> str | None:
    """The legal day where the nation is known, else the day as it was written."""
    if award.day is not None:
        return award.day.isoformat()
    written = text_of(credential.document.get("awardedDate"))
    return written[:10] if written else None


def _valid_until(credential: Credential) -> str | None:
    end = credential.valid_until
    return None if end is None else strict.format_instant(end)


def _credits(credential: Credential) -> int | float | None:
    earned = credential.subject.get("creditsEarned")
    if isinstance(earned, bool) or not isinstance(earned, int | float):
        return None
    return earned
