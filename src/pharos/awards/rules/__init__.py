"""What is right in a roster: each row by itself, within its file and against the register.

    1. `judge_row`       one row alone: names, days, numbers, result, grade, credits
    2. `judge_file`      rows of one file against each other: the same learner twice
    3. `judge_known`     a row against what the provider's register knows of the learner
    4. `judge_enrolment` a row against the learner's enrolment and recorded result

Nothing here reads a database, a clock or a key. A `Problem` keeps the row out; a warning is
for the eyes of the person who confirms. Every problem of a row is told, not only the first.
"""

from pharos.awards.rules.comparison import judge_enrolment, judge_file, judge_known
from pharos.awards.rules.facts import DEFAULT_IDENTITY_CHECK, Expected, Facts, Judged, Known, Who
from pharos.awards.rules.rows import IsUsual, judge_row, person

__all__ = [
    "DEFAULT_IDENTITY_CHECK",
    "Expected",
    "Facts",
    "IsUsual",
    "Judged",
    "Known",
    "Who",
    "judge_enrolment",
    "judge_file",
    "judge_known",
    "judge_row",
    "person",
]
