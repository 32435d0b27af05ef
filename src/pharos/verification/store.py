"""A folder of documents in place of the network (`--store`).

Every JSON file is found by the `id` it holds, and by the addresses that `urls.json` gives
it: `{"https://example.org/status/1": "status-1.json"}`. Files that are no JSON objects
are left alone, because such folders hold other things too.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pharos.core import limits, strict
from pharos.core.errors import CoreError

URLS = "urls.json"


class StoreRefused(Exception):
    """The folder cannot serve as a store; the argument says why."""


class FolderStore:
    """Documents of a folder by id and by address (a `core.verify.Store`)."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise StoreRefused("no such folder")
        self._documents: dict[str, list[Mapping[str, Any]]] = {}
        by_path: dict[Path, Mapping[str, Any]] = {}
        for path in sorted(folder.rglob("*.json")):
            document = _document(path) if path != folder / URLS else None
            if document is not None:
                by_path[path.resolve()] = document
                self._add(document.get("id"), document)
        for address, name in _addresses(folder / URLS).items():
            named = by_path.get((folder / name).resolve())
            if named is None:
                raise StoreRefused(f"{URLS} names {name}, which is no JSON document here")
            self._add(address, named)

    def find(self, key: str) -> list[Mapping[str, Any]]:
        """The documents with this id or stored for this address."""
        return self._documents.get(key, [])

    def _add(self, key: object, document: Mapping[str, Any]) -> None:
        if isinstance(key, str):
            held = self._documents.setdefault(key, [])
            if document not in held:
                held.append(document)


def _document(path: Path) -> Mapping[str, Any] | None:
    try:
        if path.stat().st_size > limits.MAX_STATUS_TEXT:
            return None
        return strict.load_json(path.read_bytes(), limit=limits.MAX_STATUS_TEXT)
    except (OSError, CoreError):
        return None


def _addresses(path: Path) -> Mapping[str, str]:
    if not path.exists():
        return {}
    found = _document(path)
    if found is None or not all(isinstance(name, str) for name in found.values()):
        raise StoreRefused(f"{URLS} is not an object of address and file name")
    return found
