"""The public pages: every address answers in three languages, with the headers of safety."""

import re
from pathlib import Path

import pytest

import pharos
from pharos.common.sentences import LANGUAGES, catalogue, sentence

PACKAGE = Path(pharos.__file__).parent
TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
CODE = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
MARKUP = re.compile(r"<style>.*?</style>|<code>.*?</code>|<[^>]*>|&[a-z]+;", re.DOTALL)
# What is the same in every language.
SAME = {"ECTS", "ESG", "XLSX", "(PDF)", 'data-size="sm"'}


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("page", ["", "verify"])
def test_each_page_speaks_each_language(client, language, page):
    answer = client.get(f"/{language}/{page}", headers={"Accept-Language": "fr"})
    assert answer.status_code == 200
    assert f'<html lang="{language}">' in answer.text
    assert answer.headers["Content-Language"] == language
    for other in LANGUAGES:
        assert f'href="/{other}/{page}"' in answer.text
    assert sentence("page_demonstration", language) in answer.text


@pytest.mark.parametrize(
    ("accepted", "language"),
    [("hy-AM,hy;q=0.9,en;q=0.8", "hy"), ("ka", "ka"), ("fr,de", "en"), ("", "en")],
)
def test_the_bare_address_leads_to_the_reader_s_language(client, accepted, language):
    answer = client.get("/", headers={"Accept-Language": accepted})
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/{language}/")
    assert "Accept-Language" in answer.headers["Vary"]


def test_a_thousand_languages_and_a_huge_cookie_cost_nothing(client):
    """DOS-05: many languages in Accept-Language, a cookie of 1 MB."""
    many = ",".join(f"x{number};q=0.{number % 10}" for number in range(20_000))
    answer = client.get("/", headers={"Accept-Language": many, "Cookie": "a=" + "b" * 1_000_000})
    assert answer.headers["Location"] == "/en/"


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/en/", "/en/verify", "/en/nowhere", "/terms"])
def test_every_answer_is_closed_to_foreign_parts(client, path):
    """OUT-01: a strict policy; the only scripts are files of ours."""
    answer = client.get(path, headers={"Accept": "text/html"})
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert "script-src" not in policy or "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert answer.headers["X-Frame-Options"] == "DENY"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    scripts = re.findall(r"<script([^>]*)>([^<]*)<", answer.text)
    assert all(re.fullmatch(r' defer src="/static/[^"]+"', one) for one, _ in scripts)
    assert not any(inside for _, inside in scripts)
    assert "style=" not in answer.text
    assert not answer.cookies


def test_an_unknown_address_says_so_in_the_asker_s_form(client):
    page = client.get("/nowhere", headers={"Accept": "text/html", "Accept-Language": "ka"})
    assert page.status_code == 404
    assert sentence("page_not_found", "ka") in page.text
    document = client.get("/nowhere", headers={"Accept": "application/json"})
    assert document.headers["Content-Type"] == "application/problem+json"
    assert document.json()["code"] == "page_not_found"


def test_a_fault_shows_a_number_and_nothing_else(client, monkeypatch):
    """OUT-08: no stack, no query, no settings."""
    client.raise_request_exception = False

    def broken(*args, **facts):
        raise RuntimeError("secret detail")

    monkeypatch.setattr("pharos.portal.queries.programmes.newest", broken)
    monkeypatch.setattr("pharos.portal.views.home.tenancy.scope", broken)
    answer = client.get("/en/", headers={"Accept": "text/html"})
    assert answer.status_code == 500
    assert "secret detail" not in answer.text
    assert re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-7", answer.text)


def test_each_problem_code_has_a_page_and_no_other_word_has(client):
    assert sentence("person_erased", "hy") in client.get("/problems/person_erased?lang=hy").text
    for code in ("page_brand", "nobody_wrote_this", "verify_revoked"):
        assert client.get(f"/problems/{code}").status_code == 404


@pytest.mark.django_db
def test_agencies_are_not_providers_and_unknown_bodies_are_not_found(client):
    assert client.get("/providers/nobody").status_code == 404
    assert client.get("/programmes/nobody/nothing/v1").status_code == 404
    assert client.get("/status/revocation/999999").status_code == 404
    assert client.get("/status/else/1").status_code == 404


@pytest.mark.parametrize("path", ["../../secrets/django.key", "0/x001", "entries/", "0/000.p/0"])
def test_only_tiles_are_served_from_the_log(client, path):
    assert client.get(f"/log/tile/{path}").status_code == 404


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_no_template_has_text_of_its_own(template):
    text = re.sub(r"\{% comment %\}.*?\{% endcomment %\}", "", template.read_text("utf-8"))
    words = MARKUP.sub(" ", CODE.sub(" ", text)).split()
    left = [word for word in words if word not in SAME and any(map(str.isalpha, word))]
    assert left == []


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_every_word_that_a_template_asks_for_exists(template):
    asked = set(
        re.findall(r"""\{% (?:say|heading) ["']([a-z_]+)["']""", template.read_text("utf-8"))
    )
    assert asked - set(catalogue("en")) == set()
