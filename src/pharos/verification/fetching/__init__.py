"""Guarded fetching of foreign documents: https only, no address inside, everything limited."""

from pharos.verification.fetching.asking import Answer, Asking
from pharos.verification.fetching.fetcher import Budget, Fetcher
from pharos.verification.fetching.refusals import NotFetched
from pharos.verification.fetching.rounds import RecordingStore, judged, may_fetch

__all__ = [
    "Answer",
    "Asking",
    "Budget",
    "Fetcher",
    "NotFetched",
    "RecordingStore",
    "judged",
    "may_fetch",
]
