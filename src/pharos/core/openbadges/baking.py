"""A credential baked into a picture (Open Badges 3.0, section 5.3).

The bytes of the credential are kept as they are: they are what was signed.
"""

from typing import Final

from pharos.core.errors import Malformed, NotSupported
from pharos.core.pictures import png, svg
from pharos.core.verify.baked import V2_KEYWORD, V3_KEYWORD

_KEYWORDS: Final = frozenset({V2_KEYWORD, V3_KEYWORD})


def bake(picture: bytes, credential: bytes) -> bytes:
    """The PNG or SVG with the credential inside: signed JSON, or a compact JWS.

    Raises `ambiguous_baking` when the picture carries one already, `not_supported` for any
    other picture.
    """
    text = _text(credential)
    if png.is_png(picture):
        return _in_png(picture, text)
    if svg.is_svg(picture):
        if text.startswith("{"):
            return svg.with_credential(picture, text=text)
        return svg.with_credential(picture, verify=text)
    raise NotSupported("not_supported", "a credential is baked into PNG or SVG")


def _in_png(picture: bytes, text: str) -> bytes:
    chunks = png.read(picture)
    if png.texts(chunks, _KEYWORDS):
        raise Malformed("ambiguous_baking", "the picture carries a credential already")
    # behind IHDR, so that a reader finds it before it decodes anything
    return png.write([chunks[0], png.international_text(V3_KEYWORD, text), *chunks[1:]])


def _text(credential: bytes) -> str:
    try:
        return credential.decode().strip()
    except UnicodeDecodeError:
        raise Malformed("malformed", "a credential is UTF-8") from None
