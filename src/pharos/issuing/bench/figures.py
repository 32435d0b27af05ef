"""Figures of measurements: values of alternating rounds, their median, and goals beside them."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from time import perf_counter
from typing import Any

from nacl import bindings

_SEED = bytes(range(32))
# How long a raw rate is measured: long enough to be calm, short enough to be beside its round.
RAW_SECONDS = 0.4


@dataclass(frozen=True, slots=True)
class Line:
    """One measured figure; `at_least` tells on which side of the goal it should lie."""

    name: str
    value: float
    unit: str
    low: float | None = None
    high: float | None = None
    goal: float | None = None
    aim: float | None = None
    at_least: bool = True
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def reached(self) -> bool | None:
        """Whether the goal is reached; None for a figure without one."""
        if self.goal is None:
            return None
        return self.value >= self.goal if self.at_least else self.value <= self.goal

    def as_dict(self) -> dict[str, Any]:
        return asdict(self) | {"reached": self.reached}


def of_rounds(name: str, unit: str, values: Sequence[float], **more: Any) -> Line:
    """The median of the rounds with the lowest and the highest."""
    return Line(name, median(values), unit, low=min(values), high=max(values), **more)


def seconds(work: Callable[[], Any]) -> float:
    """How long the work took by the clock on the wall."""
    begin = perf_counter()
    work()
    return perf_counter() - begin


def raw_sign_rate() -> float:
    """Ed25519 signatures a second over 64 bytes, by libsodium, on one core."""
    _, secret = bindings.crypto_sign_seed_keypair(_SEED)
    return _rate(lambda: bindings.crypto_sign(bytes(64), secret))


def raw_verify_rate() -> float:
    """Ed25519 verifications a second over 64 bytes, by libsodium, on one core."""
    public, secret = bindings.crypto_sign_seed_keypair(_SEED)
    signed = bindings.crypto_sign(bytes(64), secret)
    return _rate(lambda: bindings.crypto_sign_open(signed, public))


def _rate(once: Callable[[], Any]) -> float:
    done, begin = 0, perf_counter()
    while (passed := perf_counter() - begin) < RAW_SECONDS:
        for _ in range(100):
            once()
        done += 100
    return done / passed


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so large a share of all does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]
