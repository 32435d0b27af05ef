"""The cryptosuites that are verified, and the answer for those that are not.

What is signed is told by the suite, with which hash by the key. ECDSA Cryptosuites 1.0 and
EdDSA Cryptosuites 1.0, section 3; the older Ed25519Signature2020 is written by platforms of
badges that are in use and signs the same bytes as `eddsa-rdfc-2022`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from pharos.core.errors import CoreError, NotAllowed, NotSupported
from pharos.core.publickeys import ED25519, P256, P384, PublicKey

RDFC: Final = "eddsa-rdfc-2022"
JCS: Final = "eddsa-jcs-2022"
ECDSA_RDFC: Final = "ecdsa-rdfc-2019"
ECDSA_JCS: Final = "ecdsa-jcs-2019"
ECDSA_SD: Final = "ecdsa-sd-2023"
SIGNATURE_2020: Final = "Ed25519Signature2020"
DATA_INTEGRITY: Final = "DataIntegrityProof"


@dataclass(frozen=True)
class Suite:
    """A cryptosuite: the canonical form that it signs and the keys that it takes."""

    name: str
    form: str  # rdfc, jcs, selective
    algorithms: frozenset[str]

    def check_key(self, key: PublicKey) -> None:
        """Nothing when the suite takes such a key, which alone fixes the algorithm (VER-02)."""
        if key.algorithm not in self.algorithms:
            message = f"{self.name} takes no key of {key.algorithm}"
            raise NotAllowed("cryptosuite_not_allowed", message)


_EDDSA: Final = frozenset({ED25519})
_ECDSA: Final = frozenset({P256, P384})
SUITES: Final[Mapping[str, Suite]] = MappingProxyType(
    {
        suite.name: suite
        for suite in (
            Suite(RDFC, "rdfc", _EDDSA),
            Suite(JCS, "jcs", _EDDSA),
            Suite(SIGNATURE_2020, "rdfc", _EDDSA),
            Suite(ECDSA_RDFC, "rdfc", _ECDSA),
            Suite(ECDSA_JCS, "jcs", _ECDSA),
            # Holders disclose by a key of P-256, so the base is P-256 too (section 3.5.1).
            Suite(ECDSA_SD, "selective", frozenset({P256})),
        )
    }
)
# The suites in which a whole document is signed by one who holds the key.
CRYPTOSUITES: Final = frozenset({RDFC, JCS, ECDSA_RDFC, ECDSA_JCS})
# Suites that others use rightly and that we do not verify: the answer is *unknown*.
_KNOWN_ELSEWHERE: Final = frozenset({"bbs-2023", "ecdsa-xi-2023", "eddsa-xi-2023"})


def suite_of(proof: Mapping[str, Any]) -> Suite:
    """The suite that a proof names; `not_supported` or `cryptosuite_not_allowed` else."""
    kind = proof.get("type")
    if kind == SIGNATURE_2020:
        return SUITES[SIGNATURE_2020]
    if kind != DATA_INTEGRITY:
        form = str(kind)[:80]
        raise NotSupported("not_supported", "a kind of proof that we do not read", form=form)
    name = proof.get("cryptosuite")
    if not isinstance(name, str) or name == SIGNATURE_2020 or name not in SUITES:
        raise _foreign(name)
    return SUITES[name]


def _foreign(name: object) -> CoreError:
    if isinstance(name, str) and name in _KNOWN_ELSEWHERE:
        return NotSupported("not_supported", f"the cryptosuite {name}", cryptosuite=name)
    return NotAllowed("cryptosuite_not_allowed", "not a cryptosuite we accept")
