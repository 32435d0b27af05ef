"""What is right about keys, intents and checkpoints, on plain values."""

from datetime import datetime
from hashlib import sha256

from pharos.core.did import KeyState

DIGEST_SIZE = 64


# From which states a key may come into which; nothing leads back.
KEY_STEPS: dict[KeyState, frozenset[KeyState]] = {
    KeyState.PROPOSED: frozenset(),
    KeyState.ACTIVE: frozenset({KeyState.PROPOSED}),
    KeyState.RETIRED: frozenset({KeyState.ACTIVE}),
    KeyState.COMPROMISED: frozenset({KeyState.ACTIVE, KeyState.RETIRED}),
}


def may_become(state: KeyState, target: KeyState) -> bool:
    """Whether a key in `state` may come into `target`."""
    return state in KEY_STEPS[target]


def intent_id(*, kind: str, key_id: str, digests: bytes) -> bytes:
    """SHA-256 over all that an intent lets be signed: the token that ties lint to signature."""
    head = f"pharos-intent/1\n{kind}\n{key_id}\n".encode()
    return sha256(head + digests).digest()


def key_interval_covers(
    *, active_from: datetime | None, active_until: datetime | None, at: datetime
) -> bool:
    """Whether `at` lies in the half-open interval in which the key signs."""
    if active_from is None or at < active_from:
        return False
    return active_until is None or at < active_until


def possession_challenge(*, organisation_id: str, public: str) -> bytes:
    """What the holder of a key signs to show that it is his (KEY-07): 64 hexadecimal bytes."""
    return sha256(f"{organisation_id} {public}".encode()).hexdigest().encode()


def possession_message(challenge: bytes) -> bytes:
    """The bytes under that signature; the prefix keeps it apart from all else that is signed."""
    return b"pharos-key-possession/1\n" + challenge
