"""Documents set by typst with the fonts of this product and no others."""

import json
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, Final

# Level a: tagged, so that a screen reader finds its way; the whole chain is checked by typst.
TAGGED: Final = "a-2a"


@cache
def fonts() -> Any:
    """Noto Sans with Latin, Armenian and Georgian letters, read once."""
    # loaded when first asked: most processes never set a page
    import typst

    folder = Path(str(resources.files("pharos"))) / "issuing" / "certificate" / "fonts"
    return typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)]
    )


def pdf(template: Path, told: Mapping[str, Any], *, at: datetime) -> bytes:
    """The PDF of a template beside which nothing is read; `told` comes to it as data, never as
    markup, and the same facts at the same time give the same bytes."""
    import typst

    made: bytes = typst.compile(
        str(template),
        root=str(template.parent),
        font_paths=fonts(),
        sys_inputs={"facts": json.dumps(told, ensure_ascii=False)},
        pdf_standards=[TAGGED],
        timestamp=int(at.timestamp()),
    )
    return made
