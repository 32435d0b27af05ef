"""What learners find in their mail: an award, what happened to it, a lost link."""

from datetime import timedelta

import pytest
from deskworld import press, sign_in
from django.test import Client
from holderworld import NINO, issued, mails, own_mailbox, path_in
from moments import NOW

from pharos.accreditation import actions as accreditation
from pharos.accreditation.documents import NewChange
from pharos.accreditation.models import Decision, DecisionChange
from pharos.common import clock, jobs, personkeys, tenancy
from pharos.common.models import Mail
from pharos.issuing import actions
from pharos.issuing.holders import hearing, letters, queries
from pharos.issuing.models import Chunk, Credential

DESK = "/en/desk/golden-fleece-demo-university"


@pytest.fixture
def issuers(committed_issuers, monkeypatch, tmp_path):
    own_mailbox(monkeypatch, tmp_path)
    return committed_issuers


def in_ge(issuers):
    return tenancy.scope(issuers.worker("ge"))


def test_each_learner_with_an_address_gets_one_mail_in_its_language(issuers):
    rows = issued(issuers, NINO, ("ani@example.org", "hy"), ("x@example.org", ""), now=NOW)
    found = mails()
    assert [(one.to, one.language) for one in found] == [
        ("nino@example.org", "ka"), ("ani@example.org", "hy"), ("x@example.org", "ka"),
    ]  # fmt: skip
    assert "თქვენი მინიჭება" in found[0].subject
    assert path_in(found[0]).startswith("/ka/holder/")
    assert path_in(found[1]).startswith("/hy/holder/")
    holder = queries.holder_of(path_in(found[0]).rpartition("/")[2])
    assert holder.credential_id == rows[0].id


def test_nothing_is_written_for_a_roster_without_addresses(issuers):
    issued(issuers, now=NOW)
    assert jobs.waiting("issuing.tell") == 0
    with in_ge(issuers):
        assert Mail.objects.count() == 0


def test_a_job_that_comes_twice_mails_once(issuers):
    rows = issued(issuers, NINO, now=NOW)
    for _ in range(2):
        with in_ge(issuers) as by:
            letters.tell_chunk(chunk_id=rows[0].chunk_id, by=by, now=NOW)
    assert len(mails()) == 1


def test_the_provider_sees_who_was_mailed_and_who_has_no_address(issuers):
    rows = issued(issuers, NINO, now=NOW)
    mails()
    with tenancy.scope(issuers.world.actor("registrar-ge")) as by:
        batch = Chunk.objects.get(id=rows[0].chunk_id).batch_id
        assert queries.mails_of_batch(by, batch) == {"sent": 1, "none": 3}


@pytest.mark.parametrize(
    ("act", "reason", "word"),
    [("revoke", "misconduct", "გაუქმდა"), ("suspend", "under_investigation", "შეჩერდა")],
)
def test_a_change_is_told_with_its_reason(issuers, act, reason, word):
    rows = issued(issuers, NINO, now=NOW)
    mails()
    with tenancy.scope(issuers.world.actor("head-ge")) as by:
        getattr(actions, act)(credential_id=rows[0].id, reason=reason, by=by, now=NOW)
    *_, last = mails()
    assert word in last.subject
    assert "დარღვევა" in last.text if act == "revoke" else "შეისწავლება" in last.text


def test_a_change_without_an_address_is_no_fault(issuers):
    rows = issued(issuers, now=NOW)
    with tenancy.scope(issuers.world.actor("head-ge")) as by:
        actions.revoke(credential_id=rows[0].id, reason="misconduct", by=by, now=NOW)
    assert mails() == []


def test_a_lost_link_is_sent_again_to_the_address_on_record_alone(issuers):
    """ACC-03: known and unknown addresses write the same row and get the same answer."""
    from pharos.common.actor import ANONYMOUS

    issued(issuers, NINO, now=NOW)
    first = mails()[0]
    for address in ("nobody@example.org", "Nino@example.org"):
        with tenancy.scope(ANONYMOUS) as by:
            letters.ask_links(address=address, language="en", by=by, now=NOW)
    found = mails()
    assert [one.to for one in found] == ["nino@example.org", "nino@example.org"]
    assert path_in(found[1]) == path_in(first)


def test_nobody_is_mailed_after_an_erasure(issuers):
    """PRV-01: what is erased while the mail waits is not sent, and its link opens nothing."""
    rows = issued(issuers, NINO, now=NOW)
    with in_ge(issuers):
        personkeys.destroy(rows[0].person_key_id, now=NOW)
    assert mails() == []


def test_no_address_stands_in_the_queue(issuers):
    """PRV-06: the queue carries ids alone."""
    from django.db import connection

    issued(issuers, NINO, now=NOW)
    mails()
    with connection.cursor() as cursor:
        cursor.execute("select string_agg(args::text, ' ') from procrastinate_jobs")
        assert "example.org" not in cursor.fetchone()[0]


def undelivered(issuers):
    """One mail that the server refused, of a batch of four; the batch and the mail."""
    rows = issued(issuers, NINO, now=NOW)
    mails()
    with in_ge(issuers):
        Mail.objects.filter(kind="mail_issued").update(
            state="failed", attempts=1, last_code="mail_refused"
        )
        return Chunk.objects.get(id=rows[0].chunk_id).batch_id, Mail.objects.get()


@pytest.fixture
def at_noon(monkeypatch):
    """Roles are held from the moment at which the world was made, a little ahead of today."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def at_desk(issuers, key):
    client = Client()
    sign_in(client, issuers.world.people[key])
    return client


@pytest.mark.parametrize("one", [True, False])
@pytest.mark.usefixtures("at_noon")
def test_an_undelivered_mail_is_sent_again_from_the_desk(issuers, one):
    batch, mail = undelivered(issuers)
    registrar = at_desk(issuers, "registrar-ge")
    shown = registrar.get(f"{DESK}/batches/{batch}").content.decode()
    assert "Not delivered: 1 · No address: 3" in shown
    assert "/requests#mails" in shown
    fields = {"mail": str(mail.id)} if one else {}
    done = press(registrar, f"{DESK}/requests", act="again", **fields)
    assert done.status_code == 303
    assert done.headers["Location"].endswith("done=done_mails_again&count=1")
    with in_ge(issuers):
        assert (Mail.objects.get().state, Mail.objects.get().attempts) == ("waiting", 0)
    assert len(mails()) == 1
    with in_ge(issuers):
        assert Mail.objects.get().state == "sent"
    assert "Every mail was delivered" in registrar.get(f"{DESK}/requests").content.decode()
    # once it went out there is nothing to send again
    assert press(registrar, f"{DESK}/requests", act="again", **fields).status_code == 409


@pytest.mark.usefixtures("at_noon")
def test_a_mail_whose_address_was_taken_out_is_not_sent_again(issuers):
    _, mail = undelivered(issuers)
    with in_ge(issuers):
        Mail.objects.update(box=None)
    registrar = at_desk(issuers, "registrar-ge")
    shown = registrar.get(f"{DESK}/requests").content.decode()
    assert 'value="again"' not in shown
    assert press(registrar, f"{DESK}/requests", act="again", mail=str(mail.id)).status_code == 409
    other = at_desk(issuers, "registrar-am")
    theirs = DESK.replace("golden-fleece", "lighthouse")
    assert press(other, f"{theirs}/requests", act="again", mail=str(mail.id)).status_code == 409


def test_scenario_2_holders_are_heard_when_fraud_reaches_back_to_their_award(issuers):
    """REFERENCE 9, scenario 2: nothing is cancelled, who holds an award of those days is told."""
    rows = issued(issuers, NINO, now=NOW)
    mails()
    withdrawn_for_fraud(issuers, rows[0].awarded_on - timedelta(days=1))
    [first, last] = mails()
    assert "თქვენი მინიჭება" in last.subject
    assert "თაღლითობა" in last.text
    assert "უფლება" in last.text
    assert path_in(last) == path_in(first)
    with in_ge(issuers):
        assert [row.state for row in Credential.objects.all()] == ["valid"] * 4
        assert hearing.hear(change_id=DecisionChange.objects.get().id, after=None,
                            by=issuers.worker("ge"), now=NOW) == 0  # fmt: skip


def withdrawn_for_fraud(issuers, since):
    """The programme's decision is withdrawn with effect from a day of the past."""
    world = issuers.world
    version = world.versions["data-analysis"]
    decision = Decision.objects.get(version_id=version.id, kind="programme")
    change = NewChange(
        decision=str(decision.id), kind="withdrawn", number="F-1", decided_on=NOW.date(),
        first_day=NOW.date(), retroactive_from=since, ground="fraud",
    )  # fmt: skip
    propose, approve = accreditation.propose_change, accreditation.approve_change
    proposal = world.in_scope("agency-officer-ge", propose, change=change, now=NOW)
    world.in_scope("agency-approver-ge", approve, proposal_id=proposal.id,
                   digest=bytes(proposal.digest), now=NOW)  # fmt: skip
