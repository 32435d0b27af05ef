"""The register's public files: DID documents, the checkpoint and the tiles of the log."""

import re
from typing import Any, Final

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import NotFound
from pharos.common.settings import settings
from pharos.core import did
from pharos.organisations import queries as organisations
from pharos.organisations.models import Organisation
from pharos.registry import queries

# C2SP tlog-tiles: level or `entries`, the number in groups of three, the width of a partial one.
_TILE: Final = re.compile(
    r"(?:[0-9]|[1-5][0-9]|6[0-3]|entries)(?:/x[0-9]{3}){0,6}/[0-9]{3}"
    r"(?P<partial>\.p/[1-9][0-9]{0,2})?"
)
_FOR_EVER: Final = "public, max-age=31536000, immutable"


@require_safe
def platform_did(request: HttpRequest) -> HttpResponse:
    """The DID document of the register itself."""
    with tenancy.scope(ANONYMOUS):
        organisation = organisations.by_id(organisations.platform_id())
        return _did_document(organisation, did.did_web(settings().origin))


@require_safe
def body_did(request: HttpRequest, folder: str, slug: str) -> HttpResponse:
    """The DID document of a provider or an agency, under the folder that its DID names."""
    with tenancy.scope(ANONYMOUS):
        organisation = organisations.organisation(slug)
        return _did_document(organisation, did.did_web(settings().origin, folder, slug))


@require_safe
def checkpoint(request: HttpRequest) -> HttpResponse:
    """The newest signed state of the log."""
    return _file("checkpoint", "text/plain; charset=utf-8", "public, max-age=5")


@require_safe
def tile(request: HttpRequest, path: str) -> HttpResponse:
    """A tile of hashes or of entries; a full one never changes."""
    match = _TILE.fullmatch(path)
    if match is None:
        raise NotFound("page_not_found")
    caching = "public, max-age=3600" if match["partial"] else _FOR_EVER
    return _file(f"tile/{path}", "application/octet-stream", caching)


def _did_document(organisation: Organisation, asked: str) -> HttpResponse:
    document: dict[str, Any] = queries.did_document(organisation)
    if document["id"] != asked:
        raise NotFound("page_not_found")
    response = JsonResponse(document, content_type="application/did+ld+json")
    return _open(response, "public, max-age=300")


def _file(name: str, kind: str, caching: str) -> HttpResponse:
    try:
        content = (queries.log_folder() / name).read_bytes()
    except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
        raise NotFound("page_not_found") from None
    return _open(HttpResponse(content, content_type=kind), caching)


def _open(response: HttpResponse, caching: str) -> HttpResponse:
    """Readable from every site: other people's verifiers run in browsers too."""
    response.headers["Cache-Control"] = caching
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
