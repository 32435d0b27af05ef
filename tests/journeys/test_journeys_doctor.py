"""`pharos doctor` names whatever was changed by hand, by somebody whom no trigger stops."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from installation import Installation, copy_of

ISSUER = "(select issuer_id from issuing_credential limit 1)"
CREDENTIAL = "(select id from issuing_credential order by id offset 7 limit 1)"
AWARD = "(select id from awards_award order by id offset 5 limit 1)"
DECISION = "(select id from accreditation_decision order by id offset 1 limit 1)"
LEAVES = "(select id from registry_log_chunk where kind = 1 order by id limit 1)"


class Drilled:
    """An installation with 60 credentials, and a doctor that is asked again and again."""

    def __init__(self, installation: Installation) -> None:
        self.installation = installation
        self._doctor = subprocess.Popen(
            [sys.executable, "-m", "drillworld", "examine"],
            env=installation.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def findings(self) -> list[str]:
        """What is broken, as `check: sentence`."""
        self._doctor.stdin.write("look\n")
        self._doctor.stdin.flush()
        told = json.loads(self._doctor.stdout.readline())
        return [f"{check}: {sentence}" for check, outcome, sentence in told if outcome == "fail"]

    def one(self, query: str):
        return self.installation.ask(query)

    @contextmanager
    def changed(self, table: str, *statements: str) -> Iterator[None]:
        """The change, and the table as it was afterwards."""
        self.installation.by_hand(
            f"create table drill_saved as table {table}", *statements, any_count=True
        )
        try:
            yield
        finally:
            self.installation.by_hand(
                f"delete from {table}",
                f"insert into {table} overriding system value table drill_saved",
                "drop table drill_saved",
                any_count=True,
            )

    def close(self) -> None:
        self._doctor.stdin.close()
        assert self._doctor.wait(20) == 0
        self._doctor.stdout.close()


@pytest.fixture(scope="module")
def drilled(issued_template) -> Iterator[Drilled]:
    with copy_of(issued_template) as installation, installation.up():
        told = Drilled(installation)
        yield told
        told.close()


# table, what is done to it, what doctor says; {} is filled with values read before
CHANGES = {
    "an event told otherwise": (
        "common_event",
        "update common_event set entity = 'awards_run' where (tenant, seq) = ({issuer}, 9)",
        "event_changed: common_event, chunk {issuer_id}, row 9",
    ),
    "an event taken out": (
        "common_event",
        "delete from common_event where (tenant, seq) = ({issuer}, 9)",
        "events_missing: common_event, chunk {issuer_id}, row 9",
    ),
    "an award's grade, with its identity made new": (
        "awards_award",
        "update awards_award set grade = '100', identity = awards_identity(issuer_id, id,"
        " version_id, learner_id, award_date, enrolled_on, pathway, identity_check, grade_scale,"
        " grade_code, '100') where id = {award}",
        "row_changed: awards_award, chunk {batch_id}, row {issuer_id}/{award_id}",
    ),
    "an award's state": (
        "awards_award",
        "update awards_award set state = 'revoked' where id = {award}",
        "row_changed: awards_award, chunk {batch_id}, row {issuer_id}/{award_id}",
    ),
    "an award taken out": (
        "awards_award",
        "delete from awards_award where id = {award}",
        "rows_missing: awards_award, chunk {batch_id}",
    ),
    "the clear leaves of a credential": (
        "issuing_credential",
        "update issuing_credential set plain = replace(plain, '2025-07', '2025-06')"
        " where id = {credential}",
        "credential_unreproducible: issuing_credential, chunk {chunk_id}, row {credential_id}",
    ),
    "the sealed leaves of a credential": (
        "issuing_credential",
        "update issuing_credential set sealed = set_byte(sealed, 40, 1 + get_byte(sealed, 40) % 9)"
        " where id = {credential}",
        "credential_unreproducible: issuing_credential, chunk {chunk_id}, row {credential_id}",
    ),
    "the signature of a credential": (
        "issuing_credential",
        "update issuing_credential set signature = set_byte(signature, 3,"
        " 255 - get_byte(signature, 3)) where id = {credential}",
        "signature_changed: issuing_credential, chunk {chunk_id}, row {credential_id}",
    ),
    "the identity of a credential": (
        "issuing_credential",
        "update issuing_credential set identity = sha256('x') where id = {credential}",
        "row_changed: issuing_credential, chunk {chunk_id}, row {issuer_id}/{credential_id}",
    ),
    "the state of a credential": (
        "issuing_credential",
        "update issuing_credential set state = 'revoked' where id = {credential}",
        "row_changed: issuing_credential, chunk {chunk_id}, row {issuer_id}/{credential_id}",
    ),
    "the award of a credential": (
        "issuing_credential",
        "update issuing_credential set award_id = gen_random_uuid() where id = {credential}",
        "award_differs: issuing_credential, chunk {chunk_id}, row {credential_id}",
    ),
    "the place in the list": (
        "issuing_credential",
        "update issuing_credential set status_index = 131071 where id = {credential}",
        "issuing_credential, chunk {chunk_id}, row {credential_id}",
    ),
    "the place in the log": (
        "issuing_credential",
        "update issuing_credential set log_position = (log_position + 1) % 20"
        " where id = {credential}",
        "leaf_differs: issuing_credential, chunk {chunk_id}, row {credential_id}",
    ),
    "a credential taken out": (
        "issuing_credential",
        "delete from issuing_credential where id = {credential}",
        "rows_missing: issuing_credential, chunk {chunk_id}",
    ),
    "the outcome of a decision": (
        "accreditation_decision",
        "update accreditation_decision set number = 'X-1' where id = {decision}",
        "row_changed: accreditation_decision, chunk , row {decision_id}",
    ),
    "a decision taken out": (
        "accreditation_decision",
        "delete from accreditation_decision where id = {decision}",
        "row_missing: accreditation_decision, chunk , row {decision_id}",
    ),
    "the bits of a status list": (
        "issuing_status_list",
        "update issuing_status_list set suspended = set_byte(suspended, 8000, 255)",
        "row_changed: issuing_status_list",
    ),
    "a key on record": (
        "registry_issuer_key",
        "update registry_issuer_key set active_from = active_from - interval '1 year'"
        " where organisation_id = {issuer}",
        "row_changed: registry_issuer_key",
    ),
    "a frozen template": (
        "issuing_template",
        "update issuing_template set body = body || 'x'",
        "template_unreadable: issuing_template, row",
    ),
    "a leaf of the log": (
        "registry_log_chunk",
        "update registry_log_chunk set leaves = set_byte(leaves, 32 * 4,"
        " 255 - get_byte(leaves, 32 * 4)) where id = {leaves}",
        "leaf_changed: registry_log_chunk, chunk {leaves_id}, row 4",
    ),
    "a checkpoint": (
        "registry_checkpoint",
        "update registry_checkpoint set root = sha256('x') where size ="
        " (select min(size) from registry_checkpoint)",
        "checkpoint_changed: registry_checkpoint, row",
    ),
    "the state of the tree": (
        "registry_log_state",
        "update registry_log_state set root = sha256('x')",
        "root_differs",
    ),
    "what a public leaf says": (
        "registry_entry",
        'update registry_entry set statement = statement || \'{{"x": "y"}}\''
        " where kind = 6 and id = (select min(id) from registry_entry where kind = 6)",
        "entry_changed: registry_entry, chunk",
    ),
    "a published list": (
        "issuing_publication",
        "update issuing_publication set document = replace(convert_from(document, 'UTF8'),"
        " '\"ttl\":300000', '\"ttl\":300001')::bytea",
        "publication_changed: issuing_publication, list",
    ),
    "a programme version": (
        "catalogue_programmeversion",
        "update catalogue_programmeversion set level = level + 1 where organisation_id = {issuer}",
        "row_changed: catalogue_programmeversion",
    ),
    "what a chunk says of itself": (
        "issuing_chunk",
        "update issuing_chunk set created = '2020-01-01T00:00:00Z' where number = 0",
        "chunk_differs: issuing_credential, chunk",
    ),
    "a person's key": (
        "common_person_key",
        "update common_person_key set wrapped = null, destroyed_at = now() where id ="
        " (select person_key_id from issuing_credential where id = {credential})",
        "row_changed: common_person_key",
    ),
}


@pytest.fixture(scope="module")
def places(drilled) -> dict[str, str]:
    credential = drilled.one(f"select {CREDENTIAL}")
    award = drilled.one(f"select {AWARD}")
    return {
        "issuer": ISSUER,
        "issuer_id": drilled.one(f"select {ISSUER}"),
        "credential": CREDENTIAL,
        "credential_id": credential,
        "chunk_id": drilled.one(
            f"select chunk_id from issuing_credential where id = '{credential}'"
        ),
        "award": AWARD,
        "award_id": award,
        "batch_id": drilled.one("select id from awards_batch"),
        "decision": DECISION,
        "decision_id": drilled.one(f"select {DECISION}"),
        "leaves": LEAVES,
        "leaves_id": drilled.one(f"select {LEAVES}"),
    }


def test_a_sound_installation_has_no_finding(drilled):
    assert drilled.findings() == []


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_by_hand_is_named_by_chunk_and_row(drilled, places, change):
    """LOG-01: with all power and without triggers; table, chunk and row are named."""
    table, statement, expected = CHANGES[change]
    with drilled.changed(table, statement.format(**places)):
        findings = drilled.findings()
    assert any(expected.format(**places) in one for one in findings), findings


def test_the_last_events_cut_off_and_the_head_put_back_are_missed_by_the_log(drilled, places):
    """LOG-02: the chain that is left is whole in itself; the leaf in the log tells."""
    issuer = places["issuer_id"]
    last = drilled.one(f"select max(seq) from common_event where tenant = '{issuer}'")
    kept = last - 3
    with (
        drilled.changed("common_event", f"delete from common_event where tenant = '{issuer}'"
                        f" and seq > {kept}"),
    ):  # fmt: skip
        saved = drilled.one(f"select hash from common_chain_head where tenant = '{issuer}'")
        head = "update common_chain_head set seq = {}, hash = decode('{}', 'hex') where tenant ="
        cut = drilled.one(
            f"select encode(hash, 'hex') from common_event where tenant = '{issuer}'"
            f" and seq = {kept}"
        )
        drilled.installation.by_hand(head.format(kept, cut) + f" '{issuer}'")
        findings = drilled.findings()
        drilled.installation.by_hand(head.format(last, bytes(saved).hex()) + f" '{issuer}'")
    assert any(f"events_cut: common_event, chunk {issuer}" in one for one in findings)


def test_counters_are_rebuilt_and_the_difference_is_told(drilled):
    """Shows 9: `doctor --recount` makes the counters again from the rows."""
    before = drilled.one("select sum(count) from issuing_counter")
    drilled.installation.by_hand("update issuing_counter set count = count + 7")
    done = drilled.installation.pharos("doctor", "--recount", "--json")
    assert done.returncode == 0, done.stderr[-2000:]
    told = [one["sentence"] for one in json.loads(done.stdout)["checks"]]
    assert any("says 67, the rows say 60" in sentence for sentence in told), told
    assert drilled.one("select sum(count) from issuing_counter") == before
    again = drilled.installation.pharos("doctor", "--recount", "--json")
    assert "0 differed" in again.stdout


def test_every_older_checkpoint_proves_consistency_with_the_newest(drilled):
    """LOG-02: from tiles as anybody may fetch them, against notes as they were published."""
    from pharos.core import tiles
    from pharos.core.merkle import verify_consistency

    installation = drilled.installation
    reader = tiles.folder_reader(installation.state / "published" / "log")
    rows = installation.rows("select size, root from registry_checkpoint order by size")
    assert len(rows) >= 3
    newest, newest_root = rows[-1]
    for size, root in rows[:-1]:
        verify_consistency(
            old_size=size,
            new_size=newest,
            proof=tiles.prove_consistency(size, newest, reader),
            old_root=bytes(root),
            new_root=bytes(newest_root),
        )
