"""Where private keys live: one encrypted file a key, opened by a passphrase of its own.

Files are written 0600 and refused when others can read them (KEY-09). The passphrase comes
from a file beside them that `pharos keys` writes once, or that an operator mounts.
"""

import json
import secrets
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Protocol

from cryptography.hazmat.primitives.asymmetric import ec
from nacl import pwhash
from nacl.bindings import crypto_sign, crypto_sign_keypair
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from pharos.common.errors import Unavailable
from pharos.common.privatefiles import private_dir, read_private, write_private
from pharos.core import p256
from pharos.core.multibase import encode_ed25519, encode_p256

SIGNATURE_SIZE = 64
ED25519 = "Ed25519"


# An Ed25519 secret is its 64 bytes, for libsodium; one of P-256 is an opened key.
_Secret = bytes | ec.EllipticCurvePrivateKey


class KeyStore(Protocol):
    """What the signer needs of a place for keys; a hardware token is another of these."""

    def create(self, algorithm: str = ED25519) -> str:
        """Make a key; its public part as a multikey: `z6Mk…` of Ed25519, `zDn…` of P-256."""
        ...

    def public_keys(self) -> list[str]:
        """The public parts of all keys held."""
        ...

    def sign(self, public: str, messages: list[bytes]) -> list[bytes]:
        """Signatures of 64 bytes, one a message; Unavailable `key_unavailable` without the key.

        Ed25519 signs the message (RFC 8032), P-256 its SHA-256 and answers r and s.
        """
        ...


class FileKeyStore:
    """Keys as encrypted files in one folder (argon2id for the passphrase, XSalsa20-Poly1305)."""

    def __init__(self, folder: Path, passphrase_file: Path | None = None) -> None:
        self._folder = private_dir(folder)
        self._passphrase_file = passphrase_file or folder / "passphrase"
        self._opened: dict[str, _Secret] = {}
        self._box: SecretBox | None = None

    def create(self, algorithm: str = ED25519) -> str:
        public, secret = _new(algorithm)
        sealed = self._secret_box().encrypt(secret)
        content = {"algorithm": algorithm, "public": public, "sealed": b64encode(sealed).decode()}
        write_private(self._file(public), json.dumps(content, indent=1).encode())
        self._opened[public] = _opened(algorithm, secret)
        return public

    def public_keys(self) -> list[str]:
        return sorted(file.stem for file in self._folder.glob("z*.key"))

    def sign(self, public: str, messages: list[bytes]) -> list[bytes]:
        secret = self._opened.get(public) or self._open(public)
        if isinstance(secret, bytes):
            return [crypto_sign(message, secret)[:SIGNATURE_SIZE] for message in messages]
        return [p256.sign(message, secret) for message in messages]

    def _open(self, public: str) -> _Secret:
        file = self._file(public)
        try:
            content = json.loads(read_private(file))
            sealed = b64decode(content["sealed"])
            secret = _opened(content["algorithm"], self._secret_box().decrypt(sealed))
        except FileNotFoundError:
            raise Unavailable("key_unavailable", "the signer does not hold this key") from None
        except (CryptoError, ValueError, KeyError):
            raise Unavailable("key_unavailable", "a key file cannot be opened") from None
        self._opened[public] = secret
        return secret

    def _file(self, public: str) -> Path:
        if not public.isascii() or not public.isalnum():
            raise Unavailable("key_unavailable", "not a multikey")
        return self._folder / f"{public}.key"

    def _secret_box(self) -> SecretBox:
        if self._box is None:
            salt_file = self._folder / "salt"
            if not salt_file.exists():
                write_private(salt_file, secrets.token_bytes(pwhash.argon2id.SALTBYTES))
            if not self._passphrase_file.exists():
                write_private(self._passphrase_file, secrets.token_urlsafe(48).encode())
            self._box = SecretBox(
                pwhash.argon2id.kdf(
                    SecretBox.KEY_SIZE,
                    read_private(self._passphrase_file),
                    read_private(salt_file),
                    opslimit=pwhash.argon2id.OPSLIMIT_INTERACTIVE,
                    memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
                )
            )
        return self._box


def _new(algorithm: str) -> tuple[str, bytes]:
    """The multikey and the secret bytes of a new key."""
    if algorithm == ED25519:
        public, secret = crypto_sign_keypair()
        return encode_ed25519(public), secret
    if algorithm != p256.ALGORITHM:
        raise Unavailable("key_unavailable", "no keys of that kind are made")
    key = ec.generate_private_key(ec.SECP256R1())
    scalar = key.private_numbers().private_value.to_bytes(32, "big")
    return encode_p256(p256.compressed(key.public_key())), scalar


def _opened(algorithm: str, secret: bytes) -> _Secret:
    if algorithm == ED25519:
        return secret
    return ec.derive_private_key(int.from_bytes(secret, "big"), ec.SECP256R1())
