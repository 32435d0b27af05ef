"""All documents of an award for whoever knows its number, and what a wallet asks of an issuer."""

from collections.abc import Iterator
from typing import Any, Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import NotFound
from pharos.common.settings import settings
from pharos.core.sdjwt import typemetadata
from pharos.issuing import offers, queries
from pharos.issuing.rules import State
from pharos.issuing.views.public import private
from pharos.organisations import queries as organisations
from pharos.registry import queries as registry

GROUPS: Final = ("paper", "badge", "wallet", "europe", "proof")


@require_safe
def page(request: HttpRequest, id: UUID) -> HttpResponse:
    """Every document with what it is good for; nothing is made by looking."""
    with tenancy.scope(ANONYMOUS, capability=id):
        row = queries.credential(id)
        has_key = registry.has_active_key(row.issuer_id, "documents")
        holds = row.state == State.VALID
    context = {"number": id, "holds": holds, "groups": list(_groups(may_sign=has_key and holds))}
    response = render(request, "issuing/documents.html", context)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def _groups(*, may_sign: bool) -> Iterator[dict[str, Any]]:
    for group in GROUPS:
        found = [
            {"name": one.name, "code": f"page_document_{one.name.replace('-', '_')}"}
            for one in offers.OFFERS.values()
            if one.group == group and (may_sign or not offers.is_signed_later(one))
        ]
        if found:
            yield {"code": f"page_documents_{group}", "offers": found}


@require_safe
def file(request: HttpRequest, id: UUID, name: str) -> HttpResponse:
    """One document; made now when nobody asked for it before."""
    offer = offers.offer(name)
    made = offer.make(id, request.now, None)
    return private(made.content, offer.media_type, f"{id}{offer.suffix}")


@require_safe
def proof(request: HttpRequest, id: UUID, name: str) -> HttpResponse:
    """The log's proof of a document; 404 while its entry waits for a checkpoint."""
    offer = offers.offer(name)
    made = offer.make(id, request.now, None)
    if made.tlog_proof is None:
        raise NotFound("page_not_found")
    name = f"{id}{offer.suffix}.tlog-proof"
    return private(made.tlog_proof, "text/plain; charset=utf-8", name)


@require_safe
def jwt_vc_issuer(request: HttpRequest, folder: str, slug: str) -> HttpResponse:
    """The issuer's metadata for wallets: its keys (SD-JWT VC, section 4)."""
    with tenancy.scope(ANONYMOUS):
        organisation = organisations.organisation(slug)
        if registry.issuer_address(organisation) != f"{settings().origin}/{folder}/{slug}":
            raise NotFound("page_not_found")
        found = registry.issuer_metadata(organisation)
    return _open(JsonResponse(found))


@require_safe
def credential_type(request: HttpRequest) -> HttpResponse:
    """What our own type of SD-JWT VC says of itself, for ever the same bytes."""
    made = typemetadata.document(settings().origin)
    return _open(HttpResponse(made, content_type="application/json"))


def _open(response: HttpResponse) -> HttpResponse:
    response.headers["Cache-Control"] = "public, max-age=300"
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response
