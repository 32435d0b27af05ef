"""Every parameter of a nation is listed, has a sentence, and changes by its own kind of field."""

from dataclasses import fields, is_dataclass
from datetime import UTC, date, datetime
from typing import Any, get_type_hints
from uuid import UUID

import pytest

from pharos.common.sentences import catalogue
from pharos.nations import files
from pharos.nations.model import Nation
from pharos.standards import parameters, rules, showing
from pharos.standards.forms import ValueForm
from pharos.standards.parameters import Parameter

MOMENT = datetime(2029, 1, 1, tzinfo=UTC)
AMENDED = files.regimes("AM")[-1]
TABLES = ("levels", "regions", "grading_scales")
SINGLE = [one for one in parameters.all_of(AMENDED.document) if one.kind != "table"]


def documents() -> list[Any]:
    return [one for code in files.all_codes() for one in files.regimes(code)]


def is_labelled(path: tuple[str, ...]) -> bool:
    """Whether a sentence says what a parameter is: a group's name is not enough."""
    known = catalogue("en")
    codes = [f"parameter_{'_'.join(path[:length])}" for length in range(1, len(path) + 1)]
    if codes[0] not in known:
        return False
    is_line = path[:1] == ("terms",) or parameters.keys_of(path[:-1]) is not None
    return len(path) == 1 or is_line or path[0] in TABLES or any(one in known for one in codes[1:])


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_no_member_of_a_nation_is_without_label(language: str) -> None:
    missing = set()
    for regime in documents():
        for path, value in parameters.leaves(regime.document).items():
            assert showing.value(path, value, regime.nation, language)
            if not is_labelled(path):
                missing.add(".".join(path))
    types = get_type_hints(Nation)
    for name, kind in types.items():
        known = catalogue(language)
        if name not in parameters.APART and f"parameter_{name}" not in known:
            missing.add(name)
        inner = [one.name for one in fields(kind)] if is_dataclass(kind) else []
        told = {f"parameter_{name}_{one}" for one in inner} - {
            "parameter_legal_basis_first_day", "parameter_legal_basis_until"
        }  # fmt: skip
        missing |= told - set(known)
    assert sorted(missing) == []


@pytest.mark.parametrize("one", SINGLE, ids=lambda one: one.name)
def test_every_parameter_is_read_back_as_it_was_shown(one: Parameter) -> None:
    """What the form shows of the present value is what it would write."""
    shown = ValueForm(parameter=one, nation=AMENDED.nation, language="en")
    data = {name: "" if shown[name].initial is None else shown[name].initial
            for name in shown.fields}  # fmt: skip
    form = ValueForm(data, parameter=one, nation=AMENDED.nation, language="en")
    if one.present is None and one.kind in ("integer", "number", "text"):
        assert not form.is_valid()
        return
    assert form.is_valid(), form.errors
    changes = parameters.nested(one.path, form.value())
    again = parameters.clauses(changes)
    assert list(again) == [one.path]
    if one.present is None:
        return
    change = rules.Change(UUID(int=1), date(2030, 1, 1), MOMENT, changes)
    document = rules.stretches(files.regimes("AM"), [change])[-1].document
    assert showing.value(one.path, again[one.path], AMENDED.nation, "en") == showing.value(
        one.path, parameters.value_at(document, one.path), AMENDED.nation, "en"
    )


def test_a_group_that_somebody_adds_is_listed_by_itself() -> None:
    document = {**AMENDED.document, "novelty": {"days": 5, "is_on": True, "names": ["x"]}}
    found = {one.name: one.kind for one in parameters.all_of(document)}
    assert found["novelty.days"] == "integer"
    assert found["novelty.is_on"] == "flag"
    assert found["novelty.names"] == "texts"


def test_clauses_come_and_go() -> None:
    changes = {"ects": {"min": "3", "max": "30"}, "terms": {"credit": {"en": "credit"}}}
    assert list(parameters.clauses(changes)) == [
        ("ects", "min"), ("ects", "max"), ("terms", "credit"),
    ]  # fmt: skip
    left = parameters.without(changes, ("ects", "min"))
    assert left == {"ects": {"max": "30"}, "terms": {"credit": {"en": "credit"}}}


@pytest.mark.parametrize(
    ("path", "mark"),
    [(("ects", "min"), "proposal"), (("hours_per_credit", "max"), "seed A")],
)
def test_the_source_of_a_parameter_is_its_nearest(path: tuple[str, ...], mark: str) -> None:
    assert parameters.mark_of(AMENDED.document, path) == mark
