"""Every page there is: accessible, readable, whole on the narrowest screen, in three languages.

The pages are those of the URL configuration; a name that the table of addresses does not know
fails, so that a new page cannot be forgotten.
"""

import pageaddresses as addresses
import pytest
from pageaddresses import DOORS, FILES, PAGES, STATES, VISITOR
from pagereading import clipped, faults, torn

from pharos.common.sentences import LANGUAGES

pytestmark = pytest.mark.browser

ROWS = {**PAGES, **STATES}
OPEN = [name for name, row in ROWS.items() if row.who == VISITOR]
BEHIND = [name for name, row in ROWS.items() if row.who != VISITOR]
NARROWEST = 320
WIDTHS = (1280, 390, NARROWEST)
# Each language once; one of them dark, one narrow.
VIEWS = {"en": (1280, "light"), "hy": (1280, "dark"), "ka": (390, "light")}


def test_every_address_is_known_here():
    """A new address needs a row of the table, or is named as no page."""
    there = set(addresses.routes())
    assert there - set(PAGES) - FILES - DOORS == set(), "an address without a row"
    assert (set(PAGES) | FILES | DOORS) - there == set(), "a row without an address"


def opened(desks, site, name, language, width, scheme):
    """The page of a row, which answers as the row says."""
    row = ROWS[name]
    path = addresses.path(name, row, language, site.found)
    page, status = desks.open(row.who, path, width=width, scheme=scheme)
    assert (status, page.url) == (row.status, site.origin + path)
    return page


def whole(desks, page):
    """What is torn or stands over an edge, on a desk's screen, a telephone and the narrowest."""
    found = []
    for width in WIDTHS:
        desks.turn(page, width=width, scheme="light")
        found += [f"{width} px: {one}" for one in clipped(page)]
        # the narrowest screen may break a word that has no room in any line
        found += [f"{width} px: {one}" for one in torn(page) if width > NARROWEST]
    return found


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", OPEN)
def test_an_open_page_is_sound_on_each_screen_and_in_each_scheme(
    desks, site, findings, name, language
):
    page = opened(desks, site, name, language, 1280, "light")
    found = faults(page, language, site.origin) + clipped(page)
    for width, scheme in ((1280, "light"), (1280, "dark"), (390, "dark"), (390, "light")):
        desks.turn(page, width=width, scheme=scheme)
        found += findings(page)
    assert found + whole(desks, page) == []


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", BEHIND)
def test_a_page_behind_the_sign_in_is_sound(desks, site, findings, name, language):
    width, scheme = VIEWS[language]
    page = opened(desks, site, name, language, width, scheme)
    found = faults(page, language, site.origin) + findings(page)
    assert found + whole(desks, page) == []
