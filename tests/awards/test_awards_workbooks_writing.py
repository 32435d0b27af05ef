"""What we write for spreadsheets: no cell acts, numbers stay numbers, every export uses it."""

import ast
import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

import pharos
from pharos.common import csvfiles
from pharos.common.workbooks import reading, writing
from pharos.common.workbooks.writing import Marked, Page

EVIL = ["=1+1", '=HYPERLINK("http://x","y")', "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\tx",
        "\rx", "\nx", "＝1+1", "＋1", "－1", "＠x", "  =1+1", "\u00a0=1+1"]  # fmt: skip
GOOD: list[writing.Value] = ["ნինո", "Տեր-Ղևոնդյան", "O'Hara", "2025-07-04", "", "a=b", "'x"]


def read_back(raw):
    workbook = reading.opened(raw)
    return workbook.table(workbook.names[0])


@pytest.mark.parametrize("text", EVIL)
def test_what_a_spreadsheet_would_run_is_quoted(text):
    """OUT-03: = + - @ tab CR and full-width variants; opened again with a spreadsheet reader."""
    lines = read_back(writing.workbook([Page("x", ["a", text], [[text, Marked(text)]])])).lines
    assert [line.cells[1].lstrip("'") != line.cells[1] for line in lines] == [True, True]
    assert lines[1].cells[0].startswith("'")
    assert lines[1].marks == {}
    for file in (writing.comma_separated(["a"], [[text]]), csvfiles.written(["a"], [[text]])):
        (row,) = list(csv.reader(io.StringIO(file.decode("utf-8-sig")), delimiter=";"))[1:2]
        assert row[0].startswith("'")


def test_numbers_and_days_stay_what_they_are():
    """OUT-03: numbers stay numbers."""
    values = [-5, 6.5, Decimal("6.0"), Decimal("-0.5"), date(2025, 7, 4), None]
    line = read_back(writing.workbook([Page("x", list("abcdef"), [values])])).lines[1]
    assert line.cells == ("-5", "6.5", "6", "-0.5", "2025-07-04", "")
    assert line.marks == {0: "n", 1: "n", 2: "n", 3: "n", 4: "d"}
    assert writing.neutral(datetime(2025, 7, 4, 12, tzinfo=UTC)) == "2025-07-04 12:00:00+00:00"
    row = writing.comma_separated(["a"], [values]).decode("utf-8-sig").splitlines()[1]
    assert row == "-5;6.5;6;-0.5;2025-07-04;"


def test_texts_of_people_are_not_changed():
    line = read_back(writing.workbook([Page("x", list("abcdefg"), [GOOD])])).lines[1]
    assert list(line.cells) == GOOD


@given(st.lists(st.text(max_size=50), min_size=1, max_size=5))
def test_any_text_is_written_and_never_acts(texts):
    raw = writing.workbook([Page("x", ["h"] * len(texts), [texts])])
    for row in openpyxl.load_workbook(io.BytesIO(raw)).active.iter_rows():
        for cell in row:
            assert cell.data_type in ("s", "n", "inlineStr")
            assert cell.value is None or not str(cell.value).startswith(("=", "+", "-", "@"))


@pytest.mark.parametrize("title", ["a/b:c*?[x]\\", "'", "x" * 40, ""])
def test_titles_become_names_that_sheets_may_have(title):
    assert read_back(writing.workbook([Page(title, ["a"], [["b"]])])).lines


def test_tables_are_written_in_one_place_only():
    """OUT-03: whoever writes CSV or XLSX goes through the neutral writers."""
    allowed = {
        "common/csvfiles.py", "common/workbooks/writing.py", "awards/rosters/template.py",
        # invented rosters for measuring; they are read by us and nobody else
        "issuing/bench/rosters.py",
    }  # fmt: skip
    root = Path(pharos.__file__).parent
    found = set()
    for file in root.rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            writes = isinstance(node, ast.Attribute) and node.attr in ("writer", "DictWriter")
            if (writes and getattr(node.value, "id", "") == "csv") or (
                isinstance(node, ast.ImportFrom) and (node.module or "").startswith("openpyxl")
            ):
                found.add(file.relative_to(root).as_posix())
    assert found <= allowed
