"""Who only reads is asked for nothing: no session, no cookie, nothing kept about the visit."""

import pytest
from django.db import connection
from django.test import Client

from pharos.accounts.signin import signed_in

PUBLIC = [
    "/",
    "/en/",
    "/hy/verify",
    "/ka/programmes",
    "/en/providers",
    "/terms",
    "/problems/not_a_member",
]


@pytest.mark.parametrize("path", PUBLIC)
def test_a_visit_leaves_no_cookie(db_world: None, path: str) -> None:
    """E09: neither set nor asked for, so that every cache may keep the page."""
    answer = Client().get(path)
    assert answer.status_code in (200, 302, 303)
    assert not answer.cookies
    assert "cookie" not in answer.headers.get("Vary", "").lower()
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from django_session")
        assert cursor.fetchone()[0] == 0


def test_a_cookie_of_no_session_is_nobody(db_world: None) -> None:
    client = Client()
    client.cookies["sessionid"] = "a" * 32
    assert client.get("/en/account/")["Location"].startswith("/en/sign-in")
    assert signed_in(client.get("/en/").wsgi_request) is None


@pytest.mark.parametrize(
    "path",
    [
        "account/", "account/email", "account/app", "account/app/remove", "account/codes",
        "account/codes/new", "account/passkeys/add", "account/passkeys/1/name",
        "account/passkeys/1/remove", "account/sessions", "desk/", "account/email/code",
    ],
)  # fmt: skip
def test_a_visitor_is_led_to_the_sign_in(db_world: None, path: str) -> None:
    """AUT-01: nothing of an account is shown or changed without a session."""
    for send in (Client().get, Client().post):
        answer = send(f"/ka/{path}")
        assert answer.status_code in (303, 405)
        if answer.status_code == 303:
            assert answer["Location"].startswith("/ka/sign-in?next=")


@pytest.mark.parametrize("path", ["sign-in/code", "sign-in/second"])
def test_a_later_step_needs_the_first(db_world: None, path: str) -> None:
    assert Client().get(f"/hy/{path}")["Location"] == "/hy/sign-in"


@pytest.mark.parametrize(
    "path", ["accounts/signup/", "accounts/login/", "accounts/password/reset/"]
)
def test_other_doors_of_the_library_are_not_there(db_world: None, path: str) -> None:
    """There is no sign-up and no password: their addresses do not exist."""
    for language in ("", "en/"):
        assert Client().get(f"/{language}{path}").status_code == 404


def test_pages_of_the_account_are_kept_by_nobody(db_world: None) -> None:
    answer = Client().get("/en/sign-in")
    assert answer["Cache-Control"] == "no-store"
    assert answer["X-Robots-Tag"] == "noindex"
