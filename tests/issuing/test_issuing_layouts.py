"""A provider's template: shut in, bounded, read back, and refused in words that help."""

import io
import json
import socket
import struct
import subprocess
import sys
import zlib

import pikepdf
import pytest
from certificatefacts import CREATED, told

from pharos.common.errors import DomainError, Invalid
from pharos.issuing.certificate import making
from pharos.issuing.layouts import checking, data, drawing, examples, extraction, parts
from pharos.issuing.layouts.checking import Missing, Specimen
from pharos.issuing.layouts.parts import Parts

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">'
    b'<rect width="9" height="9"/></svg>'
)


def usual(language="hy"):
    made = told(language)
    made["texts"][0]["title"] = {"hy": "Տվյալների վերլուծություն", "ka": "მონაცემთა ანალიზი"}[
        language
    ]
    return Specimen(made, making.drawn(made["address"]), CREATED)


def drawn(source, pictures=(), **more):
    one = usual()
    return drawing.pdf(Parts(source, tuple(pictures)), one.told, code=one.code, at=CREATED, **more)


def refused(source):
    with pytest.raises(DomainError) as found:
        drawn(source)
    return found.value


@pytest.mark.parametrize("language", ["hy", "ka"])
def test_the_example_shows_all_that_a_certificate_must(language):
    assert checking.missing(Parts(examples.plain()), usual(language)) == []


def test_what_is_not_shown_is_named_by_language_and_specimen():
    source = '#let award = json("award.json")\n#award.name #award.latin #award.texts.at(0).title'
    found = checking.missing(Parts(source), usual())
    assert Missing("title", "usual", "en") in found
    assert Missing("provider", "long", "hy") in found
    assert {one.element for one in found} == {
        "title", "provider", "date", "number", "address", "code", "demonstration",
    }  # fmt: skip


def test_the_signed_files_are_attached_whatever_the_form_does():
    source = '#let pdf = none\n#set page(width: 12cm, height: 9cm)\nA form\n#metadata("x")'
    made = drawn(source, document=b'{"a": 1}', tlog_proof="c2sp")
    with pikepdf.open(io.BytesIO(made)) as opened:
        assert opened.attachments["credential.json"].get_file().read_bytes() == b'{"a": 1}'
        assert {str(one.AFRelationship) for one in opened.Root.AF} == {"/Source", "/Supplement"}
        with opened.open_metadata() as metadata:
            assert metadata["pdfaid:conformance"] == "A"
        assert len(opened.pages) == 1
    assert made == drawn(source, document=b'{"a": 1}', tlog_proof="c2sp")


def test_a_package_is_refused_however_it_is_named():
    """Nothing is loaded from a network, neither written plainly nor put together."""
    with pytest.raises(Invalid) as plain:
        parts.require_source('x\n#import "@preview/cetz:0.2.0": *')
    assert (plain.value.code, plain.value.facts["line"]) == ("layout_package", 2)
    hidden = refused('x\n#let p = "@pre" + "view/cetz:0.2.0"\n#import p: *')
    assert (hidden.code, hidden.facts["line"]) == ("layout_package", 3)


@pytest.mark.parametrize("path", ["/etc/passwd", "../../../etc/passwd", "/proc/self/environ"])
def test_nothing_outside_of_the_form_is_read(path):
    found = refused(f'x\n#read("{path}")')
    assert (found.code, found.facts["line"]) == ("layout_failed", 2)
    assert "pharos-layout" not in str(found.facts["said"])


def test_an_error_names_its_line():
    found = refused("one\n\n#let a = 1\n= #unknown\nfive")
    assert (found.facts["line"], found.facts["said"]) == (4, "unknown variable: unknown")
    assert refused("one\n#(\nthree\n").facts["line"] == 2


def test_work_without_end_is_ended(monkeypatch):
    """A form has so much time, and no more memory than a page needs."""
    monkeypatch.setattr(drawing, "SECONDS", 1)
    endless = "#for i in range(9000) { for j in range(9000) { let s = i * j } }"
    assert refused(endless).code == "layout_too_slow"


@pytest.mark.parametrize(
    ("source", "code"),
    [
        ("#for i in range(30) [a #pagebreak()]", "layout_too_many_pages"),
        ("#let f(n) = f(n + 1)\n#f(1)", "layout_failed"),
        (
            '#let s = "aaaaaaaaaaaaaaaa"\n#for i in range(40) { s = s + s }\n#s.len()',
            "layout_too_big",
        ),
    ],
)
def test_what_is_too_much_is_refused(source, code):
    assert refused(source).code == code


def test_the_process_opens_no_connection_starts_no_program_and_writes_no_file():
    program = (
        "import json, os, socket, sys\n"
        "from pharos.issuing.layouts import child\n"
        "child.confine(5)\n"
        "found = []\n"
        "for act in (lambda: socket.socket(), lambda: os.execv('/bin/true', ['true'])):\n"
        "    try: act()\n"
        "    except OSError as error: found.append(type(error).__name__)\n"
        "print(json.dumps(found))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert json.loads(done.stdout) == ["PermissionError", "PermissionError"]
    assert socket.AF_INET  # ours is as open as before


def png(width, height):
    head = b"IHDR" + struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + head + struct.pack(">I", zlib.crc32(head))


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"GIF89a....", "layout_picture_unreadable"),
        (b"\xff\xd8\xff", "layout_picture_unreadable"),
        (png(30_000, 30_000), "layout_picture_too_wide"),
        (b"x" * (parts.MAX_PICTURE + 1), "layout_picture_too_big"),
        (SVG.replace(b"<rect", b"<script/><rect"), "layout_picture_refused"),
        (SVG.replace(b"<rect", b"<foreignObject/><rect"), "layout_picture_refused"),
        (SVG.replace(b"<rect", b'<rect onload="x"'), "layout_picture_refused"),
        (SVG.replace(b"<rect", b'<image href="http://a/b.png"/><rect'), "layout_picture_refused"),
        (SVG.replace(b"<rect", b'<use href="file:///etc/passwd"/><rect'), "layout_picture_refused"),
        (SVG.replace(b"<rect", b'<rect fill="url(http://a/b)"'), "layout_picture_refused"),
        (b'<!DOCTYPE svg [<!ENTITY a "b">]>' + SVG, "layout_picture_refused"),
        (b"<html/>", "layout_picture_unreadable"),
    ],
)
def test_pictures_are_told_by_their_bytes(content, code):
    """UPL-08: a drawing with script or reference, or a huge picture, is refused."""
    with pytest.raises(Invalid) as found:
        parts.picture(content, 1)
    assert found.value.code == code


def test_a_picture_is_read_by_its_name():
    one = parts.picture(SVG, 2)
    assert one.name == "picture-2.svg"
    assert parts.picture(png(9, 9), 1).name == "picture-1.png"
    assert drawn('#image("picture-2.svg", alt: "mark")', [one]).startswith(b"%PDF")


def test_a_version_is_named_by_its_content():
    one = Parts("source", (parts.picture(SVG, 1),))
    assert Parts.from_text(one.text) == one
    assert one.digest != Parts("source").digest


def test_the_data_has_the_members_that_are_documented():
    given = data.of(usual().told)
    for member in data.MEMBERS:
        found = given
        for step in member.replace(".at(0)", ".0").split("."):
            found = found[int(step)] if step == "0" else found[step]
    assert given["texts"][0]["fact"].keys() == set(data.FACTS)


def test_the_words_of_a_page_are_read_back():
    made = drawn(
        '#set page(width: 5cm)\n#let a = json("award.json")\n#text(size: 30pt, a.name)\n*b*'
    )
    assert "ԱննաՏեր-Պետրոսյան" in extraction.words_of(made)
