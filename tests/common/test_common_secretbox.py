"""Personal fields under a key a person; the keys under the installation's; erasure."""

import os
import stat
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.common import personkeys, secretbox, tenancy
from pharos.common.errors import NotFound
from pharos.common.ids import uuid7
from pharos.common.privatefiles import NotPrivate
from pharos.common.secretbox import PersonCipher, Unreadable

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
CIPHER = PersonCipher(bytes(range(32)))


@pytest.fixture
def keys(state_dir):
    secretbox.ensure_keys()
    return state_dir / "secrets"


@given(st.text(), st.text(max_size=40))
def test_what_was_sealed_opens_again(text, place):
    assert CIPHER.decrypt(CIPHER.encrypt(text, place), place) == text


@given(st.binary(max_size=80))
def test_other_bytes_are_unreadable_and_nothing_else(box):
    with pytest.raises(Unreadable):
        CIPHER.decrypt(box, "place")


def test_every_changed_bit_is_noticed():
    box = CIPHER.encrypt("Գայանե", "learner.name")
    for place in range(len(box) * 8):
        changed = bytearray(box)
        changed[place // 8] ^= 1 << (place % 8)
        with pytest.raises(Unreadable):
            CIPHER.decrypt(bytes(changed), "learner.name")


def test_a_box_opens_only_in_its_place_and_with_its_key():
    box = CIPHER.encrypt("x", "learner.name")
    with pytest.raises(Unreadable):
        CIPHER.decrypt(box, "learner.birth_date")
    with pytest.raises(Unreadable):
        PersonCipher(bytes(32)).decrypt(box, "learner.name")


def test_the_same_text_never_looks_the_same():
    assert CIPHER.encrypt("x", "p") != CIPHER.encrypt("x", "p")


def test_the_salt_key_is_a_persons_own_and_not_the_key():
    assert CIPHER.salt_key == PersonCipher(bytes(range(32))).salt_key
    assert CIPHER.salt_key != PersonCipher(bytes(32)).salt_key
    assert CIPHER.salt_key != bytes(range(32))


def test_a_key_of_another_length_is_no_key():
    with pytest.raises(ValueError):
        PersonCipher(b"short")


def test_a_wrapped_key_opens_only_for_its_row(keys):
    row, key = uuid7(), secretbox.new_person_key()
    wrapped = secretbox.wrap(key, row)
    assert secretbox.unwrap(wrapped, row) == key
    with pytest.raises(Unreadable):
        secretbox.unwrap(wrapped, uuid7())


def test_the_keyed_hash_depends_on_kind_and_pepper(keys, monkeypatch):
    first = secretbox.keyed_hash("national:AM", "1234567890")
    assert first == secretbox.keyed_hash("national:AM", "1234567890")
    assert first != secretbox.keyed_hash("national:GE", "1234567890")
    other = secretbox.Keys(master=bytes(32), pepper=bytes(32))
    monkeypatch.setattr(secretbox, "keys", lambda: other)
    assert first != secretbox.keyed_hash("national:AM", "1234567890")


def test_keys_are_made_once_and_are_private(tmp_path):
    """KEY-09: key files are made with mode 0600."""
    tmp_path.chmod(0o700)
    secretbox.ensure_keys(tmp_path)
    before = {file.name: file.read_bytes() for file in tmp_path.iterdir()}
    secretbox.ensure_keys(tmp_path)
    assert {file.name: file.read_bytes() for file in tmp_path.iterdir()} == before
    assert set(before) == {"master.key", "pepper.key", "django.key"}
    assert len(set(before.values())) == 3
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o644])
def test_a_key_file_that_others_can_read_is_refused(tmp_path, mode):
    """KEY-09: readable by group or world: refused."""
    tmp_path.chmod(0o700)
    secretbox.ensure_keys(tmp_path)
    (tmp_path / "master.key").chmod(mode)
    with pytest.raises(NotPrivate):
        secretbox._load.__wrapped__(tmp_path)


def test_a_damaged_key_file_is_refused(tmp_path):
    tmp_path.chmod(0o700)
    secretbox.ensure_keys(tmp_path)
    os.truncate(tmp_path / "pepper.key", 5)
    with pytest.raises(Unreadable):
        secretbox._load.__wrapped__(tmp_path)


def test_keys_do_not_show_themselves(keys):
    """KEY-09: no key in a representation, so none in a log or debug page."""
    loaded = secretbox.keys()
    assert repr(loaded) == "Keys()"
    assert "\\x00\\x01" not in repr(CIPHER)


def test_a_persons_key_is_made_read_and_destroyed(db_world, keys, actor):
    with tenancy.scope(actor):
        id, cipher = personkeys.create()
        box = cipher.encrypt("Նարեկ", "learner.name")
    with tenancy.scope(actor):
        assert personkeys.read(id).decrypt(box, "learner.name") == "Նարեկ"
    with tenancy.scope(actor):
        personkeys.destroy(id, now=NOW)
        personkeys.destroy(id, now=NOW)
    with tenancy.scope(actor):
        with pytest.raises(personkeys.Erased) as erased:
            personkeys.read(id)
        assert personkeys.read_many([id]) == {}
    assert erased.value.code == "person_erased"


def test_a_persons_key_is_not_found_from_another_tenant(db_world, keys, actor, stranger):
    with tenancy.scope(actor):
        id, _ = personkeys.create()
    with tenancy.scope(stranger):
        with pytest.raises(NotFound):
            personkeys.read(id)
        with pytest.raises(NotFound):
            personkeys.destroy(id, now=NOW)


def test_many_keys_are_made_at_once(db_world, keys, actor):
    with tenancy.scope(actor):
        made = personkeys.create_many(100)
        read = personkeys.read_many(id for id, _ in made)
    assert {id: cipher.salt_key for id, cipher in made} == {
        id: cipher.salt_key for id, cipher in read.items()
    }
