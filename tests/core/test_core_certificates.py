"""Certificates made without the secret at hand, read by other software, checked strictly."""

import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec

from pharos.core import certificates, p256
from pharos.core.certificates import Subject
from pharos.core.errors import CoreError

NOW = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
ROOT, COLLEGE, OTHER = (ec.derive_private_key(n, ec.SECP256R1()) for n in (11, 12, 13))
REGISTER = Subject("Register of examples", "Root of examples")
BODY = Subject("College of examples", "college", "AM", ("did:web:example.test:providers:college",))


def point(key: ec.EllipticCurvePrivateKey) -> bytes:
    return p256.compressed(key.public_key())


def made(
    subject: Subject,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    issuer: Subject | None,
    first: datetime = NOW,
) -> bytes:
    content = certificates.to_be_signed(
        subject,
        point(key),
        first=first,
        last=first + YEAR,
        serial=7,
        issuer=None if issuer is None else (issuer, point(signer)),
    )
    return certificates.certificate(content, p256.sign(content, signer))


CHAIN = [made(BODY, COLLEGE, ROOT, REGISTER), made(REGISTER, ROOT, ROOT, None)]


def check(chain: list[bytes], at: datetime = NOW) -> None:
    certificates.check_chain(chain, point=point(COLLEGE), at=at)


def refused(chain: list[bytes], at: datetime = NOW) -> str:
    with pytest.raises(CoreError) as error:
        check(chain, at)
    return error.value.code


def test_a_chain_vouches_for_its_key() -> None:
    check(CHAIN)
    check(CHAIN[:1])
    assert certificates.interval(CHAIN[0]) == (NOW, NOW + YEAR)
    assert certificates.from_pem(certificates.pem(CHAIN)) == CHAIN


def test_openssl_believes_the_chain(tmp_path: Path) -> None:
    leaf, root = tmp_path / "leaf.pem", tmp_path / "root.pem"
    leaf.write_text(certificates.pem(CHAIN[:1]))
    root.write_text(certificates.pem(CHAIN[1:]))
    moment = str(int(NOW.timestamp()) + 60)
    told = subprocess.run(
        ["openssl", "verify", "-x509_strict", "-attime", moment, "-CAfile", root, leaf],
        check=True,
        capture_output=True,
        text=True,
    )
    assert told.stdout.strip().endswith("OK")


def test_what_it_says_is_read_by_another_library() -> None:
    leaf = x509.load_der_x509_certificate(CHAIN[0])
    assert leaf.subject.rfc4514_string() == "CN=college,O=College of examples,C=AM"
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.UniformResourceIdentifier) == list(BODY.addresses)
    usage = leaf.extensions.get_extension_for_class(x509.KeyUsage).value
    assert usage.content_commitment
    assert not usage.key_cert_sign


def test_a_request_is_proved_by_its_key() -> None:
    info = certificates.request_info(BODY, point(COLLEGE))
    request = x509.load_der_x509_csr(certificates.request(info, p256.sign(info, COLLEGE)))
    assert request.is_signature_valid
    assert request.subject.rfc4514_string() == "CN=college,O=College of examples,C=AM"
    stolen = x509.load_der_x509_csr(certificates.request(info, p256.sign(info, OTHER)))
    assert not stolen.is_signature_valid


def test_what_is_wrong_has_a_code_of_its_own() -> None:
    other = made(BODY, OTHER, ROOT, REGISTER)
    forged = made(BODY, COLLEGE, OTHER, REGISTER)
    below = made(BODY, COLLEGE, OTHER, BODY)
    assert refused([other, CHAIN[1]]) == "certificate_key"
    assert refused([forged, CHAIN[1]]) == "certificate_chain"
    assert refused([below, other]) == "certificate_chain"
    assert refused([CHAIN[0], b"none"]) == "certificate_malformed"
    assert refused([]) == "certificate_malformed"
    assert refused(CHAIN * 4) == "certificate_malformed"
    for moment in (NOW - timedelta(seconds=1), NOW + YEAR + timedelta(seconds=1)):
        assert refused(CHAIN, moment) == "certificate_dates"
    with pytest.raises(CoreError):
        certificates.from_pem("no certificate")


def test_a_certificate_that_may_not_sign_signs_no_other() -> None:
    """X.509 without this check lets every body vouch for every other (RFC 5280, 6.1.4 k)."""
    sub = made(Subject("Sub", "sub"), OTHER, ROOT, REGISTER)
    leaf = made(BODY, COLLEGE, OTHER, Subject("Sub", "sub"))
    assert refused([leaf, sub, CHAIN[1]]) == "certificate_chain"


def test_long_names_keep_their_bound() -> None:
    long = Subject("O" * 90, "C" * 90)
    leaf = x509.load_der_x509_certificate(made(long, COLLEGE, ROOT, REGISTER))
    assert all(len(str(part.value)) == 64 for part in leaf.subject)
