"""Sentences keyed by stable codes, in the reader's language, without Django.

Each package that answers people with codes keeps `sentences/en.toml`, `hy.toml` and
`ka.toml` beside its code: `code = "A sentence with {facts}."`. A test reads all of them
and fails for a code that lacks a language or names another fact than its siblings.
"""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

LANGUAGES = ("en", "hy", "ka")
PACKAGES = ("common", "accounts", "organisations", "registry", "standards", "catalogue",
            "accreditation", "awards", "issuing", "verification", "portal")  # fmt: skip


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """Every sentence of one language, merged over the packages; a code twice is an error."""
    merged: dict[str, str] = {}
    for package in PACKAGES:
        folder = resources.files("pharos") / package / "sentences"
        file = folder / f"{language}.toml"
        if not file.is_file():
            continue
        for code, sentence in tomllib.loads(file.read_text("utf-8")).items():
            if code in merged:
                raise ValueError(f"the code {code} has two sentences in {language}")
            merged[code] = sentence
    return merged


def sentence(code: str, language: str, facts: Mapping[str, object] | None = None) -> str:
    """The sentence for `code` in `language`, English when it lacks one, else the code itself."""
    template = catalogue(language).get(code) or catalogue("en").get(code) or code
    return template.format_map(_Facts(facts or {}))


class _Facts(dict[str, object]):
    def __missing__(self, key: str) -> str:
        return "…"
