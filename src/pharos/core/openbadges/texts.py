"""Small choices about texts and numbers that every part of the document shares."""

from decimal import Decimal

from pharos.core.openbadges.facts import LanguageMap


def in_english(text: LanguageMap) -> str:
    """The English text, or the first one there is."""
    return text.get("en") or next(iter(text.values()))


def in_language(text: LanguageMap, language: str) -> str:
    """The text in `language`, or else the English one."""
    return text.get(language) or in_english(text)


def number(value: Decimal) -> int | float:
    """Whole or half as a JSON number that every processor writes alike."""
    return int(value) if value == int(value) else float(value)


def both_texts(text: LanguageMap, language: str) -> list[str]:
    """The text in the state language, then in English, without saying the same twice."""
    return list(dict.fromkeys((in_language(text, language), in_english(text))))
