"""Sentences keyed by stable codes, in the reader's language, without Django.

Each package that answers people with codes keeps `sentences/en.toml`, `hy.toml` and
`ka.toml` beside its code: `code = "A sentence with {facts}."`; the words of a group of pages lie
in a folder of their own, `sentences/<group>/en.toml`. A test reads all of them
and fails for a code that lacks a language or names another fact than its siblings.
"""

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from importlib.resources.abc import Traversable

LANGUAGES = ("en", "hy", "ka")
PACKAGES = ("common", "accounts", "organisations", "registry", "standards", "catalogue",
            "needs", "review", "accreditation", "criteria", "procedures", "lightroute",
            "oversight", "awards", "funding", "issuing", "verification", "stateregister",
            "portal")  # fmt: skip


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every sentence of one language, merged over the packages; a code twice is an error."""
    merged: dict[str, str] = {}
    for package in PACKAGES:
        for file in _files(package, language):
            for code, sentence in tomllib.loads(file.read_text("utf-8")).items():
                if code in merged:
                    raise ValueError(f"the code {code} has two sentences in {language}")
                merged[code] = sentence
    return merged


def _files(package: str, language: str) -> Iterator[Traversable]:
    """The files of a package in one language: of the folder itself and of each group in it."""
    folder = resources.files("pharos") / package / "sentences"
    if not folder.is_dir():
        return
    groups = sorted((one for one in folder.iterdir() if one.is_dir()), key=lambda one: one.name)
    for place in (folder, *groups):
        file = place / f"{language}.toml"
        if file.is_file():
            yield file


def sentence(code: str, language: str, facts: Mapping[str, object] | None = None) -> str:
    """The sentence for `code` in `language`, English when it lacks one, else the code itself."""
    template = catalogue(language).get(code) or catalogue("en").get(code) or code
    return template.format_map(_Facts(facts or {}))


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"
