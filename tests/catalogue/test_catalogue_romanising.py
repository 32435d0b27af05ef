"""Words of three scripts find each other by their Latin letters."""

import pytest

from pharos.catalogue.romanising import folded, letters, words

ARMENIAN = "աբգդեզէըթժիլխծկհձղճմյնշոչպջռսվտրցւփքօֆ"
GEORGIAN = "აბგდევზთიკლმნოპჟრსტუფქღყშჩცძწჭხჯჰ"


def latin(text: str) -> str:
    return " ".join(folded(word) for word in words(text))


@pytest.mark.parametrize(
    ("written", "typed"),
    [
        ("Պետրոսյան", "Petrosyan"),
        ("ՊԵՏՐՈՍՅԱՆ", "petrosyan"),
        ("ნინო", "Nino"),
        ("Երևան", "Yerevan"),
        ("Ոսկան", "Voskan"),
        ("ուսուցիչ", "usutsich"),
        ("Տվյալների վերլուծություն", "tvyalneri verlutsutyun"),
        ("ქართული", "kartuli"),
        ("მონაცემთა ანალიზი", "monatsemta analizi"),
        ("წყალი", "ts'q'ali"),
        ("ճիշտ՞", "chisht"),
        ("Žitná", "zitna"),
        ("O'Brien", "obrien"),
        ("Ö", "o"),
    ],
)
def test_each_finds_the_other(written: str, typed: str) -> None:
    assert latin(written) == latin(typed)


def test_the_same_name_in_two_forms_of_unicode_is_one() -> None:
    """UNI-04: NFD and NFC are found by one another."""
    assert latin("Z\u030citna\u0301") == latin("\u017ditn\u00e1") == "zitna"


@pytest.mark.parametrize("alphabet", [ARMENIAN, GEORGIAN])
def test_every_letter_of_both_alphabets_has_latin_letters(alphabet: str) -> None:
    assert set(alphabet) <= set(letters())
    assert all(folded(letter).isascii() for letter in alphabet)


def test_the_armenian_ligature_is_two_letters_at_the_start_and_inside() -> None:
    """UNI-05: only the key that finds is taken apart."""
    assert folded(words("և")[0]) == "yev"
    assert latin("բարև") == "barev"


def test_signs_are_no_words() -> None:
    assert words("  & | ! ( ) : * <-> \\ ' -- ") == []
    assert words("a:* & 'b'") == ["a", "b"]
