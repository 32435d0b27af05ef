"""Worlds of the tests in another folder, borrowed by path: test folders are no packages."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType


def borrow(name: str, path: Path) -> ModuleType:
    """The module at `path`, loaded afresh as `name`: what is set in it is the borrower's own."""
    spec = importlib.util.spec_from_file_location(name, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    # dataclasses look their module up by name
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
