"""What can happen to schemes, places and claims; every write of this context is one of these."""

from pharos.funding.actions.claims import approve_claim, check_claim, claim, refuse_claim
from pharos.funding.actions.common import OPEN, UNDECIDED
from pharos.funding.actions.leaving import forget, forget_proof, withdraw
from pharos.funding.actions.places import (
    apply,
    decide,
    keep_proof,
    let_wait,
    release,
    release_late,
)
from pharos.funding.actions.schemes import (
    approve_scheme,
    close_scheme,
    end_scheme,
    place_of,
    propose_scheme,
)
from pharos.funding.actions.telling import tell

__all__ = [
    "OPEN",
    "UNDECIDED",
    "apply",
    "approve_claim",
    "approve_scheme",
    "check_claim",
    "claim",
    "close_scheme",
    "decide",
    "end_scheme",
    "forget",
    "forget_proof",
    "keep_proof",
    "let_wait",
    "place_of",
    "propose_scheme",
    "refuse_claim",
    "release",
    "release_late",
    "tell",
    "withdraw",
]
