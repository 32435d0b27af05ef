"""XML of strangers as a tree: no entities, no document type, nothing fetched.

Every reader of XML begins here (threats XML-01 to XML-03, XML-05). Comments and processing
instructions are taken out, so that a text is one whole and a stylesheet asks for nothing.
"""

import re
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]

from pharos.core import limits
from pharos.core.errors import Malformed, NotSupported, TooLarge

_ENCODING: Final = re.compile(rb"^\s*<\?xml[^>]*?encoding\s*=\s*[\"']([A-Za-z0-9._-]+)[\"']")
# The one declaration that old drawing programs write: it names the public DTD of SVG and
# says nothing else. It is taken out; the DTD is never asked for.
_SVG_DOCTYPE: Final = re.compile(
    rb"<!DOCTYPE\s+svg\s+PUBLIC\s+\"-//W3C//DTD SVG 1\.[01](?: Basic| Tiny)?//EN\"\s+"
    rb"\"https?://www\.w3\.org/[A-Za-z0-9./_-]+\.dtd\"\s*>"
)
_UTF8: Final = (b"utf-8", b"us-ascii", b"ascii")


def parse(raw: bytes) -> Any:
    """The root element; `entities_forbidden` for any document type but that of SVG."""
    if len(raw) > limits.MAX_CREDENTIAL_FILE_BYTES:
        raise TooLarge("payload_too_large", limit=limits.MAX_CREDENTIAL_FILE_BYTES)
    text = _SVG_DOCTYPE.sub(b"", _utf8(raw), count=1)
    if b"<!DOCTYPE" in text or b"<!ENTITY" in text:
        raise Malformed("entities_forbidden")
    parser = etree.XMLParser(
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        dtd_validation=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        return etree.fromstring(text, parser)
    except etree.XMLSyntaxError as error:
        raise Malformed("malformed", f"not XML: {error.msg}") from None


def text_of(element: Any) -> str:
    """The whole text of an element, without that of elements inside it (XML-05)."""
    parts = [element.text or "", *(child.tail or "" for child in element)]
    return "".join(parts)


def _utf8(raw: bytes) -> bytes:
    """The document in UTF-8: in another encoding a forbidden word would not be seen."""
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    named = _ENCODING.match(raw)
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff") or b"\0" in raw[:4]:
        raise NotSupported("not_supported", form="UTF-16")
    if named and named[1].lower() not in _UTF8:
        raise NotSupported("not_supported", form="XML in another encoding")
    try:
        raw.decode()
    except UnicodeDecodeError:
        raise Malformed("malformed", "the XML is not UTF-8") from None
    return raw
