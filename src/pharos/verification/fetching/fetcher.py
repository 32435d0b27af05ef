"""The guarded fetcher: the only place that speaks to the outside for verification.

The engine asks a store. A `RecordingStore` notes what it did not find; the fetcher looks
for that, and the engine judges again (`rounds`). It never sees the network, and the
fetcher never judges.
"""

from collections.abc import Mapping, Sequence
from threading import BoundedSemaphore
from typing import Any

import structlog

from pharos.verification.fetching import limits
from pharos.verification.fetching.asking import Asking
from pharos.verification.fetching.connecting import Deadline
from pharos.verification.fetching.documents import address_of, documents, limit_of
from pharos.verification.fetching.keeping import Kept
from pharos.verification.fetching.refusals import NotFetched

log = structlog.get_logger(__name__)
Json = Mapping[str, Any]


class Budget:
    """What one verification may still ask for."""

    def __init__(self, asking: Asking) -> None:
        self.fetches = limits.CHECK_FETCHES
        self._deadline = Deadline(limits.CHECK_SECONDS, asking.clock)

    def take(self) -> float:
        """The seconds that are left for one more fetch; raises NotFetched when there is none."""
        if self.fetches <= 0:
            raise NotFetched("check_too_many")
        self.fetches -= 1
        return self._deadline.left()


class Fetcher:
    """Fetches documents by name within all limits; share one in a process."""

    def __init__(self, asking: Asking | None = None) -> None:
        self._asking = asking or Asking()
        self._kept = Kept(self._asking.clock)
        self._free = BoundedSemaphore(limits.AT_ONCE)

    def budget(self) -> Budget:
        """What a new verification may ask for."""
        return Budget(self._asking)

    def find(self, key: str, budget: Budget) -> list[Json]:
        """The documents that a did:web or an https address gives; none when it gives nothing."""
        address = address_of(key)
        if address is None:
            return []
        try:
            answer = self._answer(key, address, budget)
        except NotFetched as refusal:
            log.info("fetching.nothing", code=refusal.code)
            return []
        return documents(key, answer)

    def fill(self, asked: Sequence[str], budget: Budget) -> dict[str, list[Json]]:
        """The documents of each name that was asked for, by name."""
        return {key: self.find(key, budget) for key in asked}

    def _answer(self, key: str, address: str, budget: Budget) -> Any:
        url = self._asking.checked(address)
        seconds = budget.take()

        def ask() -> Any:
            if not self._free.acquire(timeout=min(1.0, seconds)):
                raise NotFetched("too_many_at_once")
            try:
                return self._asking.ask(address, limit=limit_of(key), seconds=seconds)
            except NotFetched as refusal:
                if refusal.code == "too_slow" and seconds < limits.SECONDS:
                    raise NotFetched("check_too_slow") from None
                raise
            finally:
                self._free.release()

        return self._kept.answer(address, url.host, seconds, ask)
