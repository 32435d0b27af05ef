"""The signed lists at hand that tell the status of awards, each verified once for all.

A list counts only with a good proof by a key of its issuer that is believed and was active.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from pharos.core import jwtvc, statuslist
from pharos.core.bundle import TrustBundle
from pharos.core.errors import CoreError
from pharos.core.tokenstatus import TokenList
from pharos.core.values import as_list
from pharos.core.verify import proofs, reading
from pharos.core.verify.keys import Store
from pharos.core.verify.outcomes import Check, refused, unknown
from pharos.core.verify.proofs import ProofFinding, ProofVerifier
from pharos.core.verify.readers import jwt_vc
from pharos.core.verify.reading import Credential

LEEWAY = timedelta(seconds=60)
_MOST_CURRENT = 256
T = TypeVar("T")
Prove = Callable[[str, str, Mapping[str, Any], "StatusLists"], T]
"""(address, issuer of the award, document, these lists) -> a version of the list."""


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
        self._prove = prove
        self.trust, self.store = trust, store
        self._verified: dict[str, list[StatusList]] = {}
        self._current: dict[tuple[str, str, datetime], StatusList] = {}
        self._bits: dict[tuple[int, str], bytes] = {}
        self._tokens: dict[tuple[str, str], list[Any]] = {}
        self._values: dict[bytes, bytes] = {}
        self._bundled: dict[object, list[Mapping[str, Any]]] = {}
        for document in trust.status_lists:
            self._bundled.setdefault(document.get("id"), []).append(document)

    def versions(self, url: str) -> list[StatusList]:
        """Every version of a list at hand."""
        if url not in self._verified:
            found = self.documents(url)
            if not found:
                return []  # not kept: strangers may name any number of addresses
            self._verified[url] = [self._verify(document) for document in found]
        return self._verified[url]

    def current(
        self, url: str, issuer: str, at: datetime, find: "Callable[[], StatusList | Check]"
    ) -> "StatusList | Check":
        """The version that `find` chooses; many awards that are judged together ask the same."""
        found = self._current.get((url, issuer, at))
        if found is not None:
            return found
        chosen = find()
        if isinstance(chosen, StatusList):
            if len(self._current) >= _MOST_CURRENT:
                self._current.clear()
            self._current[url, issuer, at] = chosen
        return chosen

    def documents(self, url: str) -> list[Mapping[str, Any]]:
        """What lies at an address, by the bundle and by the store."""
        return [*self._bundled.get(url, []), *self.store.find(url)]

    def bits(self, status_list: StatusList, purpose: str) -> bytes:
        """The bits of a list; raises the codes of `statuslist.read`."""
        key = (id(status_list.document), purpose)
        if key not in self._bits:
            self._bits[key] = statuslist.read(status_list.document, purpose=purpose)
        return self._bits[key]

    def tokens(self, url: str, issuer: str, prove: "Prove[T]") -> list[T]:
        """Every version of a list in tokens, as an award of this issuer may rely on it."""
        key = (url, issuer)
        if key not in self._tokens:
            documents = self.documents(url)
            if not documents:
                return []
            self._tokens[key] = [prove(url, issuer, document, self) for document in documents]
        return self._tokens[key]

    def token_values(self, found: TokenList) -> bytes:
        """The entries of a token; raises the codes of `tokenstatus.decode`."""
        key = found.jws.identity
        if key not in self._values:
            self._values[key] = found.values()
        return self._values[key]

    def _verify(self, document: Mapping[str, Any]) -> StatusList:
        try:
            found, findings = self._examine(document)
            for finding in findings:
                if finding.error is not None:
                    raise finding.error
                self._check_key(found, finding)
        except CoreError as error:
            return StatusList("", None, None, document, error)
        return StatusList(found.issuer, found.valid_from, found.valid_until, found.document)

    def _examine(self, document: Mapping[str, Any]) -> tuple[Credential, Sequence[ProofFinding]]:
        """A list with Data Integrity proofs, or one in an envelope around a JWT."""
        if "EnvelopedVerifiableCredential" in as_list(document.get("type")):
            presented = jwt_vc.read(jwtvc.open_envelope(document))
            return presented.credential, presented.examine(self.trust, self.store)
        found = reading.credential_of(document)
        return found, proofs.examine(found, self.trust, self.store, self._prove)

    def _check_key(self, found: Credential, finding: ProofFinding) -> None:
        check_key(found.issuer, finding.method, finding.created, self.trust)


def canonical(did: str, trust: TrustBundle) -> str:
    """The id of an issuer of the register for any alias of its."""
    issuer = trust.issuer(did)
    return did if issuer is None else issuer.id


def check_key(issuer: str, method: str, created: datetime | None, trust: TrustBundle) -> None:
    """Nothing when the key might sign a list of this issuer; `status_signature_wrong` otherwise.

    A list has no log proof: only a key that is believed and was active counts.
    """
    if canonical(method.partition("#")[0], trust) != canonical(issuer, trust):
        raise CoreError("status_signature_wrong")
    known = trust.issuer(issuer)
    if known is None:
        return
    key = known.key(method)
    if key is None or key.compromised_at is not None or created is None:
        raise CoreError("status_signature_wrong")
    if not (key.was_active(created) or key.was_active(created + LEEWAY)):
        raise CoreError("status_signature_wrong")


def refused_list(error: CoreError) -> Check:
    """A wrong index is the credential's fault; a wrong list leaves the status unknown."""
    if error.code == "status_index":
        return refused("status", error)
    known = {"status_too_large", "status_length", "status_purpose"}
    return unknown("status", error.code if error.code in known else "status_signature_wrong")
