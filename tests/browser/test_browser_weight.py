"""What a page costs: a first visit, a second one, and how many times the browser asks."""

import pageaddresses as addresses
import pytest
from pageaddresses import PAGES, VISITOR

pytestmark = pytest.mark.browser

FIRST, AGAIN, REQUESTS = 200_000, 15_000, 12
# The description of the API is a document of reference, made to be searched in one piece; the
# style page shows every part there is.
LONG = frozenset({"api-docs", "style"})
OPEN = [name for name, row in PAGES.items() if row.who == VISITOR and name not in LONG]


@pytest.fixture(scope="module")
def weigh(browser, site):
    """The bytes that come over the wire and the requests, of a first visit and of a second."""

    def visits(path):
        context = browser.new_context()
        page = context.new_page()
        client = context.new_cdp_session(page)
        client.send("Network.enable")
        told = {"bytes": 0, "requests": 0}

        def sent(event):
            # what the browser kept has no request of its own
            told["requests"] += 1

        def finished(event):
            told["bytes"] += event["encodedDataLength"]

        client.on("Network.requestWillBeSent", sent)
        client.on("Network.loadingFinished", finished)
        found = []
        for _ in range(2):
            told.update(bytes=0, requests=0)
            page.goto(site.origin + path, wait_until="networkidle")
            found.append(dict(told))
        context.close()
        return found

    return visits


@pytest.mark.parametrize("name", OPEN)
def test_an_open_page_is_light(weigh, site, name):
    first, again = weigh(addresses.path(name, PAGES[name], "hy", site.found))
    assert first["bytes"] <= FIRST
    assert first["requests"] <= REQUESTS
    assert 0 < again["bytes"] <= AGAIN
