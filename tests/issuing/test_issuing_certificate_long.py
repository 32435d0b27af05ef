"""Certificates of people and programmes with long names: nothing is cut, nothing runs over."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
import typst
from borrowed import borrow
from fontTools.ttLib import TTFont
from PIL import Image, ImageChops

usual = borrow("usual_certificate", Path(__file__).with_name("test_issuing_certificate.py"))
DPI = 60
NAMES = {
    "hy": "Գրիգոր-Հովհաննես Տեր-Մկրտչյան-Տեր-Ստեփանյան Մելիք-Շահնազարյանի Խաչատուրյան",
    "ka": "კონსტანტინე-ალექსანდრე ამირანაშვილი-ჩიქოვანი გიორგობიანი-წულუკიძე ბარათაშვილისა",
}
TITLES = {
    "hy": "Գյուղատնտեսական արտադրանքի վերամշակման տեխնոլոգիաների որակի կառավարման և"
    " սննդամթերքի անվտանգության համակարգերի ներդրում",
    "ka": "სოფლის მეურნეობის პროდუქციის გადამამუშავებელი ტექნოლოგიების ხარისხის მართვისა"
    " და უსაფრთხოების სისტემების დანერგვა",
}
LATIN = "Konstantine-Aleksandre Amiranashvili-Chikovani Giorgobiani-Tsulukidze"


def told(language: str, **changes: Any) -> dict[str, Any]:
    made = usual.told(language, name=NAMES[language], latin=LATIN, demonstration=False)
    first, other = made["texts"]
    first["title"] = first["provider"] = TITLES[language]
    other["title"] = "Introducing systems of quality management and food safety " * 2
    first["facts"] = [[TITLES[language][:60], TITLES[language]]] * 6
    other["facts"] = [["Label", "Value"]] * 6
    first["outcomes"] = [f"{TITLES[language]} {TITLES[language]}"] * 2
    made.update(changes)
    return dict(made)


def pages(made: dict[str, Any]) -> list[Image.Image]:
    found = typst.compile(
        str(usual.FOLDER / "certificate.typ"),
        root=str(usual.FOLDER),
        font_paths=usual.making.fonts(),
        sys_inputs={"facts": json.dumps(made), "qr": usual.making.drawn(made["address"]),
                    "credential": "{}", "proof": ""},
        format="png",
        ppi=DPI,
    )  # fmt: skip
    drawn = found if isinstance(found, list) else [found]
    return [Image.open(io.BytesIO(one)).convert("L") for one in drawn]


def bounds(page: Image.Image) -> tuple[int, int, int, int]:
    found = ImageChops.invert(page).point(lambda value: 255 if value > 100 else 0).getbbox()
    assert found is not None
    return found


@pytest.mark.parametrize("language", ["hy", "ka"])
def test_long_names_and_titles_keep_to_the_page_of_honour(language: str) -> None:
    """The first page is one page, with the code at its foot and white at its edges."""
    drawn = pages(told(language))
    assert len(drawn) == 2
    for page in drawn:
        left, _, right, _ = bounds(page)
        assert left > DPI * 0.8
        assert right < page.width - DPI * 0.8
    [code] = usual.zxingcpp.read_barcodes(drawn[0].resize((2000, 2828)))
    assert code.position.top_left.y > 1400


@pytest.mark.parametrize("letter", ["Ա", "ა", "W"])
def test_a_name_without_a_place_to_break_is_set_smaller(letter: str) -> None:
    """UNI-08: a word of a hundred letters stands on its line, whole."""
    made = told("hy", name=letter * 100, latin="W" * 100)
    for page in pages(made):
        left, _, right, _ = bounds(page)
        assert left > DPI * 0.8
        assert right < page.width - DPI * 0.8
    with usual.pikepdf.open(io.BytesIO(usual.make(made))) as pdf:
        assert letter * 100 in usual.text_of(pdf).replace(" ", "").replace("\n", "")


@pytest.mark.parametrize("language", ["hy", "ka"])
def test_names_are_never_hyphenated(language: str) -> None:
    """OUT-09: the text of the file is the name with its own hyphens and no other."""
    made = told(language)
    with usual.pikepdf.open(io.BytesIO(usual.make(made))) as pdf:
        text = usual.text_of(pdf)
    assert "\u00ad" not in text
    assert "".join(NAMES[language].split()) in "".join(text.split())
    assert "".join(TITLES[language].split()) in "".join(text.split())


@pytest.mark.parametrize(
    "alphabet",
    ["".join(map(chr, range(0x561, 0x588))) + "ԱՖև", "".join(map(chr, range(0x10D0, 0x10F1)))],
    ids=["hy", "ka"],
)
@pytest.mark.parametrize("weight", ["Regular", "Bold"])
def test_every_letter_of_both_alphabets_has_a_glyph(alphabet: str, weight: str) -> None:
    known: set[int] = set()
    for file in (usual.FOLDER / "fonts").glob(f"*-{weight}.ttf"):
        known |= set(TTFont(file).getBestCmap())
    assert [letter for letter in alphabet if ord(letter) not in known] == []
