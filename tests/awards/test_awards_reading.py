"""Reading a roster: encodings, separators, headings, limits; nothing is ever guessed."""

import contextlib
import csv
import io
import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.awards.errors import RosterUnreadable
from pharos.awards.rosters import grids, headings, reading
from pharos.awards.rosters.headings import Field
from pharos.awards.rosters.template import COLUMNS, template
from pharos.common.errors import Invalid

HEADINGS = {
    "en": ["Given name", "Family name", "Result", "ECTS"],
    "hy": ["Անուն", "Ազգանուն", "Արդյունք", "Կրեդիտ"],
    "ka": ["სახელი", "გვარი", "შედეგი", "კრედიტი"],
}
PERSON = ["Գևորգ", "Տեր-Ղևոնդյան", "ստուգված", "30"]


def table(rows: list[list[str]], mark: str = ",") -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=mark, lineterminator="\r\n").writerows(rows)
    return text.getvalue()


def refused(raw: bytes) -> RosterUnreadable:
    with pytest.raises(RosterUnreadable) as caught:
        reading.read(raw)
    return caught.value


@pytest.mark.parametrize("mark", [",", ";", "\t"])
@pytest.mark.parametrize("language", ["en", "hy", "ka"])
@pytest.mark.parametrize(
    ("bom", "encoding"),
    [
        (b"", "utf-8"),
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
    ],
)
def test_known_encodings_and_separators_are_read(mark, language, bom, encoding):
    """UPL-05: UTF-8 with and without BOM, UTF-16 with BOM; comma, semicolon, tab."""
    raw = bom + table([HEADINGS[language], PERSON], mark).encode(encoding)
    (row,) = reading.read(raw).rows
    assert row.cells == dict(
        zip((Field.GIVEN_NAME, Field.FAMILY_NAME, Field.RESULT, Field.ECTS), PERSON, strict=True)
    )
    assert (row.number, row.line) == (1, 2)


@pytest.mark.parametrize("order", [*itertools.permutations(range(4))])
def test_columns_come_in_any_order(order):
    rows = [[cells[index] for index in order] for cells in (HEADINGS["hy"], PERSON)]
    assert reading.read(table(rows).encode()).rows[0].cells[Field.FAMILY_NAME] == PERSON[1]


@pytest.mark.parametrize(
    ("raw", "line"),
    [
        ("name,surname,result\r\nИван,Петров,passed".encode("cp1251"), 2),
        (b"given name,family name,result\r\nA,B,passed\r\n\xbc\xb3\xbd\xb3\xdb,B,passed", 3),
        ("given name,family name,result\r\nԱնի,Բ,passed".encode("utf-16-le"), None),
        ("given name,family name,result\r\nԱնի,Բ,passed".encode("utf-16-be"), None),
        (b"\xff\xfe" + "given name".encode("utf-16-le") + b"\x00", None),
    ],
    ids=["windows-1251", "armscii-8", "utf-16-le-bare", "utf-16-be-bare", "utf-16-odd"],
)
def test_other_encodings_are_refused(raw, line):
    """UPL-05: Windows-1251, ARMSCII-8 and UTF-16 without BOM are refused with the line."""
    error = refused(raw)
    assert error.code in {"roster_encoding", "roster_nul"}
    assert line is None or error.facts["line"] == line


def garble(name: str, mistaken: str) -> str | None:
    """What a program makes of UTF-8 that it takes for another encoding, if it can."""
    try:
        return name.encode().decode(mistaken)
    except UnicodeDecodeError:
        return None


GARBLED = [
    garbled
    for mistaken in ("cp1252", "latin-1", "cp1251")
    for name in ("Անի", "ნინო", "Զարուհի Տեր-Պողոսյան", "Աստղ", "ჭაბუკა", "Մարի")
    if (garbled := garble(name, mistaken))
]


@pytest.mark.parametrize("garbled", GARBLED)
def test_text_read_in_a_wrong_encoding_is_seen(garbled):
    """UPL-05: never a garbled name, not even one that is UTF-8 again."""
    error = refused(table([HEADINGS["en"], [garbled, "X", "passed", "6"]]).encode())
    assert (error.code, error.facts["line"]) == ("roster_garbled", 2)


@pytest.mark.parametrize(
    "name", ["Անի", "ნინო", "José", "Đặng", "Ђорђе", "Ві", "Ïò", "Þór", "O’Neill", "Ñandú", "ծ"]
)
def test_honest_names_are_not_taken_for_garbled(name):
    assert not reading.is_garbled(name)


def test_nul_is_refused():
    """UPL-05: NUL in a file, with its line."""
    error = refused(b"given name,family name,result\na,b,passed\na\x00,b,passed\n")
    assert (error.code, error.facts["line"]) == ("roster_nul", 3)


def test_a_giant_cell_is_refused_before_it_hurts():
    """UPL-05: a cell of 10 MB, and one that only just passes the limit."""
    giant = b'given name,family name,result\r\n"' + b"A" * 10_000_000 + b'",b,passed\r\n'
    assert refused(giant).code == "cell_too_long"
    long = table([HEADINGS["en"], ["A" * (reading.MAX_CELL + 1), "b", "passed", "6"]])
    assert (refused(long.encode()).code, refused(long.encode()).facts["line"]) == (
        "cell_too_long",
        2,
    )


def test_ragged_rows_are_all_named():
    """UPL-05: rows of other lengths are refused with their lines, quoted line ends counted."""
    rows = [HEADINGS["en"], ["a\nb", "c", "passed", "6"], ["a", "b", "passed"], PERSON, ["x"] * 5]
    error = refused(table(rows).encode())
    assert [(fault.code, fault.facts["line"]) for fault in error.problems] == [
        ("row_ragged", 4),
        ("row_ragged", 6),
    ]


def test_quotes_that_do_not_close_are_refused():
    error = refused(b'given name,family name,result\r\na,b,passed\r\n"a,b,passed\r\n')
    assert (error.code, error.facts["line"]) == ("roster_quotes", 3)


def test_blank_lines_and_a_separator_line_are_no_rows():
    body = "sep=;\r\n" + table([HEADINGS["en"], ["", "", "", ""], PERSON], ";") + "\r\n;;;\r\n"
    sheet = reading.read(body.encode())
    assert [(row.number, row.line) for row in sheet.rows] == [(1, 4)]


@pytest.mark.parametrize(
    "raw", [b"", b"\xef\xbb\xbf", b"\r\n\r\n", b"given name,family name,result"]
)
def test_an_empty_roster_is_refused(raw):
    assert refused(raw).code == "roster_empty"


def test_too_much_is_refused(monkeypatch):
    monkeypatch.setattr(reading, "MAX_ROWS", 3)
    monkeypatch.setattr(grids, "MAX_BYTES", 1_000)
    assert refused(table([HEADINGS["en"], *[PERSON] * 4]).encode()).code == "roster_too_many_rows"
    assert refused(b"x" * 1_001).code == "roster_too_large"
    assert refused(b",".join([b"note"] * 65) + b"\r\n").code == "roster_too_many_columns"


def test_unknown_headings_are_all_named_with_the_nearest():
    error = refused(b"Given name,Famly name,Result,Shoe size\r\na,b,passed,41")
    assert [(one.code, one.facts["heading"], one.facts["nearest"]) for one in error.problems] == [
        ("unknown_heading", "Famly name", "family name"),
        ("unknown_heading", "Shoe size", "-"),
    ]


def test_a_heading_twice_or_missing_is_refused():
    assert refused(b"Name,Surname,Result,First name\r\na,b,passed,c").code == "heading_twice"
    assert refused(b"Name,Result\r\na,passed").facts["heading"] == "family_name"


def test_no_word_heads_two_columns():
    import tomllib
    from importlib import resources

    source = resources.files("pharos.awards.rosters").joinpath("headings.toml").read_text("utf-8")
    seen: dict[str, str] = {}
    for field, languages in tomllib.loads(source).items():
        assert set(languages) == {"en", "hy", "ka"}
        for word in (field, *itertools.chain(*languages.values())):
            assert headings.fold(word)
            assert seen.setdefault(headings.fold(word), field) == field


@given(st.binary(max_size=400))
def test_any_bytes_give_a_sheet_or_our_refusal(raw):
    for body in (raw, "Անուն;Ազգանուն;Արդյունք\r\n".encode() + raw):
        with contextlib.suppress(Invalid):
            assert reading.read(body).rows


@given(st.text(max_size=200))
def test_any_text_gives_a_sheet_or_our_refusal(text):
    with contextlib.suppress(RosterUnreadable):
        reading.read(("given name,family name,result\n" + text).encode("utf-8", "surrogatepass"))


CELL = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u00a0\ufffd"), max_size=30
).filter(lambda text: text == text.strip() and not reading.is_garbled(text))


@given(st.lists(st.tuples(CELL, CELL, st.just("passed"), CELL), min_size=1, max_size=8))
def test_what_was_written_is_read(rows):
    import unicodedata

    sheet = reading.read(table([HEADINGS["en"], *map(list, rows)]).encode())
    assert [row.cells[Field.GIVEN_NAME] for row in sheet.rows] == [
        unicodedata.normalize("NFC", cells[0]) for cells in rows
    ]


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_the_template_is_read_again(language):
    filled = template(language) + (";".join("x" for _ in COLUMNS) + "\r\n").encode()
    assert tuple(reading.read(filled).rows[0].cells) == COLUMNS
