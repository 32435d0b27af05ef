"""European Digital Credentials made by us, held to the Commission's shapes and our own."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from typing import Any

import elmworld
import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from pharos.core.elements import REGISTER_ONLY, Extent, carried, differences, elements_of
from pharos.core.elm import document, elements, uploadable, vocabulary
from pharos.core.elm.display import plain_sheet
from pharos.core.elm.durations import duration_of, hours_of
from pharos.core.errors import NotSupported
from pharos.core.openbadges import Coded, Programme, specimen

Json = dict[str, Any]
SPECIMENS = {
    "accredited": (specimen.PROGRAMME, elmworld.AWARD),
    "plain": (specimen.NON_FORMAL, replace(specimen.AWARD, grade=None, latin_name=None)),
    "prior-learning": (specimen.PROGRAMME, replace(elmworld.AWARD, pathway="rpl")),
}


def conforms(credential: Json) -> None:
    graph = elmworld.graph_of(credential)
    assert elmworld.violations(graph, elmworld.official_shapes()) == []
    assert elmworld.violations(graph, elmworld.annex_one()) == []


@pytest.mark.parametrize("name", sorted(SPECIMENS))
def test_specimens_conform(name: str) -> None:
    conforms(elmworld.made(*SPECIMENS[name]))


@pytest.mark.parametrize("nation", elmworld.NATIONS)
@pytest.mark.parametrize("kind", elmworld.KINDS)
def test_every_kind_of_both_nations_conforms_and_is_read_back(nation: str, kind: str) -> None:
    programme, issuer = elmworld.programme(nation, kind), elmworld.issuer_of(nation)
    credential = elmworld.made(programme, issuer=issuer)
    conforms(credential)
    record = elements_of(programme, issuer, elmworld.AWARD, specimen.STATUS)
    assert differences(record, elements(credential)) == {}


@pytest.mark.parametrize("name", sorted(SPECIMENS))
def test_the_table_of_what_is_not_carried_is_exact(name: str) -> None:
    programme, award = SPECIMENS[name]
    record = elements_of(programme, specimen.ISSUER, award, specimen.STATUS)
    lacking = differences(record, elements(elmworld.made(programme, award)))
    expected = {n: one.extent for n, one in carried("elm").items() if n in record}
    assert lacking == expected
    assert all(one.extent is not Extent.WHOLE for one in carried("elm").values())


# Question 20 of Georgia's survey: the fields of a register, and where an award tells them.
FIELDS_OF_A_REGISTER = {
    "A": "title", "B": "provider", "C": "country", "D": "nqf_level", "E": "objective",
    "F": "learning_outcomes", "G": "form_of_participation", "H": "languages",
    "I": "workload_hours", "J": "grade", "K": "qa_valid_until", "L": "assessment",
    "M": "prerequisites", "N": "recognising_programmes", "Q": "further_information",
}  # fmt: skip
TOLD_BY_THE_REGISTER = {"O": "recognised_by_others", "P": "combines_with"}


def test_the_fields_of_a_register_are_carried_or_told_by_the_register_alone() -> None:
    found = elements(elmworld.made(specimen.PROGRAMME))
    assert set(FIELDS_OF_A_REGISTER.values()) <= set(found)
    assert set(TOLD_BY_THE_REGISTER.values()) <= REGISTER_ONLY
    # R is what a respondent wrote beside the list
    assert sorted({*FIELDS_OF_A_REGISTER, *TOLD_BY_THE_REGISTER, "R"}) == list("ABCDEFGHIJKLMNOPQR")


# --- one mutant for each element of Annex I -------------------------------------------


def claim(credential: Json) -> Json:
    found: Json = credential["credentialSubject"]["hasClaim"]
    return found


def _everywhere(value: Any, change: Callable[[Json], None]) -> None:
    if isinstance(value, dict):
        change(value)
        for item in value.values():
            _everywhere(item, change)
    elif isinstance(value, list):
        for item in value:
            _everywhere(item, change)


def _without(kind: str, *members: str) -> Callable[[Json], None]:
    def change(credential: Json) -> None:
        def drop(node: Json) -> None:
            if node.get("type") == kind:
                for member in members:
                    node.pop(member, None)

        _everywhere(credential, drop)

    return change


def _no_quality(credential: Json) -> None:
    _without("Qualification", "accreditation")(credential)
    _without("Organisation", "accreditation")(credential)


MUTANTS: dict[str, Callable[[Json], None]] = {
    "M1": _without("Person", "fullName"),
    "M2": _without("LearningAchievement", "title"),
    "M3": _without("Address", "countryCode"),
    "M4": _without("AwardingProcess", "awardingBody"),
    "M5": _without("AwardingProcess", "awardingDate"),
    "M6": _without("Qualification", "learningOutcome"),
    "M7": lambda credential: (
        _without("Qualification", "volumeOfLearning")(credential),
        _without("LearningActivity", "workload")(credential),
    )[0],
    "M7 credits": _without("Qualification", "creditPoint"),
    "M8": _without("Qualification", "eqfLevel", "nqfLevel"),
    "M9": _without("LearningAssessmentSpecification", "dcType"),
    "M10": lambda credential: (
        _without("Qualification", "mode")(credential),
        _without("LearningActivitySpecification", "mode")(credential),
    )[0],
    "M11": _no_quality,
}


@pytest.mark.parametrize("element", MUTANTS)
def test_a_credential_without_an_element_of_annex_one_fails_for_it_alone(element: str) -> None:
    credential = elmworld.made(specimen.PROGRAMME)
    MUTANTS[element](credential)
    found = elmworld.violations(elmworld.graph_of(credential), elmworld.annex_one())
    assert len(found) == 1, found
    assert f"{element.split()[0]}:" in found[0]


def test_date_of_issuing_is_missed_by_both_sets_of_shapes() -> None:
    credential = elmworld.made(specimen.PROGRAMME)
    del credential["issued"]
    graph = elmworld.graph_of(credential)
    assert any("M5:" in one for one in elmworld.violations(graph, elmworld.annex_one()))
    assert any("issued" in one for one in elmworld.violations(graph, elmworld.official_shapes()))


OFFICIAL: dict[str, tuple[Callable[[Json], None], str]] = {
    "legal identifier": (lambda c: c["issuer"].pop("eIDASIdentifier"), "issuer"),
    "display": (lambda c: c.pop("displayParameter"), "displayParameter"),
    "profile": (lambda c: c.pop("credentialProfiles"), "credentialProfiles"),
    "grade": (lambda c: claim(c)["provenBy"].pop("grade"), "elm/grade"),
    "scheme": (lambda c: claim(c)["specifiedBy"]["eqfLevel"].pop("inScheme"), "EQFLevel"),
    "two names": (
        lambda c: c["credentialSubject"]["fullName"].update(en="Another Name"),
        "fullName",
    ),
    "duration": (
        lambda c: claim(c)["specifiedBy"].update(volumeOfLearning="180 hours"),
        "volumeOfLearning",
    ),
}


@pytest.mark.parametrize("name", OFFICIAL)
def test_the_shapes_of_the_commission_see_what_is_spoilt(name: str) -> None:
    change, path = OFFICIAL[name]
    credential = elmworld.made(specimen.PROGRAMME)
    change(credential)
    found = elmworld.violations(elmworld.graph_of(credential), elmworld.official_shapes())
    assert found
    assert any(path in one for one in found), found


def test_of_the_samples_of_the_commission_one_conforms_to_its_shapes() -> None:
    micro = "Sample-MC-Annex1-unsigned-uploadable.json"
    found = {}
    for name, version in (
        ("credential-sample-3.1.jsonld", "3.1"),
        ("credential-sample-3.2.jsonld", "3.2"),
        (micro, "3.1"),
    ):
        sample = json.loads((elmworld.VECTORS / name).read_text("utf-8"))
        graph = elmworld.graph_of(sample.get("credential", sample), version=version, safe=False)
        found[name] = elmworld.violations(graph, elmworld.official_shapes())
    assert found["credential-sample-3.2.jsonld"] == []
    assert any("issued" in one for one in found[micro])
    assert found["credential-sample-3.1.jsonld"] != []


# --- the class of the specification, names, credits -----------------------------------


def test_only_what_has_a_level_or_a_decision_is_a_qualification() -> None:
    accredited = claim(elmworld.made(specimen.PROGRAMME))["specifiedBy"]
    assert accredited["type"] == "Qualification"
    assert accredited["isPartialQualification"] is True
    plain = claim(elmworld.made(specimen.NON_FORMAL))["specifiedBy"]
    assert plain["type"] == "LearningAchievementSpecification"
    assert not {"eqfLevel", "nqfLevel", "accreditation", "isPartialQualification"} & set(plain)


def test_decisions_stand_at_what_they_judge() -> None:
    programme = elmworld.programme("GE", "credit_bearing")
    made = claim(elmworld.made(programme, issuer=elmworld.issuer_of("GE")))
    kinds = {one["identifier"][1]["notation"] for one in made["specifiedBy"]["accreditation"]}
    [body] = made["awardedBy"]["awardingBody"]
    institutional = {one["identifier"][1]["notation"] for one in body["accreditation"]}
    assert "external_programme" in kinds
    assert institutional == {"external_institutional", "external_institutional_licence"}
    assert not kinds & institutional


def test_terms_are_whole_days_of_the_nation() -> None:
    [decision] = claim(elmworld.made(specimen.PROGRAMME))["specifiedBy"]["accreditation"]
    assert decision["valid"] == "2026-01-01T00:00:00+04:00"
    assert decision["expiryDate"] == "2030-12-31T23:59:59+04:00"


def test_without_a_grade_the_note_says_passed_and_no_grade_is_read() -> None:
    credential = elmworld.made(specimen.PROGRAMME, replace(specimen.AWARD, grade=None))
    assert claim(credential)["provenBy"]["grade"]["noteLiteral"]["en"] == "Passed"
    assert "grade" not in elements(credential)


def test_prior_learning_has_no_learning_activity() -> None:
    credential = elmworld.made(specimen.PROGRAMME, replace(specimen.AWARD, pathway="rpl"))
    assert "influencedBy" not in claim(credential)
    assert elements(credential)["pathway_taken"] == "rpl"


def test_the_demonstration_nation_is_provisional_and_keeps_its_letters() -> None:
    body = replace(specimen.INSTITUTE, country="XD")
    issuer = replace(specimen.ISSUER, organisation=body)
    programme = replace(specimen.PROGRAMME, awarding_bodies=(body,))
    credential = elmworld.made(programme, issuer=issuer)
    assert credential["issuer"]["location"]["address"]["countryCode"]["id"].endswith("OP_DATPRO")
    assert elements(credential)["country"] == "XD"
    conforms(credential)


def test_a_language_without_an_entry_is_refused() -> None:
    with pytest.raises(NotSupported) as caught:
        elmworld.made(replace(specimen.PROGRAMME, languages=("hy", "xx")))
    assert caught.value.facts["form"] == "xx"


def test_the_number_of_a_register_stands_in_place_of_the_did() -> None:
    credential = document(
        specimen.PROGRAMME, specimen.ISSUER, specimen.AWARD, specimen.STATUS,
        origin=specimen.ORIGIN, demonstration=False, legal_identifier="NTRAM-0001",
        pages={"hy": plain_sheet(), "en": plain_sheet()},
    )  # fmt: skip
    assert credential["issuer"]["eIDASIdentifier"]["notation"] == "NTRAM-0001"
    assert len(credential["displayParameter"]["individualDisplay"]) == 2
    assert "termsOfUse" not in credential
    conforms(credential)


def test_the_upload_holds_the_credential_and_where_it_goes() -> None:
    credential = elmworld.made(specimen.PROGRAMME)
    assert uploadable(credential) == {"credential": credential}
    sent = uploadable(credential, deliver_to=["learner@example.org"])
    assert sent["deliveryDetails"] == {"deliveryAddress": ["learner@example.org"]}


def test_the_letters_of_a_name_tell_its_tag() -> None:
    names = {"Անի Նմուշյան": "hy", "ნინო ნიმუშაძე": "ka", "Ani": "en", "Ани": "ru", "12": "ka"}
    assert {name: vocabulary.tag_of(name, "ka") for name in names} == names
    assert vocabulary.tag_of("Ani Նմուշյան", "hy") == "hy"


# --- durations ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("hours", "text"),
    [("180", "PT180H"), ("67.5", "PT67H30M"), ("0.01", "PT0H36S"), ("83.3333", "PT83H19M59.88S")],
)
def test_hours_are_a_duration(hours: str, text: str) -> None:
    assert duration_of(Decimal(hours)) == text
    assert hours_of(text) == Decimal(hours)


@given(st.decimals(min_value=0, max_value=99_999, places=4))
def test_every_number_of_hours_comes_back(hours: Decimal) -> None:
    assert hours_of(duration_of(hours)) == hours


@pytest.mark.parametrize("strange", ["", "P", "PT", "P1Y", "P1M", "PT1", "-PT1H", "PT1H ", "1"])
def test_other_durations_tell_no_hours(strange: str) -> None:
    assert hours_of(strange) is None


# --- reading strangers ----------------------------------------------------------------


def test_the_micro_credential_sample_of_the_commission_is_read() -> None:
    name = "Sample-MC-Annex1-unsigned-uploadable.json"
    sample = json.loads((elmworld.VECTORS / name).read_text("utf-8"))["credential"]
    found = elements(sample)
    assert found["title"] == {"en": "Digital micro-credential creation"}
    assert found["ects"] == "2"
    assert found["workload_hours"] == "60"
    assert found["eqf_level"] == 6
    assert found["country"] == "IE"
    assert found["languages"] == ["en"]
    assert found["grade"] == "Pass"
    assert found["isced_f"] == "003"
    assert found["holder_name"] == {"native": "Ana Andromeda"}


STRANGE = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(sorted({
                "credentialSubject", "hasClaim", "type", "specifiedBy", "awardedBy", "id",
                "provenBy", "identifier", "additionalNote", "noteLiteral", "title", "issuer",
                "creditPoint", "accreditation", "issued", "grade", "credentialStatus",
            })),
            inner | st.just("LearningAchievement"),
            max_size=6,
        )
    ),
    max_leaves=24,
)  # fmt: skip


@given(st.dictionaries(st.sampled_from(["credentialSubject", "issuer", "issued"]), STRANGE))
def test_any_json_is_read_without_falling(strange: Json) -> None:
    assert isinstance(elements(strange), dict)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    items = value.items() if isinstance(value, dict) else enumerate(value)
    for key, item in items:
        yield (*path, key)
        if isinstance(item, dict | list):
            yield from _places(item, (*path, key))


CREDENTIAL = elmworld.made(specimen.PROGRAMME)
PLACES = list(_places(CREDENTIAL))


@given(st.sampled_from(PLACES), STRANGE)
def test_a_spoilt_member_is_read_without_falling(place: tuple[Any, ...], strange: Any) -> None:
    spoilt = json.loads(json.dumps(CREDENTIAL))
    holder = spoilt
    for key in place[:-1]:
        holder = holder[key]
    holder[place[-1]] = strange
    assert isinstance(elements(spoilt), dict)


# --- searching: few examples every day, many with the profile `search` ----------------

TEXT = st.text(st.characters(codec="utf-8", exclude_categories=["C", "Z"]), min_size=1, max_size=20)
MAPS = st.fixed_dictionaries({"hy": TEXT, "en": TEXT})


@st.composite
def programmes(draw: st.DrawFn) -> tuple[str, Programme]:
    nation = draw(st.sampled_from(elmworld.NATIONS))
    base = elmworld.programme(nation, draw(st.sampled_from(elmworld.KINDS)))
    return nation, replace(
        base,
        title=draw(MAPS),
        objective=draw(MAPS),
        prerequisites=draw(MAPS),
        further=draw(st.none() | MAPS),
        stackability=Coded(draw(st.sampled_from(["standalone", "stackable"])), draw(MAPS)),
        workload_hours=draw(st.decimals(min_value=1, max_value=900, places=2)),
    )


@settings(
    max_examples=4 if settings().max_examples <= 100 else 300,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
    # shrinking would try hundreds of documents at a third of a second each
    phases=[Phase.explicit, Phase.generate],
)
@given(programmes())
def test_other_programmes_conform_and_are_read_back(given_: tuple[str, Programme]) -> None:
    nation, programme = given_
    issuer = elmworld.issuer_of(nation)
    credential = elmworld.made(programme, issuer=issuer)
    conforms(credential)
    record = elements_of(programme, issuer, elmworld.AWARD, specimen.STATUS)
    assert differences(record, elements(credential)) == {}
