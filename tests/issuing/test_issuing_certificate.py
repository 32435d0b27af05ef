"""The certificate: what it says, what it carries, and that names are only ever text."""

import io
import json
import tomllib
from importlib import resources
from pathlib import Path

import pikepdf
import pytest
import typst
import zxingcpp
from certificatefacts import CREATED, told
from PIL import Image

from pharos.common import tenancy
from pharos.common.i18n import LANGUAGES
from pharos.issuing import certificate, queries
from pharos.issuing.certificate import facts, making

FOLDER = Path(str(resources.files("pharos.issuing.certificate")))
MARKUP = '#strong[x] $a^2$ *b* _c_ `d` <e> @f // g \\ #read("/etc/passwd") <script>'


def make(made, document=b"{}", tlog_proof="proof"):
    return making.make(made, document=document, tlog_proof=tlog_proof, created=CREATED)


def pixels(made):
    """The first page of the same certificate as a picture."""
    pages = typst.compile(
        str(FOLDER / "certificate.typ"),
        root=str(FOLDER),
        font_paths=making.fonts(),
        sys_inputs={
            "facts": json.dumps(made),
            "qr": making.drawn(made["address"]),
            "credential": "{}",
            "proof": "",
        },
        format="png",
        ppi=110,
    )
    return pages[0]


def text_of(pdf):
    """The text of a PDF by the maps of its fonts, in the order it is drawn."""
    return "".join(_text_of_page(page) for page in pdf.pages)


def _text_of_page(page):
    maps = {name: _to_unicode(font) for name, font in page.Resources.Font.items()}
    font, out = None, []
    for operands, operator in pikepdf.parse_content_stream(page):
        if str(operator) == "Tf":
            font = maps[str(operands[0])]
        elif str(operator) in ("Tj", "TJ"):
            parts = operands[0] if str(operator) == "TJ" else operands
            for part in parts:
                if isinstance(part, pikepdf.String):
                    raw = bytes(part)
                    codes = [raw[at : at + 2].hex() for at in range(0, len(raw), 2)]
                    out += [font.get(code, "") for code in codes]
    return "".join(out)


def _to_unicode(font):
    found, lines = {}, bytes(font.ToUnicode.read_bytes()).decode("latin-1").splitlines()
    for line in lines:
        parts = line.replace("<", " ").replace(">", " ").split()
        if len(parts) == 2 and all(len(part) % 4 == 0 for part in parts) and "<" in line:
            found[parts[0].lower()] = bytes.fromhex(parts[1]).decode("utf-16-be")
    return found


def test_the_words_are_there_in_three_languages():
    english = facts.words("en")
    for language in LANGUAGES:
        words = facts.words(language)
        assert words.keys() == english.keys()
        for name, word in words.items():
            assert word.count("{") == english[name].count("{"), (language, name)


@pytest.mark.parametrize("language", ["hy", "ka"])
def test_it_is_a_tagged_pdf_for_archives_with_its_language(language):
    with pikepdf.open(io.BytesIO(make(told(language)))) as pdf:
        with pdf.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert pdf.Root.MarkInfo.Marked
        assert str(pdf.Root.Lang) == language
        assert not pdf.is_encrypted
        for page in pdf.pages:
            for font in page.Resources.Font.values():
                descriptor = font.DescendantFonts[0].FontDescriptor
                assert any(f"/FontFile{end}" in descriptor for end in ("", "2", "3"))
                assert "/ToUnicode" in font


@pytest.mark.parametrize("language", ["hy", "ka"])
def test_names_are_on_it_as_they_were_signed(language):
    """OUT-09: the text of the PDF equals the signed name; Georgian has no capitals."""
    made = told(language)
    with pikepdf.open(io.BytesIO(make(made))) as pdf:
        text = text_of(pdf)
    assert made["name"].replace(" ", "") in text.replace(" ", "")
    assert not any("\u1c90" <= letter <= "\u1cbf" for letter in text)


def test_markup_in_a_name_is_only_text():
    """OUT-02: what a typesetter would obey is set as it is written; no file is read."""
    made = told(name=MARKUP, latin=MARKUP)
    made["texts"][0]["title"] = MARKUP
    made["texts"][0]["outcomes"][0] = MARKUP
    with pikepdf.open(io.BytesIO(make(made))) as pdf:
        text = text_of(pdf).replace(" ", "")
    assert text.count('#strong[x]$a^2$*b*_c_`d`<e>@f//g\\#read("/etc/passwd")') >= 4
    assert "root:" not in text


def test_the_code_leads_to_the_page_of_the_credential():
    """OUT-05: the QR code holds the register's own address and nothing else."""
    made = told()
    [code] = zxingcpp.read_barcodes(Image.open(io.BytesIO(pixels(made))).convert("L"))
    assert code.text == made["address"]


def test_the_signed_files_are_attached_and_the_same_award_gives_the_same_bytes():
    made = told()
    pdf = make(made, document='{"name": "Աննա"}'.encode(), tlog_proof="c2sp")
    assert pdf == make(made, document='{"name": "Աննա"}'.encode(), tlog_proof="c2sp")
    with pikepdf.open(io.BytesIO(pdf)) as opened:
        assert opened.attachments["credential.json"].get_file().read_bytes() == (
            '{"name": "Աննա"}'.encode()
        )
        relations = {str(one.AFRelationship) for one in opened.Root.AF}
    assert relations == {"/Source", "/Supplement"}


def test_the_fonts_have_their_licence_beside_them():
    notice = (FOLDER / "fonts" / "NOTICE").read_text("utf-8")
    assert "SIL Open Font License" in notice
    assert (FOLDER / "fonts" / "OFL.txt").is_file()
    for language in LANGUAGES:
        tomllib.loads((FOLDER / "words" / f"{language}.toml").read_text("utf-8"))


@pytest.mark.parametrize(
    ("nation", "arguments", "name"),
    [
        ("ge", (), "ლევან გიორგაძე"),
        ("am", ("teachers.csv", "teacher-course"), None),
    ],
)
def test_a_real_award_names_what_was_decided(issuers, nation, arguments, name):
    row = issuers.issued(*arguments, nation=nation)[0]
    with tenancy.scope(issuers.worker(nation)):
        document = queries.document(row.id)
        made = facts.of(row, document)
        pdf = certificate.render(row.id)
    assert pdf.startswith(b"%PDF-1.7")
    assert made["demonstration"] is True
    first, other = made["texts"]
    assert other["language"] == "en"
    told_facts = dict(other["facts"])
    assert "ECTS" in told_facts["Volume"]
    assert "DEMO-" in told_facts["Quality assurance on the date of award"]
    assert told_facts["Legal basis"]
    assert len(first["facts"]) == len(other["facts"])
    assert len(first["outcomes"]) == len(other["outcomes"]) > 0
    if name:
        assert made["name"] == name
