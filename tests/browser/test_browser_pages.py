"""The public pages in a real browser: accessible, usable by keyboard, narrow, without script."""

import json
from pathlib import Path

import pytest

from pharos.common.sentences import LANGUAGES, sentence
from pharos.portal.frames import DOORS

pytestmark = pytest.mark.browser


def test_axe_would_see_a_fault(look, findings):
    page = look("/en/")
    page.evaluate("document.documentElement.removeAttribute('lang')")
    assert any("html-has-lang" in one for one in findings(page))


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_refused_form_is_accessible_too(look, site, findings, language):
    page = look(f"/{language}/verify")
    page.fill("#number", "17")
    page.click("#verify > p > button")
    assert page.locator("[role=alert]").is_visible()
    assert findings(page) == []


def test_the_keyboard_walks_in_order_and_shows_where_it_is(look):
    page = look("/en/")
    walked = []
    doors = [sentence(code, "en") for code, _ in DOORS]
    expected = [
        sentence("page_skip", "en"), sentence("page_brand", "en"), "Հայերեն", "ქართული", "English",
        *doors, sentence("page_frame_sign_in", "en"), "q",
    ]  # fmt: skip
    for _ in expected:
        page.keyboard.press("Tab")
        walked.append(
            page.evaluate("document.activeElement.innerText || document.activeElement.id")
        )
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline != "none", walked
    assert walked == expected


def test_the_first_link_skips_to_the_content(look):
    page = look("/ka/")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "content"


def test_a_number_leads_to_the_verdict_without_script(look, site):
    page = look("/hy/", script=False)
    page.fill("#number", site.numbers["good"])
    page.keyboard.press("Enter")
    page.wait_for_url("**/c/**")
    assert sentence("page_band_valid", "hy") in page.inner_text("main")


def test_a_file_is_verified_without_script(look, site, tmp_path):
    source = look(f"/c/{site.numbers['good']}?lang=en", script=False)
    with source.expect_download() as download:
        source.click("a[href$='.json']")
    file = Path(tmp_path) / "credential.json"
    download.value.save_as(file)
    assert json.loads(file.read_text())["id"] == f"urn:uuid:{site.numbers['good']}"
    page = look("/ka/verify", script=False)
    page.set_input_files("#file", file)
    page.click("#verify > p > button")
    assert sentence("page_band_valid", "ka") in page.inner_text("main")


def test_the_language_switch_keeps_the_page(look, site):
    page = look(f"/c/{site.numbers['revoked']}?lang=en", script=False)
    page.click("a[hreflang=ka]")
    assert site.numbers["revoked"] in page.url
    assert sentence("page_band_revoked", "ka") in page.inner_text("main")


def test_the_pages_ask_for_nothing_from_elsewhere_and_break_no_policy(browser, site):
    context = browser.new_context()
    page = context.new_page()
    asked, said = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{site.origin}/c/{site.numbers['good']}?lang=hy")
    assert all(url.startswith(site.origin) for url in asked)
    assert said == []
    assert context.cookies() == []
    context.close()


def test_each_state_is_told_in_words_and_not_by_colour_alone(look, site):
    expected = {
        "good": "page_band_valid",
        "revoked": "page_band_revoked",
        "suspended": "page_band_suspended",
        "erased": "page_band_erased",
    }
    for name, code in expected.items():
        page = look(f"/c/{site.numbers[name]}?lang=en")
        assert sentence(code, "en") in page.inner_text("section.band")
        assert page.locator("section.band svg").count() == 1
