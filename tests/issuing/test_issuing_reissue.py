"""Everything of one key is signed anew in one act, and the old ones say why."""

import csv
import io
import json
from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from chunkacts import jobs_named
from keyacts import agreed, rotated
from moments import NOW

from pharos.awards.models import Award
from pharos.common import clock, tenancy
from pharos.common import settings as pharos_settings
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import Conflict, NotFound, Unavailable
from pharos.core.commitments import Kind, commitment, digest, supersession_statement
from pharos.core.dataintegrity import verify_signature
from pharos.core.multibase import decode_multikey
from pharos.issuing import examination, families, queries, rules
from pharos.issuing.actions import suspend
from pharos.issuing.holders import queries as holders
from pharos.issuing.models import Chunk, Counter, Credential, Intent, StatusChange, StatusList
from pharos.issuing.reissue import making, named, tasks
from pharos.issuing.reissue import queries as reissue
from pharos.issuing.reissue.models import Reissue
from pharos.registry.models import LogChunk
from pharos.registry.rules import KeyAct

LATER = NOW + timedelta(hours=3)
PERSONAL = ("credentialSubject", "issuer", "awardedDate", "name")


@pytest.fixture
def chunks_of_25(monkeypatch):
    mine = pharos_settings.settings().model_copy(update={"chunk_rows": 25})
    monkeypatch.setattr(making, "settings", lambda: mine)


class Story:
    """A key that was in other hands, another in its place, and a re-issue that two agreed on."""

    def __init__(self, issuers):
        self.issuers = issuers
        self.olds = issuers.issued()
        self.worker = issuers.worker("ge")
        self.first = issuers.keys["ge"]
        self.second = rotated(issuers, NOW + timedelta(hours=1))
        agreed(issuers, self.first.key_id, KeyAct.COMPROMISED, NOW + timedelta(hours=2), since=NOW)
        self.proposal = agreed(issuers, self.first.key_id, KeyAct.REISSUE, LATER)

    def begin(self):
        with tenancy.scope(self.worker) as by:
            return making.start(proposal_id=self.proposal.id, by=by, now=LATER)

    def chunk(self, run, now=LATER):
        return tasks.chunk_now(self.worker, run.id, now=now, signer=self.issuers.signer)

    def all(self):
        run = self.begin()
        while self.chunk(run):
            pass
        return self.run(run)

    def run(self, run):
        with tenancy.scope(self.worker):
            return Reissue.objects.get(id=run.id)

    def read(self, old):
        with tenancy.scope(self.worker):
            return Credential.objects.get(issuer_id=old.issuer_id, id=old.id)


@pytest.fixture
def story(issuers, chunks_of_25):
    return Story(issuers)


def document(credential):
    return json.loads(queries.made(credential).document)


def test_all_credentials_of_a_key_are_signed_anew(story):
    """Shows 6: each old one is revoked and names its successor, whose award is the same."""
    run = story.all()
    assert (run.total, run.done, run.skipped, run.chunks) == (60, 60, 0, 3)
    assert run.finished_at == LATER
    with tenancy.scope(story.worker):
        assert Credential.objects.count() == 120
        assert set(Award.objects.values_list("state", flat=True)) == {"confirmed"}
        for old in map(story.read, story.olds):
            new = Credential.objects.get(issuer_id=old.issuer_id, id=old.successor_id)
            assert (old.state, new.state) == ("revoked", "valid")
            assert (old.award_id, old.awarded_on) == (new.award_id, new.awarded_on)
            assert queries.credential_of_award(old.issuer_id, old.award_id).id == new.id
            before, after = document(old), document(new)
            for member in PERSONAL:
                told = json.dumps(before.get(member)).replace(before["id"], after["id"])
                assert json.loads(told) == after.get(member)
            assert before["id"] != after["id"]
            assert before["validFrom"] < after["validFrom"]
            assert after["proof"][0]["verificationMethod"] == story.second.key_id
            signed = families.load(new.template_id).signing_input(
                queries.made(new).values, queries.created_text(new.created)
            )
            public = decode_multikey(story.second.public)[1]
            verify_signature(signed, bytes(new.signature), public)


def test_the_old_one_says_why_to_whoever_has_its_link(story):
    """KEY-03: revoked because of the key, and what took its place, for everybody with the link."""
    story.all()
    for old in story.olds[:3]:
        successor, reason = reissue.replaced(old.id)
        assert reason == "key_compromised"
        assert successor == story.read(old).successor_id
        assert reissue.replaced(successor) is None
        with tenancy.scope(ANONYMOUS, capability=old.id):
            [change] = StatusChange.objects.filter(credential_id=old.id)
        assert (change.act, change.step) == ("supersede", 1)
        assert change.proposed_by != change.approved_by


def test_the_status_lists_and_the_log_say_the_same(story):
    story.all()
    with tenancy.scope(story.worker):
        lists = {one.id: one for one in StatusList.objects.all()}
        for old in map(story.read, story.olds):
            new = Credential.objects.get(issuer_id=old.issuer_id, id=old.successor_id)
            assert rules.is_set(bytes(lists[old.list_id].revoked), old.status_index)
            assert not rules.is_set(bytes(lists[new.list_id].revoked), new.status_index)
        old = story.read(story.olds[0])
        [change] = StatusChange.objects.filter(credential_id=old.id)
        block = bytes(LogChunk.objects.get(id=change.log_chunk_id).leaves)
        statement = supersession_statement(
            credential_id=f"urn:uuid:{old.id}",
            successor_id=f"urn:uuid:{old.successor_id}",
            at=queries.created_text(LATER),
        )
        cipher = queries.personkeys.read(old.person_key_id)
        leaf = commitment(Kind.SUPERSEDE, queries.salt_of(old, cipher), digest(statement))
        leaves = [block[i : i + 32] for i in range(0, len(block), 32)]
        assert leaf in leaves
        assert {one.args["list_id"] for one in published(old.list_id)} == {old.list_id}


def published(list_id):
    class Job:
        def __init__(self, args):
            self.args = args

    return [Job(args) for args in jobs_named("issuing.publish") if args["list_id"] == list_id]


def test_doctor_finds_everything_in_order_and_counts_an_award_once(story):
    story.all()
    with tenancy.scope(story.worker):
        rows = list(Credential.objects.order_by("chunk_id", "position"))
        assert list(examination._problems(story.olds[0].issuer_id, rows)) == []
        kept = {(one.act): one.count for one in Counter.objects.all()}
        made = {key[2]: number for key, number in queries.counted(rows[0].issuer_id).items()}
    assert kept == made == {"issue": 60, "supersede": 60}


def test_it_goes_on_where_it_was_and_does_nothing_twice(story):
    """REL-01: killed between preparing and signing, the same intent is signed, once."""
    run = story.begin()
    assert story.begin().id == run.id
    with tenancy.scope(story.worker) as by:
        waiting = making.prepare(run_id=run.id, by=by, now=LATER)
        assert making.prepare(run_id=run.id, by=by, now=LATER).id == waiting.id
    assert story.chunk(run)
    assert story.run(run).done == 25
    assert story.chunk(run)
    assert story.chunk(run)
    assert not story.chunk(run)
    assert not story.chunk(run)
    with tenancy.scope(story.worker):
        assert Chunk.objects.filter(batch_id=run.id).count() == 3
        assert Intent.objects.filter(batch_id=run.id, emptied_at=None).count() == 0
        assert all(bytes(one.rows) == b"" for one in Intent.objects.filter(batch_id=run.id))
    assert story.run(run).done == 60


def test_what_is_suspended_meanwhile_waits_for_its_end(story):
    """STA-07: a re-issue gives back nothing that was taken away."""
    run = story.begin()
    with tenancy.scope(story.worker) as by:
        intent = making.prepare(run_id=run.id, by=by, now=LATER)
        taken = rules.thaw(bytes(intent.rows))[0].award
        row = queries.credential_of_award(story.olds[0].issuer_id, taken)
    with tenancy.scope(story.issuers.world.actor("head-ge")) as by:
        suspend(credential_id=row.id, reason="error_suspected", by=by, now=LATER)
    while story.chunk(run):
        pass
    done = story.run(run)
    assert (done.done, done.skipped) == (59, 1)
    assert story.read(row).state == "suspended"
    assert story.read(row).successor_id is None


def test_another_rotation_meanwhile_signs_with_the_newest_key(story):
    """KEY-11: prepared under a key that was retired since, it is prepared anew."""
    run = story.begin()
    with tenancy.scope(story.worker) as by:
        making.prepare(run_id=run.id, by=by, now=LATER)
    third = rotated(story.issuers, LATER + timedelta(minutes=1), name="third")
    while story.chunk(run, LATER + timedelta(minutes=2)):
        pass
    assert story.run(run).done == 60
    with tenancy.scope(story.worker):
        for old in map(story.read, story.olds):
            new = Credential.objects.get(issuer_id=old.issuer_id, id=old.successor_id)
            method = document(new)["proof"][0]["verificationMethod"]
            assert method == third.key_id


def test_the_stop_of_issuing_holds_for_it_too(story):
    """ISS-10: nothing is signed anew while issuing is stopped."""
    from pharos.registry import actions as registry_actions

    run = story.begin()
    with tenancy.scope(story.issuers.world.actor("head-ge")) as by:
        registry_actions.stop_issuing(reason="drill", by=by)
    with pytest.raises(Unavailable) as stopped:
        story.chunk(run)
    assert stopped.value.code == "issuing_stopped"
    assert story.run(run).done == 0


def test_without_two_persons_and_another_key_nothing_begins(issuers):
    """KEY-08: neither alone, nor onto the key that is to be left."""
    issuers.issued()
    key = issuers.keys["ge"]
    with pytest.raises(Conflict) as same:
        agreed(issuers, key.key_id, KeyAct.REISSUE, LATER)
    assert same.value.code == "reissue_same_key"
    rotated(issuers, LATER)
    with tenancy.scope(issuers.world.actor("registrar-ge")) as by:
        from pharos.registry import actions as registry_actions

        waiting = registry_actions.propose_key_act(
            key_id=key.key_id, act=KeyAct.REISSUE, by=by, now=LATER
        )
        with pytest.raises(NotFound):
            making.start(proposal_id=waiting.id, by=by, now=LATER)


def test_a_learner_sees_the_new_one_and_the_old_link_leads_there(story):
    """The record shows each award once; the link of the first mail opens it still."""
    old = story.olds[0]
    story.all()
    holder = holders.Holder(old.issuer_id, old.person_key_id, old.id)
    with holders.as_holder(old.person_key_id):
        held = holders.held(holder)
    assert [(one.id, one.state) for one in held] == [(story.read(old).successor_id, "valid")]


def test_learners_are_mailed_where_the_new_one_is(story, settings):
    from pharos.common.models import Mail

    story.all()
    chunks = [args["chunk"] for args in jobs_named("issuing.tell_reissued")]
    assert len(chunks) == 3
    from pharos.issuing.reissue import telling

    told = 0
    for chunk in chunks:
        with tenancy.scope(story.worker) as by:
            told += telling.tell_chunk(chunk_id=chunk, by=by, now=LATER)
            assert telling.tell_chunk(chunk_id=chunk, by=by, now=LATER) == 0
    with tenancy.scope(story.worker):
        mails = Mail.objects.filter(kind="mail_reissued")
        assert mails.count() == told
        known = set(Credential.objects.filter(successor_id=None).values_list("id", flat=True))
        assert {one.about for one in mails} <= known


def many(raw: bytes, count: int) -> bytes:
    """So many learners of the roster's form: each row again with another number and day."""
    heading, *rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig"))))
    text = io.StringIO()
    write = csv.writer(text)
    write.writerow(heading)
    number = heading.index("პირადი ნომერი")
    born = heading.index("დაბადების თარიღი")
    for place in range(count):
        row = list(rows[place % len(rows)])
        row[0] = str(place + 1)
        row[number] = f"99{place:09}"
        row[born] = (date(1970, 1, 1) + timedelta(days=place)).isoformat()
        write.writerow(row)
    return text.getvalue().encode()


def test_five_hundred_are_signed_anew_in_one_act(issuers, monkeypatch):
    """Shows 6, the everyday number: 100,000 took 201 seconds on a machine with two cores."""
    mine = pharos_settings.settings().model_copy(update={"chunk_rows": 200})
    monkeypatch.setattr(making, "settings", lambda: mine)
    raw = many(issuers.world.roster("data-analysts.csv"), 500)
    monkeypatch.setattr(issuers.world, "roster", lambda name: raw)
    story = Story(issuers)
    assert len(story.olds) == 500
    run = story.all()
    assert (run.total, run.done, run.skipped, run.chunks) == (500, 500, 0, 3)
    with tenancy.scope(story.worker):
        rows = Credential.objects.all()
        assert rows.filter(state="valid", successor_id=None).count() == 500
        olds = rows.filter(state="revoked")
        assert olds.count() == len(set(olds.values_list("successor_id", flat=True))) == 500
        assert StatusChange.objects.filter(act="supersede").count() == 500


class TestNamed:
    def done(self, issuers, *wanted, reason="superseded", by=None, confirm_by=None):
        return named.supersede(
            wanted, reason=reason, by=by, confirm_by=confirm_by, signer=issuers.signer
        )

    def test_one_is_replaced_by_two_persons(self, issuers, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: LATER)
        old = issuers.issued()[0]
        [result] = self.done(issuers, old.id)
        assert result.outcome == "done", result.error
        with tenancy.scope(issuers.worker("ge")):
            row = Credential.objects.get(issuer_id=old.issuer_id, id=old.id)
            new = Credential.objects.get(issuer_id=old.issuer_id, id=row.successor_id)
            assert (row.state, new.state) == ("revoked", "valid")
            assert (
                document(new)["credentialSubject"]["achievement"]
                == (document(row)["credentialSubject"]["achievement"])
            )
        [again] = self.done(issuers, old.id)
        assert again.error.code == "already_revoked"
        [wrong] = self.done(issuers, new.id, reason="misconduct")
        assert wrong.error.code == "status_reason_unknown"

    def test_one_person_alone_replaces_nothing(self, issuers, monkeypatch):
        """AUT-06: the same person in both places is no second person."""
        monkeypatch.setattr(clock, "now", lambda: LATER)
        old = issuers.issued()[0]
        registrar = f"{issuers.world.people['registrar-ge']}@example.org"
        for second in (None, registrar):
            [result] = self.done(issuers, old.id, by=registrar, confirm_by=second)
            assert result.error.code == "second_person_needed"

    def test_a_name_that_was_put_right_stands_in_the_new_one(self, issuers, monkeypatch):
        monkeypatch.setattr(clock, "now", lambda: LATER)
        old = issuers.issued()[0]
        name = SimpleNamespace(native="ნინო მაგალითი", latin="Nino Example")
        contact = SimpleNamespace(name=name)
        monkeypatch.setattr(named, "awards", SimpleNamespace(contact=lambda award_id: contact))
        [result] = self.done(issuers, old.id, reason="error_in_data")
        assert result.outcome == "done", result.error
        with tenancy.scope(issuers.worker("ge")):
            row = Credential.objects.get(issuer_id=old.issuer_id, id=old.id)
            new = Credential.objects.get(issuer_id=old.issuer_id, id=row.successor_id)
            text = json.dumps(document(new), ensure_ascii=False)
        assert "ნინო მაგალითი" in text
        assert "Nino Example" in text
