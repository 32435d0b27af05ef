"""The programmes of the demonstration: thirty good ones, and five whose gaps are named exactly."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pharos.catalogue import assessable, meter, plausible, rules
from pharos.catalogue.descriptors import Descriptor
from pharos.nations import files
from pharos.nations.model import Nation

FOLDER = Path(__file__).parents[2] / "examples" / "programmes"
WORLD: dict[str, Any] = tomllib.loads((FOLDER / "world.toml").read_text("utf-8"))
FIRST_DAY = date(2025, 9, 1)
KINDS = {"non_formal", "credit_bearing", "regulated_30", "carved_out", "vet_training"}


def _descriptor(entry: dict[str, Any]) -> Descriptor:
    document = json.loads((FOLDER / entry["descriptor"]).read_text("utf-8"))
    address = f"http://localhost:8000/programmes/{entry['organisation']}/{entry['slug']}"
    return Descriptor.from_dict(document | {"mc_id": address, "version": 1})


def _nation(descriptor: Descriptor) -> Nation:
    regimes = files.history(str(descriptor.jurisdiction))
    return next(one for one in regimes if one.legal_basis.covers(FIRST_DAY))


def _all() -> Iterator[tuple[dict[str, Any], Descriptor]]:
    return ((one, _descriptor(one)) for one in WORLD["programmes"])


@pytest.mark.parametrize("entry", WORLD["programmes"], ids=lambda one: one["slug"])
def test_a_good_programme_lacks_nothing(entry: dict[str, Any]) -> None:
    """Every list is full: topics, Annex I, the fields A to Q without J, DEQAR, the outcomes."""
    found = _descriptor(entry)
    nation = _nation(found)
    assert rules.problems(found, nation) == []
    measured = meter.of(found, nation)
    assert (measured.gaps, measured.score) == ((), 100)
    assert assessable.weak(found) == []
    assert list(plausible.warnings(found, nation)) == []
    assert found.title.keys() >= set(nation.required_languages)


@pytest.mark.parametrize("entry", WORLD["drafts"], ids=lambda one: one["slug"])
def test_a_poor_one_has_exactly_the_gaps_beside_it(entry: dict[str, Any]) -> None:
    found = _descriptor(entry)
    nation = _nation(found)
    gaps = {f"{one.group} {one.item}" for one in meter.of(found, nation).gaps}
    assert sorted(gaps) == entry["gaps"]
    assert rules.problems(found, nation) != []


def test_thirty_cover_what_the_surveys_ask_for() -> None:
    """All 12 fields of the surveys, every kind but foreign, six kinds of other providers."""
    found = [one for _, one in _all()]
    assert len(found) == 30
    assert len(WORLD["drafts"]) == 5
    assert {one.kind for one in found} == KINDS
    fields = {meter.survey_field(one.isced_f) for one in found} - {None}
    assert fields == set(range(1, 13))
    kinds = {one["slug"]: one["kinds"][0]["kind"] for one in WORLD["organisations"]}
    others = {kinds[str(one.provider)] for one in found if str(one.provider) in kinds}
    others = {kind for kind in others if not kind.startswith("hei_")}
    assert others == {"training_centre", "vet_provider", "company_academy", "ngo",
                      "scientific_organisation", "professional_association",
                      "individual_educator"}  # fmt: skip


def test_whoever_publishes_may_award_and_has_the_decisions() -> None:
    """What a kind asks for is decided; each scope covers the programme."""
    kinds = {one["slug"]: [one["kinds"][0]["kind"]] for one in WORLD["organisations"]}
    kinds |= {"lighthouse-demo-university": ["hei_private"],
              "golden-fleece-demo-university": ["hei_public"]}  # fmt: skip
    for entry, found in _all():
        nation = _nation(found)
        holder = entry["organisation"]
        assert rules.awarding_problems(found, kinds[holder], nation) == [], entry["slug"]
        for kind in nation.decisions_required[str(found.kind)]:
            decided = [one for one in WORLD["decisions"]
                       if (one["holder"], one["kind"]) == (holder, kind)
                       and one.get("programme") in (None, entry["slug"])
                       and found.kind in one["scope"]["kinds"]
                       and found.nqf_level in one["scope"]["levels"]]  # fmt: skip
            in_the_first_world = holder in ("lighthouse-demo-university",
                                            "golden-fleece-demo-university")  # fmt: skip
            assert decided or (in_the_first_world and kind != "programme"), (entry["slug"], kind)


def test_texts_stand_in_the_script_of_their_language() -> None:
    for _, found in _all():
        texts = [found.title, found.objective, *(one.text for one in found.learning_outcomes)]
        for text in texts:
            for language, first, last in (("hy", "\u0531", "\u058f"), ("ka", "\u10d0", "\u10ff")):
                words = text.get(language, "").replace("Python", "").replace("B2", "")
                assert all(first <= c <= last for c in words if c.isalpha()), words
