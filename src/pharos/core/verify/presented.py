"""What bytes turn out to be: a form, a credential, and the way to look at its proofs."""

from collections.abc import Callable
from dataclasses import dataclass

from pharos.core.bundle import TrustBundle
from pharos.core.verify.keys import Store
from pharos.core.verify.proofs import ProofFinding
from pharos.core.verify.reading import Credential

Examine = Callable[[TrustBundle, Store], tuple[ProofFinding, ...]]

DATA_INTEGRITY = "data-integrity"
VC_1_1 = "vc-1.1"


@dataclass(frozen=True)
class Presented:
    """A credential in the form that it was brought in; nothing in it is believed yet.

    `examine` does arithmetic only: what became of each proof, with the identity of what was
    signed. It raises a CoreError of the check `proof` when there is nothing to look at.
    """

    form: str
    credential: Credential
    examine: Examine
    complete: "Callable[[Store], Presented] | None" = None
    """The same with what the credential only refers to, where the form leaves it elsewhere."""
