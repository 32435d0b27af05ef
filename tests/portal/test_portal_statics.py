"""The files that browsers get: made of the sources in the tree, named by hash, kept for ever."""

import hashlib
import importlib
import json
import re
import sys
from pathlib import Path

import pytest
from django.test import RequestFactory
from fontTools.ttLib import TTFont

from pharos.portal.statics import manifest, shipped_as
from pharos.portal.templatetags.parts import htmx, script

ROOT = Path(__file__).parents[2]
SHIPPED = ROOT / "src/pharos/portal/static/pharos"
VENDOR = ROOT / "frontend" / "vendor"
BUDGET_STYLE, BUDGET_FONTS = 25_000, 105_000


@pytest.fixture(scope="module")
def tool():
    """`tools/statics.py`, which makes them."""
    sys.path.insert(0, str(ROOT / "tools"))
    try:
        yield importlib.import_module("statics")
    finally:
        sys.path.remove(str(ROOT / "tools"))


@pytest.fixture(scope="module")
def style():
    return (SHIPPED / shipped_as("pharos.css")).read_text("utf-8")


def test_what_is_shipped_is_what_the_sources_make(tool):
    assert tool.problems() == []


def test_the_manifest_names_each_file_with_its_hash_and_size():
    for name, entry in manifest()["files"].items():
        content = (SHIPPED / entry["as"]).read_bytes()
        digest = hashlib.sha256(content).hexdigest()
        assert (entry["sha256"], entry["bytes"]) == (digest, len(content)), name
        assert f".{digest[:12]}." in entry["as"]


def test_everything_taken_from_others_has_version_licence_and_its_text():
    for one in manifest()["taken"]:
        assert re.fullmatch(r"\d+\.\d+\.\d+", one["version"])
        assert one["licence"] in {"MIT", "0BSD", "OFL-1.1"}
        assert len((SHIPPED / one["text"]).read_text("utf-8")) > 300
        assert all((VENDOR / file).is_file() for file in one["files"])
    taken = {file for one in manifest()["taken"] for file in one["files"]}
    there = {file.relative_to(VENDOR).as_posix() for file in VENDOR.rglob("*") if file.is_file()}
    texts = {one["text"] for one in manifest()["taken"]}
    assert there - taken - texts == {"taken.json"}


def test_the_versions_are_those_of_the_lock():
    lock = json.loads((ROOT / "frontend/package-lock.json").read_text("utf-8"))
    for one in manifest()["taken"]:
        assert lock["packages"][f"node_modules/{one['name']}"]["version"] == one["version"]


def test_the_lock_holds_hashes_and_no_address():
    lock = (ROOT / "frontend/package-lock.json").read_text("utf-8")
    assert "integrity" in lock
    assert "//" not in re.sub(r'"integrity": "[^"]*"', "", lock)


def test_style_and_letters_keep_to_their_budget():
    packed = (SHIPPED / f"{shipped_as('pharos.css')}.gz").stat().st_size
    assert packed <= BUDGET_STYLE
    fonts = sum((SHIPPED / shipped_as(name)).stat().st_size for name in letters())
    assert fonts <= BUDGET_FONTS


def letters():
    return [name for name in manifest()["files"] if name.endswith(".woff2")]


def test_nothing_is_upper_cased_slanted_or_spaced_out(style):
    """OUT-09: no capitals by CSS either."""
    assert "text-transform" not in style
    assert "small-caps" not in style
    assert "italic" not in style
    assert not re.search(r"(?<!-)letter-spacing:(?!-)", style)


def test_the_style_sheet_asks_for_nothing_that_is_not_ours(style):
    addresses = re.findall(r"url\(([^)]*)\)", style)
    ours = [one for one in addresses if not one.startswith('"data:')]
    assert sorted(ours) == sorted(shipped_as(name) for name in letters())
    outside = [one for one in addresses if "//" in one and "http%3A%2F%2Fwww.w3.org" not in one]
    assert outside == []
    assert "@import" not in style


def test_every_variable_that_is_used_is_defined(style):
    used = set(re.findall(r"var\((--[\w-]+)\)", style))
    assert used - set(re.findall(r"(--[\w-]+):", style)) == set()


@pytest.mark.parametrize(
    ("name", "letters_of"),
    [
        ("noto-sans-latin.woff2", "Aa0é«»–—…·€"),
        ("noto-sans-european.woff2", "čřżşğ₾"),
        ("noto-sans-armenian.woff2", "ԱաևՖֆ՝՞՛՜։֏"),
        ("noto-sans-georgian.woff2", "აჰ჻"),
    ],
)
def test_each_file_of_letters_holds_what_its_range_promises(name, letters_of, style):
    held = set(TTFont(SHIPPED / shipped_as(name)).getBestCmap())
    assert {one for one in letters_of if ord(one) not in held} == set()
    declared = re.search(rf"{shipped_as(name)}\).*?unicode-range:([^}}]*)}}", style)
    assert declared is not None
    ranges = [part.strip().removeprefix("U+").split("-") for part in declared[1].split(",")]
    for one in letters_of:
        assert any(int(a[0], 16) <= ord(one) <= int(a[-1], 16) for a in ranges), one


def test_the_armenian_full_stop_comes_from_one_file(style):
    ranges = re.findall(r"src:url\((\S+?)\).*?unicode-range:([^}]*)}", style)
    claimed = [name for name, text in ranges if "0530-058F" in text or "0589" in text]
    assert len(claimed) == 1


def contrast(one: str, other: str) -> float:
    """WCAG 2.2: the ratio of relative luminances."""

    def luminance(colour: str) -> float:
        parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", manifest()["themes"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_colours_of_each_look_can_be_read(theme, scheme):
    """WCAG 2.2 1.4.3 and 1.4.11: text 4.5 to 1, lines of controls 3 to 1."""
    sheet = (SHIPPED / shipped_as(f"theme-{theme}.css")).read_text("utf-8")
    light, dark = sheet.split("@media", 1)
    tokens = dict(
        re.findall(r"--ds-color-([\w-]+):(#[0-9a-fA-F]{6})", [light, dark][scheme == "dark"])
    )
    for colour in ("accent", "neutral", "success", "warning", "danger", "info"):
        grounds = ("background-default", "background-tinted", "surface-default", "surface-tinted")
        for ground in grounds:
            behind = tokens[f"{colour}-{ground}"]
            assert contrast(tokens[f"{colour}-text-default"], behind) >= 4.5
            assert contrast(tokens[f"{colour}-text-subtle"], behind) >= 4.5, (colour, ground)
        base = tokens[f"{colour}-base-default"]
        assert contrast(tokens[f"{colour}-base-contrast-default"], base) >= 4.5
    page = tokens["neutral-background-default"]
    assert contrast(tokens["neutral-border-strong"], page) >= 3
    assert contrast(tokens["accent-text-subtle"], page) >= 4.5


def fetch(client, name, accepted=""):
    """The headers of a static file; its stream is read to the end and closed."""
    answer = client.get(f"/static/pharos/{name}", headers={"Accept-Encoding": accepted})
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content)
    answer.close()
    return answer.headers


@pytest.mark.django_db
def test_the_browser_may_keep_them_for_ever_and_gets_them_packed(client):
    name = shipped_as("pharos.css")
    answer = fetch(client, name, "br, gzip")
    assert answer["Content-Encoding"] == "br"
    assert "immutable" in answer["Cache-Control"]
    assert fetch(client, name, "gzip")["Content-Encoding"] == "gzip"
    assert "immutable" not in fetch(client, "manifest.json")["Cache-Control"]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("language", "letters_of"), [("en", None), ("hy", "armenian"), ("ka", "georgian")]
)
def test_a_page_asks_first_for_the_letters_of_its_language(client, language, letters_of):
    page = client.get(f"/{language}/verify").text
    asked = set(re.findall(r'rel="preload" as="font"[^>]*href="/static/pharos/([\w-]+)\.', page))
    assert asked == {"noto-sans-latin", *({f"noto-sans-{letters_of}"} if letters_of else set())}
    assert shipped_as("pharos.css") in page


def test_only_a_page_with_a_script_may_run_one(settings):
    """OUT-01: scripts of ours in files, where a page asks for one; nothing inline, no eval."""
    from django.http import HttpResponse

    from pharos.portal.middleware import headers

    def plain(request):
        return HttpResponse()

    def scripted(request):
        return HttpResponse(str(htmx({"request": request})))

    request = RequestFactory().get("/en/")
    assert "script-src" not in headers(plain)(request).headers["Content-Security-Policy"]
    answer = headers(scripted)(request)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.endswith("script-src 'self'; connect-src 'self'")
    assert "unsafe" not in policy
    assert "&quot;allowEval&quot;: false" in answer.text
    assert shipped_as("htmx.js") in answer.text
    assert shipped_as("htmx.js") in script({"request": request}, "htmx.js")


@pytest.mark.django_db
def test_pages_of_visitors_are_packed_and_those_with_a_session_are_not(client):
    """OUT-01: what is packed beside a secret would tell of it by its size."""
    accepts = {"Accept-Encoding": "gzip"}
    assert client.get("/en/verify", headers=accepts).headers["Content-Encoding"] == "gzip"
    client.cookies["sessionid"] = "somebody"
    assert "Content-Encoding" not in client.get("/en/verify", headers=accepts).headers
    data = client.get("/trust-bundle.json", headers=accepts)
    assert "Content-Encoding" not in data.headers
