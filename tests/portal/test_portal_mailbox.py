"""The mailbox of a demonstration: read by everybody there, and absent in production."""

import pytest
from django.core.mail import EmailMultiAlternatives
from django.test import Client

from pharos.common import mailbox
from pharos.common import settings as pharos_settings
from pharos.common.delivery import message
from pharos.common.ids import uuid7
from pharos.common.outbox import Letter
from pharos.portal.views import mailbox as pages


@pytest.fixture
def own_state(tmp_path, monkeypatch):
    mine = pharos_settings.settings().model_copy(update={"state": tmp_path})
    monkeypatch.setattr(mailbox, "settings", lambda: mine)
    return mine


@pytest.fixture
def kept(own_state):
    """The id of a mail whose facts try to be markup."""
    id = uuid7()
    letter = Letter("ani@example.org", "hy", subject="<b>Նամակ</b>", text="<script>x</script>",
                    link="/hy/")  # fmt: skip
    mailbox.keep(id, message(id, "mail_library", letter))
    return id


def test_an_empty_mailbox_says_so(own_state):
    response = Client().get("/en/demo/mailbox")
    assert response.status_code == 200
    assert "No mail yet" in response.content.decode()


def test_mails_are_listed_the_newest_first(own_state):
    for text in ("alpha", "omega"):
        id = uuid7()
        mailbox.keep(id, message(id, "mail_library", Letter("a@example.org", subject=text)))
    text = Client().get("/en/demo/mailbox").content.decode()
    assert text.index("omega") < text.index("alpha")


@pytest.mark.parametrize("language", ["en", "hy", "ka"])
def test_a_mail_is_shown_as_text_and_as_it_looks(kept, language):
    """OUT-01: what stands in a mail is text on its page."""
    response = Client().get(f"/{language}/demo/mailbox/{kept}")
    text = response.content.decode()
    assert "&lt;b&gt;Նամակ&lt;/b&gt;" in text
    assert "<script>x" not in text
    assert f"/{language}/demo/mailbox/{kept}/shown" in text
    assert "frame-src 'self'" in response.headers["Content-Security-Policy"]


def test_the_mail_itself_can_do_nothing_but_lead_on(kept):
    """OUT-01: no script, no form, nothing from elsewhere; its own style is named by its hash."""
    response = Client().get(f"/en/demo/mailbox/{kept}/shown")
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-top-navigation-by-user-activation" in policy
    assert "style-src 'sha256-" in policy
    assert "unsafe" not in policy
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "<script>x" not in response.content.decode()


# the same in every process that collects the tests
NOBODYS = "00000000-0000-7000-8000-000000000000"


@pytest.mark.parametrize("path", ["mailbox", f"mailbox/{NOBODYS}", f"mailbox/{NOBODYS}/shown"])
def test_production_has_no_mailbox(own_state, monkeypatch, path):
    production = own_state.model_copy(update={"installation": "production"})
    monkeypatch.setattr(pages, "settings", lambda: production)
    assert Client().get(f"/en/demo/{path}").status_code == 404


def test_a_mail_that_is_not_there_is_not_found(own_state):
    assert Client().get(f"/en/demo/mailbox/{uuid7()}").status_code == 404


def test_what_a_library_wrote_is_read_without_html(own_state):
    id = uuid7()
    mailbox.keep(id, EmailMultiAlternatives("Subject", "Text", "a@example.org", ["b@example.org"]))
    assert mailbox.one(id).html == ""
    assert Client().get(f"/en/demo/mailbox/{id}/shown").status_code == 200
