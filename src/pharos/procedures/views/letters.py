"""The letters of a case: a list for both sides, each as a PDF in the state language and English."""

import re
from datetime import datetime
from typing import Final
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.organisations import desk
from pharos.procedures import letters as post
from pharos.procedures.letters import Letter
from pharos.procedures.rules.words import Side
from pharos.procedures.showing import Look
from pharos.procedures.views import looking
from pharos.registry import seals

_NOT_OF_A_NAME: Final = re.compile(r"[^A-Za-z0-9._-]+")


@desk.page()
def letters(request: HttpRequest, by: Actor, case_id: UUID) -> HttpResponse:
    """What was written to the provider so far, the newest first."""
    seen = _side(request, by, case_id)
    found = post.letters_of(seen.case, request.now)
    rows = [{"letter": one, "title": dict(zip(one.languages, one.title, strict=True))}
            for one in reversed(found)]  # fmt: skip
    return looking.shown(
        request,
        seen,
        "procedures/letters.html",
        "case-letters",
        {"letters": rows, "has_seal": seals.has_seal(seen.case.agency_id)},
    )


@desk.page()
def letter(request: HttpRequest, by: Actor, case_id: UUID, key: str) -> desk.Afterwards:
    """One letter as a PDF, with the agency's seal where it has one."""
    seen = _side(request, by, case_id)
    found, agency = _letter(seen, key), seen.case.agency_id
    return desk.Afterwards(lambda: sealed_file(found, agency, request.now))


def sealed_file(found: Letter, agency: UUID, now: datetime) -> HttpResponse:
    """The PDF of a letter, with the seal of the body that writes it where it has one."""
    made = seals.sealed(
        post.render(found), organisation_id=agency, now=now, stamp=seals.authority()
    )
    return file(found, made)


def file(found: Letter, made: bytes) -> HttpResponse:
    """The answer that holds the PDF of a letter, under a name without foreign signs."""
    response = HttpResponse(made, content_type="application/pdf")
    name = _NOT_OF_A_NAME.sub("-", f"{found.number}-{found.key}")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    return response


def _letter(seen: Look, key: str) -> Letter:
    for one in post.letters_of(seen.case, seen.now):
        if one.key == key:
            return one
    raise NotFound("case_letter_unknown")


def _side(request: HttpRequest, by: Actor, case_id: UUID) -> Look:
    """Letters go between provider and agency; panel and committee have no part in them."""
    seen = looking.look(request, by, case_id)
    if not seen.sides & {Side.PROVIDER, Side.AGENCY}:
        raise NotFound("case_unknown")
    return seen
