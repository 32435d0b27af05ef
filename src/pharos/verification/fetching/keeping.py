"""What was asked lately: one address once in five minutes, few of one host (NET-08).

Kept in the memory of the process, answers and refusals alike. Nothing of who asked is kept.
"""

from collections import OrderedDict, deque
from collections.abc import Callable
from concurrent.futures import Future, TimeoutError
from dataclasses import dataclass
from threading import Lock
from typing import Final

from pharos.verification.fetching import limits
from pharos.verification.fetching.asking import Answer
from pharos.verification.fetching.connecting import Clock
from pharos.verification.fetching.refusals import NotFetched

Outcome = Answer | NotFetched
# What says something about us and nothing about the other side is not kept.
_PASSING: Final = frozenset({"check_too_slow", "too_many_at_once"})


@dataclass(frozen=True)
class _Kept:
    until: float
    outcome: Outcome

    @property
    def size(self) -> int:
        return len(self.outcome.body) if isinstance(self.outcome, Answer) else 0


class Kept:
    """The answers of the last minutes, and how often each host was asked."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = Lock()
        self._kept: OrderedDict[str, _Kept] = OrderedDict()
        self._size = 0
        self._asking: dict[str, Future[Outcome]] = {}
        self._hosts: OrderedDict[str, deque[float]] = OrderedDict()

    def answer(self, address: str, host: str, seconds: float, ask: Callable[[], Answer]) -> Answer:
        """The kept answer of an address, else what `ask` gives; raises NotFetched.

        Who asks for what is being asked waits for that answer.
        """
        with self._lock:
            kept = self._fresh(address)
            if kept is not None:
                return _opened(kept)
            waiting = self._asking.get(address)
            if waiting is None:
                self._count(host)
                mine = self._asking[address] = Future()
        if waiting is not None:
            try:
                return _opened(waiting.result(timeout=seconds))
            except TimeoutError:
                raise NotFetched("too_slow") from None
        outcome: Outcome = NotFetched("unreachable")
        try:
            outcome = ask()
        except NotFetched as refusal:
            outcome = refusal
        finally:
            self._keep(address, outcome)
            mine.set_result(outcome)
        return _opened(outcome)

    def _fresh(self, address: str) -> Outcome | None:
        kept = self._kept.get(address)
        if kept is None or kept.until <= self._clock():
            return None
        return kept.outcome

    def _count(self, host: str) -> None:
        now = self._clock()
        times = self._hosts.setdefault(host, deque())
        self._hosts.move_to_end(host)
        while times and times[0] <= now - limits.HOST_SECONDS:
            times.popleft()
        if len(times) >= limits.HOST_FETCHES:
            raise NotFetched("host_too_often")
        times.append(now)
        while len(self._hosts) > limits.HOSTS:
            self._hosts.popitem(last=False)

    def _keep(self, address: str, outcome: Outcome) -> None:
        with self._lock:
            del self._asking[address]
            if isinstance(outcome, NotFetched) and outcome.code in _PASSING:
                return
            self._drop(address)
            made = _Kept(self._clock() + limits.KEPT_SECONDS, outcome)
            self._kept[address] = made
            self._size += made.size
            while len(self._kept) > limits.KEPT_ENTRIES or self._size > limits.KEPT_BYTES:
                self._drop(next(iter(self._kept)))

    def _drop(self, address: str) -> None:
        gone = self._kept.pop(address, None)
        self._size -= gone.size if gone else 0


def _opened(outcome: Outcome) -> Answer:
    if isinstance(outcome, NotFetched):
        raise NotFetched(outcome.code, str(outcome))
    return outcome
