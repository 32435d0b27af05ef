"""Passkeys with the authenticator of the browser: the one script of the sign-in, as shipped."""

import pytest

pytestmark = pytest.mark.browser

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def guest(browser, site):
    """A page with an authenticator, signed in as an officer by the session of the site."""
    context = browser.new_context()
    context.add_cookies(
        [{"name": "sessionid", "value": site.sessions["agency-officer-ge"], "url": site.origin}]
    )
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))
    door = context.new_cdp_session(page)
    door.send("WebAuthn.enable")
    page.authenticator = door.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})[
        "authenticatorId"
    ]
    page.door = door
    yield page
    context.close()


def test_a_passkey_is_made_and_signs_in(guest, site):
    """ACC-04: registered in the account, shown at the sign-in, with nothing typed."""
    guest.goto(f"{site.origin}/ka/account/passkeys/add")
    guest.fill("input[name=name]", "ლურჯი გასაღები")
    guest.click("form[data-passkey] button")
    guest.wait_for_url("**/ka/account/codes")
    assert guest.locator("main code").count() == 10
    guest.goto(f"{site.origin}/ka/account/")
    assert "ლურჯი გასაღები" in guest.content()
    guest.goto(f"{site.origin}/ka/sign-out")
    guest.click("main form button")
    guest.goto(f"{site.origin}/hy/sign-in")
    guest.click("form[data-passkey] button")
    guest.wait_for_url("**/hy/desk/**")
    assert guest.said == []


def test_who_has_no_passkey_is_told_the_other_way(browser, site):
    """The page says so in words, and the form for the code stands beside it."""
    context = browser.new_context()
    page = context.new_page()
    door = context.new_cdp_session(page)
    door.send("WebAuthn.enable")
    options = {**AUTHENTICATOR, "hasResidentKey": True}
    door.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    page.goto(f"{site.origin}/hy/sign-in")
    failed = page.locator("[data-passkey-failed]")
    assert not failed.is_visible()
    page.click("form[data-passkey] button")
    failed.wait_for(state="visible", timeout=90_000)
    assert page.locator("input[name=email]").is_visible()
    context.close()


def test_without_scripts_nothing_of_it_is_shown(look):
    """Everything but passkeys works; a button that does nothing is not there."""
    page = look("/en/sign-in", script=False)
    assert not page.locator("form[data-passkey]").is_visible()
    assert page.locator("input[name=email]").is_visible()
