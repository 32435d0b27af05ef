"""Pictures of every page in three languages and two widths, for people to look at.

`make pictures` puts them into `pictures/`; otherwise they go to a folder that is thrown away, so
that the way to make them stays tried on a few.
"""

import os
from pathlib import Path

import pageaddresses as addresses
import pytest
from pageaddresses import PAGES, STATES

from pharos.common.sentences import LANGUAGES

pytestmark = pytest.mark.browser

FOLDER = os.environ.get("PHAROS_PICTURES", "")
ROWS = {**PAGES, **STATES}
SHOWN = list(ROWS) if FOLDER else ["home", "desk-today"]
WIDTHS = (390, 1280)


@pytest.mark.parametrize("name", SHOWN)
def test_a_page_has_its_pictures(desks, site, tmp_path, name):
    folder = Path(FOLDER) if FOLDER else tmp_path
    folder.mkdir(exist_ok=True)
    row = ROWS[name]
    for language in LANGUAGES:
        path = addresses.path(name, row, language, site.found)
        page, status = desks.open(row.who, path)
        assert status == row.status
        for width in WIDTHS:
            desks.turn(page, width=width, scheme="light")
            file = folder / f"{name.replace(' ', '-')}.{language}.{width}.png"
            page.screenshot(path=file, full_page=True)
            assert file.stat().st_size > 1000
