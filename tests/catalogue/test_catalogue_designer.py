"""The designer: what changed, the matrix, hours and credits, what a draft begins with."""

from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from django.http import QueryDict
from hypothesis import given
from hypothesis import strategies as st

from pharos.catalogue import advice
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.drafting import comparing, forms, matrix, starting, telling, volume
from pharos.catalogue.drafting.comparing import ADDED, REMOVED
from pharos.catalogue.drafting.parts import Rows
from pharos.catalogue.drafting.sections import SECTIONS, parts_of, sections_of
from pharos.catalogue.parts import Hours
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import Invalid
from pharos.nations.model import Nation

Course = Callable[[str], dict[str, Any]]


@given(st.text(max_size=60), st.text(max_size=60))
def test_pieces_are_both_texts(before: str, after: str) -> None:
    found = comparing.pieces(before, after)
    assert "".join(one.text for one in found if one.kind != ADDED) == before
    assert "".join(one.text for one in found if one.kind != REMOVED) == after


def test_long_texts_are_not_compared_word_by_word() -> None:
    before, after = "a b " * 2_000, "b a " * 2_000
    assert [one.kind for one in comparing.pieces(before, after)] == [REMOVED, ADDED]


def test_only_what_differs_is_listed(course: Course, armenia: Nation) -> None:
    before = course("credit_bearing")
    after = {**before, "ects": "5", "title": {**before["title"], "en": "Another title"}}
    found = comparing.changes(before, after, armenia, "en")
    assert [one.section for one in found] == ["identity", "volume"]
    (title,) = found[0].changes
    assert (title.language, title.pieces[-1].kind) == ("en", ADDED)
    (ects,) = found[1].changes
    assert [(one.kind, one.text) for one in ects.pieces] == [(REMOVED, "6"), (ADDED, "5")]
    assert comparing.changes(before, before, armenia, "ka") == []


def _form(document: dict[str, Any], armenia: Nation, posted: Any = None) -> forms.SectionForm:
    parts = parts_of("assessment", nation=armenia, language="en", document=document,
                     counts=posted or {})  # fmt: skip
    return forms.SectionForm(posted, parts=parts, document=document)


def test_the_matrix_shows_what_is_saved_and_what_is_missing(
    course: Course, armenia: Nation
) -> None:
    """C04: every outcome against every part, the weights added up."""
    document = course("credit_bearing")
    document["assessment"] = [
        {"type": "project_work", "weight": "60.5", "outcomes": ["LO1"], "mode": "online"}
    ]
    document["learning_outcomes"] = [
        {"id": f"LO{n}", "type": "skill", "text": {"en": "x", "hy": "x"}} for n in (1, 2)
    ]
    found = matrix.matrix_of(_form(document, armenia), document)
    assert found is not None
    assert [(row.id, row.is_covered) for row in found.rows] == [("LO1", True), ("LO2", False)]
    assert (found.total, found.adds_up, found.uncovered) == (Decimal("60.5"), False, 1)
    box = found.rows[1].boxes[0]
    sent = {"assessment-count": "1", "assessment-0-type": "project_work",
            "assessment-0-weight": "100", "assessment-0-mode": "online",
            box.name: ["LO1", "LO2"]}  # fmt: skip
    data = QueryDict(mutable=True)
    for name, value in sent.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    written = _form(document, armenia, data).written(document)
    assert written["assessment"] == [
        {"type": "project_work", "weight": "100", "outcomes": ["LO1", "LO2"], "mode": "online"}
    ]


def test_there_is_no_matrix_without_outcomes(course: Course, armenia: Nation) -> None:
    document = course("credit_bearing")
    del document["learning_outcomes"]
    assert matrix.matrix_of(_form(document, armenia), document) is None


@pytest.mark.parametrize(
    ("hours", "tone"),
    [(Hours(Decimal(180), 60), "good"), (Hours(Decimal(180), 45), "warn")],
)
def test_hours_are_told_against_credits(
    hours: Hours, tone: str, descriptor: Callable[..., Descriptor], armenia: Nation
) -> None:
    """A13: academic hours are converted before they are compared."""
    found = volume.check(replace(descriptor(), workload_hours=hours), armenia, "en")
    assert found is not None
    assert found.tone == tone
    assert "150" in " ".join(found.lines)
    alone = volume.check(replace(descriptor("non_formal"), workload_hours=hours), armenia, "hy")
    assert alone is not None
    assert alone.tone == "info"


def test_a_pattern_of_another_kind_is_refused(armenia: Nation) -> None:
    known = {"nation": armenia, "provider": "x", "by": ANONYMOUS}
    begun = starting.document_of("pattern-project", kind="credit_bearing", **known)
    assert begun["learning_outcomes"][0]["id"] == "LO1"
    with pytest.raises(Invalid, match="pattern_of_other_kind"):
        starting.document_of("pattern-workplace", kind="credit_bearing", **known)


ADDED_MEMBERS: dict[str, Any] = {
    "target_occupations": [{"text": {"en": "Analyst", "hy": "Վերլուծաբան"}, "code": "2529"}],
    "needs": ["01a202cc-6c24-7000-87ef-270c42800561"],
    "design": {"authors": ["A. Pordzyan"], "reviewed_on": "2026-01-01"},
    "awarding_body": ["aragats-demo-university", "other-demo-university"],
    "awarding_roles": [
        {"organisation": "other-demo-university", "role": "on_behalf", "mandate": "M-1",
         "on_behalf_of": "aragats-demo-university", "first_day": "2026-01-01",
         "until": "2029-01-01"},
    ],
    "consultations": [
        {"role": "employer", "who": {"en": "Works", "hy": "Գործարան"}, "on": "2026-02-01",
         "result": {"en": "More practice", "hy": "Ավելի շատ պրակտիկա"}},
    ],
    "prior_learning": {"admission": True, "max_share": 50, "text": {"en": "Ask", "hy": "Դիմեք"}},
    "target_groups": ["retraining", "People of the valley"],
    "funding": {"en": "Grants", "hy": "Դրամաշնորհներ"},
    "pathways": [{"programmes": ["https://a.example/x"], "award": {"en": "Master", "hy": "Մագ"}}],
    "extra": [{"code": "am-border-settlements", "value": "yes"},
              {"code": "am-licence-number", "value": "L-7"}],
    "parent_programme": "https://a.example/parent",
    "carved_from": {
        "level": 6,
        "components": [{"title": {"en": "Statistics", "hy": "Վիճ"}, "ects": "6"}],
        "outcomes": [{"id": "P1", "text": {"en": "Counts", "hy": "Հաշվում է"}}],
        "mapping": [{"outcome": "LO1", "parent": "P1"}],
    },
}  # fmt: skip


@pytest.mark.parametrize("section", SECTIONS)
def test_what_a_section_shows_is_written_back_as_it_was(
    section: str, course: Course, armenia: Nation
) -> None:
    """A section that is opened and saved changes nothing, whatever stands in it."""
    document = course("credit_bearing") | ADDED_MEMBERS | {"kind": "carved_out"}
    document["learning_outcomes"] = [
        {"id": "LO1", "type": "skill", "text": {"en": "x", "hy": "x"}},
        {"id": "LO2", "type": "skill", "text": {"en": "y", "hy": "y"}},
    ]
    document["assessment"] = [
        {"type": "portfolio", "weight": "100", "outcomes": ["LO1", "LO2"], "mode": "onsite",
         "shares": [{"outcome": "LO1", "weight": "30"}, {"outcome": "LO2", "weight": "70"}]},
    ]  # fmt: skip
    document = Descriptor.from_dict(document).to_dict()
    parts = parts_of(section, nation=armenia, language="hy", document=document)
    shown = forms.SectionForm(None, parts=parts, document=document)
    data = QueryDict(mutable=True)
    for name in shown.fields:
        value = shown[name].value()
        if value not in (None, "", False):
            data.setlist(name, value if isinstance(value, list) else [str(value)])
    counts = {f"{part.name}-count": "4" for part in parts if isinstance(part, Rows)}
    counts |= {"carved_from-components-count": "4", "carved_from-outcomes-count": "4",
               "entitlement-settlements-count": "9"}  # fmt: skip
    data.update(counts)
    parts = parts_of(section, nation=armenia, language="hy", document=document, counts=data)
    written = forms.SectionForm(data, parts=parts, document=document).written(document)
    assert Descriptor.from_dict(written) == Descriptor.from_dict(document)
    assert telling.told(document, armenia, "ka")


def test_every_entry_of_a_draft_has_a_name_and_advice(armenia: Nation) -> None:
    """Each field of the data dictionary that an author fills is written in some section."""
    parts = [
        part
        for section in SECTIONS
        for kind in ("carved_out", "regulated_30")
        for part in parts_of(section, nation=armenia, language="en", document={"kind": kind})
    ]
    assert {part.name for part in parts} >= set(advice.fields()) - {"qa_decision"}
    assert sections_of("carved_out") == SECTIONS
    assert "carve" not in sections_of("non_formal")
