"""The badge of an award as a picture: drawn from its facts, with the signed award inside."""

import io
import re
from decimal import Decimal

import pytest
from PIL import Image

from pharos.common import clock
from pharos.common.sentences import sentence
from pharos.core.openbadges import specimen
from pharos.core.verify import EmptyStore, Verifier, containers
from pharos.issuing import badge, offers
from pharos.verification import queries as verification

LONG = {
    "ka": "ხელოვნური ინტელექტის საფუძვლები საჯარო მმართველობასა და თვითმმართველობაში",
    "word": "მონაცემთა ანალიზი გადაწყვეტილებებისთვისაც",
    "hy": "Արհեստական բանականության հիմունքները պետական կառավարման և ինքնակառավարման մեջ",
}


def told(language="hy", title=None, **changes):
    made = {
        "titles": [
            {"language": language, "text": title or specimen.PROGRAMME.title["hy"]},
            {"language": "en", "text": specimen.PROGRAMME.title["en"]},
        ],
        "kind": "Միկրոորակավորում",
        "volume": "6 ECTS կրեդիտ",
        "provider": specimen.INSTITUTE.name["hy"],
        "demonstration": "Ցուցադրական՝ առանց իրավական ուժի",
    }
    return badge.Told(**made | changes)


@pytest.mark.parametrize("nation", ["ge", "am"])
@pytest.mark.parametrize("name", ["badge-png", "badge-svg"])
def test_a_badge_is_verified_from_its_picture(shown, nation, name):
    """D21: what is inside is what was issued; the proof from the log goes with it."""
    id = shown.credentials[nation].id
    picture = offers.offer(name).make(id, clock.now(), None)
    issued = offers.offer("ob3").make(id, clock.now(), None)
    assert containers.unwrap(picture.content) == issued.content
    verifier = Verifier(verification.published_bundle(), EmptyStore())
    alike = [
        verifier.verify(one.content, at=clock.now(), tlog_proof=one.tlog_proof)
        for one in (picture, issued)
    ]
    codes = [[check.code for check in report.checks] for report in alike]
    assert codes[0] == codes[1]
    assert "proof_holds" in codes[0]


def test_the_page_of_the_award_gives_it_and_the_form_reads_it(client, shown):
    id = shown.credentials["ge"].id
    page = client.get(f"/c/{id}/documents", {"lang": "ka"})
    assert "badge-png" in page.text
    picture = offers.offer("badge-png").make(id, clock.now(), None).content
    upload = io.BytesIO(picture)
    upload.name = "badge.png"
    answer = client.post("/en/verify", {"file": upload}, follow=True)
    assert answer.status_code == 200
    assert sentence("page_band_valid", "en") in answer.text


def test_the_picture_names_no_learner(shown):
    """PRV-03: people post pictures; the holder stands in the signed part alone."""
    id = shown.credentials["ge"].id
    text = offers.offer("badge-svg").make(id, clock.now(), None).content.decode()
    around = re.sub(r"<openbadges:credential.*?</openbadges:credential>", "", text, flags=re.S)
    assert "<title>" in around
    for name in ("ლევან", "Levan"):
        assert name in text
        assert name not in around


@pytest.mark.parametrize("language", ["hy", "ka", "word"])
def test_long_titles_stay_inside(language):
    made = badge.picture(told("hy" if language == "hy" else "ka", LONG[language]), badge.PNG)
    with Image.open(io.BytesIO(made)) as picture:
        assert picture.size == (960, 960)
        pixels = picture.convert("RGB")
        # beside the text the ground is untouched, left and right
        for y in range(320, 900, 4):
            assert pixels.getpixel((52, y)) == (255, 255, 255)
            assert pixels.getpixel((907, y)) == (255, 255, 255)


def test_the_same_words_give_the_same_picture():
    for form in (badge.PNG, badge.SVG):
        assert badge.picture(told(), form) == badge.picture(told(), form)
    svg = badge.picture(told(), badge.SVG)
    assert b"<script" not in svg
    assert not re.findall(rb'href="(?!#|data:image/)', svg)
    assert "Դասավանդում տվյալներով – Teaching with data".encode() in svg
    assert b'role="img"' in svg


def test_numbers_of_credits_are_written_shortly():
    from pharos.issuing.badge import making

    for number, text in (("6.0", "6"), ("7.50", "7.5"), ("30", "30")):
        assert making._number(Decimal(number)) == text


def test_a_library_of_others_finds_the_badge_in_the_picture(shown):
    """D21: the keyword and the chunk are those of the standard, by a reader that is not ours."""
    id = shown.credentials["am"].id
    content = offers.offer("badge-png").make(id, clock.now(), None).content
    with Image.open(io.BytesIO(content)) as picture:
        picture.load()
        assert picture.text["openbadgecredential"].encode() == containers.unwrap(content)
