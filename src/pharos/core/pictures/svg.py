"""SVG with a credential in an element of its own (Open Badges 2.0 baking; 3.0 section 5.3)."""

from dataclasses import dataclass
from typing import Any, Final

from pharos.core.errors import Malformed
from pharos.core.pictures import xml

SVG: Final = "http://www.w3.org/2000/svg"
# The namespaces that the two versions use, with the name of the element in each.
NAMESPACES: Final = {
    "http://openbadges.org": "assertion",
    "https://purl.imsglobal.org/ob/v3p0": "credential",
}
V3: Final = "https://purl.imsglobal.org/ob/v3p0"


@dataclass(frozen=True, slots=True)
class Baked:
    """What one element carries: the attribute `verify`, the text inside, or both."""

    namespace: str
    verify: str
    text: str


def is_svg(raw: bytes) -> bool:
    """True for XML whose beginning names an svg element; it may still be broken."""
    start = raw[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    named = any(name in start for name in (b"<svg", b":svg", b"<!DOCTYPE svg"))
    return start.startswith(b"<") and named


def read(raw: bytes) -> list[Baked]:
    """Every baked element of the picture, in the order of the document."""
    root = xml.parse(raw)
    if root.tag != f"{{{SVG}}}svg":
        raise Malformed("not_a_credential", "not an SVG")
    return [baked for element in root.iter() if (baked := _baked(element)) is not None]


def with_credential(raw: bytes, *, text: str = "", verify: str = "") -> bytes:
    """The picture with one Open Badges 3.0 element right behind its opening tag.

    A signed JSON document goes inside as CDATA, a compact JWS into `verify`. The picture is
    parsed before and after, so that nothing is written that could not be read again.
    """
    if read(raw):
        raise Malformed("ambiguous_baking", "the picture carries a credential already")
    if "]]>" in text:
        raise Malformed("malformed", "a text that ends a CDATA section")
    inside = f"<![CDATA[{text}]]>" if text else ""
    attribute = f' verify="{_escaped(verify)}"' if verify else ""
    element = f'<openbadges:credential xmlns:openbadges="{V3}"{attribute}>{inside}'
    place = _end_of_opening_tag(raw)
    baked = raw[:place] + f"{element}</openbadges:credential>".encode() + raw[place:]
    if [(one.text, one.verify) for one in read(baked)] != [(text, verify)]:
        raise Malformed("malformed", "the picture does not hold the credential")
    return baked


def _baked(element: Any) -> Baked | None:
    if not isinstance(element.tag, str) or not element.tag.startswith("{"):
        return None
    namespace, _, name = element.tag[1:].partition("}")
    if NAMESPACES.get(namespace) != name:
        return None
    if len(element):
        raise Malformed("ambiguous_baking", "elements inside a baked credential")
    return Baked(namespace, element.get("verify", "").strip(), xml.text_of(element).strip())


def _end_of_opening_tag(raw: bytes) -> int:
    """The place behind `<svg ...>`; quoted values may hold a `>`."""
    start = raw.find(b"<svg")
    quote = b""
    for place in range(start, len(raw)):
        character = raw[place : place + 1]
        if quote:
            quote = b"" if character == quote else quote
        elif character in (b'"', b"'"):
            quote = character
        elif character == b">":
            if raw[place - 1 : place] == b"/":
                break
            return place + 1
    raise Malformed("malformed", "the SVG has no content")


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
