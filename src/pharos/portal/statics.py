"""The files that browsers get: by their plain name in templates, by a name with a hash on the wire.

`tools/statics.py` made them and the manifest beside them; nothing is collected at start.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

from django.contrib.staticfiles.storage import StaticFilesStorage

FOLDER = "pharos/"


@cache
def manifest() -> Mapping[str, Any]:
    """What is shipped: `files` by plain name, `themes`, and what was taken from whom."""
    file = resources.files("pharos.portal") / "static" / "pharos" / "manifest.json"
    made: Mapping[str, Any] = json.loads(file.read_text("utf-8"))
    return made


def shipped_as(name: str) -> str:
    """The name with a hash of one of our files; KeyError when there is none."""
    return str(manifest()["files"][name]["as"])


class Shipped(StaticFilesStorage):
    """Storage behind `{% static %}`: ours by their hashed names, those of others as they are."""

    def url(self, name: str) -> str:
        """The address of a file below the static address."""
        if name.startswith(FOLDER):
            name = FOLDER + shipped_as(name.removeprefix(FOLDER))
        return str(super().url(name))
