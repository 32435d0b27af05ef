"""What everybody may fetch: a credential, its proof and certificate by number; status lists."""

import io
from typing import NamedTuple
from uuid import UUID

import segno
from django.http import HttpRequest, HttpResponse
from django.utils.http import http_date
from django.views.decorators.http import require_safe

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import NotFound
from pharos.issuing import certificate, prints, queries, rules

# What a program may ask for; the first is what is answered unless it names another.
CREDENTIAL_TYPES = (
    "application/vc+ld+json",
    "application/vc",
    "application/ld+json",
    "application/json",
)


class Files(NamedTuple):
    """A document, its proof once its leaf is in the log, and what took its place, if anything."""

    document: bytes
    proof: bytes | None
    successor: UUID | None


def files(id: UUID) -> Files:
    """The document and its proof for whoever knows the number (the capability).

    Raises NotFound for a number that is nobody's, Erased when the holder's data is gone.
    """
    with tenancy.scope(ANONYMOUS, capability=id):
        held = queries.held(id)
        proof = held.proof()
        document = queries.made(held.credential, held.cipher).document
        successor = held.credential.successor_id
        return Files(document, proof.to_text().encode() if proof else None, successor)


@require_safe
def document(request: HttpRequest, id: UUID) -> HttpResponse:
    """The credential, byte for byte as it was issued."""
    chosen = request.get_preferred_type(list(CREDENTIAL_TYPES))
    return private(files(id).document, str(chosen or CREDENTIAL_TYPES[0]), f"{id}.json")


@require_safe
def tlog_proof(request: HttpRequest, id: UUID) -> HttpResponse:
    """The proof of registration; 404 while the entry waits for its checkpoint."""
    proof = files(id).proof
    if proof is None:
        raise NotFound("page_not_found")
    return private(proof, "text/plain; charset=utf-8", f"{id}.json.tlog-proof")


@require_safe
def pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    """The certificate to print, with credential and proof attached, sealed by the issuer."""
    return private(
        prints.certificate_of(id, now=request.now), "application/pdf", f"{id}.pdf", inline=True
    )


@require_safe
def qr(request: HttpRequest, id: UUID) -> HttpResponse:
    """The QR code of a credential's address; it tells nothing about whether there is one."""
    drawn = io.BytesIO()
    segno.make(certificate.address(id), error="m").save(
        drawn, kind="svg", scale=4, border=2, xmldecl=False
    )
    return private(drawn.getvalue(), "image/svg+xml", f"{id}.svg", inline=True)


@require_safe
def status_list(request: HttpRequest, purpose: str, number: int) -> HttpResponse:
    """The newest signed list of a purpose, to be kept for as long as it says."""
    with tenancy.scope(ANONYMOUS):
        found = queries.publication(number, purpose)
    kind = "application/statuslist+jwt" if purpose == rules.TOKEN else "application/vc+ld+json"
    response = HttpResponse(bytes(found.document), content_type=kind)
    seconds = rules.LIST_TTL_MS // 1000
    response.headers["Cache-Control"] = f"public, max-age={seconds}"
    response.headers["ETag"] = f'"{found.id}"'
    response.headers["Last-Modified"] = http_date(found.valid_from.timestamp())
    response.headers["Access-Control-Allow-Origin"] = "*"
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def private(content: bytes, kind: str, name: str, *, inline: bool = False) -> HttpResponse:
    """A file for one reader only: in no cache and no search engine (OUT-07)."""
    response = HttpResponse(content, content_type=kind)
    manner = "inline" if inline else "attachment"
    response.headers["Content-Disposition"] = f'{manner}; filename="{name}"'
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response
