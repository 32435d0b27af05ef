"""Names that look alike, and words that mix scripts.

The skeleton is a comparison key only: it is never stored as a name, signed or shown.
Its table holds the letters of the scripts that meet in our register (Latin, Cyrillic,
Greek, Armenian) whose usual shapes are taken for each other; it was drawn up by us,
after the idea of Unicode Technical Standard 39, section 4.
"""

import unicodedata
from typing import Final

# Each row: the Latin letters that stand for the shape, and the letters drawn like it.
_SHAPES: Final = (
    ("a", "аαа"),
    ("b", "ьв"),  # small capital forms come from the folded capitals В, Β
    ("c", "сϲ"),
    ("d", "ԁժ"),
    ("e", "еєεеҽ"),
    ("f", "ֆẝ"),
    ("g", "ցɡ"),
    ("h", "һհնη"),
    ("i", "іιıӏlյ"),
    ("j", "јϳյ"),
    ("k", "кκ"),
    ("m", "м"),
    ("n", "ոռпո"),
    ("o", "оοօσ0"),
    ("p", "рρք"),
    ("q", "ԛզգ"),
    ("r", "г"),
    ("s", "ѕ"),
    ("t", "тτ"),
    ("u", "սυцս"),
    ("v", "ѵν"),
    ("w", "ԝωա"),
    ("x", "хχ×"),
    ("y", "уγү"),
    ("z", "ζ"),
)
_TABLE: Final = {ord(letter): target for target, letters in _SHAPES for letter in letters}
# Capitals whose shape differs from that of their small letter are mapped before folding.
_CAPITALS: Final = {
    ord(letter): target
    for target, letters in (
        ("a", "ΑА"),
        ("b", "ВΒ"),
        ("e", "ΕЕ"),
        ("h", "НΗ"),
        ("i", "ΙІӀ"),
        ("k", "КΚ"),
        ("l", "Լ"),
        ("m", "МΜ"),
        ("n", "Ν"),
        ("o", "ОΟՕ"),
        ("p", "РΡ"),
        ("s", "ЅՏ"),
        ("t", "ТΤ"),
        ("u", "Ս"),
        ("x", "ХΧ"),
        ("y", "УΥ"),
        ("z", "Ζ"),
    )
    for letter in letters
}


def name_skeleton(text: str) -> str:
    """A key that is equal for names which a reader may take for each other (UTS 39, 4)."""
    # Full-width and styled letters become plain ones; this is a key, never a stored text.
    plain = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in plain if not unicodedata.combining(letter))
    folded = bare.translate(_CAPITALS).casefold()
    letters = folded.translate(_TABLE).translate({ord("l"): "i", ord("1"): "i"})
    return "".join(letter for letter in letters if letter.isalnum())


def scripts_of_word(word: str) -> frozenset[str]:
    """The scripts whose letters stand in `word`: `LATIN`, `CYRILLIC`, `ARMENIAN`, …

    Digits, marks and punctuation belong to every script and count for none.
    """
    return frozenset(
        unicodedata.name(letter, "UNKNOWN").split()[0].split("-")[0]
        for letter in word
        if letter.isalpha()
    )
