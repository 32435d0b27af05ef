"""Data Integrity proofs: what they sign, how they are written, whether they hold.

Who may use a key, and when, is decided above (`core.verify`): here is only arithmetic,
form, and the allow-list of suites. Data Integrity 1.0; EdDSA and ECDSA Cryptosuites 1.0.
"""

from pharos.core.dataintegrity.proofs import (
    check_form,
    proof_options,
    proofs,
    with_proof,
    with_proofs,
    without_proofs,
)
from pharos.core.dataintegrity.suites import (
    CRYPTOSUITES,
    ECDSA_JCS,
    ECDSA_RDFC,
    ECDSA_SD,
    JCS,
    RDFC,
    SIGNATURE_2020,
    SUITES,
    Suite,
    suite_of,
)
from pharos.core.dataintegrity.verifying import (
    ProofResult,
    hash_data,
    prove,
    sign,
    verify_all,
    verify_proof,
)
from pharos.core.publickeys import verify_ed25519 as verify_signature

__all__ = [
    "CRYPTOSUITES",
    "ECDSA_JCS",
    "ECDSA_RDFC",
    "ECDSA_SD",
    "JCS",
    "RDFC",
    "SIGNATURE_2020",
    "SUITES",
    "ProofResult",
    "Suite",
    "check_form",
    "hash_data",
    "proof_options",
    "proofs",
    "prove",
    "sign",
    "suite_of",
    "verify_all",
    "verify_proof",
    "verify_signature",
    "with_proof",
    "with_proofs",
    "without_proofs",
]
