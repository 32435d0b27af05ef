"""A letter as a tagged PDF; the same record gives the same bytes."""

from dataclasses import asdict
from importlib import resources
from pathlib import Path

from pharos.common import typesetting
from pharos.procedures.letters.paper import Letter

TEMPLATE = Path(str(resources.files("pharos.procedures.letters"))) / "letter.typ"


def render(letter: Letter) -> bytes:
    """The PDF of a letter."""
    told = asdict(letter)
    del told["at"]
    return typesetting.pdf(TEMPLATE, told, at=letter.at)
