"""Revoked, suspended, reinstated by command: each credential in a scope of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

from pharos.common import clock, tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import DomainError, Invalid
from pharos.common.sentences import sentence
from pharos.issuing import actions, inline, queries, rosters
from pharos.issuing.models import StatusChange
from pharos.issuing.rosters import CONFIRMER, Pair

_LONGEST_FILE = 4 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one credential: `done`, `refused` with a code, or `waits`."""

    credential: UUID
    outcome: str
    error: DomainError | None = field(default=None, compare=False)
    successor: UUID | None = None
    """The credential that took its place, where one did."""

    def as_dict(self, language: str) -> dict[str, Any]:
        told: dict[str, Any] = {
            "credential": f"urn:uuid:{self.credential}",
            "outcome": self.outcome,
        }
        if self.successor is not None:
            told["successor"] = f"urn:uuid:{self.successor}"
        if self.error is not None:
            told["code"] = self.error.code
            told["message"] = sentence(self.error.code, language, self.error.facts)
        return told


def read_ids(given: Sequence[str]) -> list[UUID]:
    """The ids that were named, each once: `urn:uuid:…`, the number alone, an address, or files.

    Raises Invalid `credential_id_malformed`.
    """
    found: dict[UUID, None] = {}
    for word in given:
        for text in _lines(word):
            found[read_id(text)] = None
    return list(found)


def read_id(text: str) -> UUID:
    """The id in `urn:uuid:…`, in the address of a credential's page, or by itself."""
    number = text.strip().rstrip("/").rpartition("/")[2].removeprefix("urn:uuid:")
    try:
        return UUID(number)
    except ValueError:
        raise Invalid("credential_id_malformed", given=text[:60]) from None


def _lines(word: str) -> list[str]:
    file = Path(word)
    if not file.is_file():
        return [word]
    with file.open("rb") as stream:
        text = stream.read(_LONGEST_FILE).decode("utf-8", errors="replace")
    lines = [line.strip() for line in text.splitlines()]
    return [line for line in lines if line and not line.startswith("#")]


def change(
    act: str, wanted: Sequence[UUID], *, reason: str, by: str | None, confirm_by: str | None
) -> list[Result]:
    """Do the act to each; then log, status lists and trust bundle are published."""
    pairs: dict[UUID, Pair] = {}
    results = [_one(act, one, reason, by, confirm_by, pairs) for one in wanted]
    if any(result.outcome == "done" for result in results):
        inline.settle()
    return results


def _one(
    act: str,
    wanted: UUID,
    reason: str,
    by: str | None,
    confirm_by: str | None,
    pairs: dict[UUID, Pair],
) -> Result:
    try:
        with tenancy.scope(ANONYMOUS, capability=wanted):
            issuer = queries.credential(wanted).issuer_id
        if issuer not in pairs:
            pairs[issuer] = _pair(act, issuer, by, confirm_by)
        is_done = _ACTS[act](wanted, reason, pairs[issuer])
    except DomainError as error:
        return Result(wanted, "refused", error)
    return Result(wanted, "done" if is_done else "waits")


def _pair(act: str, issuer: UUID, by: str | None, confirm_by: str | None) -> Pair:
    """Who acts; in a demonstration the head where nobody is named, since it may revoke."""
    if by is None and act == "revoke":
        rosters.pair(issuer, by, confirm_by)  # refuses where people must be named
        return Pair(rosters.member_of_role(issuer, CONFIRMER), None)
    return rosters.pair(issuer, by, confirm_by)


def _revoke(wanted: UUID, reason: str, who: Pair) -> bool:
    with tenancy.scope(who.proposer) as by:
        actions.revoke(credential_id=wanted, reason=reason, by=by, now=clock.now())
    return True


def _suspend(wanted: UUID, reason: str, who: Pair) -> bool:
    with tenancy.scope(who.proposer) as by:
        actions.suspend(credential_id=wanted, reason=reason, by=by, now=clock.now())
    return True


def _reinstate(wanted: UUID, reason: str, who: Pair) -> bool:
    with tenancy.scope(who.proposer) as by:
        waiting = StatusChange.objects.filter(
            credential_id=wanted, act="reinstate", done_at=None
        ).first()
        change = waiting or actions.propose_reinstatement(
            credential_id=wanted, reason=reason, by=by, now=clock.now()
        )
    if who.confirmer is None:
        return False
    with tenancy.scope(who.confirmer) as by:
        actions.reinstate(change_id=change.id, by=by, now=clock.now())
    return True


_ACTS = {"revoke": _revoke, "suspend": _suspend, "reinstate": _reinstate}
