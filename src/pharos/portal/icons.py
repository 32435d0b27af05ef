"""Icons by name: the paths of a picture of 24 by 24, in the colour of the text around it."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources


@cache
def icons() -> Mapping[str, str]:
    """The paths of each icon; we drew them, so that they need no escaping."""
    file = resources.files("pharos.portal") / "icons.toml"
    return tomllib.loads(file.read_text("utf-8"))
