"""The check `status`: is the award revoked or suspended, by the list that was valid at `at`.

A list counts only with a good proof by a key of the same issuer, of the right purpose and
within its time. Of several the newest that had begun at `at` is asked, so that an older
one, rightly signed, cannot be put in its place (STA-04).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from pharos.core import statuslist, strict
from pharos.core.bundle import TrustBundle
from pharos.core.errors import CoreError
from pharos.core.verify import proofs, reading
from pharos.core.verify.keys import Store
from pharos.core.verify.outcomes import (
    Check,
    Outcome,
    failed,
    not_applicable,
    passed,
    refused,
    unknown,
)
from pharos.core.verify.proofs import ProofVerifier
from pharos.core.verify.reading import Credential, as_list

LEEWAY = timedelta(seconds=60)
ENTRY = "BitstringStatusListEntry"
ENDING = {"revocation": "revoked", "suspension": "suspended"}


@dataclass(frozen=True)
class StatusList:
    """A list as it was found: read and proven, or with the refusal that it met."""

    issuer: str
    valid_from: datetime | None
    valid_until: datetime | None
    document: Mapping[str, Any]
    error: CoreError | None = None


class StatusLists:
    """The lists of a bundle and of a store; each is verified once for all credentials."""

    def __init__(self, trust: TrustBundle, store: Store, prove: ProofVerifier) -> None:
        self._trust = trust
        self._store = store
        self._prove = prove
        self._verified: dict[str, list[StatusList]] = {}
        self._bits: dict[tuple[int, str], bytes] = {}
        self._bundled: dict[object, list[Mapping[str, Any]]] = {}
        for document in trust.status_lists:
            self._bundled.setdefault(document.get("id"), []).append(document)

    def versions(self, url: str) -> list[StatusList]:
        """Every version of a list at hand."""
        if url not in self._verified:
            documents = [*self._bundled.get(url, []), *self._store.find(url)]
            self._verified[url] = [self._verify(document) for document in documents]
        return self._verified[url]

    def bits(self, status_list: StatusList, purpose: str) -> bytes:
        """The bits of a list; raises the codes of `statuslist.read`."""
        key = (id(status_list.document), purpose)
        if key not in self._bits:
            self._bits[key] = statuslist.read(status_list.document, purpose=purpose)
        return self._bits[key]

    def _verify(self, document: Mapping[str, Any]) -> StatusList:
        try:
            found = reading.credential_of(document)
            findings = proofs.examine(found, self._trust, self._store, self._prove)
            for finding in findings:
                if finding.error is not None:
                    raise finding.error
                self._check_key(found, finding)
        except CoreError as error:
            return StatusList("", None, None, document, error)
        return StatusList(found.issuer, found.valid_from, found.valid_until, document)

    def _check_key(self, found: Credential, finding: proofs.ProofFinding) -> None:
        """A list has no log proof: only a key that is believed and was active counts."""
        controller = finding.method.partition("#")[0]
        if canonical(controller, self._trust) != canonical(found.issuer, self._trust):
            raise CoreError("status_signature_wrong")
        issuer = self._trust.issuer(found.issuer)
        key = issuer.key(finding.method) if issuer else None
        if issuer is None:
            return
        created = finding.created
        if key is None or key.compromised_at is not None or created is None:
            raise CoreError("status_signature_wrong")
        if not (key.was_active(created) or key.was_active(created + LEEWAY)):
            raise CoreError("status_signature_wrong")


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


def canonical(did: str, trust: TrustBundle) -> str:
    """The id of an issuer of the register for any alias of its."""
    issuer = trust.issuer(did)
    return did if issuer is None else issuer.id


def _answer(
    entry: Mapping[str, Any],
    credential: Credential,
    lists: StatusLists,
    trust: TrustBundle,
    at: datetime,
) -> Check:
    purpose = entry.get("statusPurpose")
    url = entry.get("statusListCredential")
    if ENTRY not in as_list(entry.get("type")) or str(purpose) not in ENDING:
        return unknown("status", "not_supported", purpose=str(purpose)[:40])
    if not isinstance(url, str):
        return failed("status", "malformed")
    try:
        index = statuslist.parse_index(entry.get("statusListIndex"))
        found = _valid_list(url, canonical(credential.issuer, trust), lists, trust, at)
        if isinstance(found, Check):
            return found
        is_set = _bit(lists, found, str(purpose), index)
    except CoreError as error:
        return _refused(error)
    facts: dict[str, object] = {"list_time": _text(found.valid_from), "purpose": purpose}
    if is_set:
        return failed("status", ENDING[str(purpose)], **facts)
    return passed("status", "status_good", **facts)


def _bit(lists: StatusLists, found: StatusList, purpose: str, index: int) -> bool:
    return statuslist.get(lists.bits(found, purpose), index)


def _valid_list(
    url: str, issuer: str, lists: StatusLists, trust: TrustBundle, at: datetime
) -> StatusList | Check:
    """The newest proven version that had begun, if it had not ended."""
    versions = lists.versions(url)
    if not versions:
        return unknown("status", "status_unavailable", list=url)
    good = [one for one in versions if one.error is None]
    if not good:
        return unknown("status", "status_signature_wrong", list=url)
    good = [one for one in good if canonical(one.issuer, trust) == issuer]
    if not good:
        return unknown("status", "status_issuer_mismatch", list=url)
    begun = [one for one in good if one.valid_from is not None and one.valid_from <= at + LEEWAY]
    if not begun:
        return unknown("status", "status_not_known_then", list=url)
    newest = max(begun, key=lambda one: (one.valid_from, one.valid_until is not None))
    if newest.valid_until is None or newest.valid_until + LEEWAY < at:
        return unknown("status", "status_expired", list=url, until=_text(newest.valid_until))
    return newest


def _refused(error: CoreError) -> Check:
    """A wrong index is the credential's fault; a wrong list leaves the status unknown."""
    if error.code == "status_index":
        return refused("status", error)
    known = {"status_too_large", "status_length", "status_purpose"}
    return unknown("status", error.code if error.code in known else "status_signature_wrong")


def _text(value: datetime | None) -> str | None:
    return None if value is None else strict.format_instant(value)
