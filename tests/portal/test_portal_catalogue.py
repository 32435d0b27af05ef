"""The catalogue and the pages of programmes and bodies: found, shown as written, for machines."""

import csv
import io
import json
import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import uuid4
from xml.etree import ElementTree

import pytest
from bodies import Bodies
from borrowed import borrow
from django.db import connection, reset_queries
from moments import NOW
from shelf import Shelf

from pharos.catalogue.offerings import actions as offerings
from pharos.catalogue.offerings import rules as offering_rules
from pharos.common import tenancy
from pharos.common.sentences import LANGUAGES, sentence
from pharos.portal import ctdl

pytestmark = pytest.mark.django_db
TESTS = Path(__file__).parents[1]
HOSTILE = """<script>alert(1)</script>"><img src=x onerror=alert(1)>{{7*7}}{% debug %}"""
ATOM = "{http://www.w3.org/2005/Atom}"
PAGE = {"Accept": "text/html"}


@pytest.fixture
def shelf():
    course = borrow("portal_course", TESTS / "catalogue" / "conftest.py")._of_kind
    return Shelf(Bodies(), course)


@pytest.fixture
def hostile(shelf):
    """A provider and a programme that are named by markup in every text that people write."""
    shelf.publish(
        "hostile",
        HOSTILE,
        HOSTILE,
        objective={"hy": HOSTILE, "en": HOSTILE},
        prerequisites={"text": {"hy": HOSTILE, "en": HOSTILE}},
        guidance_contact=HOSTILE,
        accommodations={"hy": HOSTILE, "en": HOSTILE},
        stackability_statement={"hy": HOSTILE, "en": HOSTILE},
    )
    with tenancy.scope(shelf.bodies.keeper):
        shelf.university.name = {"en": HOSTILE, "hy": HOSTILE}
        shelf.university.save(update_fields=["name"])
    return "/programmes/aragats-demo-university/hostile"


def main(answer):
    return answer.text.partition("<main")[2].partition("</main>")[0]


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_search_finds_without_account_cookie_or_script(client, shelf, language):
    version = shelf.publish("data", "Տվյալների վերլուծություն", "Data analysis")
    shelf.stand(version, until=date(2031, 1, 1))
    shelf.publish("bread", "Հացագործություն", "Baking")
    answer = client.get(f"/{language}/programmes", {"q": "tvyalneri"}, headers=PAGE)
    assert answer.status_code == 200
    assert not answer.cookies
    assert f'href="/{language}/programmes/aragats-demo-university/data"' in answer.text
    assert "/bread" not in answer.text
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert "<script" not in answer.text
    assert '<span class="status good">' in answer.text
    nothing = client.get(f"/{language}/programmes", {"q": "zebra"}, headers=PAGE)
    assert sentence("page_find_nothing", language) in nothing.text


def test_facets_are_a_form_and_what_is_chosen_can_be_taken_away(client, shelf):
    shelf.publish("one", "Մեկ", "One", isced_f="0613")
    shelf.publish("two", "Երկու", "Two", kind="regulated_30")
    asked = {"field": ["06"], "kind": ["credit_bearing", "no such kind"], "from": "2,5", "to": "9"}
    answer = client.get("/en/programmes", asked, headers=PAGE)
    assert "/one" in answer.text
    assert "aragats-demo-university/two" not in answer.text
    assert 'name="field" value="06" checked' in answer.text
    assert "no such kind" not in answer.text
    assert (
        'href="?kind=credit_bearing&amp;kind=no+such+kind&amp;from=2%2C5&amp;to=9"' in answer.text
    )
    assert client.get("/en/programmes?accredited=1", headers=PAGE).text.count("ds-card") == 0


@pytest.mark.parametrize(
    "query",
    [
        "q=" + "x" * 10_240,
        "q=%25%25%5F*" + "%27" * 20,
        "sort=title&" * 50,
        "after=" + "9" * 5_000,
        "after=WyIwIiwgIngiXQ",
        "offset=1000000000&page=1000000000",
        "level=" + "&level=".join(str(number) for number in range(500)),
        "provider=1&provider=%00&country=%00&language=%00&field=%00&form=%00&q=%00",
        "from=1e999&to=NaN",
        "from=-1",
        "view=%00&lang=%00",
    ],
)
def test_whatever_is_asked_costs_little_and_is_no_fault(client, shelf, query):
    """DOS-01: wildcards, 10 kB of query, deep paging, 50 sort fields."""
    shelf.publish("one", "Մեկ", "One")
    for end in ("", ".csv", ".atom"):
        answer = client.get(f"/en/programmes{end}?{query}", headers=PAGE)
        assert answer.status_code in (200, 422)
        assert len(answer.text) < 100_000


def test_a_statement_that_takes_too_long_is_not_waited_for(client, shelf, monkeypatch):
    """DOS-01: the database ends it and the page says so."""

    def slow(asked, on, limit):
        return "set local statement_timeout = 1; select pg_sleep(5), '', ''", {}

    shelf.publish("one", "Մեկ", "One")
    monkeypatch.setattr("pharos.catalogue.search._statement", slow)
    answer = client.get("/en/programmes", headers=PAGE)
    assert answer.status_code == 503


def test_the_page_asks_the_database_as_often_for_twenty_as_for_two(client, shelf, settings):
    settings.DEBUG = True
    counts = []
    for number in (2, 20):
        for one in range(number):
            shelf.publish(f"p{number}-{one}", "Մեկ", f"One {number} {one}")
        reset_queries()
        client.get("/en/programmes", headers=PAGE)
        counts.append(len(connection.queries))
    assert counts[1] <= counts[0]
    assert counts[0] <= 21


def test_pages_are_asked_for_again_only_when_they_changed(client, shelf):
    shelf.publish("one", "Մեկ", "One")
    address = "/en/programmes/aragats-demo-university/one"
    first = client.get(address, headers=PAGE)
    again = client.get(address, headers={**PAGE, "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_what_is_found_can_be_taken_as_a_table(client, shelf):
    shelf.publish("one", "Մեկ", "One")
    answer = client.get("/en/programmes.csv")
    assert answer.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))
    assert rows[1][0] == "One"
    assert rows[1][3] == "6.0"
    assert rows[1][-1].endswith("/programmes/aragats-demo-university/one")


def test_the_feed_can_be_read_and_shows_markup_as_text(client, hostile):
    """OUT-01: names with markup in RSS."""
    answer = client.get("/hy/programmes.atom?q=script")
    feed = ElementTree.fromstring(answer.content)
    assert feed.find(f"{ATOM}entry/{ATOM}title").text == HOSTILE
    assert feed.find(f"{ATOM}entry/{ATOM}id").text.endswith(hostile)


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_with_markup_are_shown_as_they_are_written(client, hostile, language):
    """OUT-01: on every public page that names a programme or a provider."""
    for page in (
        f"/{language}/",
        f"/{language}/programmes",
        f"/{language}/programmes?view=table",
        f"/{language}{hostile}",
        f"/{language}/providers",
        f"/{language}/providers/aragats-demo-university",
        f"/{language}/statistics",
    ):
        answer = client.get(page, headers=PAGE)
        assert answer.status_code == 200, page
        assert "<script" not in answer.text
        assert "<img" not in answer.text
        assert "49" not in re.sub(r"[0-9a-f-]{36}|\d{4,}", "", main(answer))


def test_machines_get_the_same_facts_in_ctdl(client, hostile):
    for address in (f"{hostile}.ctdl.jsonld", f"{hostile}/v1.ctdl.jsonld"):
        programme, *bodies = client.get(address).json()["@graph"]
        assert programme["@type"] == "ceterms:MicroCredential"
        assert programme["@id"].endswith("/hostile/v1")
        assert programme["ceterms:ctid"] == ctdl.ctid(programme["@id"])
        assert programme["ceterms:name"]["en"] == HOSTILE
        [conditions] = programme["ceterms:requires"]
        assert conditions["ceterms:creditValue"][0]["schema:value"] == 6.0
        assert conditions["ceterms:targetCompetency"]
        assert [body["@id"] for body in bodies][:1] == programme["ceterms:ownedBy"]
    assert client.get(f"{hostile}/v9.ctdl.jsonld").status_code == 404


def test_machines_get_the_same_facts_as_linked_data(client, hostile):
    """OUT-01: markup stays text in JSON-LD too, which is a file and never stands in a page."""
    for address, accept in ((hostile, "application/ld+json"), (f"{hostile}/v1.jsonld", "*/*")):
        answer = client.get(address, headers={"Accept": accept})
        document = json.loads(answer.content)
        assert document["@type"] == "Course"
        assert document["@id"].endswith("/hostile/v1")
        assert {"@language": "en", "@value": HOSTILE} in document["name"]
        assert document["numberOfCredits"]["value"] == 6.0
        assert answer.headers["Access-Control-Allow-Origin"] == "*"
    body = client.get("/providers/aragats-demo-university", headers={"Accept": "application/json"})
    assert body.json()["@id"].startswith("did:web:")


@pytest.mark.parametrize(
    ("accepted", "language"), [("hy", "hy"), ("ka,en;q=0.5", "ka"), ("fr", "en"), ("", "en")]
)
def test_an_id_leads_to_the_page_in_the_reader_s_language(client, shelf, accepted, language):
    shelf.publish("one", "Մեկ", "One")
    path = "/programmes/aragats-demo-university/one"
    for address in (path, f"{path}/v1", "/providers/aragats-demo-university"):
        answer = client.get(address, headers={**PAGE, "Accept-Language": accepted})
        assert (answer.status_code, answer.headers["Location"]) == (302, f"/{language}{address}")
        assert {"Accept", "Accept-Language"} <= set(answer.headers["Vary"].split(", "))
        assert client.get(answer.headers["Location"], headers=PAGE).status_code == 200
    asked = client.get(f"{path}?lang=ka", headers={**PAGE, "Accept-Language": "hy"})
    assert asked.headers["Location"] == f"/ka{path}"


def test_each_language_is_linked_and_the_choice_of_one_too(client, shelf):
    shelf.publish("one", "Մեկ", "One")
    path = "/programmes/aragats-demo-university/one"
    text = client.get(f"/hy{path}?x=1", headers=PAGE).text
    origin = "http://localhost:8000"
    assert f'<link rel="canonical" href="{origin}/hy{path}">' in text
    for language in LANGUAGES:
        assert f'hreflang="{language}" href="{origin}/{language}{path}?x=1"' in text
    assert f'hreflang="x-default" href="{origin}{path}?x=1"' in text


def test_the_language_switch_keeps_every_choice(client, shelf):
    shelf.publish("one", "Մեկ", "One")
    answer = client.get("/en/programmes?level=5&level=6&q=one", headers=PAGE)
    assert 'href="/hy/programmes?level=5&amp;level=6&amp;q=one"' in answer.text


@pytest.mark.parametrize("address", ["https://example.org/x", "http://example.org/x"])
def test_only_safe_addresses_of_others_are_links(client, shelf, address):
    """OUT-06: https is a link, http is text, and others never stand in a description."""
    shelf.publish(
        "one", "Մեկ", "One", further_information={"text": {"hy": "x", "en": "x"}, "url": address}
    )
    text = client.get("/en/programmes/aragats-demo-university/one", headers=PAGE).text
    linked = f'<a href="{address}" rel="noopener noreferrer nofollow">'
    assert (linked in text) == address.startswith("https:")
    assert address in text


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//x", "x"])
def test_an_address_that_runs_is_shown_as_text(address):
    """OUT-06: javascript: and data: addresses are never links."""
    from pharos.portal.templatetags.public import outward

    assert outward(address) == address
    assert "<a" not in outward(address)


def test_a_withdrawn_version_stays_readable_and_says_so(client, shelf):
    from pharos.catalogue import actions

    version = shelf.publish("one", "Մեկ", "One")
    with tenancy.scope(shelf.head):
        actions.withdraw(
            version_id=version.id,
            last_day=date(2026, 6, 30),
            by=shelf.head,
            now=version.published_at,
        )
    text = client.get("/en/programmes/aragats-demo-university/one/v1", headers=PAGE).text
    assert '<section class="band grey"' in text
    assert "30 June 2026" in text
    assert "aragats-demo-university/one" not in client.get("/en/programmes", headers=PAGE).text


def test_lists_of_bodies_are_two_and_can_be_searched(client, shelf):
    shelf.bodies.enter("demo-agency", "qa_agency", nation="GE")
    providers = client.get("/en/providers", headers=PAGE).text
    agencies = client.get("/en/agencies", headers=PAGE).text
    assert "/en/providers/aragats-demo-university" in providers
    assert "demo-agency" not in providers
    assert "/en/agencies/demo-agency" in agencies
    assert "aragats" not in agencies
    assert sentence("page_regimes", "en") in agencies
    for query in ("country=GE", "kind=vet_provider", "q=%00", "q=zebra", "country=XX"):
        assert client.get(f"/en/providers?{query}", headers=PAGE).text.count("aragats") == 0 or (
            query == "q=%00"
        )


def test_numbers_are_counted_and_each_says_how(client, shelf):
    shelf.stand(shelf.publish("one", "Մեկ", "One"))
    text = client.get("/en/statistics", headers=PAGE).text
    for name in ("programmes", "accredited", "issued", "decisions", "entries"):
        assert sentence(f"page_figure_{name}", "en") in text
        assert sentence(f"page_figure_{name}_how", "en") in text
    rows = list(
        csv.reader(io.StringIO(client.get("/en/statistics.csv").content.decode("utf-8-sig")))
    )
    assert rows[1][:2] == ["Published programmes", "1"]
    assert rows[2][:2] == ["Accredited today", "1"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "page", ["help", "accessibility", "privacy", "about", "developers", "statistics"]
)
def test_each_page_of_words_is_whole_in_each_language(client, language, page):
    answer = client.get(f"/{language}/{page}", headers=PAGE)
    assert answer.status_code == 200
    assert not re.search(r">page_[a-z_0-9]+<", answer.text)
    assert answer.headers["Cache-Control"] == "public, no-cache"


def test_the_page_for_developers_lists_every_operation(client):
    described = client.get("/api/v1/openapi.json").json()
    text = client.get("/en/developers", headers=PAGE).text.replace("<wbr>", "")
    for path, methods in described["paths"].items():
        for method in methods:
            assert f"{method.upper()} {path}" in text


def test_unknown_addresses_are_all_one_answer(client, shelf):
    shelf.publish("one", "Մեկ", "One")
    for address in (
        "/en/programmes/aragats-demo-university/two",
        "/programmes/aragats-demo-university/one/v9",
        "/en/agencies/aragats-demo-university",
        f"/en/providers/{uuid4()}",
    ):
        assert client.get(address, headers=PAGE).status_code == 404


def test_a_page_is_made_once_until_something_is_written(client, shelf, monkeypatch):
    """What everybody may read is kept, and a decision or a withdrawal shows at once."""
    from pharos.portal.queries import programmes

    version = shelf.publish("one", "Մեկ", "One")
    made = []
    real = programmes.page
    monkeypatch.setattr(
        programmes, "page", lambda *given, **more: made.append(1) or real(*given, **more)
    )
    address = "/en/programmes/aragats-demo-university/one"
    first = [client.get(address, headers=PAGE).text for _ in range(3)]
    assert (len(made), len(set(first))) == (1, 1)
    shelf.stand(version, until=date(2031, 1, 1))
    assert client.get(address, headers=PAGE).text != first[0]
    assert len(made) == 2
    client.get(f"{address}?x=" + "y" * 400, headers=PAGE)
    client.get(address.replace("/en/", "/ka/"), headers=PAGE)
    assert len(made) == 4


def test_what_is_kept_is_bounded(client, shelf):
    """DOS-01: addresses that differ fill no memory."""
    from pharos.portal import keeping

    shelf.publish("one", "Մեկ", "One")
    for number in range(keeping.MAX_PAGES + 20):
        keeping._keep((str(number),), b"", client.get("/en/help", headers=PAGE))
    assert len(keeping._pages) == keeping.MAX_PAGES
    keeping._pages.clear()


def test_the_band_says_why_nothing_can_be_awarded_today(client, shelf):
    shelf.publish("one", "Մեկ", "One")
    text = client.get("/en/programmes/aragats-demo-university/one", headers=PAGE).text
    band = text.partition('<section class="band ')[2].partition("</section>")[0]
    assert band.startswith("grey")
    assert sentence("page_tag_none", "en") in band
    assert "accreditation of the programme: there is none" in band


def test_what_is_not_subject_to_accreditation_is_not_called_unaccredited(client, shelf):
    """Each kind is told by what its nation asks: in the list, on its page and by the API."""
    shelf.publish("one", "Մեկ", "One", kind="regulated_30")
    shelf.publish("two", "Երկու", "Two", kind="non_formal")
    listed = client.get("/en/programmes", headers=PAGE).text
    assert sentence("page_tag_licence_none", "en") in listed
    assert sentence("page_tag_not_asked", "en") in listed
    assert sentence("page_tag_none", "en") not in listed
    only = client.get("/en/programmes?assurance=neither", headers=PAGE).text
    assert only.count('<li class="ds-card"') == 1
    band = client.get("/en/programmes/aragats-demo-university/two", headers=PAGE).text
    band = band.partition('<section class="band ')[2].partition("</section>")[0]
    assert sentence("page_version_kind_authorisation", "en") in band
    assert sentence("page_programme_asks", "en") in band
    found = client.get("/api/v1/programmes?assurance=licence").json()["items"]
    assert [(one["kind"], one["assurance"]) for one in found] == [("regulated_30", "licence")]
    assert client.get("/api/v1/programmes?assurance=other").json()["items"] == []


def test_a_page_that_is_kept_is_the_same_for_whoever_is_signed_in(client, shelf):
    """What one reader is shown is kept for all: nothing of a session may stand in it."""
    shelf.publish("one", "Մեկ", "One")
    address = "/en/programmes/aragats-demo-university/one"
    anybody = client.get(address, headers=PAGE)
    client.cookies["sessionid"] = "somebody"
    somebody = client.get(f"{address}?", headers=PAGE)
    assert somebody.text == anybody.text
    assert "Cookie" not in anybody.headers.get("Vary", "")
    assert not somebody.cookies


def test_what_is_offered_stands_on_the_page_in_the_card_and_for_machines(client, shelf):
    """A28, A29: dates, place, price and where to apply; nothing once it is suspended."""
    version = shelf.publish("held", "Անցկացվող", "Held", form_of_participation=["blended"])
    terms = offering_rules.Terms(
        starts=date(2027, 2, 1), ends=date(2027, 3, 31), apply_until=date(2027, 1, 20),
        form="blended", place=HOSTILE, region="AM-SH", language="hy", seats=25,
        price=Decimal(60_000), currency="AMD", application_url="https://example.org/apply",
    )  # fmt: skip
    with tenancy.scope(shelf.head):
        made = offerings.announce(version_id=version.id, terms=terms, by=shelf.head, now=NOW)
    path = "/programmes/aragats-demo-university/held"
    page = main(client.get(f"/en{path}", headers=PAGE))
    assert 'href="https://example.org/apply"' in page
    assert "60,000 AMD" in page
    assert "<script>alert(1)" not in page
    card = main(client.get("/en/programmes", headers=PAGE))
    assert sentence("page_offerings_next", "en", {"day": "1 February 2027"}) in card
    course = client.get(f"{path}.jsonld").json()
    (instance,) = course["hasCourseInstance"]
    assert (instance["startDate"], instance["maximumAttendeeCapacity"]) == ("2027-02-01", 25)
    assert instance["offers"]["price"] == "60000"
    graph = client.get(f"{path}.ctdl.jsonld").json()["@graph"][0]
    assert graph["ceterms:availabilityListing"] == [f"{graph['@id']}#offerings"]
    assert graph["ceterms:estimatedCost"][0]["ceterms:price"] == 60_000
    items = client.get(f"/api/v1/versions/{version.id}/offerings").json()["items"]
    assert [(one["starts"], one["price"]) for one in items] == [("2027-02-01", "60000")]
    with tenancy.scope(shelf.head):
        offerings.suspend(offering_id=made.id, by=shelf.head, now=NOW)
    page = main(client.get(f"/en{path}", headers=PAGE))
    assert "example.org/apply" not in page
    assert sentence("page_offerings_public_none", "en") in page
