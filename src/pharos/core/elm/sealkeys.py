"""Certificates of seals and the algorithms that they may sign with.

The certificate fixes the kind of key, and an algorithm fits one kind only (VER-02). Seals of
others are often made by RSA keys, which nothing of ours signs with.
"""

import hashlib
from collections.abc import Sequence
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding

from pharos.core import limits, strict
from pharos.core.errors import CoreError, Malformed, NotAllowed, NotSupported, WrongSignature
from pharos.core.jose.certificates import certificates_of

MIN_RSA_BITS: Final = 2048
MAX_RSA_BITS: Final = 8192
_HASHES: Final[dict[str, hashes.HashAlgorithm]] = {
    "256": hashes.SHA256(),
    "384": hashes.SHA384(),
    "512": hashes.SHA512(),
}
_CURVES: Final = {
    "ES256": ("secp256r1", 32),
    "ES384": ("secp384r1", 48),
    "ES512": ("secp521r1", 66),
}
_RSA: Final = frozenset({"RS256", "RS384", "RS512", "PS256", "PS384", "PS512"})
_EDWARDS: Final = frozenset({"EdDSA", "Ed25519"})
ALGORITHMS: Final = _RSA | _EDWARDS | frozenset(_CURVES)

Key = ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey


def check_algorithm(value: object) -> str:
    """The algorithm when it is one of the list; decided before any key is looked for."""
    if not isinstance(value, str) or value not in ALGORITHMS:
        raise NotAllowed("alg_not_allowed", "not an algorithm that we accept")
    return value


def chain_of(x5c: object) -> tuple[bytes, ...]:
    """The certificates of a header in DER, the sealing one first."""
    return tuple(certificates_of(x5c))


def loaded(certificate: bytes) -> x509.Certificate:
    """A certificate; `malformed` when the bytes are none."""
    try:
        return x509.load_der_x509_certificate(certificate)
    except (ValueError, UnsupportedAlgorithm):
        raise Malformed("malformed", "not a certificate") from None


def der_of(certificate: x509.Certificate) -> bytes:
    """The bytes of a certificate."""
    return certificate.public_bytes(Encoding.DER)


def key_of(certificate: bytes) -> Key:
    """The key of a certificate; `not_supported` for other kinds."""
    try:
        key = loaded(certificate).public_key()
    except (ValueError, UnsupportedAlgorithm):
        raise NotSupported(
            "not_supported", "a kind of key that we do not read", form="x5c"
        ) from None
    if isinstance(key, ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey):
        return key
    raise NotSupported("not_supported", "a kind of key that we do not read", form="x5c")


def algorithm_of(certificate: bytes) -> str:
    """The algorithm that a certificate of ours seals with: its curve says it."""
    key = key_of(certificate)
    curve = key.curve.name if isinstance(key, ec.EllipticCurvePublicKey) else ""
    found = [name for name, (one, _) in _CURVES.items() if one == curve]
    if not found or found[0] == "ES512":
        raise NotSupported("not_supported", "a key that we do not seal with", form="certificate")
    return found[0]


def digest(name: str, certificate: bytes) -> bytes:
    return hashlib.new(name, certificate).digest()


def verify(algorithm: str, certificate: bytes, message: bytes, signature: bytes) -> None:
    """Nothing when the signature holds; `alg_not_allowed`, `key_weak`, `signature_wrong`."""
    key = key_of(certificate)
    try:
        if isinstance(key, ed25519.Ed25519PublicKey) and algorithm in _EDWARDS:
            key.verify(signature, message)
        elif isinstance(key, rsa.RSAPublicKey) and algorithm in _RSA:
            _verify_rsa(key, algorithm, message, signature)
        elif isinstance(key, ec.EllipticCurvePublicKey) and algorithm in _CURVES:
            _verify_ec(key, algorithm, message, signature)
        else:
            raise NotAllowed("alg_not_allowed", "the key is of another kind")
    except InvalidSignature:
        raise WrongSignature("signature_wrong", "the signature does not hold") from None


def _verify_rsa(key: rsa.RSAPublicKey, algorithm: str, message: bytes, signature: bytes) -> None:
    if not MIN_RSA_BITS <= key.key_size <= MAX_RSA_BITS:
        raise NotAllowed("key_weak", "a key that is too short, or too long to be real")
    hashing = _HASHES[algorithm[2:]]
    if algorithm.startswith("PS"):
        mask = padding.MGF1(hashing)
        key.verify(signature, message, padding.PSS(mask, hashing.digest_size), hashing)
    else:
        key.verify(signature, message, padding.PKCS1v15(), hashing)


def _verify_ec(
    key: ec.EllipticCurvePublicKey, algorithm: str, message: bytes, signature: bytes
) -> None:
    curve, size = _CURVES[algorithm]
    if key.curve.name != curve:
        raise NotAllowed("alg_not_allowed", "the key lies on another curve")
    if len(signature) != 2 * size:
        raise WrongSignature("signature_wrong", "a signature is r and s side by side")
    r, s = int.from_bytes(signature[:size], "big"), int.from_bytes(signature[size:], "big")
    plain = utils.encode_dss_signature(r, s)
    key.verify(plain, message, ec.ECDSA(_HASHES[algorithm[2:]]))


def subject_of(certificate: bytes) -> str:
    """Whose a certificate is, as its whole subject says, cut to a sane length."""
    return _told(loaded(certificate).subject.rfc4514_string())


def subject_names(certificate: bytes) -> Sequence[str]:
    """Organisation and its identifier in the subject, as far as there are any."""
    subject = loaded(certificate).subject
    kinds = (x509.NameOID.ORGANIZATION_NAME, x509.NameOID.ORGANIZATION_IDENTIFIER)
    found = [str(one.value) for kind in kinds for one in subject.get_attributes_for_oid(kind)]
    return [_told(name) for name in found]


def _told(name: str) -> str:
    """A name that a stranger chose, without signs that would change how a report reads."""
    try:
        return strict.clean_name(name)
    except CoreError:
        spelt = name.encode("unicode_escape").decode("ascii")
        return spelt[: limits.MAX_NAME_CHARACTERS]
