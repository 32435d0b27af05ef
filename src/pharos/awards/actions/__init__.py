"""What can happen to runs, learners, results, batches and awards; one module a subject."""

from pharos.awards.actions.batches import (
    Confirmation,
    confirm,
    drop_batch,
    move_award,
    pause_batch,
    propose_batch,
    resume_batch,
    settle_chunk,
)
from pharos.awards.actions.erasures import approve_erasure, propose_erasure
from pharos.awards.actions.imports import (
    begin_import,
    choose_sheet,
    drop_import,
    judge_again,
    keep_import,
    match_columns,
)
from pharos.awards.actions.rosters import award_one, import_roster
from pharos.awards.actions.runs import close_run, enrol, open_run, record_result, withdraw

__all__ = [
    "Confirmation",
    "approve_erasure",
    "award_one",
    "begin_import",
    "choose_sheet",
    "close_run",
    "confirm",
    "drop_batch",
    "drop_import",
    "enrol",
    "import_roster",
    "judge_again",
    "keep_import",
    "match_columns",
    "move_award",
    "open_run",
    "pause_batch",
    "propose_batch",
    "propose_erasure",
    "record_result",
    "resume_batch",
    "settle_chunk",
    "withdraw",
]
