"""Mails: written with the act, sealed, delivered or put off, and forgotten."""

import socketserver
import threading
from datetime import timedelta
from email import message_from_bytes, policy

import pytest
from django.core.mail import EmailMessage as DjangoMail
from django.db import connection
from moments import NOW

from pharos.common import clock, delivery, jobs, mailbox, outbox, personkeys, tenancy
from pharos.common import settings as pharos_settings
from pharos.common.actor import ANONYMOUS, SYSTEM, system
from pharos.common.errors import Invalid
from pharos.common.mailbackend import OutboxBackend
from pharos.common.models import Mail
from pharos.common.outbox import Letter
from pharos.common.sentences import catalogue

KIND = "mail_library"


class Server(socketserver.ThreadingTCPServer):
    """A mail server that keeps what it gets and answers what the test wants."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.received: list[bytes] = []
        self.recipient_answer: dict[str, str] = {}


class _Talk(socketserver.StreamRequestHandler):
    server: Server

    def handle(self) -> None:
        self.wfile.write(b"220 test\r\n")
        while line := self.rfile.readline():
            verb = line.decode().strip()
            if verb.lower().startswith("rcpt"):
                to = verb.partition("<")[2].rstrip(">")
                self._say(self.server.recipient_answer.get(to, "250 ok"))
            elif verb.lower() == "data":
                self._say("354 go")
                body = b""
                while (part := self.rfile.readline()) != b".\r\n":
                    body += part
                self.server.received.append(body)
                self._say("250 kept")
            elif verb.lower() == "quit":
                self._say("221 bye")
                return
            else:
                self._say("250 ok")

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


@pytest.fixture
def own_state(tmp_path, monkeypatch):
    """A state folder of the test's own, and no mail server."""
    from pharos.common import secretbox

    mine = pharos_settings.settings().model_copy(update={"state": tmp_path})
    monkeypatch.setattr(pharos_settings, "settings", lambda: mine)
    for module in (secretbox, delivery, mailbox):
        monkeypatch.setattr(module, "settings", lambda: mine)
    secretbox.ensure_keys()
    return mine


@pytest.fixture
def server(own_state, monkeypatch):
    """A mail server that answers on this machine."""
    with Server() as made:
        threading.Thread(target=made.serve_forever, daemon=True).start()
        host, port = made.server_address
        update = {"smtp_host": host, "smtp_port": port, "smtp_tls": "none"}
        known = own_state.model_copy(update=update)
        monkeypatch.setattr(delivery, "settings", lambda: known)
        yield made
        made.shutdown()


def _put(actor, to="ani@example.org", **facts):
    with tenancy.scope(actor):
        letter = Letter(to, "hy", subject="Նամակ", text="Բարև", link="/hy/", **facts)
        outbox.put_many(KIND, [letter], by=actor, now=NOW)


def _mails(actor):
    with tenancy.scope(actor):
        return list(Mail.objects.order_by("id"))


def test_what_is_put_is_delivered_to_the_local_mailbox(db_world, actor, own_state):
    _put(actor)
    jobs.drain()
    [kept] = mailbox.newest()
    assert (kept.to, kept.subject, kept.language) == ("ani@example.org", "Նամակ", "hy")
    assert "Բարև" in kept.text
    assert "Բարև" in kept.html
    assert f'href="{own_state.origin}/hy/"' in kept.html
    [mail] = _mails(actor)
    assert mail.state == Mail.State.SENT
    assert mailbox.one(mail.id).id == mail.id


def test_a_rollback_takes_mail_and_job_along(db_world, actor, own_state):
    def act():
        with tenancy.scope(actor):
            outbox.put_many(KIND, [Letter("a@example.org", "en", text="x")], by=actor, now=NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        act()
    assert _mails(actor) == []
    assert jobs.waiting("common.mail") == 0


def test_the_same_about_the_same_is_written_once(db_world, actor, own_state, tenant):
    _put(actor, about=tenant)
    _put(actor, about=tenant)
    assert len(_mails(actor)) == 1


def test_addresses_and_facts_lie_sealed(db_world, actor, own_state):
    """PRV-06: neither the table nor the queue shows an address."""
    _put(actor)
    with tenancy.scope(system(organisation_id=actor.organisation_id)):
        with connection.cursor() as cursor:
            cursor.execute("select to_jsonb(m)::text from common_mail m")
            rows = str(cursor.fetchall())
            cursor.execute("select args::text from procrastinate_jobs")
            rows += str(cursor.fetchall())
        assert b"ani@example.org" not in bytes(Mail.objects.get().box)
    assert "ani@example.org" not in rows


def test_other_tenants_and_visitors_see_no_mail(db_world, actor, stranger, own_state):
    _put(actor)
    assert _mails(stranger) == []
    assert _mails(ANONYMOUS) == []
    assert _mails(SYSTEM) == []


def test_a_sign_in_mail_is_seen_by_the_system_alone(db_world, actor, own_state):
    DjangoMail("Your code", "123456", to=["ani@example.org"], connection=OutboxBackend()).send()
    assert _mails(ANONYMOUS) == _mails(actor) == []
    jobs.drain()
    assert "123456" in mailbox.newest()[0].text
    assert _mails(SYSTEM)[0].state == Mail.State.SENT


@pytest.mark.parametrize(
    "address",
    ["a@b@example.org", "a@example.org\nBcc: x@example.org", "a b@example.org", "a@", "@a.example",
     "a@example.org,b@example.org", "<a@example.org>", '"a"@example.org', "a" * 300 + "@x.org"],
)  # fmt: skip
def test_an_address_that_says_more_than_one_is_refused(db_world, actor, own_state, address):
    """OUT-04: neither a second address nor a header can hide in an address."""
    with pytest.raises(Invalid, match="letter_address_malformed"):
        _put(actor, to=address)


@pytest.mark.parametrize("text", ["a\r\nBcc: x@example.org", "a\nb", "a\x00b", "a\u2028b"])
def test_a_line_end_in_a_fact_is_refused(db_world, actor, own_state, text):
    """OUT-04: what stands in a subject is one line."""
    with tenancy.scope(actor), pytest.raises(Invalid, match="letter_malformed"):
        outbox.put(kind="mail_x", to="a@example.org", language="en", facts={"title": text},
                   by=actor, now=NOW)  # fmt: skip


@pytest.mark.parametrize("link", ["https://evil.example/", "//evil.example", "javascript:x", "x"])
def test_a_link_leads_to_us_only(db_world, actor, own_state, link):
    """ACC-08: the address in a mail is the origin of the settings and a path."""
    letter = Letter("a@example.org", "en", text="x", link=link)
    if link.startswith("//"):
        told = delivery.message(Mail().id, KIND, letter)
        assert f"{own_state.origin}//evil.example" in told.body
        return
    with tenancy.scope(actor), pytest.raises(Invalid, match="letter_malformed"):
        outbox.put_many(KIND, [letter], by=actor, now=NOW)


def test_a_library_cannot_send_a_link_of_another_host(db_world, own_state):
    """ACC-08: a poisoned Host header gives no mail."""
    mail = DjangoMail("Reset", "Open https://evil.example/reset", to=["a@example.org"])
    mail.connection = OutboxBackend()
    with pytest.raises(Invalid, match="letter_link_foreign"):
        mail.send()


def test_facts_are_text_and_never_markup(own_state):
    """OUT-01: a name with markup stands in a mail as it was written."""
    letter = Letter("a@example.org", "en", subject="<b>x</b>", text="<script>alert(1)</script>")
    made = delivery.message(Mail().id, KIND, letter)
    html = made.alternatives[0][0]
    assert "<script" not in html
    assert "&lt;script&gt;" in html
    assert "<script>" in made.body


def test_the_server_gets_a_whole_mail_without_anything_that_tracks(db_world, actor, server):
    _put(actor)
    jobs.drain()
    [raw] = server.received
    got = message_from_bytes(raw, policy=policy.default)
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["List-Id"]
    assert got["Content-Language"] == "hy"
    assert [part.get_content_type() for part in got.iter_parts()] == ["text/plain", "text/html"]
    html = got.get_body(("html",)).get_content()
    assert [sign for sign in ("<img", "src=", "style=", "url(", "http-equiv") if sign in html] == []
    assert _mails(actor)[0].state == Mail.State.SENT


def test_what_the_server_refuses_for_good_ends(db_world, actor, server):
    server.recipient_answer["gone@example.org"] = "550 unknown"
    _put(actor, to="gone@example.org")
    _put(actor)
    jobs.drain()
    gone, sent = _mails(actor)
    assert (gone.state, gone.last_code) == (Mail.State.FAILED, "mail_address_refused")
    assert sent.state == Mail.State.SENT
    with tenancy.scope(actor):
        assert [one.id for one in outbox.undelivered(actor)] == [gone.id]


def test_a_server_that_is_away_is_asked_again_and_at_last_no_more(
    db_world, actor, own_state, server, monkeypatch
):
    server.recipient_answer["ani@example.org"] = "451 later"
    _put(actor)
    jobs.drain()
    [mail] = _mails(actor)
    assert (mail.state, mail.attempts, mail.last_code) == ("waiting", 1, "mail_server_away")
    assert mail.next_at > clock.now()
    assert jobs.waiting("common.mail") == 1
    with tenancy.scope(actor):
        before = clock.now() - timedelta(hours=1)
        Mail.objects.update(attempts=len(delivery._WAITS), next_at=before)
    delivery.send_bundle(system(organisation_id=actor.organisation_id), mail.bundle)
    assert _mails(actor)[0].state == Mail.State.FAILED


def test_contents_go_and_the_fact_of_sending_stays(db_world, actor, own_state):
    """PRV-01: after some days a mail says no more to whom it went and what it told."""
    _put(actor)
    jobs.drain()
    assert jobs.waiting("common.empty_mail") == 1
    [mail] = _mails(actor)
    delivery.empty(system(organisation_id=actor.organisation_id), mail.bundle)
    [mail] = _mails(actor)
    assert mail.box is None
    assert mail.state == Mail.State.SENT


def test_an_erasure_takes_the_mail_along(db_world, actor, own_state):
    """PRV-01: a mail on its way to somebody erased is dropped, and its hash is gone."""
    with tenancy.scope(actor):
        key, _ = personkeys.create()
        outbox.put(kind="mail_x", to="a@example.org", language="en", by=actor, now=NOW,
                   person_key_id=key)  # fmt: skip
        assert Mail.objects.get().address_hash is not None
        personkeys.destroy(key, now=NOW)
    jobs.drain()
    [mail] = _mails(actor)
    assert (mail.state, mail.box, mail.address_hash) == (Mail.State.DROPPED, None, None)
    assert mailbox.newest() == []


def test_the_operator_sees_numbers_and_no_addresses(db_world, actor, stranger, own_state):
    _put(actor)
    with tenancy.scope(stranger):
        [found] = outbox.counts_of_all()
    assert (found.kind, found.state, found.count) == (KIND, "waiting", 1)


def test_every_kind_of_mail_has_its_four_sentences():
    codes = catalogue("en")
    kinds = {code.removesuffix("_subject") for code in codes if code.endswith("_subject")}
    for kind in {kind for kind in kinds if kind.startswith("mail_")}:
        assert f"{kind}_lead" in codes, kind
