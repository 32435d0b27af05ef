"""The supplement of a credential for whoever has its number: a page to read, a file to print."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS
from pharos.issuing import prints, queries
from pharos.issuing.rules import State
from pharos.issuing.supplement import Supplement
from pharos.issuing.supplement import making as supplements
from pharos.issuing.supplement.model import Texts
from pharos.issuing.views.public import private


@require_safe
def page(request: HttpRequest, id: UUID) -> HttpResponse:
    """The eight blocks in two languages, whatever language the page around them has."""
    with tenancy.scope(ANONYMOUS, capability=id):
        made = supplements.told(id)
        holds = queries.credential(id).state == State.VALID
    response = render(request, "issuing/supplement.html", shown(made) | {"holds": holds})
    # for one reader only: in no cache and no search engine (OUT-07)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_safe
def pdf(request: HttpRequest, id: UUID) -> HttpResponse:
    """The supplement to print, with credential and proof attached, sealed by the issuer."""
    return private(
        prints.supplement_of(id, now=request.now), "application/pdf", f"{id}-supplement.pdf"
    )


def shown(made: Supplement) -> dict[str, Any]:
    """The supplement as plain values for its template, each text with its language."""

    def said(texts: Texts) -> list[dict[str, str]]:
        pairs = zip(made.languages, texts, strict=True)
        told = {text: language for language, text in reversed(list(pairs))}
        return [{"language": told[text], "text": text} for text in dict.fromkeys(texts)]

    return {
        "made": made,
        "title": said(made.title),
        "about": said(made.about),
        "award": said(made.award),
        "blocks": [
            {
                "key": block.key,
                "title": said(block.title),
                "rows": [
                    {
                        "key": row.key,
                        "label": said(row.label),
                        "is_numbered": row.is_numbered,
                        "lines": [
                            {"said": said(line.texts), "href": line.href} for line in row.lines
                        ],
                    }
                    for row in block.rows
                ],
            }
            for block in made.blocks
        ],
    }
