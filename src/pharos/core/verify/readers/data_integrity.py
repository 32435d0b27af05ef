"""JSON credentials with proofs in them: Open Badges 3.0 and others, of VC 2.0 and VC 1.1."""

from functools import partial

from pharos.core.bundle import TrustBundle
from pharos.core.datamodel import is_older
from pharos.core.verify import proofs, reading
from pharos.core.verify.keys import Store
from pharos.core.verify.presented import DATA_INTEGRITY, VC_1_1, Presented
from pharos.core.verify.proofs import ProofFinding, ProofVerifier
from pharos.core.verify.reading import Credential


def read(raw: bytes, prove: ProofVerifier) -> Presented:
    """The credential; what is no JSON credential is refused by its right name."""
    return of(reading.read(raw), prove)


def of(credential: Credential, prove: ProofVerifier) -> Presented:
    """A credential that was read already, with another way to its signed bytes."""
    form = VC_1_1 if is_older(credential.document) else DATA_INTEGRITY
    return Presented(form, credential, partial(_examine, credential, prove))


def _examine(
    credential: Credential, prove: ProofVerifier, trust: TrustBundle, store: Store
) -> tuple[ProofFinding, ...]:
    return proofs.examine(credential, trust, store, prove)
