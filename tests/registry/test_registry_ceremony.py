"""A key ceremony by a reviewed file: told first, held once, and only when nothing differs."""

import pytest
from registrybodies import NOW, approved, made, somebody

from pharos.common import clock, tenancy
from pharos.common.actor import Actor
from pharos.common.errors import DomainError, Invalid
from pharos.core.commitments import Kind
from pharos.registry import actions, ceremonies, ceremony, queries
from pharos.registry.models import Entry, IssuerKey, KeyCeremony

pytestmark = pytest.mark.usefixtures("db_world")

FILE = """
ceremony = "pharos-key-ceremony/1"
title = "Keys for 2027"
organisation = "academy"
purposes = ["credentials", "seal"]
proposes = "{first}"
approves = "{second}"

[expected]
origin = "http://localhost:8000"
active = {{ credentials = "{credentials}", seal = "" }}
"""


def address(person: Actor) -> str:
    return f"{person.person_id}@example.org"


@pytest.fixture
def file(academy, registrar, head, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)

    def written(credentials: str = "", **changes: str) -> bytes:
        facts = {"first": address(registrar), "second": address(head), "credentials": credentials}
        return FILE.format(**(facts | changes)).encode()

    return written


def held(raw, signer, head, digest=None):
    confirm = address(head) if digest else None
    return list(ceremonies.hold(raw, digest=digest, confirm_by=confirm, signer=signer))


def code_of(raw, signer, head, digest=None, **facts):
    with pytest.raises(DomainError) as refused:
        list(ceremonies.hold(raw, **({"digest": digest, "confirm_by": address(head),
                                      "signer": signer} | facts)))  # fmt: skip
    return refused.value.code


def test_it_is_told_first_and_nothing_is_done(signer, file, head):
    told = held(file(), signer, head)
    assert [code for code, _ in told] == [
        "ceremony_told_head", "ceremony_told_make", "ceremony_told_make", "ceremony_told_digest",
    ]  # fmt: skip
    assert told[-1][1]["digest"] == ceremony.read(file()).digest
    assert IssuerKey.objects.count() == 0


def test_the_second_person_confirms_the_digest_and_it_is_held(signer, file, academy, head):
    """KEY-08: two persons, one file; the record is an event and a public leaf."""
    raw = file()
    digest = ceremony.read(raw).digest
    told = held(raw, signer, head, digest)
    keys = [facts["key"] for code, facts in told if code == "ceremony_told_done"]
    with tenancy.scope(head):
        assert [queries.active_key(academy.id, one).key_id for one in ("credentials", "seal")] == (
            keys
        )
        [record] = KeyCeremony.objects.all()
        leaf = Entry.objects.filter(kind=int(Kind.KEY)).order_by("-id").first()
    assert (record.digest, record.keys) == (digest, keys)
    assert record.proposed_by != record.confirmed_by
    assert leaf.statement["type"] == "key-ceremony"
    assert leaf.statement["digest"] == digest
    # the register is another now, so the same file is behind
    assert code_of(raw, signer, head, digest) == "ceremony_state"
    assert IssuerKey.objects.count() == 2


def test_the_key_before_is_named_and_retired(signer, file, academy, registrar, head):
    before = approved(made(signer, academy, registrar), head)
    clock_later = NOW.replace(hour=15)
    raw = file(credentials=before.key_id)
    told = held(raw, signer, head)
    assert ("ceremony_told_retire", {"key": before.key_id}) in told
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "now", lambda: clock_later)
        held(raw, signer, head, ceremony.read(raw).digest)
    assert queries.key(before.key_id).state == "retired"


def test_whatever_differs_stops_it(signer, file, academy, registrar, head):
    raw = file()
    digest = ceremony.read(raw).digest
    assert code_of(raw, signer, head, "0" * 64) == "ceremony_digest"
    assert code_of(raw, signer, head, digest, confirm_by=address(registrar)) == "ceremony_person"
    approved(made(signer, academy, registrar), head)
    assert code_of(raw, signer, head, digest) == "ceremony_state"
    assert IssuerKey.objects.count() == 1


def test_one_person_in_both_places_is_none(signer, file, academy):
    both = somebody(academy, "registrar", "head")
    raw = file(first=address(both), second=address(both))
    with pytest.raises(Invalid) as refused:
        ceremony.read(raw)
    assert refused.value.facts["member"] == "approves"


@pytest.mark.parametrize(
    ("old", "new", "member"),
    [
        ("ceremony/1", "ceremony/2", "ceremony"),
        ('title = "Keys for 2027"', 'title = ""', "title"),
        ('["credentials", "seal"]', '["credentials", "log"]', "purposes"),
        ('["credentials", "seal"]', '["seal", "seal"]', "purposes"),
        ('["credentials", "seal"]', '["seal"]', "active"),
        ("[expected]", 'also = "x"\n[expected]', "also"),
        ("origin =", "begin =", "begin"),
        ("{{", "{{ {{", ""),
    ],
    ids=["format", "title", "purpose", "twice", "active", "unknown", "expected", "toml"],
)
def test_a_file_is_read_strictly(file, old, new, member):
    told = FILE.replace(old, new)
    facts = {"first": "a@example.org", "second": "b@example.org", "credentials": ""}
    with pytest.raises(Invalid) as refused:
        ceremony.read(told.format(**facts).encode())
    assert refused.value.code == "ceremony_malformed"
    assert refused.value.facts["member"] == member


def test_the_digest_covers_every_word(file):
    digests = {
        ceremony.read(file(**changes)).digest
        for changes in ({}, {"first": "x@example.org"}, {"credentials": "did:web:a#z6Mk"})
    }
    assert len(digests) == 3


def test_nobody_holds_it_alone(signer, file, academy, registrar, head):
    """AUT-06: the record itself refuses one person in both places."""
    key = made(signer, academy, registrar)
    with tenancy.scope(registrar), pytest.raises(DomainError):
        actions.approve_ceremony(title="x", digest="y", keys=[key], by=registrar, now=NOW)
    assert KeyCeremony.objects.count() == 0
