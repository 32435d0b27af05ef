"""Seals with certificates: to which trusted root they lead, and what that says.

Roots are given by whoever verifies; none is shipped and nothing is fetched. A root says who
stands behind a certificate. It never says that a seal is *qualified* in the sense of the
European regulation: that would take the European lists of trust, which are not read here.
So a national seal and any other each have codes of their own, and none means qualified.
Whether a certificate was withdrawn by its authority is not asked either, and told so.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from cryptography import x509
from cryptography.x509 import verification as paths

from pharos.core import jose, limits, strict
from pharos.core.elm import reading, sealkeys
from pharos.core.errors import Malformed
from pharos.core.lookalikes import name_skeleton
from pharos.core.verify.outcomes import Check, failed, passed, unknown
from pharos.core.verify.proofs import ProofFinding
from pharos.core.verify.reading import Credential
from pharos.core.verify.sdjwtvc import SdJwtCredential

MAX_DEPTH: Final = 6
LEEWAY: Final = timedelta(seconds=limits.CLOCK_LEEWAY_SECONDS)


@dataclass(frozen=True)
class SealFinding(ProofFinding):
    """What became of a seal, with the certificates (DER) that it was made under."""

    chain: tuple[bytes, ...] = ()


@dataclass(frozen=True)
class SealRoot:
    """A certificate (DER) that whoever verifies trusts; `is_national` when a state's own."""

    certificate: bytes
    is_national: bool = False


@dataclass(frozen=True)
class SealRoots:
    """All roots that are trusted for seals; without any no stranger's seal is trusted."""

    roots: tuple[SealRoot, ...] = ()

    @classmethod
    def from_pem(cls, raw: bytes, *, is_national: bool = False) -> "SealRoots":
        """The certificates of a PEM file; `malformed` when it holds none."""
        try:
            found = x509.load_pem_x509_certificates(raw)
        except ValueError:
            raise Malformed("malformed", "no certificates in PEM") from None
        ders = [sealkeys.der_of(certificate) for certificate in found]
        return cls(tuple(SealRoot(der, is_national) for der in ders))

    def __add__(self, other: "SealRoots") -> "SealRoots":
        return SealRoots((*self.roots, *other.roots))

    def root_of(self, chain: Sequence[bytes], at: datetime) -> SealRoot | None:
        """The root that a chain led to at an instant (RFC 5280, section 6); else None."""
        if not self.roots:
            return None
        leaf, *between = [sealkeys.loaded(der) for der in chain]
        try:
            path = self._verifier(at).verify(leaf, between).chain
        except paths.VerificationError:
            return None
        last = sealkeys.der_of(path[-1])
        return next((root for root in self.roots if root.certificate == last), None)

    def _verifier(self, at: datetime) -> paths.ClientVerifier:
        store = paths.Store([sealkeys.loaded(root.certificate) for root in self.roots])
        builder = paths.PolicyBuilder().store(store).time(at).max_chain_depth(MAX_DEPTH)
        policies = {"ca_policy": _authorities(), "ee_policy": paths.ExtensionPolicy.permit_all()}
        return builder.extension_policies(**policies).build_client_verifier()


def check(
    answer: Check,
    credential: Credential,
    findings: Sequence[ProofFinding],
    roots: SealRoots,
    at: datetime,
) -> Check:
    """The check `issuer` of a stranger whose seals lead to a root; else `answer` as it is."""
    seals = [finding for finding in findings if isinstance(finding, SealFinding)]
    stranger = answer.code == "issuer_not_listed"
    if not stranger or not seals or len(seals) != len(findings) or not roots.roots:
        return answer
    judged = [_judge(answer, credential, seal, roots, at) for seal in seals]
    return next((one for one in judged if one.code != "seal_root_known"), judged[0])


def _judge(
    answer: Check, credential: Credential, seal: SealFinding, roots: SealRoots, at: datetime
) -> Check:
    """By the root at the time of signing, which is believed while the certificate lasts."""
    if seal.error is not None or seal.created is None or not seal.chain:
        return answer
    leaf = sealkeys.loaded(seal.chain[0])
    facts: dict[str, object] = {
        "issuer": credential.issuer,
        "sealed_by": ", ".join(sealkeys.subject_names(seal.chain[0]))
        or sealkeys.subject_of(seal.chain[0]),
        "key_from": strict.format_instant(leaf.not_valid_before_utc),
        "key_until": strict.format_instant(leaf.not_valid_after_utc),
    }
    root = roots.root_of(seal.chain, seal.created)
    if root is None:
        ever = roots.root_of(seal.chain, leaf.not_valid_before_utc + LEEWAY)
        return failed("issuer", "seal_not_valid_at_time", **facts) if ever else answer
    if at >= leaf.not_valid_after_utc:
        return unknown("issuer", "seal_time_unproven", **facts)
    if not _names_issuer(credential, seal.chain[0]):
        return unknown("issuer", "seal_of_another", **facts)
    code = "seal_root_national" if root.is_national else "seal_root_known"
    return passed("issuer", code, **facts)


def _names_issuer(credential: Credential, certificate: bytes) -> bool:
    """Whether the certificate is that of the body which the credential names as issuer.

    By the legal identifier or a legal name, in a token by its address or host; without it any
    holder of a certificate could seal in anybody's name.
    """
    if isinstance(credential, SdJwtCredential):
        return jose.is_certificate_of(certificate, credential.issuer)
    issuer = reading.node(credential.document.get("issuer"))
    told = [reading.text(reading.node(issuer.get("eIDASIdentifier")).get("notation"))]
    told += reading.language_map(issuer.get("legalName")).values()
    wanted = {name_skeleton(name) for name in told if name}
    return any(name_skeleton(name) in wanted for name in sealkeys.subject_names(certificate))


def _authorities() -> paths.ExtensionPolicy:
    """Only an authority signs certificates (RFC 5280, sections 4.2.1.3 and 4.2.1.9)."""
    policy = paths.ExtensionPolicy.permit_all()
    policy = policy.require_present(
        x509.BasicConstraints, paths.Criticality.AGNOSTIC, _is_authority
    )
    return policy.may_be_present(x509.KeyUsage, paths.Criticality.AGNOSTIC, _signs_certificates)


def _is_authority(_: paths.Policy, __: x509.Certificate, extension: x509.BasicConstraints) -> None:
    if not extension.ca:
        raise ValueError("not the certificate of an authority")


def _signs_certificates(
    _: paths.Policy, __: x509.Certificate, extension: x509.KeyUsage | None
) -> None:
    if extension is not None and not extension.key_cert_sign:
        raise ValueError("a key that may not sign certificates")
