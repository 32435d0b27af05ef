"""Names of languages in every language of the pages (CLDR)."""

from collections.abc import Mapping
from functools import lru_cache

from babel import Locale, UnknownLocaleError

from pharos.common.sentences import LANGUAGES


@lru_cache(maxsize=256)
def language_name(code: str) -> Mapping[str, str]:
    """The name of a language by language; its code where nobody has a name for it."""
    try:
        locale = Locale.parse(code)
    except (UnknownLocaleError, ValueError):
        return {"und": code}
    return {language: locale.get_language_name(language) or code for language in LANGUAGES}
