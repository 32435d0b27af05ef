"""Whether an outcome says what can be observed, by the words that it begins with.

Advice and never a refusal: a list of words cannot judge a sentence, only point an author at it.
"""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final

from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.parts import Outcome

LANGUAGES: Final = ("en", "hy", "ka")
# A verb may follow its object or the words "is able to"; what comes later is not the verb.
FIRST_WORDS: Final = 4
_WORD: Final = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class Weak:
    """An outcome that cannot be assessed as it is worded, in one language."""

    outcome: str
    language: str
    code: str
    word: str


@dataclass(frozen=True, slots=True)
class _Verbs:
    assessable: tuple[str, ...]
    vague: tuple[str, ...]


def weak(descriptor: Descriptor) -> list[Weak]:
    """The outcomes whose wording names nothing that can be observed, once each language."""
    return [found for one in descriptor.learning_outcomes for found in _weak(one)]


def _weak(outcome: Outcome) -> Iterator[Weak]:
    for language in LANGUAGES:
        text = outcome.text.get(language, "").strip()
        if not text:
            continue
        code, word = _judged(text, language)
        if code is not None:
            yield Weak(outcome.id, language, code, word)


def _judged(text: str, language: str) -> tuple[str | None, str]:
    words = [one.casefold() for one in _WORD.findall(text)[:FIRST_WORDS]]
    beginning, verbs = " ".join(words), _verbs(language)
    for vague in verbs.vague:
        if f" {vague}" in f" {beginning}":
            return "outcome_verb_vague", vague
    if any(word.startswith(verbs.assessable) for word in words):
        return None, ""
    return "outcome_verb_missing", words[0] if words else ""


@cache
def _verbs(language: str) -> _Verbs:
    file = resources.files("pharos.catalogue") / "data" / "verbs" / f"{language}.toml"
    told = tomllib.loads(file.read_text("utf-8"))
    return _Verbs(tuple(told["assessable"]), tuple(told["vague"]))
