"""A picture for every award, drawn from its facts: what it is called, by whom, how large.

It names no learner: people post such pictures. The holder stands in the signed document
inside, and a picture alone is never shown as proof (VER-19). Letters are drawn as outlines,
so that Armenian and Georgian look the same wherever the picture is opened.
"""

import json
import re
from dataclasses import asdict, dataclass
from html import escape
from pathlib import Path
from typing import Any, Final
from uuid import UUID

import typst

from pharos.core.openbadges.baking import bake
from pharos.issuing import facts as documents
from pharos.issuing.certificate.facts import words
from pharos.issuing.certificate.making import fonts
from pharos.issuing.facts import Facts
from pharos.standards import queries as standards

FOLDER: Final = Path(__file__).parent
SVG: Final = "svg"
PNG: Final = "png"
_PIXELS_PER_INCH: Final = 144.0
_OPENING: Final = re.compile(rb"<svg [^>]*>")


@dataclass(frozen=True, slots=True)
class Told:
    """What stands on the picture, ready to be set."""

    titles: list[dict[str, str]]
    kind: str
    volume: str
    provider: str
    demonstration: str

    @property
    def description(self) -> str:
        """The same for those who do not see it."""
        return " – ".join([*(one["text"] for one in self.titles), self.provider])


def told_of(facts: Facts) -> Told:
    """The words of the picture: in the legal title's language, the title in English as well."""
    programme = facts.programme
    language = programme.language
    nation = standards.nation(programme.legal_basis.nation, on=facts.row.awarded_on)
    own = words(language)
    name = facts.issuer.organisation.name
    return Told(
        titles=[
            {"language": one, "text": programme.title[one]}
            for one in dict.fromkeys((language, "en"))
            if programme.title.get(one)
        ],
        kind=nation.term("micro_credential", language),
        volume=own["ects"].format(count=_number(programme.ects)) if programme.ects else "",
        provider=name.get(language) or name["en"],
        demonstration=own["demonstration"] if facts.demonstration else "",
    )


def picture(told: Told, form: str) -> bytes:
    """The picture as SVG or PNG; the same words give the same bytes."""
    made: Any = typst.compile(
        str(FOLDER / "badge.typ"),
        root=str(FOLDER),
        font_paths=fonts(),
        sys_inputs={"facts": json.dumps(asdict(told), ensure_ascii=False)},
        format=form,
        ppi=_PIXELS_PER_INCH,
    )
    return _described(bytes(made), told.description) if form == SVG else bytes(made)


def baked(credential_id: UUID, form: str) -> bytes:
    """The picture with the signed Open Badge inside, in a scope (Open Badges 3.0, 5.3).

    Raises NotFound, Erased or Unreproducible.
    """
    found = documents.of(credential_id)
    return bake(picture(told_of(found), form), found.document)


def _described(made: bytes, description: str) -> bytes:
    """The SVG with a title, which readers of screens speak."""
    opening = _OPENING.match(made)
    assert opening is not None
    tag = opening[0][:-1] + b' role="img">'
    title = f"<title>{escape(description)}</title>".encode()
    return tag + title + made[opening.end() :]


def _number(value: Any) -> str:
    """A number of credits without needless zeros: 6, 7.5."""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
