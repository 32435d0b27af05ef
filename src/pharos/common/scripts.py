"""Which of our languages a text is written in, as far as its letters tell."""

from typing import Final

_RANGES: Final = (
    ("hy", "\u0531", "\u058f"),
    ("ka", "\u10a0", "\u10ff"),
    ("ru", "\u0400", "\u04ff"),
)


def script_language(text: str) -> str:
    """The language that the first telling letter stands for; empty for Latin, which many use."""
    for letter in text:
        for language, first, last in _RANGES:
            if first <= letter <= last:
                return language
    return ""
