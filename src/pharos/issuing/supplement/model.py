"""What a supplement says, as frozen values: blocks of rows, each text in every language of it."""

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources

from babel import Locale

from pharos.common.dates import day_text

LanguageMap = Mapping[str, str]
Texts = tuple[str, ...]
"""One text for each language of the document, the state language first."""


@dataclass(frozen=True, slots=True)
class Line:
    """One statement, and the address that it leads to."""

    texts: Texts
    href: str | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A label and what is stated; `key` is the same in every document and language."""

    key: str
    label: Texts
    lines: tuple[Line, ...]
    is_numbered: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """One of the eight blocks."""

    key: str
    title: Texts
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Supplement:
    """A whole supplement."""

    languages: Texts
    title: Texts
    about: Texts
    award: Texts
    """The title of the programme."""
    name: str
    number: str
    address: str
    attached: Texts
    demonstration: Texts | None
    blocks: tuple[Block, ...]

    def row(self, key: str) -> Row:
        """The row with this key; raises KeyError."""
        for block in self.blocks:
            for row in block.rows:
                if row.key == key:
                    return row
        raise KeyError(key)


@cache
def words(language: str) -> Mapping[str, str]:
    """The fixed words of a supplement in one language."""
    file = resources.files("pharos.issuing.supplement") / "words" / f"{language}.toml"
    return tomllib.loads(file.read_text("utf-8"))


class Voice:
    """Says one thing in every language of a document."""

    def __init__(self, languages: Sequence[str]) -> None:
        self.languages = tuple(languages)

    def say(self, word: str, **facts: str | Texts) -> Texts:
        """A fixed word with its facts; a fact of several languages is told in each."""
        return tuple(
            words(language)[word].format(
                **{
                    name: fact if isinstance(fact, str) else fact[place]
                    for name, fact in facts.items()
                }
            )
            for place, language in enumerate(self.languages)
        )

    def each(self, of: Callable[[str], str]) -> Texts:
        """What a function says for each language."""
        return tuple(of(language) for language in self.languages)

    def told(self, texts: LanguageMap) -> Texts:
        """A text that is given by language; where one is missing, the English or first one."""
        return self.each(
            lambda language: (
                texts.get(language) or texts.get("en") or next(iter(texts.values()), "")
            )
        )

    def same(self, text: str) -> Texts:
        """What is written alike in every language."""
        return (text,) * len(self.languages)

    def day(self, day: date) -> Texts:
        return self.each(lambda language: day_text(day, language))

    def number(self, value: Decimal) -> Texts:
        text = f"{value.normalize():f}"
        return self.each(lambda language: text if language == "en" else text.replace(".", ","))

    def tongue(self, code: str) -> Texts:
        """The name of a language."""
        return self.each(lambda own: Locale.parse(code).get_language_name(own) or code)

    def listed(self, items: Iterable[Texts]) -> Texts:
        """Several short things in one line."""
        return tuple(", ".join(pieces) for pieces in zip(*items, strict=True)) or self.same("")

    def row(self, key: str, *lines: Texts | Line, word: str = "", numbered: bool = False) -> Row:
        """A row whose label is the word of its key."""
        made = tuple(one if isinstance(one, Line) else Line(one) for one in lines)
        return Row(key, self.say(word or key), made, numbered)
