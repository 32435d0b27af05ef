"""What a form looks like and what it lacks: for who writes it and for who decides about it."""

import io
import re
from typing import Any, Final

import pikepdf
from babel import Locale
from django.http import HttpResponse

from pharos.common.errors import Invalid, NotFound
from pharos.common.sentences import sentence
from pharos.issuing.layouts import checking, drawing
from pharos.issuing.layouts.checking import Specimen
from pharos.issuing.layouts.parts import Parts

_FILE: Final = re.compile(r"(usual|long)(?:-([1-6]))?\.(pdf|png)", re.ASCII)


def examined(one: Parts, usual: Specimen | None, language: str) -> dict[str, Any]:
    """For a page: the trouble, or the checklist and the specimens with their pages."""
    if usual is None:
        return {"no_programme": True}
    try:
        lacking, made = checking.examined(one, usual)
        drawn = [
            {
                "name": name,
                "code": f"page_layout_specimen_{name}",
                "pages": _pages(name, pdf),
            }
            for name, pdf in made.items()
        ]
    except Invalid as error:
        return {"trouble": sentence(error.code, language, error.facts)}
    return {
        "checks": [
            {
                "code": f"page_layout_element_{element}",
                "where": ", ".join(
                    _where(missing, language) for missing in lacking if missing.element == element
                ),
            }
            for element in checking.ELEMENTS
        ],
        "is_whole": not lacking,
        "specimens": drawn,
        # an address of its own for each content: a browser asks anew for what changed
        "of": one.digest.hex()[:16],
    }


def file(one: Parts, usual: Specimen, name: str) -> HttpResponse:
    """A specimen as a file; raises NotFound for any other name."""
    asked = _FILE.fullmatch(name)
    if asked is None or (asked[3] == "png") != (asked[2] is not None):
        raise NotFound("specimen_unknown")
    shown = checking.specimen(usual, asked[1])
    if asked[3] == "pdf":
        made = drawing.pdf(one, shown.told, code=shown.code, at=shown.at)
        return HttpResponse(made, content_type="application/pdf")
    number = int(asked[2])
    made = drawing.page(one, shown.told, code=shown.code, number=number, at=shown.at)
    return HttpResponse(made, content_type="image/png")


def _pages(name: str, pdf: bytes) -> list[dict[str, Any]]:
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        return [
            {"number": number, "file": f"{name}-{number}.png"}
            for number in range(1, len(opened.pages) + 1)
        ]


def _where(missing: checking.Missing, language: str) -> str:
    specimen = sentence(f"page_layout_specimen_{missing.specimen}", language)
    if not missing.language:
        return specimen
    named = Locale.parse(missing.language).get_language_name(language) or missing.language
    return f"{specimen} ({named})"
