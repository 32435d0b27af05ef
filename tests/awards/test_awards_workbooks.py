"""Workbooks of strangers: read by their values, or refused with a sentence; never a fault."""

import contextlib
import io
import random
import subprocess
import sys
import time
import zipfile
from datetime import date, datetime

import openpyxl
import pytest
from bookworks import SHEET, Raw, ods, repacked, saved, sheet_of, with_directory, with_entry, xlsx
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from pharos.common.errors import DomainError
from pharos.common.sentences import LANGUAGES, catalogue, sentence
from pharos.common.workbooks import cells, limits, reading
from pharos.common.workbooks.kinds import Kind, kind_of


def table(raw, name=None):
    workbook = reading.opened(raw)
    return workbook.table(name or workbook.names[0])


def refused(raw) -> DomainError:
    with pytest.raises(DomainError) as caught:
        table(raw)
    for language in LANGUAGES:
        assert caught.value.code in catalogue(language)
        assert "…" not in sentence(caught.value.code, language, caught.value.facts)
    return caught.value


# --- what is read -----------------------------------------------------------------------


def test_values_are_texts_and_say_what_they_were():
    raw = xlsx([["ნინო", 123.0, 0.1 + 0.2, True, date(1994, 3, 12), datetime(1994, 3, 12, 14, 30)]])
    (line,) = table(raw).lines
    assert line.cells == ("ნინო", "123", "0.3", "yes", "1994-03-12", "1994-03-12 14:30")
    assert line.marks == {1: "n", 2: "n", 3: "b", 4: "d", 5: "t"}


def test_rows_keep_their_number_in_the_sheet():
    def change(sheet):
        sheet["C5"] = "x"

    (line,) = table(xlsx([], change)).lines
    assert (line.number, line.cells) == (5, ("", "", "x"))
    assert cells.address(2, line.number) == "C5"


@pytest.mark.parametrize(("column", "letters"), [(0, "A"), (25, "Z"), (26, "AA"), (16383, "XFD")])
def test_columns_have_letters(column, letters):
    assert cells.letters(column) == letters
    assert cells.place_of(f"{letters}7") == (6, column)


def test_a_workbook_of_1904_keeps_its_days():
    """UPL-04: the system of days is that of the workbook."""
    book = openpyxl.Workbook()
    book.epoch = CALENDAR_MAC_1904
    book.active.append([date(1994, 3, 12)])
    assert table(saved(book)).lines[0].cells == ("1994-03-12",)


def test_formulas_errors_and_merged_cells_are_marked():
    """UPL-04: what a formula came to is its value; the cell is marked wherever it stands."""

    def change(sheet):
        sheet["B2"] = "=A2&A3"
        sheet["C2"].value, sheet["C2"].data_type = "#REF!", "e"
        sheet.merge_cells("A3:B4")
        sheet["C4"] = "x"

    lines = {one.number: one for one in table(xlsx([["a", "b", "c"], ["x"], ["y"]], change)).lines}
    assert lines[2].marks == {1: "f", 2: "e"}
    assert lines[3].marks == {0: "m", 1: "m"}
    assert lines[4].marks == {0: "m", 1: "m"}


def test_hidden_sheets_are_not_read_and_hidden_rows_are_counted():
    """UPL-04: a hidden sheet with other rows is named and not read."""
    book = openpyxl.Workbook()
    book.active.append(["seen"])
    book.active.row_dimensions[1].hidden = True
    book.create_sheet("other").append(["unseen"])
    book["other"].sheet_state = "veryHidden"
    workbook = reading.opened(saved(book))
    assert (list(workbook.names), list(workbook.hidden)) == (["Sheet"], ["other"])
    assert workbook.table("Sheet").hidden_rows == 1


def test_an_ods_is_read_alike():
    day = Raw('<table:table-cell office:value-type="date" office:date-value="1994-03-12"/>')
    formula = Raw(
        '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'
    )
    merged = Raw(
        '<table:table-cell table:number-columns-spanned="2" office:value-type="string">'
        "<text:p>wide</text:p></table:table-cell><table:covered-table-cell/>"
    )
    rows = [["ნინო", 123.0, day, formula], [merged, "x"]]
    raw = ods({"Seen": rows, "Unseen": [["other"]]}, hidden=["Unseen"])
    assert kind_of(raw) is Kind.ODS
    workbook = reading.opened(raw)
    assert (list(workbook.names), list(workbook.hidden)) == (["Seen"], ["Unseen"])
    first, second = workbook.table("Seen").lines
    assert (first.cells[:4], first.marks) == (
        ("ნინო", "123", "1994-03-12", "2"), {1: "n", 2: "d", 3: "nf"},
    )  # fmt: skip
    assert second.marks == {0: "m", 1: "m"}


def test_a_clicked_address_is_no_link_to_outside():
    """An e-mail address that the program made a link of is harmless: nobody follows it here."""

    def change(sheet):
        sheet["A1"].hyperlink = "mailto:nino@example.org"

    assert table(xlsx([["nino@example.org"]], change)).lines[0].cells == ("nino@example.org",)


# --- how much is read -------------------------------------------------------------------

_WEIGH = """
import resource, sys, time
from pharos.common.workbooks import reading
raw = open(sys.argv[1], "rb").read()
before, begin = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, time.process_time()
workbook = reading.opened(raw)
rows = len(workbook.table(workbook.names[0]).lines)
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(rows, time.process_time() - begin, peak // 1024)
"""


def test_a_million_empty_rows_are_no_rows(tmp_path):
    """UPL-01: 1,048,576 empty styled rows: rows with data count; below 5 s and 200 MB."""
    empty = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(2, 1_048_577))
    raw = sheet_of(b'<row r="1"><c r="A1" t="inlineStr"><is><t>x</t></is></c></row>' + empty)
    file = tmp_path / "styled.xlsx"
    file.write_bytes(raw)
    answer = subprocess.run(
        [sys.executable, "-c", _WEIGH, str(file)], capture_output=True, text=True, check=True
    )
    rows, seconds, megabytes = (float(one) for one in answer.stdout.split())
    assert rows == 1
    assert seconds < 5
    assert megabytes < 200


def test_a_cell_at_the_end_of_the_sheet_is_named():
    """UPL-01: a table of 1,048,576 x 16,384 is refused by the cell that makes it so."""
    raw = sheet_of(
        b'<row r="1"><c r="A1"><v>1</v></c></row>'
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    error = refused(raw)
    assert (error.code, error.facts["cell"]) == ("workbook_cell_far_away", "XFD1048576")
    assert error.http_status == 413


@pytest.mark.parametrize(
    "repeated",
    ['table:number-columns-repeated="16384"', 'table:number-columns-repeated="99999999"'],
)
def test_repeated_cells_of_an_ods_count(repeated):
    """UPL-02: one cell of an ODS that stands for millions unfolds to nothing here."""
    cell = f'<table:table-cell {repeated} office:value-type="float" office:value="1"/>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    raw = ods({}, content=f'<table:table table:name="S">{row}</table:table>')
    assert refused(raw).code == "workbook_cell_far_away"


def test_empty_rows_to_the_end_of_an_ods_are_no_rows():
    rows = (
        '<table:table-row><table:table-cell office:value-type="string"><text:p>x</text:p>'
        '</table:table-cell><table:table-cell table:number-columns-repeated="16383"/>'
        '</table:table-row><table:table-row table:number-rows-repeated="1048575">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    raw = ods({}, content=f'<table:table table:name="S">{rows}</table:table>')
    assert [one.cells[0] for one in table(raw).lines] == ["x"]


def test_one_long_text_in_many_cells_counts_as_often():
    """UPL-02: a shared text of 32 KB named by 10,000 cells would be 320 MB."""
    cells_ = b"".join(b'<row r="%d"><c r="A%d" t="s"><v>0</v></c></row>' % (n, n)
                      for n in range(1, 10_001))  # fmt: skip
    shared = f"<sst><si><t>{random.Random(1).randbytes(16_000).hex()}</t></si></sst>".encode()
    raw = repacked(sheet_of(cells_), {"xl/sharedStrings.xml": shared})
    assert refused(raw).code == "workbook_too_much_text"


# --- zips -------------------------------------------------------------------------------


def test_a_bomb_is_refused_by_what_it_announces():
    """UPL-02: 200 MB in 200 KB, and one part that unfolds a thousandfold."""
    begin = time.process_time()
    zeros = bytes(40 * limits.MIB)
    assert refused(repacked(xlsx([["x"]]), {"xl/media/a.bin": zeros})).code == "workbook_bomb"
    file = io.BytesIO(xlsx([["x"]]))
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as opened:
        for number in range(3):
            opened.writestr(f"xl/media/{number}.bin", zeros)
    error = refused(file.getvalue())
    assert (error.code, error.http_status) == ("workbook_too_large", 413)
    assert time.process_time() - begin < 5


def test_a_bomb_that_announces_little_is_stopped_while_it_unfolds():
    """UPL-02, UPL-10: the directory says 1,000 bytes, the data are 40 MB."""
    name = "xl/media/a.bin"
    raw = repacked(xlsx([["x"]]), {name: bytes(limits.MIB)})
    assert refused(with_directory(raw, name, size=1_000)).code == "workbook_inconsistent"


def test_too_many_entries_are_refused():
    """UPL-02: 100,000 entries are not walked."""
    file = io.BytesIO(xlsx([["x"]]))
    with zipfile.ZipFile(file, "a") as opened:
        for number in range(limits.MAX_ENTRIES):
            opened.writestr(f"xl/media/{number}", b"")
    assert refused(file.getvalue()).code == "workbook_too_many_parts"


@pytest.mark.parametrize("inner", [xlsx([["x"]]), b"\xd0\xcf\x11\xe0rest", b"\x1f\x8b\x08rest"])
def test_nested_archives_are_refused(inner):
    """UPL-02: an archive in the archive."""
    raw = repacked(xlsx([["x"]]), {"xl/embeddings/object1.bin": inner})
    assert refused(raw).code == "workbook_nested"


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("/etc/passwd", "workbook_part_name"),
        ("../../x.xml", "workbook_part_name"),
        ("xl/../../x.xml", "workbook_part_name"),
        ("c:/x.xml", "workbook_part_name"),
        ("xl\\x.xml", "workbook_part_name"),
        ("XL/Workbook.xml", "workbook_part_twice"),
        ("x" * 300, "workbook_part_name"),
    ],
)
def test_names_that_lead_elsewhere_are_refused(name, code):
    """UPL-10: absolute paths, paths upwards, one name twice."""
    entry = zipfile.ZipInfo("x")
    entry.filename = name
    assert refused(with_entry(xlsx([["x"]]), entry, b"<x/>")).code == code


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_one_name_twice_is_refused():
    """UPL-10: which of two sheets would be read nobody could say."""
    assert refused(with_entry(xlsx([["x"]]), zipfile.ZipInfo(SHEET), b"<x/>")).code == (
        "workbook_part_twice"
    )


def test_a_symbolic_link_is_refused():
    """UPL-10: an entry that is a link."""
    entry = zipfile.ZipInfo("xl/media/link")
    entry.external_attr = 0o120777 << 16
    assert refused(with_entry(xlsx([["x"]]), entry, b"/etc/passwd")).code == "workbook_link"


@pytest.mark.parametrize("change", [{"size": 7}, {"packed": 7}, {"check": 7}, {"offset": 7}])
def test_a_directory_that_says_something_else_is_refused(change):
    """UPL-10: the central directory and the data disagree."""
    error = refused(with_directory(xlsx([["x"]]), SHEET, **change))
    assert error.code in {"workbook_inconsistent", "workbook_damaged"}


@pytest.mark.parametrize("raw", [b"PK\x05\x06" + bytes(18), b"MZ" + xlsx([["x"]])])
def test_what_is_put_before_or_instead_is_refused(raw):
    """UPL-10: an empty zip, and a program with a workbook behind it."""
    with pytest.raises(DomainError):
        table(raw)


def test_a_comment_behind_the_zip_is_refused():
    """UPL-10: a comment may hold a second directory."""
    file = io.BytesIO(xlsx([["x"]]))
    with zipfile.ZipFile(file, "a") as opened:
        opened.comment = b"PK\x05\x06"
    assert refused(file.getvalue()).code in {"workbook_inconsistent", "workbook_damaged"}


# --- XML --------------------------------------------------------------------------------

_LAUGHS = b"""<?xml version="1.0"?><!DOCTYPE lolz [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;">]><worksheet><sheetData><row><c><v>&c;</v></c></row></sheetData>
</worksheet>"""
_FETCH = b"""<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>"""


@pytest.mark.parametrize("body", [_LAUGHS, _FETCH, _LAUGHS.decode().encode("utf-16")])
@pytest.mark.parametrize("part", [SHEET, "xl/workbook.xml", "xl/theme/theme1.xml"])
def test_document_types_are_refused_in_every_part(part, body):
    """UPL-03: entities are not declared, unfolded or fetched."""
    body = body.replace(b'<?xml version="1.0"?>', b"")
    assert refused(repacked(xlsx([["x"]]), {part: body})).code in {
        "workbook_declares", "workbook_damaged",
    }  # fmt: skip


def test_document_types_are_refused_in_an_ods():
    """UPL-03: the same in content.xml and beside it."""
    assert refused(repacked(ods({"S": [["x"]]}), {"content.xml": _FETCH})).code == (
        "workbook_declares"
    )
    assert refused(ods({"S": [["x"]]}, parts={"styles.xml": _FETCH.decode()})).code == (
        "workbook_declares"
    )


def test_what_comes_from_outside_is_refused():
    """UPL-03: external books, connections and pictures of the network."""
    book = xlsx([["x"]])
    outside = (
        b'<Relationships><Relationship Id="r1" Type="http://example.org/image"'
        b' Target="http://example.org/x.png" TargetMode="External"/></Relationships>'
    )
    for parts in (
        {"xl/externalLinks/externalLink1.xml": b"<x/>"},
        {"xl/connections.xml": b"<x/>"},
        {"xl/worksheets/_rels/sheet1.xml.rels": outside},
    ):
        assert refused(repacked(book, parts)).code == "workbook_external"
    source = '<table:table-source xlink:href="http://example.org/x.ods" xmlns:xlink="x"/>'
    raw = ods({}, content=f'<table:table table:name="S">{source}</table:table>')
    assert refused(raw).code == "workbook_external"


# --- other kinds ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(500), "workbook_old_format"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
         "workbook_encrypted"),
        (b"%PDF-1.7", "workbook_is_document"),
        (b"\xef\xbb\xbf\r\n<HTML><table>", "workbook_is_web_page"),
        (b"<?xml version='1.0'?><Workbook/>", "workbook_is_web_page"),
        (repacked(xlsx([["x"]]), {"xl/vbaProject.bin": b"x"}), "workbook_macros"),
        (repacked(xlsx([["x"]]), {"xl/workbook.bin": b"x"}), "workbook_old_format"),
        (repacked(xlsx([["x"]]), {"xl/workbook.xml": None}), "workbook_is_document"),
        (repacked(ods({"S": [["x"]]}), {"mimetype": b"application/vnd.oasis.opendocument.text"}),
         "workbook_is_document"),
        (repacked(ods({"S": [["x"]]}), {"xl/workbook.xml": b"<workbook/>"}),
         "workbook_is_document"),
        (repacked(xlsx([["x"]]), {"Content.xml": b"<office/>"}), "workbook_is_document"),
        (ods({"S": [["x"]]}, parts={"META-INF/manifest.xml": "<m:encryption-data xmlns:m='m'/>"}),
         "workbook_encrypted"),
    ],
)  # fmt: skip
def test_other_files_are_refused_with_advice(raw, code):
    assert refused(raw).code == code


@pytest.mark.parametrize("seed", range(150))
def test_damaged_files_are_refused_or_read(seed):
    """Whatever bytes are changed: a table or a refusal of ours, never a fault."""
    chance = random.Random(seed)
    whole = [xlsx([["a", 1, date(2020, 1, 1)]] * 5), ods({"S": [["a", 1]] * 5})][seed % 2]
    raw = bytearray(whole)
    for _ in range(chance.randint(1, 8)):
        raw[chance.randrange(len(raw))] = chance.randrange(256)
    if seed % 3 == 0:
        raw = raw[: chance.randrange(len(raw))]
    with contextlib.suppress(DomainError):
        table(bytes(raw))


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        ("xl/worksheets/sheet1.xml", b"<v>43831</v>", b"<v>-1e12</v>"),
        (
            "xl/worksheets/sheet1.xml",
            b"<worksheet",
            b'<?xml version="1.0" encoding="UTF-13"?><worksheet',
        ),
        (
            "xl/worksheets/sheet1.xml",
            b"<worksheet",
            b'<?xml version="1.0" encoding="big5"?><worksheet',
        ),
    ],
    ids=["a-day-before-all-days", "unknown-encoding", "encoding-of-many-bytes"],
)
def test_what_the_readers_did_not_expect_is_refused(part, old, new):
    raw = xlsx([["a", date(2020, 1, 1)]])
    with zipfile.ZipFile(io.BytesIO(raw)) as opened:
        sheet = opened.read(part)
    assert old in sheet
    assert refused(repacked(raw, {part: sheet.replace(old, new)})).code == "workbook_damaged"


@pytest.mark.parametrize("seed", range(150))
def test_damaged_sheets_are_refused_or_read(seed):
    """The same for the XML of a sheet, where the zip around it is whole."""
    chance = random.Random(seed)
    with zipfile.ZipFile(io.BytesIO(xlsx([["a", 1, date(2020, 1, 1)]] * 5))) as opened:
        sheet = bytearray(opened.read(SHEET))
    for _ in range(chance.randint(1, 4)):
        at = chance.randrange(len(sheet))
        sheet[at : at + chance.randrange(3)] = bytes(chance.choices(b'<>/"=rcv19AZ &', k=2))
    with contextlib.suppress(DomainError):
        table(repacked(xlsx([["x"]]), {SHEET: bytes(sheet)}))
