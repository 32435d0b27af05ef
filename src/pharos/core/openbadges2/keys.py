"""The keys of signed assertions: CryptographicKey with PEM, RSA among them (section 4.6)."""

from collections.abc import Mapping
from typing import Any, Final

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    PublicFormat,
    load_pem_public_key,
)

from pharos.core.errors import Malformed, NotAllowed, NotSupported, WrongSignature
from pharos.core.jose import Jws
from pharos.core.publickeys import ED25519, P256, PublicKey

MIN_RSA_BITS: Final = 2048
MAX_RSA_BITS: Final = 8192  # larger ones only cost time
MAX_PEM_CHARACTERS: Final = 8_192
# The algorithm belongs to the kind of key; a header may only name it (VER-02).
_RSA: Final = {
    "RS256": hashes.SHA256(),
    "RS384": hashes.SHA384(),
    "RS512": hashes.SHA512(),
}
ALGORITHMS: Final = frozenset({*_RSA, "ES256", "EdDSA"})
_ELSEWHERE: Final = frozenset({"PS256", "PS384", "PS512", "ES384", "ES512", "ES256K"})

Key = rsa.RSAPublicKey | PublicKey


def check_header(header: Mapping[str, Any]) -> str:
    """The algorithm, decided before any key is looked for (VER-01, VER-04)."""
    algorithm = header.get("alg")
    if isinstance(algorithm, str) and algorithm in _ELSEWHERE:
        raise NotSupported("not_supported", form=algorithm)
    if not isinstance(algorithm, str) or algorithm not in ALGORITHMS:
        raise NotAllowed("alg_not_allowed", "not an algorithm that we accept")
    if "crit" in header or "b64" in header:
        raise NotAllowed("crit_unsupported", "an extension that we do not know")
    return algorithm


def read(document: Mapping[str, Any]) -> Key:
    """The public key in a CryptographicKey; raises `malformed`, `key_weak`, `not_supported`."""
    pem = document.get("publicKeyPem")
    if not isinstance(pem, str) or len(pem) > MAX_PEM_CHARACTERS:
        raise Malformed("malformed", "a key without its PEM")
    try:
        key = load_pem_public_key(pem.encode())
    except (ValueError, UnsupportedAlgorithm):
        raise Malformed("malformed", "not a public key in PEM") from None
    if isinstance(key, rsa.RSAPublicKey):
        if key.key_size < MIN_RSA_BITS:
            raise NotAllowed("key_weak", bits=key.key_size)
        if key.key_size > MAX_RSA_BITS:
            raise NotSupported("not_supported", form=f"RSA of {key.key_size} bits")
        return key
    if isinstance(key, ed25519.Ed25519PublicKey):
        return PublicKey(ED25519, key.public_bytes_raw())
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return PublicKey(P256, key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint))
    raise NotSupported("not_supported", form="a kind of key that no badge of ours uses")


def verify(jws: Jws, key: Key) -> None:
    """Nothing when the signature holds; `alg_not_allowed` when key and header differ."""
    algorithm = check_header(jws.header)
    if isinstance(key, PublicKey):
        if {"ES256": P256, "EdDSA": ED25519}.get(algorithm) != key.algorithm:
            raise NotAllowed("alg_not_allowed", "the key is of another kind")
        key.verify(jws.signing_input, jws.signature)
        return
    if algorithm not in _RSA:
        raise NotAllowed("alg_not_allowed", "the key is of another kind")
    try:
        key.verify(jws.signature, jws.signing_input, padding.PKCS1v15(), _RSA[algorithm])
    except InvalidSignature:
        raise WrongSignature("signature_wrong", "the signature does not hold") from None
