"""Pictures as containers: the one credential baked into a PNG or an SVG.

Open Badges 2.0 (Baking) writes `openbadges`, Open Badges 3.0 (section 5.3) writes
`openbadgecredential` and `openbadges:credential`. Two credentials in one picture, or a
second text beside the signed one, would let each reader choose: refused (VER-19).
"""

from typing import Final
from urllib.parse import urlsplit

from pharos.core.errors import Malformed, NotSupported
from pharos.core.pictures import png, svg

V2_KEYWORD: Final = "openbadges"
V3_KEYWORD: Final = "openbadgecredential"
_KEYWORDS: Final = frozenset({V2_KEYWORD, V3_KEYWORD})
_OTHERS: Final = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF8", "GIF"),
    (b"BM", "BMP"),
)


def claims(raw: bytes) -> bool:
    """True for pictures, those included into which nothing can be baked."""
    return png.is_png(raw) or svg.is_svg(raw) or bool(_other(raw))


def credential_in(raw: bytes) -> bytes:
    """What was baked into a picture; raises `not_a_credential`, `ambiguous_baking` and others."""
    if other := _other(raw):
        raise NotSupported("not_supported", form=other)
    found = _in_png(raw) if png.is_png(raw) else _in_svg(raw)
    if not found:
        # perhaps a photograph of a right one: nothing is wrong, there is nothing to judge
        raise NotSupported("not_a_credential", "nothing was baked into the picture")
    if len(found) > 1:
        raise Malformed("ambiguous_baking", "more than one credential in the picture")
    return found[0].encode()


def _other(raw: bytes) -> str:
    if raw.startswith(b"RIFF") and raw[8:12] == b"WEBP":
        return "WebP"
    return next((name for start, name in _OTHERS if raw.startswith(start)), "")


def _in_png(raw: bytes) -> list[str]:
    return [one.text.strip() for one in png.texts(png.read(raw), _KEYWORDS)]


def _in_svg(raw: bytes) -> list[str]:
    return [text for baked in svg.read(raw) if (text := _only(baked))]


def _only(baked: svg.Baked) -> str:
    """The text or the attribute; both only where version 2 repeats the address of the text."""
    if not baked.text or not baked.verify:
        return baked.text or baked.verify
    if (
        baked.namespace != svg.V3
        and _host(baked.verify)
        and f'"{_host(baked.verify)}' in baked.text
    ):
        return baked.text
    raise Malformed("ambiguous_baking", "a second text beside the signed one")


def _host(address: str) -> str:
    """The origin of an address, empty for anything else."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return f"{parts.scheme}://{parts.netloc}" if parts.scheme in ("https", "http") else ""
