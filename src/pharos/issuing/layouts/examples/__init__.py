"""The template that an editor begins with."""

from functools import cache
from importlib import resources


@cache
def plain() -> str:
    """A whole certificate on one page, with everything that must be shown."""
    return (resources.files("pharos.issuing.layouts.examples") / "plain.typ").read_text("utf-8")
