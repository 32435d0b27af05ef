"""A catalogue from a file: limits, faults with their cell, drafts and never a publication."""

import csv
import io
import json
from collections.abc import Callable
from contextlib import suppress
from typing import Any

import pytest
from bodies import Bodies
from hypothesis import given
from hypothesis import strategies as st
from moments import NOW
from shelf import Shelf

from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.importing import actions, columns, reading
from pharos.catalogue.importing.errors import CatalogueUnreadable
from pharos.catalogue.models import Draft, ProgrammeVersion
from pharos.common import tenancy
from pharos.common.errors import DomainError, NotAllowed
from pharos.common.workbooks.writing import Page, workbook

GOOD = {
    "slug": "data-basics", "kind": "credit_bearing", "title_hy": "Տվյալներ", "title_en": "Data",
    "isced_f": "0612", "ects": "3", "workload_hours": "90", "workload_minutes": "60",
    "nqf_level": "6", "languages": "hy;en", "form_of_participation": "blended",
    "prerequisites_none": "այո", "outcome_1_type": "skill", "outcome_1_hy": "Հաշվում է",
    "outcome_1_en": "Counts", "assessment_1_type": "portfolio", "assessment_1_weight": "100",
    "assessment_1_outcomes": "LO1", "assessment_1_mode": "blended",
}  # fmt: skip


def table(*rows: dict[str, str], mark: str = ",") -> bytes:
    out = io.StringIO()
    names = list(dict.fromkeys(name for row in rows for name in row))
    writer = csv.DictWriter(out, names, delimiter=mark)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode("utf-8-sig")


def test_every_column_of_the_template_is_known() -> None:
    assert all(columns.is_known(one) for one in columns.headings())
    assert not columns.is_known("outcome_21_en")
    assert not columns.is_known("title_fr")


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_a_line_becomes_a_description(mark: str) -> None:
    (row,) = reading.rows_of(table(GOOD, mark=mark))
    descriptor = Descriptor.from_dict(row.made.document)
    assert (row.number, row.made.slug) == (2, "data-basics")
    assert str(descriptor.ects) == "3"
    assert descriptor.prerequisites is not None
    assert descriptor.prerequisites.none
    assert descriptor.languages == ("hy", "en")
    assert descriptor.learning_outcomes[0].id == "LO1"
    assert descriptor.assessment[0].outcomes == ("LO1",)


def test_a_workbook_reads_as_text_does() -> None:
    raw = workbook([Page("Programmes", list(GOOD), [list(GOOD.values())])])
    assert reading.rows_of(raw)[0].made == reading.rows_of(table(GOOD))[0].made


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"x" * (reading.MAX_BYTES + 1), "catalogue_too_large"),
        (table(*[GOOD] * (reading.MAX_ROWS + 1)), "catalogue_too_many"),
        (table({"title_en": "x"}), "catalogue_no_slug"),
        (table({"slug": "x", "colour": "red"}), "catalogue_column_unknown"),
        (b"slug,slug\na,b\n", "catalogue_column_twice"),
        ("slug\nՏվյալ\n".encode("utf-16"), "catalogue_encoding"),
        (b'slug\n"open\n', "catalogue_line"),
        (b'{"a": 1, "a": 2}', "draft_file_unreadable"),
        (b'{"programmes": 7}', "catalogue_no_programmes"),
        (b'{"programmes": [{"slug": "x"}]}', "catalogue_entry"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "workbook_old_format"),
    ],
)
def test_what_cannot_be_read_says_why(raw: bytes, code: str) -> None:
    """UPL-02: limits come before anything is judged."""
    with pytest.raises(DomainError) as refused:
        reading.rows_of(raw)
    assert refused.value.code == code


@given(st.binary(max_size=300))
def test_any_bytes_are_rows_or_an_error_of_ours(raw: bytes) -> None:
    with suppress(DomainError):
        assert isinstance(reading.rows_of(raw), list)


@pytest.mark.parametrize("text", ["=1+1", "@SUM(A1)", "+cmd", "-2+3", "\t=1"])
def test_a_cell_that_would_act_is_refused_with_its_address(text: str) -> None:
    """OUT-03: neither a formula nor what a spreadsheet would take for one."""
    (row,) = reading.rows_of(table({"slug": "a", "title_en": text}))
    acts = text != "-2+3"
    assert [(one.code, one.facts["cell"]) for one in row.problems] == [
        ("catalogue_cell_acts", "B2")
    ] * acts


@pytest.fixture
def registrar(shelf: Shelf) -> Any:
    return shelf.bodies.person(shelf.university, "registrar")


@pytest.mark.django_db
def test_good_rows_become_drafts_and_nothing_is_published(registrar: Any) -> None:
    bad = GOOD | {"slug": "bad one", "nqf_level": "six", "outcome_1_en": "x" * 2_001}
    rows = reading.rows_of(table(GOOD, bad, GOOD))
    with tenancy.scope(registrar):
        judged = actions.judge(rows, by=registrar, now=NOW)
        assert Draft.objects.count() == 0
        assert [one.is_good for one in judged] == [True, False, False]
        assert judged[0].to_mend > 0
        faults = {(fault.cell, fault.problem.code) for fault in judged[1].faults}
        assert {("I3", "invalid_number"), ("A3", "programme_slug_malformed")} <= faults
        assert [one.problem.code for one in judged[2].faults] == ["catalogue_slug_twice"]
        taken = actions.take(rows, by=registrar, now=NOW)
        assert [one.draft is not None for one in taken] == [True, False, False]
        (draft,) = Draft.objects.all()
        assert draft.descriptor.eqf_level == 6
        assert ProgrammeVersion.objects.count() == 0
        again = actions.take(rows[:1], by=registrar, now=NOW)
        assert [one.problem.code for one in again[0].faults] == ["draft_exists"]


@pytest.mark.django_db
def test_only_who_drafts_imports(shelf: Shelf, bodies: Bodies) -> None:
    """AUT-01: an auditor brings no programmes."""
    auditor = bodies.person(shelf.university, "auditor")
    with tenancy.scope(auditor), pytest.raises(NotAllowed):
        actions.judge(reading.rows_of(table(GOOD)), by=auditor, now=NOW)


def test_json_is_the_same_as_the_form_of_the_api(course: Callable[[str], Any]) -> None:
    entry = {"slug": "a", "document": course("non_formal")}
    (row,) = reading.rows_of(json.dumps({"programmes": [entry]}).encode())
    assert row == reading.of_entries([entry])[0]
    with pytest.raises(CatalogueUnreadable):
        reading.of_entries([entry] * (reading.MAX_ROWS + 1))
