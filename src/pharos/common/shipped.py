"""The files that Pharos was shipped with are looked at before anything is served or signed."""

from pharos.common.errors import Unavailable
from pharos.core import contexts
from pharos.core.errors import CoreError


def require_unchanged() -> None:
    """Nothing when every JSON-LD context has its pinned bytes; Unavailable otherwise (LD-06)."""
    try:
        contexts.check_digests()
    except CoreError as error:
        raise _changed(str(error.facts.get("file", ""))) from None
    except OSError as error:
        raise _changed(str(error.filename)) from None


def _changed(file: str) -> Unavailable:
    return Unavailable(
        "context_changed", f"{file} is not the file that was shipped: install anew", file=file
    )
