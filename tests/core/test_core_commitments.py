"""Leaves that reveal nothing: exact bytes, separation of kinds, no dictionary attack."""

import itertools
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.core import commitments
from pharos.core.commitments import Kind
from pharos.core.errors import CoreError

CREDENTIAL = "urn:uuid:0d4f6a2e-58f1-4d5c-9d8e-2a6c6a1f4f00"


def test_the_entry_is_kind_salt_and_digest_hashed() -> None:
    salt, digest = b"\x11" * 32, b"\x22" * 32
    expected = sha256(b"\x01" + salt + digest).digest()
    assert commitments.commitment(Kind.ISSUE, salt, digest) == expected


def test_the_numbers_of_the_kinds_never_change() -> None:
    assert [(kind.name, int(kind)) for kind in Kind] == [
        ("ISSUE", 1),
        ("REVOKE", 2),
        ("SUSPEND", 3),
        ("REINSTATE", 4),
        ("SUPERSEDE", 5),
        ("DECISION", 6),
        ("KEY", 7),
        ("NATIONAL_ACKNOWLEDGEMENT", 8),
        ("NATIONAL_REFUSAL", 9),
        ("CHAIN_HEADS", 10),
    ]


@given(st.binary(min_size=32, max_size=32), st.binary(min_size=32, max_size=32))
def test_no_two_kinds_share_an_entry(salt: bytes, digest: bytes) -> None:
    made = [
        commitments.commitment(
            kind, commitments.NO_SALT if kind in commitments.PUBLIC_KINDS else salt + b"", digest
        )
        for kind in Kind
        if salt != commitments.NO_SALT
    ]
    assert len(set(made)) == len(made)


def test_salts_and_digests_of_another_length_or_class_are_refused() -> None:
    for salt, digest in [(b"", bytes(32)), (b"\1" * 31, bytes(32)), (b"\1" * 32, b"")]:
        with pytest.raises(CoreError, match="commitment_malformed"):
            commitments.commitment(Kind.ISSUE, salt, digest)
    with pytest.raises(CoreError, match="commitment_salt"):
        commitments.commitment(Kind.ISSUE, commitments.NO_SALT, bytes(32))
    with pytest.raises(CoreError, match="commitment_salt"):
        commitments.commitment(Kind.DECISION, b"\1" * 32, bytes(32))
    with pytest.raises(CoreError, match="salt_key_malformed"):
        commitments.salt_for(b"short", CREDENTIAL)


def test_a_salt_belongs_to_one_person_and_one_credential() -> None:
    people = [b"\x01" * 32, b"\x02" * 32]
    ids = [CREDENTIAL, CREDENTIAL[:-1] + "1"]
    salts = {commitments.salt_for(key, one) for key, one in itertools.product(people, ids)}
    assert len(salts) == 4
    assert all(len(salt) == 32 for salt in salts)
    assert commitments.salt_for(people[0], CREDENTIAL) in salts


def test_no_entry_is_found_by_trying_names_and_dates() -> None:
    """LOG-08: neither plain nor hashed guesses of personal data equal or lie in an entry."""
    names = ["Անի Սարգսյան", "Bela Hovhannisyan", "ნინო ბერიძე", "x@example.com"]
    dates = ["1990-01-01", "2001-12-31"]
    entries = []
    for number, name in enumerate(names):
        salt = commitments.salt_for(bytes([number + 1]) * 32, CREDENTIAL)
        entries.append(commitments.commitment(Kind.ISSUE, salt, sha256(name.encode()).digest()))
    guesses = [name.encode() for name in names] + [d.encode() for d in dates]
    guesses += [a.encode() + b.encode() for a, b in itertools.product(names, dates)]
    hashed = [sha256(guess).digest() for guess in guesses]
    unsalted = [
        sha256(bytes([kind]) + commitments.NO_SALT + digest).digest()
        for kind in Kind
        for digest in hashed
    ]
    for entry in entries:
        assert entry not in hashed + unsalted
        assert not any(guess in entry for guess in guesses)


def test_statements_are_plain_and_their_digest_is_that_of_canonical_json() -> None:
    statement = commitments.registration_statement(credential_id=CREDENTIAL, number="AM-17")
    text = (
        f'{{"credential":"{CREDENTIAL}","number":"AM-17","outcome":"registered",'
        '"type":"national-registration"}'
    )
    assert commitments.digest(statement) == sha256(text.encode()).digest()
    refused = commitments.registration_statement(
        credential_id=CREDENTIAL, number=None, refused=True
    )
    assert (refused["number"], refused["outcome"]) == (None, "refused")


def test_every_statement_names_its_type() -> None:
    at = "2026-11-22T10:00:00Z"
    made = [
        commitments.status_statement(Kind.REVOKE, credential_id="c", reason="r", at=at),
        commitments.status_statement(Kind.SUSPEND, credential_id="c", reason="r", at=at),
        commitments.status_statement(Kind.REINSTATE, credential_id="c", reason="r", at=at),
        commitments.supersession_statement(credential_id="c", successor_id="d", at=at),
        commitments.decision_statement({"id": "1"}),
        commitments.key_statement(issuer_id="i", key_id="k", public="z", state="active", at=at),
        commitments.chain_heads_statement({"t": b"\1" * 32}),
    ]
    types = [statement["type"] for statement in made]
    assert len(set(types)) == len(types)
    assert len({commitments.digest(statement) for statement in made}) == len(made)
    assert len(commitments.public_commitment(Kind.CHAIN_HEADS, made[-1])) == 32
