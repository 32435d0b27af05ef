"""Names that a reader takes for each other, and words of mixed scripts."""

import pytest

from pharos.core.strict import name_skeleton, scripts_of_word

LATIN = "Yerevan Academy of Arts"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Academy", "Аcademy"),  # Cyrillic А
        ("Academy", "Aсаdemу"),  # Cyrillic с, а, у
        ("Academy", "ACADEMY"),
        ("Academy", "Ａｃａｄｅｍｙ"),
        ("Academy", "Acad\u0435my"),
        ("Academy", "Academу of"[:7]),
        ("Tbilisi", "TbiIisi"),  # capital I for l
        ("Tbilisi", "Tbi1isi"),
        ("Open School", "\u0555pen Sch\u0585\u0585l"),  # Armenian O and o
        ("School", "Sc\u0570ool"),  # Armenian h
        ("Campus", "Camp\u057ds"),  # Armenian letter drawn as u
        ("Sun", "S\u057d\u0578"),  # Armenian u and n
        ("Opera", "\u039fpera"),  # Greek O
        ("Nova", "N\u03bfva"),  # Greek o
        ("KOTA", "\u039a\u039f\u03a4\u0391"),  # Greek capitals
        ("Open-School", "Open School"),
        ("José", "Jose"),
        ("Հայ", "ՀԱՅ"),
    ],
)
def test_look_alikes_have_one_skeleton(one: str, other: str) -> None:
    """UNI-01: Cyrillic, Latin, Greek and Armenian letters for each other."""
    assert name_skeleton(one) == name_skeleton(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Yerevan", "Gyumri"),
        ("Academy", "Academia"),
        ("Երևան", "Գյումրի"),
        ("თბილისი", "ბათუმი"),
        ("Հայկ", "Հայկազ"),
        ("Мгер", "Мгер 2"),
    ],
)
def test_other_names_keep_their_own(one: str, other: str) -> None:
    assert name_skeleton(one) != name_skeleton(other)


@pytest.mark.parametrize("letter", ["\u0585", "\u057d", "\u0570"])
def test_the_armenian_letters_of_the_threat_are_mapped(letter: str) -> None:
    """UNI-01: U+0585 for o, U+057D for u, U+0570 for h."""
    expected = {"\u0585": "o", "\u057d": "u", "\u0570": "h"}[letter]
    assert name_skeleton(letter) == name_skeleton(expected)


@pytest.mark.parametrize(
    ("word", "scripts"),
    [
        ("Academy", {"LATIN"}),
        ("Аcademy", {"CYRILLIC", "LATIN"}),
        ("Երևան", {"ARMENIAN"}),
        ("Երеван", {"ARMENIAN", "CYRILLIC"}),
        ("თბილისი", {"GEORGIAN"}),
        ("Οpen", {"GREEK", "LATIN"}),
        ("EQF5", {"LATIN"}),
        ("2026", set()),
        ("D'Arcy-Դ", {"LATIN", "ARMENIAN"}),
    ],
)
def test_the_scripts_of_a_word(word: str, scripts: set[str]) -> None:
    """UNI-02: mixed scripts inside one word."""
    assert scripts_of_word(word) == scripts
