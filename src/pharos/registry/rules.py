"""What is right about keys, intents and checkpoints, on plain values."""

import struct
from collections.abc import Mapping, Sequence
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from pharos.core.did import KeyState
from pharos.core.errors import Malformed
from pharos.core.publickeys import PublicKey

DIGEST_SIZE = 64
# One message to sign, and all of one intent: a sealed document signs a few hundred bytes of it,
# a token that carries a whole credential some ten thousand.
MAX_MESSAGE: Final = 1024 * 1024
MAX_MESSAGES: Final = 12 * 1024 * 1024
NONCE_SIZE: Final = 16
_LENGTH: Final = struct.Struct(">I")

# What a key is for, and of which kind it therefore is.
ALGORITHMS: Final[Mapping[str, str]] = MappingProxyType({
    "credentials": "Ed25519",
    "documents": "P-256",
    "seal": "P-256",
    "log": "Ed25519",
    "root": "P-256",
})  # fmt: skip
# How the multikeys of each kind begin.
PREFIXES: Final[Mapping[str, str]] = MappingProxyType({"Ed25519": "z6Mk", "P-256": "zDn"})
# The keys of a body that signs awards; `log` and `root` are the register's own.
ISSUING: Final = ("credentials", "documents", "seal")
# Keys that X.509 certificates vouch for.
CERTIFIED: Final = frozenset({"documents", "seal", "root"})

# Which keys may sign which kind of intent. The key of the log signs none at all.
_DIGESTS: Final = frozenset({"credentials"})
MAY_SIGN: Final[Mapping[str, frozenset[str]]] = MappingProxyType({
    "credentials": _DIGESTS,
    "status_list": _DIGESTS,
    "documents": frozenset({"credentials", "documents", "seal", "root"}),
})  # fmt: skip
DOCUMENTS: Final = "documents"


# From which states a key may come into which; only a block leads back.
KEY_STEPS: dict[KeyState, frozenset[KeyState]] = {
    KeyState.PROPOSED: frozenset(),
    KeyState.ACTIVE: frozenset({KeyState.PROPOSED, KeyState.BLOCKED}),
    KeyState.BLOCKED: frozenset({KeyState.ACTIVE}),
    KeyState.RETIRED: frozenset({KeyState.ACTIVE, KeyState.BLOCKED}),
    KeyState.COMPROMISED: frozenset({KeyState.ACTIVE, KeyState.BLOCKED, KeyState.RETIRED}),
}


class KeyAct(StrEnum):
    """What takes two persons once a key is there."""

    COMPROMISED = "compromised"  # it was in other hands since an instant
    UNBLOCK = "unblock"  # the block was for nothing: it signs again
    REISSUE = "reissue"  # everything it signed is signed anew with the key after it


def may_become(state: KeyState, target: KeyState) -> bool:
    """Whether a key in `state` may come into `target`."""
    return state in KEY_STEPS[target]


def intent_id(*, kind: str, key_id: str, digests: bytes) -> bytes:
    """SHA-256 over all that an intent lets be signed: the token that ties lint to signature."""
    head = f"pharos-intent/1\n{kind}\n{key_id}\n".encode()
    return sha256(head + digests).digest()


def packed(messages: Sequence[bytes], nonce: bytes) -> bytes:
    """Messages in one block, each behind its length in four bytes, all behind a nonce.

    The nonce makes every intent another, so the same bytes may be signed again, and its name
    tells nothing of what a message held when the message is gone.
    """
    if len(nonce) != NONCE_SIZE:
        raise Malformed("messages_malformed", "a nonce of another length")
    if not messages or not all(0 < len(message) <= MAX_MESSAGE for message in messages):
        raise Malformed("messages_malformed", "a message to sign is empty or too long")
    block = b"".join(_LENGTH.pack(len(message)) + message for message in messages)
    if len(block) > MAX_MESSAGES:
        raise Malformed("messages_malformed", "too much to sign at once")
    return nonce + block


def unpacked(block: bytes) -> list[bytes]:
    """The messages that `packed` put together."""
    messages, place = [], NONCE_SIZE
    while place < len(block):
        if place + _LENGTH.size > len(block):
            raise Malformed("messages_malformed", "a length is cut")
        [length] = _LENGTH.unpack_from(block, place)
        place += _LENGTH.size
        messages.append(block[place : place + length])
        if len(messages[-1]) != length:
            raise Malformed("messages_malformed", "a message is cut")
        place += length
    return messages


def parts(kind: str, block: bytes) -> list[bytes]:
    """What an intent of this kind lets be signed, one by one."""
    if kind == DOCUMENTS:
        return unpacked(block)
    return [block[i : i + DIGEST_SIZE] for i in range(0, len(block), DIGEST_SIZE)]


def check_signature(message: bytes, signature: bytes, public: str) -> None:
    """Nothing when the key with this multikey signed the message; else `signature_wrong`."""
    PublicKey.from_multikey(public).verify(message, signature)


def possession_challenge(*, organisation_id: str, public: str) -> bytes:
    """What the holder of a key signs to show that it is his (KEY-07): 64 hexadecimal bytes."""
    return sha256(f"{organisation_id} {public}".encode()).hexdigest().encode()


def possession_message(challenge: bytes) -> bytes:
    """The bytes under that signature; the prefix keeps it apart from all else that is signed."""
    return b"pharos-key-possession/1\n" + challenge
