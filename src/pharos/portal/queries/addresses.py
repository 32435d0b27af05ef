"""Where pages of programmes and bodies lie: below the path of their id, after the language."""

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit
from uuid import UUID

from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.core.did import url_of
from pharos.organisations.models import Organisation
from pharos.registry import queries as registry


def version_path(version: ProgrammeVersion) -> str:
    """The path of a version's id; the page in a language is the same below `/<language>`."""
    return urlsplit(catalogue.address(version)).path


def programme_path(version: ProgrammeVersion) -> str:
    """The path of a programme's id: its newest version."""
    return urlsplit(str(version.descriptor.mc_id)).path


def body_paths(bodies: Iterable[Organisation]) -> Mapping[UUID, str]:
    """The paths of bodies' entries, read at once; empty for the operator, which has no page."""
    identifiers = registry.dids_of(list(bodies))
    return {id: _path(identifier) for id, identifier in identifiers.items()}


def _path(identifier: str) -> str:
    path = urlsplit(url_of(identifier)).path.removesuffix("/did.json")
    return path if path.startswith(("/providers/", "/agencies/")) else ""
