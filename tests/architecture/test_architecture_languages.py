"""How sentences are written: nothing left in English, our signs, and labels that fit a button.

A native reader looks at the rest; `docs/reference/native-reading.md` lists what waits for one.
"""

import re
import string
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pharos.common import dates
from pharos.common.sentences import LANGUAGES, catalogue

SOURCE = Path(__file__).parents[2] / "src" / "pharos"
LETTERS = {"hy": "\u0531-\u0587", "ka": "\u10d0-\u10ff"}
# Names of programs, files, standards and words that are typed: the same in every language.
NAMES = (
    "A AA AM API ARMSCII ASCII Android Atom Authorization Badge Badges Bearer CSV DID ECTS"
    " ELM EN EQF ES ESCO ESG EdDSA Europass European F FALSE GE IP ISCED JAdES JPEG JSON JWT LD"
    " Learning LinkedIn Model N NUL ODS Open OpenAPI P PDF PEM PHAROS PNG Pharos QR REF SD SHA"
    " SVG T TOTP TRUE URL UTC UTF VC WCAG WebAuthn Windows XLSX XML Z ZIP iOS pharos"
    " DEQAR EHEA ENQA EQAR I II ISCO Q QF"
)
TYPED = (
    "CONNECTOR DATABASE INSTALLATION Idempotency Key LISTEN NATIONAL ORIGIN STATE USER a api"
    " by c chmod demonstration digest doctor example f go http https id json keys log migrate"
    " name ods openapi org proof root server system tax tlog token trust up useradd v xls xlsb"
    " xlsx"
    " LO assessment document en hy light lot outcome programmes route slug weight"
    " at award certifies completed outcomes qr svg texts typst verify words"
)
MAY_STAY = frozenset(f"{NAMES} {TYPED}".split())
# The longest label of a button beside its English one, by letters; a phone shows some forty.
LONGEST_LABEL = 42
BUTTON = re.compile(r"<(?:button|a)\b[^>]*?(?:ds-button|<button)[^>]*>(.*?)</(?:button|a)>", re.S)
SAID = re.compile(r"{%\s*say\s+[\"']([a-z0-9_]+)[\"']")


def bare(text: str) -> str:
    """The text without the places for facts."""
    return re.sub(r"{[^}]*}|#REF!", " ", text)


def words_in_latin(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z]+", bare(text)))


def is_name(text: str) -> bool:
    """True for what is the same in every language: names of standards, and facts alone."""
    return set(re.findall(r"[^\W\d_]+", bare(text))) <= MAY_STAY


def found(language: str, wrong: Callable[[str, str], object]) -> dict[str, str]:
    """The sentences of which `wrong(code, text)` is true."""
    return {code: text for code, text in catalogue(language).items() if wrong(code, text)}


@pytest.mark.parametrize("language", ["hy", "ka"])
def test_nothing_is_left_in_english(language: str) -> None:
    """Each has letters of its own script beside facts and names, and of Latin words only names."""
    letters = re.compile(f"[{LETTERS[language]}]")
    strange = found(language, lambda code, text: not letters.search(text) and not is_name(text))
    assert strange == {}
    left = {
        code: strange
        for code, text in catalogue(language).items()
        if (strange := words_in_latin(text) - MAY_STAY)
    }
    assert left == {}


@pytest.mark.parametrize("language", ["hy", "ka"])
def test_a_sentence_is_no_copy_of_another_language(language: str) -> None:
    english = catalogue("en")
    assert found(language, lambda code, text: text == english[code] and not is_name(text)) == {}


def test_armenian_has_its_own_signs() -> None:
    """A full stop is ։, a question and an exclamation stand over the vowel, quotes are «»."""
    wrong = re.compile(r":(?=\s|$)|[?!](?=\s|$)|;|\u2024|[\"“”„‘]")
    assert found("hy", lambda code, text: wrong.search(bare(text))) == {}
    ends = found("hy", lambda code, text: re.search(r"[.:]$", text))
    assert ends == {}


def test_georgian_has_its_own_quotes() -> None:
    assert found("ka", lambda code, text: re.search(r"[\"«»‘”]", text)) == {}
    one_sided = found("ka", lambda code, text: text.count("„") != text.count("“"))
    assert one_sided == {}


def test_english_has_no_straight_quotes_around_words() -> None:
    assert found("en", lambda code, text: re.search(r"(?:^|\s)\"\w", text)) == {}


@pytest.mark.parametrize("language", ["hy", "ka"])
def test_what_is_a_sentence_ends_like_one(language: str) -> None:
    """Where the English one ends with a full stop, so do the others, each with its own."""
    stop = {"hy": "։", "ka": "."}[language]
    english = catalogue("en")
    unlike = found(
        language,
        lambda code, text: english[code].endswith(".") != text.rstrip("»“").endswith(stop),
    )
    assert unlike == {}


def test_nothing_is_upper_cased() -> None:
    """OUT-09: no capitals of Georgian, no Armenian word in capitals but short forms of names."""
    assert found("ka", lambda code, text: re.search("[\u1c90-\u1cbf]", text)) == {}
    assert found("hy", lambda code, text: re.search("[\u0531-\u0556]{4,}", text)) == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_hangs_over(language: str) -> None:
    """No space twice or at an end, no invisible sign but the soft hyphen."""
    hidden = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]")
    assert found(language, lambda code, text: "  " in text or text != text.strip()) == {}
    assert found(language, lambda code, text: hidden.search(text)) == {}


def test_no_sentence_writes_a_day_month_first() -> None:
    for language in LANGUAGES:
        assert found(language, lambda code, text: re.search(r"\d/\d+/\d", text)) == {}


@pytest.mark.parametrize(
    ("language", "written"),
    [("en", "5 March 2026"), ("hy", "5 մարտի, 2026\u00a0թ."), ("ka", "5 მარტი, 2026")],
)
def test_days_are_written_day_first(language: str, written: str) -> None:
    assert dates.day_text(date(2026, 3, 5), language).startswith("5 ")
    assert dates.day_text(date(2026, 3, 5), language) == written


def labels() -> set[str]:
    """The codes that stand on a button or on a link that looks like one."""
    return {
        code
        for file in SOURCE.rglob("templates/**/*.html")
        for inner in BUTTON.findall(file.read_text("utf-8"))
        for code in SAID.findall(inner)
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_labels_of_buttons_fit_a_phone(language: str) -> None:
    said = labels() & set(catalogue("en"))
    assert len(said) > 10
    long = {
        code: text for code in said if len(bare(text := catalogue(language)[code])) > LONGEST_LABEL
    }
    assert long == {}


def test_facts_have_plain_names() -> None:
    for language in LANGUAGES:
        for code, text in catalogue(language).items():
            for _, name, form, turn in string.Formatter().parse(text):
                assert name is None or re.fullmatch(r"[a-z_]+", name), code
                assert not form, code
                assert turn is None, code
