"""Facts whose every text stands in three languages."""

from typing import Any, TypeVar

from pharos.core.openbadges.frozen import plain, thawed

T = TypeVar("T")
TONGUES = {"hy": "Երրորդ լեզվով", "ka": "მესამე ენაზე", "en": "In the third language"}


def in_all_languages(facts: T) -> T:
    """The same facts; texts that are there stay."""
    return thawed(type(facts), _filled(plain(facts)))


def _filled(value: Any) -> Any:
    if isinstance(value, dict):
        if value and value.keys() <= TONGUES.keys():
            return {language: value.get(language, text) for language, text in TONGUES.items()}
        return {name: _filled(item) for name, item in value.items()}
    return [_filled(item) for item in value] if isinstance(value, list) else value
