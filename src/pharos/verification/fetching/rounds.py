"""Judge, look for what was missing, judge again: at most three times."""

from collections.abc import Callable, Mapping
from typing import Any

from pharos.core import did
from pharos.core.bundle import TrustBundle
from pharos.core.errors import CoreError
from pharos.core.verify import Report, Store, Verdict
from pharos.core.verify.issuers import is_ours
from pharos.verification.fetching import limits
from pharos.verification.fetching.fetcher import Fetcher

Json = Mapping[str, Any]
Judge = Callable[[Store], Report]
_METADATA = "/.well-known/"


class RecordingStore:
    """A store that answers with what was fetched, and notes what it was asked for in vain."""

    def __init__(self) -> None:
        self._held: dict[str, list[Json]] = {}
        self._missing: dict[str, None] = {}

    def find(self, key: str) -> list[Json]:
        if key not in self._held:
            self._missing[key] = None
            return []
        return self._held[key]

    def missing(self) -> list[str]:
        """What was asked for in vain, in that order."""
        return list(self._missing)

    def hold(self, found: Mapping[str, list[Json]]) -> bool:
        """Keep what was fetched; True when there is anything new."""
        self._held |= found
        self._missing.clear()
        return any(found.values())


def judged(
    judge: Judge, trust: TrustBundle, fetcher: Fetcher, *, own_lists: bool = False
) -> Report:
    """The report by everything that can be fetched for it.

    Nothing is fetched for a document that is wrong already, or one that is valid without.
    `own_lists`: newer status lists of our own register are fetched as well.
    """
    store = RecordingStore()
    report = judge(store)
    budget = fetcher.budget()
    for _ in range(limits.ROUNDS):
        if report.verdict is not Verdict.INDETERMINATE:
            break
        asked = [key for key in store.missing() if may_fetch(key, trust, own_lists=own_lists)]
        if not asked or not store.hold(fetcher.fill(asked, budget)):
            break
        report = judge(store)
    return report


def may_fetch(key: str, trust: TrustBundle, *, own_lists: bool = False) -> bool:
    """False for ids and metadata of the register's issuers: the bundle decides (KEY-04, KEY-05)."""
    if trust.issuer(key) is not None:
        return False
    if is_ours(key, trust):
        return own_lists and key.startswith(f"{trust.origin}/status/")
    if _METADATA in key:
        host = key.removeprefix("https://").partition("/")[0].casefold()
        return host not in _own_hosts(trust)
    return True


def _own_hosts(trust: TrustBundle) -> set[str]:
    """The hosts of other domains that providers of the register have as aliases."""
    found = set()
    for issuer in trust.issuers:
        for alias in (issuer.id, *issuer.aliases):
            try:
                found.add(did.url_of(alias).removeprefix("https://").partition("/")[0].casefold())
            except CoreError:
                continue
    return found
