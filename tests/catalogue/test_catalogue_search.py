"""Programmes are found by words of any script and by facets, at a cost that does not grow."""

import base64
import json
from datetime import date
from decimal import Decimal

import pytest
from moments import NOW
from shelf import TODAY, Shelf

from pharos.catalogue import actions, search, tasks
from pharos.catalogue.models import ProgrammeVersion
from pharos.catalogue.search import Asked
from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, system

pytestmark = pytest.mark.django_db
# the same in every process that collects the tests
NOBODYS = "00000000-0000-7000-8000-000000000000"


@pytest.mark.parametrize(
    "text",
    [
        "վերլուծություն", "ՎԵՐԼՈՒԾ", "verlutsutyun", "analysis", "data",
        "Data Anal", "aragats", "tvyalneri analysis",
    ],
)  # fmt: skip
def test_a_programme_is_found_in_the_words_and_letters_of_the_reader(
    shelf: Shelf, text: str
) -> None:
    shelf.publish("data", "Տվյալների վերլուծություն", "Data analysis")
    shelf.publish("bread", "Հացագործություն", "Baking of bread")
    found = shelf.slugs(text)
    assert "data" in found
    assert ("bread" in found) == (text == "aragats")


def test_georgian_is_found_by_beginnings_and_in_latin(shelf: Shelf) -> None:
    title = {"hy": "Նինո", "en": "Course", "ka": "ნინოს მონაცემთა ანალიზი"}
    shelf.publish("ka", "x", "y", title=title)
    for text in ("ნინო", "nino", "Nino", "monatsem", "მონაც"):
        assert shelf.slugs(text) == ["ka"], text


@pytest.mark.parametrize("text", ["zebra", "data zebra", "analysis & !data", "nothing:*"])
def test_every_word_must_be_there(shelf: Shelf, text: str) -> None:
    shelf.publish("data", "Տվյալներ", "Data")
    assert shelf.slugs(text) == []


@pytest.mark.parametrize("text", ["%", "_", "*", "''", "a' | 'b", "(((", "\\", "<->", "&&", "  "])
def test_signs_of_a_query_language_mean_nothing(shelf: Shelf, text: str) -> None:
    """DOS-01: wildcards and operators are signs between words."""
    shelf.publish("data", "Տվյալներ", "Data")
    assert len(shelf.find(text).versions) <= 1


def test_facets_count_what_each_value_would_leave(shelf: Shelf) -> None:
    shelf.publish("one", "Մեկ", "One", form_of_participation=["online"], languages=["hy", "en"])
    shelf.publish("two", "Երկու", "Two", isced_f="0613")
    shelf.publish("three", "Երեք", "Three", kind="regulated_30")
    found = shelf.find()
    assert found.total == 3
    assert found.counts["field"] == {"01": 2, "06": 1}
    assert found.counts["language"] == {"hy": 3, "en": 1}
    assert found.counts["kind"] == {"credit_bearing": 2, "regulated_30": 1}
    assert found.counts["assurance"] == {"accreditation": 2, "licence": 1}
    assert shelf.slugs(values={"assurance": ("licence",)}) == ["three"]
    narrowed = shelf.find(values={"kind": ("credit_bearing",)})
    assert narrowed.total == 2
    # the facet itself still tells of its other values, the others are narrowed
    assert narrowed.counts["kind"] == {"credit_bearing": 2, "regulated_30": 1}
    assert narrowed.counts["field"] == {"01": 1, "06": 1}
    assert shelf.slugs(values={"language": ("en",), "form": ("online", "blended")}) == ["one"]
    assert shelf.slugs(values={"level": ("6",), "country": ("GE",)}) == []
    provider = str(shelf.university.id)
    assert len(shelf.slugs(values={"provider": (provider,), "field": ("01",)})) == 2
    assert shelf.slugs(ects_from=Decimal(7)) == ["three"]
    assert set(shelf.slugs(ects_to=Decimal(7))) == {"one", "two"}


@pytest.mark.parametrize(
    ("state", "days", "counts"),
    [
        ("in_force", {}, True),
        ("conditional", {}, True),
        ("limited", {}, True),
        ("suspended", {}, False),
        ("annulled", {}, False),
        ("in_force", {"until": TODAY}, False),
        ("in_force", {"until": date(2026, 11, 23)}, True),
        ("in_force", {"first_day": date(2026, 11, 23)}, False),
    ],
)
def test_accredited_is_what_stands_today(
    shelf: Shelf, state: str, days: dict[str, date], counts: bool
) -> None:
    shelf.stand(shelf.publish("one", "Մեկ", "One"), state, **days)
    shelf.publish("two", "Երկու", "Two", isced_f="0613")
    assert shelf.slugs(accredited=True) == ["one"] * counts
    assert shelf.find(accredited=True).counts["field"] == ({"01": 1} if counts else {})


def test_a_programme_stands_there_once_and_leaves_with_its_last_version(shelf: Shelf) -> None:
    shelf.publish("one", "Մեկ", "One")
    second = shelf.publish(
        "one", "Մեկ", "Second", ects="7", workload_hours={"count": "210", "minutes": 60}
    )
    first = next(v for v in _versions(second) if v.number == 1)
    assert [one.id for one in shelf.find().versions] == [second.id]
    assert shelf.slugs("second") == ["one"]
    for version, left in ((second, [first.id]), (first, [])):
        with tenancy.scope(shelf.head):
            actions.withdraw(version_id=version.id, last_day=TODAY, by=shelf.head, now=NOW)
        assert [one.id for one in shelf.find().versions] == left


def _versions(of: ProgrammeVersion) -> list[ProgrammeVersion]:
    with tenancy.scope(ANONYMOUS):
        return list(ProgrammeVersion.objects.filter(programme_id=of.programme_id))


@pytest.mark.parametrize("sort", search.SORTS)
@pytest.mark.parametrize("text", ["", "course"])
def test_pages_by_key_show_each_once_in_order(
    shelf: Shelf, sort: str, text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(search.find, "__kwdefaults__", {"size": 2})
    for number in range(7):
        ects = 2 + number % 3
        volume = {"ects": str(ects), "workload_hours": {"count": str(30 * ects), "minutes": 60}}
        title = "Course of a course" if number % 2 else "Course"
        if number == 3:
            shelf.publish("p3", "Դասընթաց", title, kind="non_formal")
        else:
            shelf.publish(f"p{number}", "Դասընթաց", title, **volume)
    seen, after = [], ""
    while True:
        found = shelf.find(text, sort=sort, after=after)
        assert found.total == 7
        seen += [one.programme.slug for one in found.versions]
        after = found.next
        if not after:
            break
    assert sorted(seen) == [f"p{number}" for number in range(7)]


@pytest.mark.parametrize(
    "after",
    [
        "x", "%%%", "A" * 5_000, "bnVsbA",
        *(base64.urlsafe_b64encode(json.dumps(one).encode()).decode()
          for one in ([1, 2], ["\0", NOBODYS], ["x", NOBODYS], ["\ud800", NOBODYS],
                      ["9" * 4_000, NOBODYS], ["infinity", "x"], {"a": 1})),
    ],
)  # fmt: skip
@pytest.mark.parametrize("sort", search.SORTS)
def test_a_cursor_that_nobody_gave_out_is_the_first_page(
    shelf: Shelf, after: str, sort: str
) -> None:
    """DOS-01: no offset can be asked for, and no cursor is a fault."""
    shelf.publish("one", "Մեկ", "One")
    assert shelf.slugs("one", sort=sort, after=after) in (["one"], [])


def test_a_provider_that_was_renamed_is_found_by_its_new_name(shelf: Shelf) -> None:
    from pharos.organisations.models import OrganisationName

    shelf.publish("one", "Մեկ", "One")
    with tenancy.scope(shelf.bodies.keeper):
        OrganisationName.objects.create(
            keeper_id=shelf.bodies.keeper.organisation_id, organisation=shelf.university,
            language="hy", text="Նոր համալսարան", skeleton="x",
        )  # fmt: skip
    assert shelf.slugs("hamalsaran") == []
    with tenancy.scope(system(organisation_id=shelf.university.id)) as worker:
        tasks.index(worker, organisation=shelf.university.id)
    assert shelf.slugs("hamalsaran") == ["one"]


def test_words_and_values_beyond_the_limits_are_not_looked_at(shelf: Shelf) -> None:
    """DOS-01: a query of 10 kB asks for no more than a short one."""
    shelf.publish("one", "Մեկ", "One")
    assert Asked(text="one " * 2_500).words == ["one"] * search.MAX_WORDS
    values = tuple(str(number) for number in range(10_000))
    assert shelf.slugs(values={"level": values}) == ["one"]
