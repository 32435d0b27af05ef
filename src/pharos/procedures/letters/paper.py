"""A letter of a body: who writes to whom, in the state language and English.

Plain values only, told of the record, so that a letter can be made again at any time, the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import ClassVar
from uuid import UUID

from pharos.common.dates import day_text
from pharos.common.errors import Invalid
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.common.settings import settings
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations
from pharos.standards import queries as standards

Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """A label with its values, each in every language of the letter."""

    label: Texts
    values: tuple[Texts, ...]


@dataclass(frozen=True, slots=True)
class Letter:
    """One letter: who writes to whom, when, about what, and what."""

    key: str
    at: datetime
    languages: tuple[str, ...]
    number: str
    day: Texts
    sender: Texts
    recipient: Texts
    title: Texts
    opening: tuple[Texts, ...]
    rows: tuple[Row, ...]
    closing: tuple[Texts, ...]
    words: tuple[Mapping[str, str], ...]
    demonstration: Texts = ()


class Paper:
    """The texts of a letter in the languages that the law of a nation asks for."""

    prefix: ClassVar[str] = "letter_"

    def __init__(self, nation: Nation, at: datetime, *, sender: UUID, recipient: UUID) -> None:
        self.nation, self.at = nation, at
        self.sender, self.recipient = sender, recipient
        self.languages = nation.required_languages
        self.day = nation.legal_day(at)

    def say(self, code: str, **facts: object) -> Texts:
        """A sentence of these letters; a day among the facts is told in each language."""
        return tuple(
            sentence(f"{self.prefix}{code}", tag, {name: _in(one, tag)
                                                   for name, one in facts.items()})
            for tag in self.languages
        )  # fmt: skip

    def words(self, code: str, **facts: object) -> Texts:
        """A sentence of another group."""
        return tuple(sentence(code, tag, facts) for tag in self.languages)

    def texts(self, texts: Mapping[str, str]) -> Texts:
        """What somebody wrote, in the languages that it was written in."""
        return tuple(choose(texts, tag) for tag in self.languages)

    def days(self, day: date) -> Texts:
        """A day in words."""
        return tuple(day_text(day, tag) for tag in self.languages)

    def same(self, text: str) -> Texts:
        """What is the same in every language."""
        return tuple(text for _ in self.languages)

    def row(self, code: str, *values: Texts) -> Row:
        """A line of the table, its label a sentence of these letters."""
        return Row(self.say(code), values)

    def written(
        self,
        key: str,
        *,
        number: str,
        title: Texts,
        opening: tuple[Texts, ...],
        rows: tuple[Row, ...],
        closing: tuple[Texts, ...],
    ) -> Letter:
        """The whole letter, with its head and foot."""
        demonstration = settings().installation == "demonstration"
        return Letter(
            key=key,
            at=self.at,
            languages=self.languages,
            number=number,
            day=self.days(self.day),
            sender=self.texts(organisations.by_id(self.sender).name),
            recipient=self.texts(organisations.by_id(self.recipient).name),
            title=title,
            opening=opening,
            rows=rows,
            closing=closing,
            words=tuple(
                {
                    # the typesetter knows the numbers
                    "page": sentence(
                        "letter_case_page", tag, {"page": "{page}", "pages": "{pages}"}
                    ),
                    "to": sentence("letter_case_to", tag),
                }
                for tag in self.languages
            ),
            demonstration=self.words("letter_case_demonstration") if demonstration else (),
        )


def law_at(nation: str, at: datetime) -> Nation:
    """The law of a nation on its own day of an instant."""
    return standards.nation(nation, on=standards.history(nation)[-1].legal_day(at))


def law_of(organisation_id: UUID, at: datetime) -> Nation:
    """The law where an organisation is, on its nation's own day of an instant."""
    nation = organisations.by_id(organisation_id).nation
    if nation not in standards.all_codes():
        raise Invalid("holder_without_nation")
    return law_at(nation, at)


def _in(value: object, tag: str) -> object:
    return day_text(value, tag) if isinstance(value, date) else value
