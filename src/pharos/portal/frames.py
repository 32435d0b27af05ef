"""The links that stand on every public page: the doors above, the small print below."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any, Final

from django.urls import NoReverseMatch, reverse

from pharos.common.settings import settings
from pharos.portal.statics import manifest

# code of the sentence, name of the address
DOORS: Final[Sequence[tuple[str, str]]] = (
    ("page_nav_home", "home"),
    ("page_frame_programmes", "programmes"),
    ("page_frame_providers", "providers"),
    ("page_nav_verify", "verify"),
)
SMALL_PRINT: Final[Sequence[tuple[str, str]]] = (
    ("page_frame_help", "help"),
    ("page_frame_accessibility", "accessibility"),
    ("page_frame_privacy", "privacy"),
    ("page_frame_about", "about"),
    ("page_frame_api", "api-docs"),
    ("page_foot_bundle", "trust-bundle"),
    ("page_foot_checkpoint", "checkpoint"),
)

NEUTRAL: Final = "neutral"
_LETTERS: Final[Mapping[str, Sequence[str]]] = {
    "hy": ("noto-sans-armenian.woff2",),
    "ka": ("noto-sans-georgian.woff2",),
}


def links(wanted: Sequence[tuple[str, str]], language: str, path: str) -> list[Mapping[str, Any]]:
    """The addresses of these pages in a language, the page itself marked."""
    found = [
        {"code": code, "href": href} for code, name in wanted if (href := _address(name, language))
    ]
    return [{**one, "current": one["href"] == path} for one in found]


@cache
def _address(name: str, language: str) -> str:
    for arguments in ({"language": language}, {}):
        try:
            return str(reverse(name, kwargs=arguments))
        except NoReverseMatch:
            continue
    return ""


def look_of(nation: str) -> str:
    """The theme of a page: the nation's at its bodies' desks, else the installation's."""
    return next((one for one in (nation.lower(), settings().theme) if one in themes()), NEUTRAL)


def themes() -> Sequence[str]:
    """The looks there are."""
    found: Sequence[str] = manifest()["themes"]
    return found


def fonts(language: str) -> Sequence[str]:
    """The files with the letters of a page, to be asked for before the style sheet is read."""
    return ("noto-sans-latin.woff2", *_LETTERS.get(language, ()))
