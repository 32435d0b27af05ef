"""Who may look for a person's achievements, on what ground, and how often."""

import re
from typing import Final

# A ground is a word of this list and the clause of the act that gives it; which acts those are
# is not settled in either nation (a proposal of this product).
GROUNDS: Final = (
    "person_asked", "recognition_procedure", "licence_procedure", "public_service", "court",
    "fraud_inquiry",
)  # fmt: skip
KINDS: Final = frozenset({"ministry", "registry_operator", "enic"})
"""Bodies whose officials may look; a body of one nation sees the awards of its own providers."""
A_DAY: Final = 50
"""Look-ups of one official within 24 hours: more is no case work."""
OPEN_HOURS: Final = 24
MAX_TEXT: Final = 200
NUMBER: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9 -]{3,23}", re.ASCII)


def spellings(number: str) -> tuple[str, ...]:
    """The forms in which rosters may have kept a number."""
    plain = number.strip()
    tight = plain.replace(" ", "").replace("-", "")
    return tuple(dict.fromkeys((plain, plain.casefold(), tight, tight.casefold())))
