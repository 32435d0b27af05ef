"""The seal on a PDF, told beside the verdict on the credential inside it (VER-20).

A seal guards what is printed. What decides is the attached credential; but a file that was
changed after its issuer sealed it shows something that nobody vouched for, and is not valid.
A file without a seal is judged by its credential alone. Nothing is fetched: to which
authority the certificate leads is not asked here, only whether it is one of the issuer's keys.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from asn1crypto import x509
from pyhanko.sign.validation.errors import SignatureValidationError
from pyhanko.sign.validation.generic_cms import validate_sig_integrity
from pyhanko.sign.validation.pdf_embedded import EmbeddedPdfSignature

from pharos.core import p256
from pharos.core import pdf as printed
from pharos.core.bundle import TrustBundle
from pharos.core.errors import CoreError
from pharos.core.verify import Check, Outcome, Report, containers, verdict_of
from pharos.core.verify.outcomes import failed

CREDENTIAL: Final = printed.CREDENTIAL
PROOF: Final = printed.PROOF
_MOST: Final = 8
_POINT: Final = 65


@dataclass(frozen=True)
class Seal:
    """One seal of a file: whether the file is as it was sealed, and whose certificate it names.

    `is_intact` is None when the seal is of a kind that is not read.
    """

    name: str
    is_intact: bool | None
    public: bytes = b""


def credential_in(raw: bytes) -> tuple[bytes, bytes | None] | None:
    """The attached credential and its proof from the log; None where there is none to read."""
    try:
        found = printed.attached(raw)
    except CoreError:
        return None
    return found.credential, found.tlog_proof


def with_seal(report: Report, raw: bytes, trust: TrustBundle | None = None) -> Report:
    """The report with what the seals of the file say; any other document as it is.

    The check `proof` fails with `modified_after_seal` when the file is not as it was sealed.
    """
    if not containers.is_pdf(raw) or not report.facts:
        return report
    try:
        found = seals(raw)
    except CoreError:
        return report
    if not found:
        return report
    keys = _keys_of_issuer(report, trust)
    told = [
        {"by": one.name, "intact": one.is_intact, "issuer": one.public in keys} for one in found
    ]
    sealed = replace(report, facts={**report.facts, "seals": told})
    broken = next((one for one in found if one.is_intact is False), None)
    return sealed if broken is None else _modified(sealed, broken)


def seals(raw: bytes) -> list[Seal]:
    """The seals of a PDF, the oldest first; raises a CoreError for what is no PDF to read."""
    reader = printed.opened(raw)
    try:
        return [_seal(one) for one in reader.embedded_regular_signatures[:_MOST]]
    except printed.BROKEN:
        # something stands where seals stand, and cannot be read
        return [Seal("", None)]


def _seal(signature: EmbeddedPdfSignature) -> Seal:
    name, public = "", b""
    try:
        certificate = signature.signer_cert
        name, public = _name(certificate), _public(certificate)
        signature.compute_integrity_info()
        intact, valid = validate_sig_integrity(
            signature.signer_info,
            certificate,
            expected_content_type="data",
            actual_digest=signature.compute_digest(),
        )
        allowed = signature.summarise_integrity_info()["docmdp_ok"]
    except (SignatureValidationError, *printed.BROKEN):
        # of another kind, or damaged: its integrity cannot be told
        return Seal(name, None, public)
    return Seal(name, bool(intact and valid and allowed is not False), public)


def _name(certificate: x509.Certificate) -> str:
    subject: dict[str, Any] = certificate.subject.native
    found = subject.get("organization_name") or subject.get("common_name") or ""
    return str(found[0] if isinstance(found, list) and found else found)[:200]


def _public(certificate: x509.Certificate) -> bytes:
    """The key as a register's bundle holds it: the compressed point of P-256."""
    point = certificate.public_key["public_key"].native
    if not isinstance(point, bytes) or len(point) != _POINT:
        return b""
    try:
        return p256.compressed(p256.public_key(point))
    except CoreError:
        return b""


def _keys_of_issuer(report: Report, trust: TrustBundle | None) -> frozenset[bytes]:
    issuer = report.facts.get("issuer")
    if trust is None or not isinstance(issuer, dict):
        return frozenset()
    known = trust.issuer(str(issuer.get("id")))
    return frozenset(key.raw for key in known.keys) if known else frozenset()


def _modified(report: Report, seal: Seal) -> Report:
    checks = tuple(_checks(report.checks, seal))
    return replace(report, checks=checks, verdict=verdict_of(checks))


def _checks(checks: tuple[Check, ...], seal: Seal) -> Iterator[Check]:
    for one in checks:
        if one.id == "proof" and one.outcome is not Outcome.FAILED:
            yield failed("proof", "modified_after_seal", by=seal.name or "–")
        else:
            yield one
