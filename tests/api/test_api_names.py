"""Two shapes of one name would silently become one in the schema that others build on."""

import importlib
import pkgutil
from collections import Counter

import ninja

import pharos


def test_every_shape_of_the_api_has_a_name_of_its_own() -> None:
    for found in pkgutil.walk_packages(pharos.__path__, "pharos."):
        if ".views" in found.name and "api" in found.name.rpartition(".")[2]:
            importlib.import_module(found.name)
    shapes: set[type] = set()
    waiting = [ninja.Schema]
    while waiting:
        below = [one for one in waiting.pop().__subclasses__() if one not in shapes]
        shapes.update(below)
        waiting += below
    ours = [one.__name__ for one in shapes if one.__module__.startswith("pharos.")]
    assert [name for name, count in Counter(ours).items() if count > 1] == []
