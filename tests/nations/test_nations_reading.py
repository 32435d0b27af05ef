"""A document is read strictly: what is wrong is refused with its path."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from pharos.nations.files import history, regimes
from pharos.nations.reading import NationError, build, merged


def document() -> dict[str, Any]:
    return dict(regimes("AM")[-1].document)


def changed(**changes: Any) -> dict[str, Any]:
    return merged(document(), changes)


def entry(table: str, key: str, **changes: Any) -> dict[str, Any]:
    return document() | {table: {**document()[table], key: {**document()[table][key], **changes}}}


def grade(code: str, **changes: Any) -> dict[str, Any]:
    return changed(grading_scales={"am-4": {"grades": {code: changes}}})


def extra(**changes: Any) -> dict[str, Any]:
    words = {"hy": "Ա", "ka": "ა", "en": "A"}
    whole = {"code": "a", "type": "text", "label": words, "hint": words, "choices": {}}
    return whole | {"required": [], "mark": "proposal"} | changes


def test_a_document_builds_the_shipped_nation() -> None:
    assert build(document()) == history("AM")[-1]


BAD: list[tuple[str, Callable[[], dict[str, Any]], str]] = [
    ("unknown member", lambda: changed(colour="blue"), "colour"),
    ("unknown status", lambda: changed(legal_basis={"status": "law"}), "legal_basis.status"),
    ("wrong zone", lambda: changed(timezone="Asia/Nowhere"), "timezone"),
    ("path as zone", lambda: changed(timezone="../etc"), "timezone"),
    ("credit in thirds", lambda: changed(ects={"min": "1.3"}), "ects.min"),
    ("credit not a number", lambda: changed(ects={"min": "NaN"}), "ects.min"),
    ("credit in floats", lambda: changed(ects={"min": 1.5}), "ects.min"),
    ("credit zero", lambda: changed(ects={"min": 0}), "ects.min"),
    ("range turned round", lambda: changed(ects={"min": 60, "max": 5}), "ects"),
    ("default outside", lambda: changed(hours_per_credit={"default": 40}), "hours_per_credit"),
    ("true as number", lambda: changed(hours_per_credit={"min": True}), "hours_per_credit.min"),
    ("text as flag", lambda: changed(gates={"two_persons": "yes"}), "gates.two_persons"),
    ("foreign kind", lambda: changed(deciders={"programme": ["bank"]}), "deciders.programme[0]"),
    ("foreign word", lambda: changed(open_ended=["party"]), "open_ended[0]"),
    ("nobody decides", lambda: changed(deciders={"programme": []}), "deciders.programme"),
    ("no duration", lambda: changed(durations={"licence": []}), "durations.licence"),
    ("no approver of forms", lambda: changed(deciders={"format": []}), "deciders.format"),
    ("no English", lambda: changed(terms={"micro_credential": {}, "x": {"hy": "ա"}}), "terms.x"),
    ("overlap of nothing", lambda: changed(designer={"overlap_from": 0}), "designer.overlap_from"),
    (
        "size of a level turned round",
        lambda: changed(designer={"ects_by_level": {"6": {"min": 9, "max": 3}}}),
        "designer.ects_by_level.6",
    ),
    (
        "extra field without Georgian",
        lambda: changed(designer={"extra_fields": [extra(label={"en": "A", "hy": "Ա"})]}),
        "designer.extra_fields.a.label",
    ),
    (
        "extra field of a choice without choices",
        lambda: changed(designer={"extra_fields": [extra(type="choice")]}),
        "designer.extra_fields.a",
    ),
    ("level nine", lambda: changed(level_ranges={"non_formal": [1, 9]}), "level_ranges.non_formal"),
    ("ends before", lambda: changed(legal_basis={"until": "2020-01-01"}), "legal_basis"),
    ("no such day", lambda: changed(legal_basis={"until": "2027-02-30"}), "legal_basis.until"),
    ("a mark of nobody", lambda: changed(sources={"ects": "hearsay"}), "sources.ects"),
    (
        "levels twice",
        lambda: changed(levels=[*document()["levels"].values()] * 2),
        "levels",
    ),
    ("level nine of the framework", lambda: entry("levels", "8", nqf=9), "levels.8"),
    (
        "a level ended that is in use",
        lambda: changed(levels={"8": None}),
        "level_ranges.non_formal",
    ),
    ("a region of no kind", lambda: entry("regions", "AM-ER", kind="shire"), "regions.AM-ER.kind"),
    ("another code", lambda: entry("regions", "AM-ER", code="AM-XX"), "regions.AM-ER"),
    ("no grades", lambda: entry("grading_scales", "am-4", grades={}), "grading_scales.am-4"),
    ("a band turned round", lambda: grade("5", min="5", max="4"), "grading_scales.am-4.grades.5"),
    ("half a band", lambda: grade("5", max=None), "grading_scales.am-4.grades.5"),
    ("bands that overlap", lambda: grade("5", min="4"), "grading_scales.am-4"),
    ("points not a number", lambda: grade("5", min="Infinity"), "grading_scales.am-4.grades.5.min"),
    ("no list", lambda: changed(levels="all"), "levels"),
    ("no table", lambda: changed(gates=[]), "gates"),
    ("day eight", lambda: changed(working_days={"weekend": [8]}), "working_days.weekend[0]"),
    ("a day twice", lambda: changed(working_days={"weekend": [6, 6]}), "working_days.weekend"),
    ("nobody's days", lambda: changed(working_days={"holidays": "QQ"}), "working_days.holidays"),
]


@pytest.mark.parametrize(("make", "path"), [case[1:] for case in BAD], ids=[c[0] for c in BAD])
def test_what_is_wrong_is_refused_with_its_path(
    make: Callable[[], dict[str, Any]], path: str
) -> None:
    with pytest.raises(NationError) as refused:
        build(make())
    assert refused.value.path == path


def test_a_missing_member_is_refused() -> None:
    incomplete = document()
    del incomplete["gates"]
    with pytest.raises(NationError, match="gates: missing"):
        build(incomplete)


def test_every_programme_kind_needs_its_line_of_decisions() -> None:
    with pytest.raises(NationError, match="every programme kind"):
        build(document() | {"decisions_required": {}})


def test_changes_lie_over_a_document_without_touching_it() -> None:
    original = document()
    nation = build(changed(gates={"format_approval": False}, ects={"max": "30"}))
    assert not nation.gates.format_approval
    assert nation.gates.national_registration
    assert nation.ects.max == Decimal(30)
    assert build(original).gates.format_approval


def test_days_may_be_written_as_text() -> None:
    nation = build(changed(legal_basis={"until": "2030-01-01"}))
    assert nation.legal_basis.last_day is not None
    assert nation.legal_basis.last_day.isoformat() == "2029-12-31"
