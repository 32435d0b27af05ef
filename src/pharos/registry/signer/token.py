"""Keys in a hardware token, by PKCS #11: made there, used there, never taken out.

A PIN that the token refuses is tried once and not again until its file changes: most tokens lock
themselves after three (KEY-10). A token that is away is looked for at the next request. One
session serves all requests of the process, one at a time: opening one costs more than signing.
"""

import json
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any, Final

import pkcs11
import structlog
from pkcs11 import Attribute, KeyType, Mechanism, ObjectClass
from pkcs11.exceptions import (
    PinExpired,
    PinIncorrect,
    PinInvalid,
    PinLenRange,
    PinLocked,
    PKCS11Error,
)
from pkcs11.util.ec import encode_named_curve_parameters

from pharos.common.errors import Unavailable
from pharos.common.privatefiles import read_private, write_private
from pharos.core import p256
from pharos.core.multibase import encode_ed25519, encode_p256
from pharos.registry.signer.keys import ED25519

log = structlog.get_logger(__name__)

# PKCS #11 3.0, section 6.3.3: the curve by its name; some tokens want the object identifier.
_EDWARDS: Final = (bytes.fromhex("130c656477617264733235353139"), bytes.fromhex("06032b6570"))
_REFUSED_PIN: Final = (PinIncorrect, PinInvalid, PinLocked, PinExpired, PinLenRange)
# The private part is marked as what it must be: only its holder signs, and nobody reads it.
_SECRET: Final = {
    Attribute.SENSITIVE: True,
    Attribute.EXTRACTABLE: False,
    Attribute.PRIVATE: True,
    Attribute.SIGN: True,
}


class Pkcs11KeyStore:
    """A `KeyStore` whose keys live in a token (Ed25519 and P-256)."""

    def __init__(self, *, module: Path, label: str, pin_file: Path, notes: Path) -> None:
        self._module = module
        self._label = label
        self._pin_file = pin_file
        self._refused_file = notes
        self._session: Any = None
        self._opened: dict[str, Any] = {}
        self._one = threading.Lock()

    def create(self, algorithm: str = ED25519) -> str:
        if algorithm not in (ED25519, p256.ALGORITHM):
            raise Unavailable("key_unavailable", "no keys of that kind are made")
        with self._using() as session:
            make = _edwards if algorithm == ED25519 else _weierstrass
            public, private = make(session)
            name = _multikey(algorithm, public)
            private[Attribute.LABEL] = name
            public[Attribute.LABEL] = name
            self._opened[name] = private
            return name

    def public_keys(self) -> list[str]:
        with self._using() as session:
            found = session.get_objects({Attribute.CLASS: ObjectClass.PRIVATE_KEY})
            return sorted(key.label for key in found if str(key.label).startswith("z"))

    def sign(self, public: str, messages: Sequence[bytes]) -> list[bytes]:
        with self._using() as session:
            key = self._opened.get(public) or self._find(session, public)
            sign = _signing(key)
            return [sign(message) for message in messages]

    def close(self) -> None:
        """End the session; the next request opens another."""
        with self._one:
            self._forget()

    def _find(self, session: Any, public: str) -> Any:
        wanted = {Attribute.CLASS: ObjectClass.PRIVATE_KEY, Attribute.LABEL: public}
        found = list(session.get_objects(wanted))
        if len(found) != 1:
            raise Unavailable("key_unavailable", "the signer does not hold this key")
        self._opened[public] = found[0]
        return found[0]

    @contextmanager
    def _using(self) -> Iterator[Any]:
        """The session, for one at a time; whatever the token says becomes `signer_unavailable`."""
        with self._one:
            try:
                if self._session is None:
                    self._session = self._open()
                yield self._session
            except PKCS11Error as error:
                # a token that was pulled out or restarted: the next request begins anew
                self._forget()
                log.error("signer.token", error=type(error).__name__)
                raise Unavailable(
                    "signer_unavailable", f"the token does not answer: {type(error).__name__}"
                ) from None

    def _open(self) -> Any:
        state = self._pin_state()
        if self._refused() == state:
            raise Unavailable("signer_unavailable", "the token refused this PIN; it is not tried")
        library = pkcs11.lib(str(self._module))
        try:
            token = library.get_token(token_label=self._label)
        except pkcs11.exceptions.NoSuchToken:
            # the list of tokens is as old as the library's start
            library.reinitialize()
            token = library.get_token(token_label=self._label)
        pin = read_private(self._pin_file).decode("utf-8").strip()
        try:
            return token.open(rw=True, user_pin=pin)
        except _REFUSED_PIN as error:
            write_private(self._refused_file, json.dumps({"pin_file": state}).encode())
            log.critical("signer.pin_refused", error=type(error).__name__)
            raise

    def _forget(self) -> None:
        session, self._session = self._session, None
        self._opened.clear()
        if session is not None:
            try:
                session.close()
            except PKCS11Error:
                return

    def _pin_state(self) -> str:
        """Which file of a PIN this is; it says nothing about the PIN."""
        try:
            found = self._pin_file.stat()
        except OSError:
            raise Unavailable("signer_unavailable", "there is no file with the PIN") from None
        return f"{found.st_mtime_ns} {found.st_ino} {found.st_size}"

    def _refused(self) -> str:
        try:
            return str(json.loads(read_private(self._refused_file))["pin_file"])
        except (FileNotFoundError, ValueError, KeyError):
            return ""


def _weierstrass(session: Any) -> tuple[Any, Any]:
    parameters = {Attribute.EC_PARAMS: encode_named_curve_parameters("secp256r1")}
    domain = session.create_domain_parameters(KeyType.EC, parameters, local=True)
    made: tuple[Any, Any] = domain.generate_keypair(store=True, private_template=_SECRET)
    return made


def _edwards(session: Any) -> tuple[Any, Any]:
    for name in _EDWARDS:
        domain = session.create_domain_parameters(
            KeyType.EC_EDWARDS, {Attribute.EC_PARAMS: name}, local=True
        )
        try:
            made: tuple[Any, Any] = domain.generate_keypair(
                mechanism=Mechanism.EC_EDWARDS_KEY_PAIR_GEN, store=True, private_template=_SECRET
            )
        except PKCS11Error:
            if name == _EDWARDS[-1]:
                raise
        else:
            return made
    raise Unavailable("key_unavailable", "the token makes no Ed25519 keys")


def _multikey(algorithm: str, public: Any) -> str:
    """The name of a key; a point comes in an OCTET STRING (PKCS #11 3.0, section 6.3.3)."""
    point = bytes(public[Attribute.EC_POINT])
    if algorithm == ED25519:
        return encode_ed25519(point[2:] if len(point) == 34 else point)
    plain = point[2:] if len(point) == 67 else point
    return encode_p256(p256.compressed(p256.public_key(plain)))


def _signing(key: Any) -> Callable[[bytes], bytes]:
    if key.key_type == KeyType.EC_EDWARDS:
        return partial(key.sign, mechanism=Mechanism.EDDSA)

    def sign(message: bytes) -> bytes:
        return bytes(key.sign(sha256(message).digest(), mechanism=Mechanism.ECDSA))

    return sign
