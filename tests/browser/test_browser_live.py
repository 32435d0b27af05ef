"""What pages do by themselves where script runs: progress is polled, codes are scanned."""

import base64
import csv
import io
import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
import segno
import zxingcpp
from PIL import Image
from playwright.sync_api import Browser, Page, Request, expect

from pharos.common.counting import number_text
from pharos.common.sentences import LANGUAGES, sentence

pytestmark = pytest.mark.browser

EXAMPLES = Path(__file__).parents[2] / "examples"
GOLDEN = "golden-fleece-demo-university"
ROWS = 4_000
PROGRAMME = json.loads((EXAMPLES / "data-analysis.json").read_text("utf-8"))["title"]["en"]
WIDTH, HEIGHT = 640, 480
# Chromium on Linux has no reader of codes: this one hands each picture of the video to the test.
DETECTOR = """
window.BarcodeDetector = class {
  static async getSupportedFormats() { return ["qr_code"]; }
  async detect(video) {
    const canvas = document.createElement("canvas");
    canvas.width = video.videoWidth;
    canvas.height = video.videoHeight;
    canvas.getContext("2d").drawImage(video, 0, 0);
    const text = await window.readCode(canvas.toDataURL("image/png"));
    return text ? [{ rawValue: text }] : [];
  }
};
"""


def roster(rows: int) -> bytes:
    """So many learners that judging them takes longer than the first poll."""
    with (EXAMPLES / "data-analysts.csv").open(encoding="utf-8-sig") as file:
        examples = list(csv.DictReader(file))
    told = io.StringIO()
    writer = csv.DictWriter(told, examples[0])
    writer.writeheader()
    for number in range(rows):
        example = examples[number % len(examples)]
        writer.writerow(example | {"პირადი ნომერი": f"98{number:09}"})
    return ("\ufeff" + told.getvalue()).encode()


def test_a_page_of_an_import_follows_its_progress_by_itself(browser, site, tmp_path):
    """Only the piece that changes is asked for; at the end the page comes whole, once."""
    file = tmp_path / "many.csv"
    file.write_bytes(roster(ROWS))
    context = browser.new_context()
    context.add_cookies(
        [{"name": "sessionid", "value": site.sessions["registrar-ge"], "url": site.origin}]
    )
    page, polled, loaded, said = context.new_page(), [], [], []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"{site.origin}/en/desk/{GOLDEN}/import")
    page.set_input_files("input[type=file]", file)
    programme = page.locator("select[name=version] option", has_text=PROGRAMME).first
    page.select_option("select[name=version]", programme.get_attribute("value"))
    page.locator("form[enctype] button").last.click()
    page.on("request", lambda request: polled.append(request) if _is_poll(request) else None)
    page.on("load", lambda _: loaded.append(page.url))
    at = page.url
    expect(page.locator("main")).to_contain_text(sentence("page_imports_check", "en"))
    page.locator("button[value=keep]").wait_for(timeout=120_000)
    good = sentence("page_imports_good", "en", {"count": number_text(ROWS, "en")})
    assert good in page.inner_text("main")
    assert polled, "nothing was polled: the check was quicker than the first poll"
    assert page.url == at
    assert page.locator("[hx-get]").count() == 0
    assert page.locator("script[src*=htmx]").count() == 0
    # the style of the page and its policy hold with htmx too
    assert said == []
    context.close()


def _is_poll(request: Request) -> bool:
    return request.url.endswith("/progress") and request.headers.get("hx-request") == "true"


def film(text: str, folder: Path) -> Path:
    """A film that shows a code, as a camera that is held still."""
    code = io.BytesIO()
    segno.make_qr(text, error="m").save(code, kind="png", scale=8, border=4)
    picture = Image.new("L", (WIDTH, HEIGHT), 200)
    drawn = Image.open(code).convert("L")
    drawn.thumbnail((HEIGHT - 20, HEIGHT - 20))
    picture.paste(drawn, ((WIDTH - drawn.width) // 2, (HEIGHT - drawn.height) // 2))
    grey = bytes([128]) * (WIDTH * HEIGHT // 2)
    made = folder / "code.y4m"
    with made.open("wb") as file:
        file.write(f"YUV4MPEG2 W{WIDTH} H{HEIGHT} F10:1 Ip A1:1 C420jpeg\n".encode())
        for _ in range(10):
            file.write(b"FRAME\n" + picture.tobytes() + grey)
    return made


@pytest.fixture
def camera(browser: Browser, site, tmp_path) -> Iterator[Browser]:
    """A browser whose camera looks at the code of a certificate."""
    shown = film(f"{site.origin}/c/{site.numbers['good']}", tmp_path)
    executable = shutil.which("chromium") or shutil.which("chromium-browser")
    made = browser.browser_type.launch(
        executable_path=executable,
        args=[
            "--no-sandbox",
            "--use-fake-ui-for-media-stream",
            "--use-fake-device-for-media-stream",
            f"--use-file-for-fake-video-capture={shown}",
        ],
    )
    yield made
    made.close()


def reader(page: Page) -> None:
    """Give the page what its browser lacks: something that reads codes."""

    def read(address: str) -> str:
        picture = Image.open(io.BytesIO(base64.b64decode(address.partition(",")[2])))
        found = zxingcpp.read_barcodes(picture.convert("L"))
        return found[0].text if found else ""

    page.expose_function("readCode", read)
    page.add_init_script(DETECTOR)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_code_before_the_camera_leads_to_the_verdict(camera, site, language):
    """What the camera sees is read in the browser, and its text is sent by the form."""
    page = camera.new_context().new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    reader(page)
    page.goto(f"{site.origin}/{language}/verify")
    page.get_by_role("button", name=sentence("page_verify_camera", language)).click()
    page.wait_for_url(f"**/c/{site.numbers['good']}**")
    assert sentence("page_band_valid", language) in page.inner_text("main")
    assert said == []


def test_the_camera_can_be_put_away_again(camera, site):
    """Nothing looks any more once the view is closed."""
    page = camera.new_context().new_page()
    page.add_init_script(DETECTOR.replace("await window.readCode", "await (async () => '')"))
    page.goto(f"{site.origin}/en/verify")
    page.click("#camera-start")
    expect(page.locator("#camera-video")).to_have_js_property("videoWidth", WIDTH)
    track = "document.getElementById('camera-video').srcObject.getTracks()[0].readyState"
    assert page.evaluate(track) == "live"
    page.click("#camera-stop")
    assert page.evaluate(track) == "ended"
    assert page.locator("#camera-start").is_visible()
    assert page.locator("#camera-view").is_hidden()


def test_a_camera_that_is_refused_is_told_and_the_form_stays(browser, site):
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script(DETECTOR)
    # no camera is there, and nobody is asked
    page.add_init_script(
        "navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('no'))"
    )
    page.goto(f"{site.origin}/ka/verify")
    page.click("#camera-start")
    page.get_by_text(sentence("page_verify_camera_none", "ka")).wait_for()
    page.fill("#number", site.numbers["good"])
    page.click("#verify > p > button")
    assert sentence("page_band_valid", "ka") in page.inner_text("main")
    context.close()


def test_without_a_reader_of_codes_no_camera_is_offered(browser, site):
    context = browser.new_context()
    page = context.new_page()
    page.add_init_script("delete window.BarcodeDetector")
    page.goto(f"{site.origin}/en/verify")
    assert page.locator("#camera").is_hidden()
    context.close()


@pytest.fixture
def typist(browser: Browser, site) -> Iterator[Page]:
    """The registrar's browser, as it comes: our policy of scripts holds in it."""
    context = browser.new_context()
    context.add_cookies(
        [{"name": "sessionid", "value": site.sessions["registrar-ge"], "url": site.origin}]
    )
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    yield page
    context.close()


def test_what_is_typed_is_kept_without_a_button(typist, site):
    """By keyboard alone; another window with the same section is told and keeps nothing."""
    address = f"{site.origin}/ka/desk/{GOLDEN}/programmes/drafts/{site.parameters['draft_id']}"
    typist.goto(f"{address}/access")
    other = typist.context.new_page()
    other.goto(f"{address}/access")
    field = "input[name=guidance_contact]"
    typist.focus(field)
    typist.keyboard.type("რჩევა: ოთახი 12")
    told = typist.get_by_role("status")
    expect(told).to_contain_text(said("page_kept", "ka"))
    typist.keyboard.type(" და 13")
    typist.keyboard.press("Tab")
    with typist.expect_response(lambda answer: answer.request.method == "POST") as kept:
        pass
    assert kept.value.ok
    typist.goto(f"{address}/access")
    assert typist.input_value(field) == "რჩევა: ოთახი 12 და 13"
    other.fill(field, "სხვა")
    expect(other.get_by_role("status")).to_contain_text(said("page_kept_other", "ka"))
    other.locator("button[name=act][value='']").click()
    assert "რჩევა: ოთახი 12 და 13" in other.inner_text("#stands ~ dl")
    # nothing replaces what somebody else wrote by itself: from here on the button decides
    assert other.locator("form[data-keep]").count() == 0
    assert other.input_value(field) == "სხვა"
    assert typist.said == []


def said(code: str, language: str) -> str:
    """A sentence up to its first fact."""
    return sentence(code, language, {"time": "\0", "name": "\0"}).partition("\0")[0]


def test_a_certificate_form_is_set_anew_while_it_is_written(typist, site):
    """What is wrong is told with its line, without a button and without the whole page."""
    address = f"{site.origin}/ka/desk/{GOLDEN}/certificate-formats/draft"
    typist.goto(address)
    begin = typist.locator("button[value=begin]")
    if begin.count():
        begin.click()
    source = typist.locator("textarea[name=source]")
    before = typist.locator("#shown img").first.get_attribute("src")
    source.press("Control+End")
    typist.keyboard.type("\n#unknown-word")
    trouble = typist.locator("#shown [role=alert]")
    expect(trouble).to_contain_text("unknown variable: unknown-word", timeout=20_000)
    expect(typist.locator("p.kept")).to_contain_text(said("page_kept", "ka"))
    for _ in "#unknown-word":
        typist.keyboard.press("Backspace")
    typist.keyboard.type("Golden")
    picture = typist.locator("#shown img").first
    expect(picture).not_to_have_attribute("src", before, timeout=20_000)
    expect(picture).to_have_js_property("complete", True)
    assert picture.evaluate("one => one.naturalWidth") > 0
    assert source.input_value().endswith("Golden")
    assert typist.said == []
