"""JSON credentials of VC 2.0 with Data Integrity proofs: Open Badges 3.0 and others."""

from functools import partial

from pharos.core.bundle import TrustBundle
from pharos.core.verify import proofs, reading
from pharos.core.verify.keys import Store
from pharos.core.verify.presented import DATA_INTEGRITY, Presented
from pharos.core.verify.proofs import ProofFinding, ProofVerifier
from pharos.core.verify.reading import Credential


def read(raw: bytes, prove: ProofVerifier) -> Presented:
    """The credential; what is no JSON credential is refused by its right name."""
    return of(reading.read(raw), prove)


def of(credential: Credential, prove: ProofVerifier) -> Presented:
    """A credential that was read already, with another way to its signed bytes."""
    return Presented(DATA_INTEGRITY, credential, partial(_examine, credential, prove))


def _examine(
    credential: Credential, prove: ProofVerifier, trust: TrustBundle, store: Store
) -> tuple[ProofFinding, ...]:
    return proofs.examine(credential, trust, store, prove)
