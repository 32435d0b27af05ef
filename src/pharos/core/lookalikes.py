"""Names that look alike, and words that mix scripts.

The skeleton is a comparison key only: it is never stored as a name, signed or shown.
Its table holds the letters of the scripts that meet in our register (Latin, Cyrillic,
Greek, Armenian) whose usual shapes are taken for each other; it was drawn up by us,
after the idea of Unicode Technical Standard 39, section 4.
"""

import unicodedata
from typing import Final

# The letters of Cyrillic, Greek and Armenian that are drawn like a Latin one, by their
# Latin letter; small ones and capitals apart, for their shapes often differ. `i` also
# stands for l, I and 1, and `o` for 0, which many typefaces draw alike.
_SMALL: Final = {
    "a": "аα",
    "b": "ьЬ",
    "c": "сϲ",
    "d": "ԁ",
    "e": "еҽ",
    "f": "ք",
    "g": "ցɡ",
    "h": "һհ",
    "i": "іιıӏlյ",
    "j": "јϳ",
    "k": "кκ",
    "m": "м",
    "n": "ոռηп",
    "o": "оοօσ",
    "p": "рρ",
    "q": "ԛզգ",
    "s": "ѕ",
    "t": "тτ",
    "u": "սυ",
    "v": "ѵν",
    "w": "ԝω",
    "x": "хχ",
    "y": "уγү",
}
_CAPITAL: Final = {
    "a": "ΑА",
    "b": "ВΒ",
    "c": "СϹ",
    "e": "ЕΕ",
    "h": "НΗ",
    "i": "ΙІӀ",
    "j": "ЈͿ",
    "k": "КΚ",
    "l": "Լ",
    "m": "МΜ",
    "n": "Ν",
    "o": "ОΟՕ",
    "p": "РΡ",
    "s": "ЅՏ",
    "t": "ТΤ",
    "u": "ՍՄ",
    "x": "ХΧ",
    "y": "УΥҮ",
    "z": "Ζ",
}


def _table(shapes: dict[str, str]) -> dict[int, str]:
    return {ord(letter): latin for latin, letters in shapes.items() for letter in letters}


_SMALL_TABLE: Final = _table(_SMALL) | {ord("1"): "i", ord("0"): "o"}
_CAPITAL_TABLE: Final = _table(_CAPITAL)


def name_skeleton(text: str) -> str:
    """A key that is equal for names which a reader may take for each other (UTS 39, 4)."""
    # Full-width and styled letters become plain ones; this is a key, never a stored text.
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    small = bare.translate(_CAPITAL_TABLE).casefold().translate(_SMALL_TABLE)
    return "".join(letter for letter in small if letter.isalnum()).replace("l", "i")


def scripts_of_word(word: str) -> frozenset[str]:
    """The scripts whose letters stand in `word`: `LATIN`, `CYRILLIC`, `ARMENIAN`, …

    Digits, marks and punctuation belong to every script and count for none.
    """
    return frozenset(
        unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0]
        for letter in word
        if letter.isalpha()
    )
