"""The check `proof`: every proof of the document holds, each by itself (LD-07)."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from pharos.core import dataintegrity
from pharos.core.bundle import TrustBundle
from pharos.core.errors import CoreError, NotSupported
from pharos.core.verify.keys import Store, public_key
from pharos.core.verify.outcomes import Check, passed, refused
from pharos.core.verify.reading import Credential, instant_of, text_of

ProofVerifier = Callable[[Mapping[str, Any], Mapping[str, Any], bytes], bytes]
"""(document, proof, public key) -> the 64 signed bytes, or a CoreError."""


@dataclass(frozen=True)
class ProofFinding:
    """What became of one proof; `identity` is that of the document under this proof."""

    method: str
    created: datetime | None = None
    expires: datetime | None = None
    identity: bytes | None = None
    error: CoreError | None = None

    @property
    def holds(self) -> bool:
        return self.error is None


def prove_generally(document: Mapping[str, Any], proof: Mapping[str, Any], public: bytes) -> bytes:
    """The general algorithm: canonicalise, hash, verify (EdDSA Cryptosuites 1.0)."""
    signature = dataintegrity.check_form(document, proof)
    signing_input = dataintegrity.hash_data(document, proof)
    dataintegrity.verify_signature(signing_input, signature, public)
    return signing_input


def examine(
    credential: Credential, trust: TrustBundle, store: Store, prove: ProofVerifier
) -> tuple[ProofFinding, ...]:
    """What became of each proof; raises when there is none at all."""
    found = dataintegrity.proofs(credential.document)
    return tuple(_examine(credential, proof, trust, store, prove) for proof in found)


def check(findings: Sequence[ProofFinding]) -> Check:
    """Passed when all hold; one that is wrong counts before one that is unknown."""
    errors = [finding.error for finding in findings if finding.error is not None]
    if errors:
        return refused("proof", min(errors, key=lambda e: isinstance(e, NotSupported)))
    return passed("proof", "proof_holds", method=findings[0].method)


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
