"""Prints to seal: a certification authority in memory, a sealing key, a sealed certificate."""

import asyncio
import io
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from asn1crypto import keys, tsp
from asn1crypto import x509 as asn1
from borrowed import borrow
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.timestamps import DummyTimeStamper
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from pharos.core import p256
from pharos.registry import pades

BEGIN = datetime(2026, 1, 1, tzinfo=UTC)


@cache
def authority() -> tuple[ec.EllipticCurvePrivateKey, ec.EllipticCurvePrivateKey, list[bytes]]:
    """A root, a sealing key under it, and the chain of the key's certificate."""
    root, leaf = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    top = certificate("A root", root.public_key(), "A root", root, is_root=True)
    own = certificate("An academy", leaf.public_key(), "A root", root, is_root=False)
    return root, leaf, [own, top]


def certificate(
    name: str, public: Any, above: str, key: Any, *, is_root: bool, is_clock: bool = False
) -> bytes:
    usage = {"digital_signature": not is_root, "content_commitment": not is_root,
             "key_cert_sign": is_root, "crl_sign": is_root, "key_encipherment": False,
             "data_encipherment": False, "key_agreement": False, "encipher_only": False,
             "decipher_only": False}  # fmt: skip
    made = (
        x509.CertificateBuilder()
        .subject_name(named(name))
        .issuer_name(named(above))
        .public_key(public)
        .serial_number(7 + is_root)
        .not_valid_before(BEGIN)
        .not_valid_after(BEGIN + timedelta(days=3650))
        .add_extension(x509.BasicConstraints(ca=is_root, path_length=None), critical=True)
        .add_extension(x509.KeyUsage(**usage), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(key.public_key()), critical=False
        )
    )
    if is_clock:
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        made = made.add_extension(stamping, critical=True)
    return made.sign(key, SHA256()).public_bytes(Encoding.DER)


def named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])


def printed(document: bytes = b'{"a": 1}', tlog_proof: str = "proof") -> bytes:
    """The certificate of a made-up award with a document attached."""
    tests = Path(__file__).parents[1]
    made = borrow("seal_prints", tests / "issuing" / "test_issuing_certificate.py")
    raw: bytes = made.make(made.told("ka"), document=document, tlog_proof=tlog_proof)
    return raw


def waiting(pdf: bytes | None = None, *, stamped: bool = False) -> pades.Unsealed:
    _, _, chain = authority()
    made = pdf or printed()
    return pades.prepare(made, chain, reason="An academy", at=BEGIN, stamped=stamped)


def token_over(value: bytes) -> bytes:
    """A TimeStampToken of an authority in memory (pyHanko's own, for tests)."""
    answer = answered(sha256(value).digest())
    made: bytes = answer["time_stamp_token"].dump()
    return made


def answered(digest: bytes, nonce: int | None = None) -> tsp.TimeStampResp:
    """What the authority answers to a request with this digest."""
    key = _stamping_key()
    pem = key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
    leaf = asn1.Certificate.load(_stamping_certificate())
    stamper = DummyTimeStamper(leaf, keys.PrivateKeyInfo.load(pem))
    request = tsp.TimeStampReq(
        {
            "version": 1,
            "message_imprint": {
                "hash_algorithm": {"algorithm": "sha256"},
                "hashed_message": digest,
            },
            "cert_req": True,
        }
        | ({} if nonce is None else {"nonce": nonce})
    )
    return asyncio.run(stamper.async_request_tsa_response(request))


@cache
def _stamping_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@cache
def _stamping_certificate() -> bytes:
    root, _, _ = authority()
    public = _stamping_key().public_key()
    return certificate("A clock", public, "A root", root, is_root=False, is_clock=True)


def sealed(pdf: bytes | None = None) -> bytes:
    """The print with its seal."""
    _, key, _ = authority()
    made = waiting(pdf)
    return made.signed(p256.sign(made.signing_input, key))


def status_of(raw: bytes) -> Any:
    """What pyHanko's own validation says, the root being trusted."""
    _, _, chain = authority()
    trust = ValidationContext(trust_roots=[asn1.Certificate.load(chain[-1])])
    [found] = PdfFileReader(io.BytesIO(raw)).embedded_signatures
    return validate_pdf_signature(found, trust)
