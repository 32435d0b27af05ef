"""Pictures as containers: PNG and SVG are read strictly, and written so that they read back."""

import gc
import json
import socket
import struct
import threading
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.core import limits
from pharos.core.errors import CoreError
from pharos.core.openbadges.baking import bake
from pharos.core.pictures import png, svg, xml
from pharos.core.verify import baked, containers

VECTORS = Path(__file__).parents[1] / "vectors"


@pytest.fixture(autouse=True)
def _no_sweep() -> Iterator[None]:
    """Bounds of time are measured without the sweep over other tests' memory."""
    gc.disable()
    yield
    gc.enable()


PNG = (VECTORS / "openbadges-2.0" / "assets" / "robotics-badge.png").read_bytes()
BAKED_V2 = (VECTORS / "openbadges-2.0" / "simple-badge.png").read_bytes()
BAKED_V3_SVG = (VECTORS / "openbadges" / "simple-json.svg").read_bytes()
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><title>A > B</title></svg>'
JWS = b"aaaa.bbbb.cccc"


def code_of(raw: bytes) -> str:
    with pytest.raises(CoreError) as refusal:
        containers.unwrap(raw)
    return refusal.value.code


def with_texts(*chunks: png.Chunk) -> bytes:
    first, *rest = png.read(PNG)
    return png.write([first, *chunks, *rest])


def test_the_official_pictures_give_their_credentials() -> None:
    assertion = json.loads(containers.unwrap(BAKED_V2))
    assert assertion["id"] == "https://example.org/beths-robotics-badge.json"
    credential = json.loads(containers.unwrap(BAKED_V3_SVG))
    assert credential["name"] == "Teamwork Badge"


@pytest.mark.parametrize("picture", [PNG, SVG], ids=["png", "svg"])
@pytest.mark.parametrize("credential", [b'{"name": "\xd5\xa1 < \xe1\x83\x90 & \\"b\\""}', JWS])
def test_what_was_baked_is_taken_out_as_it_was(picture: bytes, credential: bytes) -> None:
    made = bake(picture, credential)
    assert containers.unwrap(made) == credential
    with pytest.raises(CoreError) as refusal:
        bake(made, credential)
    assert refusal.value.code == "ambiguous_baking"


def test_a_baked_png_is_the_same_picture_with_one_more_chunk() -> None:
    made = png.read(bake(PNG, JWS))
    assert [c for c in made if c.kind != b"iTXt"] == png.read(PNG)
    assert [c.data for c in made if c.kind == b"iTXt"] == [b"openbadgecredential\0\0\0\0\0" + JWS]


def test_a_picture_without_a_credential_is_none() -> None:
    assert code_of(PNG) == "not_a_credential"
    assert code_of(SVG) == "not_a_credential"


@pytest.mark.parametrize(
    "raw",
    [
        with_texts(
            png.international_text("openbadges", "{}"),
            png.international_text("openbadgecredential", "{}"),
        ),
        with_texts(*[png.international_text("openbadgecredential", "a.b.c")] * 2),
        with_texts(
            png.Chunk(b"tEXt", b"openbadges\0https://example.org/1"),
            png.international_text("openbadges", "{}"),
        ),
        bake(SVG, JWS).replace(
            b"<title>",
            b'<o:assertion xmlns:o="http://openbadges.org" verify="d.e.f"/><title>',
        ),
        bake(SVG, JWS).replace(b"</openbadges:credential>", b"{}</openbadges:credential>"),
        bake(SVG, JWS).replace(b"</openbadges:credential>", b"<a/></openbadges:credential>"),
        bake(SVG, b"{}").replace(b"<openbadges:credential", b'<openbadges:credential verify="a"'),
    ],
    ids=["v2-and-v3", "twice", "tEXt-and-iTXt", "two-elements", "both", "element-inside", "verify"],
)
def test_two_credentials_in_one_picture_are_none(raw: bytes) -> None:
    """VER-19: the first one does not win; a text beside the signed part is refused."""
    assert code_of(raw) == "ambiguous_baking"


def test_version_two_may_repeat_the_address_of_a_hosted_assertion() -> None:
    """VER-19: but only of the very host that the assertion names."""
    element = (
        b'<o:assertion xmlns:o="http://openbadges.org" verify="%s/a.json">'
        b'<![CDATA[{"id": "https://example.org/1"}]]></o:assertion></svg>'
    )
    same = SVG.replace(b"</svg>", element % b"https://example.org")
    assert json.loads(containers.unwrap(same)) == {"id": "https://example.org/1"}
    other = SVG.replace(b"</svg>", element % b"https://attacker.example")
    assert code_of(other) == "ambiguous_baking"


@pytest.mark.parametrize(
    "raw",
    [
        PNG[:-1],
        PNG + b"x",
        PNG[:40] + bytes([PNG[40] ^ 1]) + PNG[41:],
        PNG[:8] + struct.pack(">I4s", 2**31, b"IHDR") + PNG[16:],
        png.write(png.read(PNG)[1:]),
        png.write([png.read(PNG)[0], *png.read(PNG)]),
        png.SIGNATURE,
        with_texts(png.Chunk(b"iTXt", b"openbadges")),
        with_texts(png.Chunk(b"iTXt", b"openbadges\0\0\0no end")),
        with_texts(png.Chunk(b"iTXt", b"openbadges\0\0\0\0\0\xff")),
    ],
)
def test_a_broken_png_is_malformed(raw: bytes) -> None:
    assert code_of(raw) == "malformed"


def test_forms_that_no_badge_uses_are_not_supported() -> None:
    compressed = b"openbadges\0\1\0\0\0" + zlib.compress(b"{}")
    for raw in (
        with_texts(png.Chunk(b"iTXt", compressed)),
        with_texts(png.Chunk(b"zTXt", b"openbadges\0\0" + zlib.compress(b"{}"))),
        b"\xff\xd8\xff\xe0 a photograph",
        b"GIF89a",
        b"RIFF....WEBPVP8 ",
    ):
        assert code_of(raw) == "not_supported"


def test_a_png_of_endless_chunks_is_refused_at_the_limit() -> None:
    empty = png.Chunk(b"tEXt", b"a\0")
    raw = with_texts(*[empty] * limits.MAX_PICTURE_CHUNKS)
    started = time.process_time()
    assert code_of(raw) == "payload_too_large"
    assert time.process_time() - started < 0.1


@given(st.binary(max_size=200))
def test_any_bytes_give_chunks_or_our_error(tail: bytes) -> None:
    for raw in (png.SIGNATURE + tail, b"<svg " + tail, PNG[:60] + tail):
        try:
            containers.unwrap(raw)
        except CoreError:
            pass
        else:
            assert not baked.claims(raw)


# --- XML ------------------------------------------------------------------------------

LAUGHS = b"<!DOCTYPE svg [%s]><svg xmlns='http://www.w3.org/2000/svg'>&z;</svg>" % b"".join(
    b'<!ENTITY %c "%s">' % (97 + n, b"&%c;" % (96 + n) * 10 if n else b"ha") for n in range(26)
)
QUADRATIC = b'<!DOCTYPE svg [<!ENTITY a "%s">]><svg>%s</svg>' % (b"x" * 50_000, b"&a;" * 50_000)


@pytest.mark.parametrize("raw", [LAUGHS, QUADRATIC], ids=["billion-laughs", "quadratic"])
def test_entities_are_forbidden(raw: bytes) -> None:
    """XML-01: nothing is expanded; the refusal takes less than 100 ms."""
    started = time.process_time()
    assert code_of(raw) == "entities_forbidden"
    assert time.process_time() - started < 0.1


@pytest.fixture
def listener() -> Iterator[tuple[int, list[str]]]:
    """A server on this machine that notes every call."""
    calls: list[str] = []
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(0.05)
    over = threading.Event()

    def listen() -> None:
        while not over.is_set():
            try:
                connection, address = server.accept()
            except TimeoutError:
                continue
            calls.append(str(address))
            connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    yield server.getsockname()[1], calls
    over.set()
    thread.join()
    server.close()


OUTSIDE = {
    "system-file": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]><svg>&x;</svg>',
    "internal-url": b'<!DOCTYPE svg [<!ENTITY x SYSTEM "http://127.0.0.1:%d/x">]><svg>&x;</svg>',
    "parameter": b'<!DOCTYPE svg [<!ENTITY %% p SYSTEM "http://127.0.0.1:%d/p"> %%p;]><svg/>',
    "external-dtd": b'<!DOCTYPE svg SYSTEM "http://127.0.0.1:%d/svg.dtd"><svg/>',
    "like-svg": b'<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://127.0.0.1:%d/d"><svg/>',
}


@pytest.mark.parametrize("name", OUTSIDE)
def test_nothing_outside_is_read(name: str, listener: tuple[int, list[str]]) -> None:
    """XML-02: external entities, parameter entities and DTDs are refused; nobody is called."""
    port, calls = listener
    raw = OUTSIDE[name]
    assert code_of(raw % port if b"%d" in raw else raw) == "entities_forbidden"
    time.sleep(0.1)
    assert calls == []


def test_inclusions_and_stylesheets_do_nothing(listener: tuple[int, list[str]]) -> None:
    """XML-03: XInclude, a stylesheet and a schema's address are ignored; nobody is called."""
    port, calls = listener
    raw = bake(SVG, JWS).replace(
        b"<title>",
        b'<x:include xmlns:x="http://www.w3.org/2001/XInclude" href="http://127.0.0.1:%d/"/>'
        b'<desc xmlns:i="http://www.w3.org/2001/XMLSchema-instance"'
        b' i:schemaLocation="a http://127.0.0.1:%d/"/><title>' % (port, port),
    )
    raw = b'<?xml-stylesheet type="text/xsl" href="http://127.0.0.1:%d/"?>' % port + raw
    assert containers.unwrap(raw) == JWS
    time.sleep(0.1)
    assert calls == []


def test_a_comment_cuts_no_text() -> None:
    """XML-05: the whole text counts, whoever reads it."""
    assert xml.text_of(xml.parse(b"<a>Aram<!-- -->yan<?x y?>!</a>")) == "Aramyan!"
    raw = SVG.replace(
        b"</svg>",
        b'<o:credential xmlns:o="https://purl.imsglobal.org/ob/v3p0">{"a"<!-- x -->: 1}'
        b"</o:credential></svg>",
    )
    assert containers.unwrap(raw) == b'{"a": 1}'


def test_other_encodings_hide_nothing() -> None:
    """XML-01: what is not UTF-8 is not read, so that no forbidden word is overlooked."""
    utf16 = "<?xml version='1.0'?><svg/>".encode("utf-16")
    with pytest.raises(CoreError) as refusal:
        xml.parse(utf16)
    assert refusal.value.code == "not_supported"
    assert code_of(b'<?xml version="1.0" encoding="UTF-7"?><svg>+ADw-</svg>') == "not_supported"
    assert code_of(b"<svg>\xff</svg>") == "malformed"
    assert code_of(b"<svg><title></svg>") == "malformed"
    assert svg.is_svg(b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg:svg/>")
