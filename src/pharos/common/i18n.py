"""Language maps (`{"hy": "…", "en": "…"}`) and the choice of a reader's language."""

from collections.abc import Mapping, Sequence

from pharos.common.errors import Invalid

LANGUAGES = ("en", "hy", "ka")
LanguageMap = Mapping[str, str]


def choose(texts: LanguageMap, language: str, *, fallbacks: Sequence[str] = ("en",)) -> str:
    """The text in `language`, else in the first fallback that has one, else any, else nothing."""
    for candidate in (language, *fallbacks, *sorted(texts)):
        if texts.get(candidate):
            return texts[candidate]
    return ""


def require_languages(texts: LanguageMap, *languages: str, field: str) -> None:
    """Raise Invalid when a text in one of these languages is missing or empty."""
    missing = [language for language in languages if not texts.get(language, "").strip()]
    if missing:
        raise Invalid("language_missing", field=field, languages=", ".join(missing))


def reader_language(accept_language: str, *, default: str = "en") -> str:
    """The best of our languages for an Accept-Language header (RFC 9110 section 12.5.4)."""
    best, best_weight = default, 0.0
    for part in accept_language.split(",")[:20]:
        tag, _, parameter = part.strip().partition(";")
        language = tag.strip().partition("-")[0].lower()
        weight = _weight(parameter)
        if language in LANGUAGES and weight > best_weight:
            best, best_weight = language, weight
    return best


def _weight(parameter: str) -> float:
    name, _, value = parameter.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return min(float(value), 1.0)
    except ValueError:
        return 0.0
