"""The demonstration's own sentences, readable before anything else is loaded."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def texts(language: str) -> Mapping[str, str]:
    """The sentences of the terminal in one language."""
    file = resources.files("pharos.portal.demo") / "texts" / f"{language}.toml"
    return tomllib.loads(file.read_text("utf-8"))
