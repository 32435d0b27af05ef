"""The check `proof`: every proof of the document holds, each by itself (LD-07)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from pharos.core import dataintegrity
from pharos.core.bundle import TrustBundle
from pharos.core.errors import CoreError, NotSupported
from pharos.core.publickeys import PublicKey
from pharos.core.values import instant_of, text_of
from pharos.core.verify.keys import Store, public_key
from pharos.core.verify.outcomes import Check, passed, refused
from pharos.core.verify.reading import Credential

ProofVerifier = Callable[[Mapping[str, Any], Mapping[str, Any], PublicKey], bytes]
"""(document, proof, public key) -> the signed bytes, or a CoreError."""


@dataclass(frozen=True)
class ProofFinding:
    """What became of one proof; `identity` is that of the document under this proof."""

    method: str
    created: datetime | None = None
    expires: datetime | None = None
    identity: bytes | None = None
    error: CoreError | None = None
    code: str = "proof_holds"
    """What is told when it holds: something else where a form has no signature."""

    @property
    def holds(self) -> bool:
        return self.error is None


def prove_generally(
    document: Mapping[str, Any], proof: Mapping[str, Any], public: PublicKey
) -> bytes:
    """The general algorithm: canonicalise, hash, verify (Data Integrity 1.0, section 4)."""
    return dataintegrity.prove(document, proof, public)


def examine(
    credential: Credential, trust: TrustBundle, store: Store, prove: ProofVerifier
) -> tuple[ProofFinding, ...]:
    """What became of each proof; raises when there is none at all."""
    found = dataintegrity.proofs(credential.document)
    return tuple(_examine(credential, proof, trust, store, prove) for proof in found)


def check(findings: Sequence[ProofFinding]) -> Check:
    """Passed when all hold; one that is wrong counts before one that is unknown.

    Of several proofs each is told with what became of it (LD-07).
    """
    each: dict[str, object] = {}
    if len(findings) > 1:
        each["proofs"] = [_told(finding) for finding in findings]
    wrong = [finding for finding in findings if finding.error is not None]
    if wrong:
        worst = min(wrong, key=lambda finding: isinstance(finding.error, NotSupported))
        assert worst.error is not None
        answer = refused("proof", worst.error)
        return replace(answer, facts={**answer.facts, "method": worst.method, **each})
    return passed("proof", findings[0].code, method=findings[0].method, **each)


def _told(finding: ProofFinding) -> dict[str, object]:
    code = "proof_holds" if finding.error is None else finding.error.code
    return {"method": finding.method, "holds": finding.holds, "code": code}


def _examine(
    credential: Credential,
    proof: Mapping[str, Any],
    trust: TrustBundle,
    store: Store,
    prove: ProofVerifier,
) -> ProofFinding:
    method = text_of(proof.get("verificationMethod")) or ""
    try:
        dataintegrity.check_form(credential.document, proof)
        created = instant_of(proof["created"])
        expires = instant_of(proof["expires"]) if "expires" in proof else None
        public = public_key(method, trust, store)
        signed = prove(credential.document, proof, public)
    except CoreError as error:
        return ProofFinding(method, error=error)
    return ProofFinding(
        method=method,
        created=created,
        expires=expires,
        identity=sha256(signed).digest(),
    )
