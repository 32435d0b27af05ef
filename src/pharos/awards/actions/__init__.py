"""What can happen to runs, learners, results, batches and awards; one module a subject."""

from pharos.awards.actions.batches import (
    Confirmation,
    confirm,
    drop_batch,
    move_award,
    propose_batch,
    settle_chunk,
)
from pharos.awards.actions.erasures import approve_erasure, propose_erasure
from pharos.awards.actions.rosters import award_one, import_roster
from pharos.awards.actions.runs import close_run, enrol, open_run, record_result, withdraw

__all__ = [
    "Confirmation",
    "approve_erasure",
    "award_one",
    "close_run",
    "confirm",
    "drop_batch",
    "enrol",
    "import_roster",
    "move_award",
    "open_run",
    "propose_batch",
    "propose_erasure",
    "record_result",
    "settle_chunk",
    "withdraw",
]
