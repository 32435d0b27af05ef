"""The check `status`: is the award revoked or suspended, by the list that was valid at `at`.

Every kind of entry has a module of its own, with its `TYPE` and its `answer`.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from pharos.core.bundle import TrustBundle
from pharos.core.values import as_list
from pharos.core.verify import bitstringstatus, oldstatus, tokenstatus
from pharos.core.verify.outcomes import Check, Outcome, not_applicable, unknown
from pharos.core.verify.reading import Credential
from pharos.core.verify.statuslists import StatusLists, canonical

__all__ = ["StatusLists", "canonical", "check"]


class Kind(Protocol):
    """A module that judges one kind of entry."""

    TYPE: str

    def answer(
        self,
        entry: Mapping[str, Any],
        credential: Credential,
        lists: StatusLists,
        trust: TrustBundle,
        at: datetime,
    ) -> Check:
        """What this entry says of the award."""
        ...


KINDS: tuple[Kind, ...] = (bitstringstatus, tokenstatus)


def check(credential: Credential, lists: StatusLists, trust: TrustBundle, at: datetime) -> Check:
    """Revoked, suspended, good, or not to be known; the worst answer of all entries."""
    if not credential.status:
        if trust.issuer(credential.issuer) is None:
            return not_applicable("status", "status_none")
        # Ours carry both entries: without them nobody could take the award back.
        return unknown("status", "status_entry_missing")
    answers = [_answer(entry, credential, lists, trust, at) for entry in credential.status]
    for outcome in (Outcome.FAILED, Outcome.UNKNOWN):
        found = [answer for answer in answers if answer.outcome is outcome]
        if found:
            return min(found, key=lambda answer: answer.code != "revoked")
    return answers[0]


def _answer(
    entry: Mapping[str, Any],
    credential: Credential,
    lists: StatusLists,
    trust: TrustBundle,
    at: datetime,
) -> Check:
    types = as_list(entry.get("type"))
    for kind in KINDS:
        if kind.TYPE in types:
            return kind.answer(entry, credential, lists, trust, at)
    if oldstatus.claims(entry):
        return oldstatus.answer(entry, credential, lists, trust, at)
    return unknown("status", "not_supported", purpose=str(entry.get("statusPurpose"))[:40])
