"""Where private keys live: one encrypted file a key, opened by a passphrase of its own.

Files are written 0600 and refused when others can read them (KEY-09). The passphrase comes
from a file beside them that `pharos keys` writes once, or that an operator mounts.
"""

import json
import secrets
from base64 import b64decode, b64encode
from pathlib import Path
from typing import Protocol

from nacl import pwhash
from nacl.bindings import crypto_sign, crypto_sign_keypair
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from pharos.common.errors import Unavailable
from pharos.common.privatefiles import private_dir, read_private, write_private
from pharos.core.multibase import encode_ed25519

SIGNATURE_SIZE = 64


class KeyStore(Protocol):
    """What the signer needs of a place for keys; a hardware token is another of these."""

    def create(self) -> str:
        """Make an Ed25519 key; its public part as a multikey (`z6Mk…`)."""
        ...

    def public_keys(self) -> list[str]:
        """The public parts of all keys held."""
        ...

    def sign(self, public: str, messages: list[bytes]) -> list[bytes]:
        """Raw Ed25519 signatures, one a message; Unavailable `key_unavailable` without the key."""
        ...


class FileKeyStore:
    """Keys as encrypted files in one folder (argon2id for the passphrase, XSalsa20-Poly1305)."""

    def __init__(self, folder: Path, passphrase_file: Path | None = None) -> None:
        self._folder = private_dir(folder)
        self._passphrase_file = passphrase_file or folder / "passphrase"
        self._opened: dict[str, bytes] = {}
        self._box: SecretBox | None = None

    def create(self) -> str:
        public_bytes, secret = crypto_sign_keypair()
        public = encode_ed25519(public_bytes)
        sealed = self._secret_box().encrypt(secret)
        content = {"algorithm": "Ed25519", "public": public, "sealed": b64encode(sealed).decode()}
        write_private(self._file(public), json.dumps(content, indent=1).encode())
        self._opened[public] = secret
        return public

    def public_keys(self) -> list[str]:
        return sorted(file.stem for file in self._folder.glob("z6Mk*.key"))

    def sign(self, public: str, messages: list[bytes]) -> list[bytes]:
        secret = self._opened.get(public) or self._open(public)
        return [crypto_sign(message, secret)[:SIGNATURE_SIZE] for message in messages]

    def _open(self, public: str) -> bytes:
        file = self._file(public)
        try:
            sealed = b64decode(json.loads(read_private(file))["sealed"])
            secret = self._secret_box().decrypt(sealed)
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
