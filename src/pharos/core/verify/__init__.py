"""Verification without clock and network: one engine for page, API, command and package."""

from pharos.core.values import instant_of
from pharos.core.verify.codes import ALL_CODES, CODES
from pharos.core.verify.engine import Verifier, verify
from pharos.core.verify.keys import EmptyStore, Store
from pharos.core.verify.outcomes import CHECKS, Check, Outcome, Report, Verdict, verdict_of
from pharos.core.verify.proofs import ProofVerifier, prove_generally
from pharos.core.verify.shapes import KnownShapes

__all__ = [
    "ALL_CODES",
    "CHECKS",
    "CODES",
    "Check",
    "EmptyStore",
    "KnownShapes",
    "Outcome",
    "ProofVerifier",
    "Report",
    "Store",
    "Verdict",
    "Verifier",
    "instant_of",
    "prove_generally",
    "verdict_of",
    "verify",
]
