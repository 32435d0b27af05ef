"""One award in every signed format: the same facts, the same status, one credential."""

import time
from pathlib import Path

import pytest
import sealkeys
from borrowed import borrow

from pharos.common import clock, tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import Conflict, Invalid, NotFound, Unavailable
from pharos.common.personkeys import Erased
from pharos.core.elements import Extent, carried, differences, elements_of
from pharos.core.verify import EmptyStore, Verifier
from pharos.issuing import actions as issuing
from pharos.issuing import facts
from pharos.issuing.documents import actions as documents
from pharos.issuing.documents import queries as of_documents
from pharos.issuing.documents.making import FORMATS
from pharos.issuing.models import Document
from pharos.verification import queries as verification

signers = borrow("formats_issuers", Path(__file__).parents[1] / "issuing" / "conftest.py")
# The table of what a format cannot carry, where the name of the format is not its own.
TABLES = {
    "ob3-jwt": "ob3",
    "ob3-jwt-eddsa": "ob3",
    "ob3-two-proofs": "ob3",
    "elm-sealed": "elm",
}
# What is told when a proof holds, where it is a seal and no plain signature.
HOLDS = {"elm-sealed": "seal_national"}


@pytest.fixture
def keyed(shown):
    signers.NOW = clock.now()
    for nation in ("ge", "am"):
        shown.issuers.add_documents_key(nation)
        key = signers._key(shown.issuers, nation, "seal", signers.P256)
        sealkeys.add_seal(shown.issuers, key, nation)
    # lists of one second are the same documents, and were signed already
    time.sleep(1.1)
    return shown


def made(shown, nation, name):
    return documents.document(
        shown.credentials[nation].id, name, now=clock.now(), signer=shown.issuers.signer
    )


def verdict(content, proof):
    trust = verification.published_bundle()
    return Verifier(trust, EmptyStore()).verify(content, at=clock.now(), tlog_proof=proof)


def test_every_format_holds_and_tells_what_the_record_says(keyed):
    for nation in ("ge", "am"):
        row = keyed.credentials[nation]
        names = [name for name in FORMATS if (nation, name) != ("am", "qr")]
        for name in names:
            made(keyed, nation, name)
        keyed.publish()
        with tenancy.scope(ANONYMOUS, capability=row.id):
            record = facts.of(row.id)
        told = elements_of(record.programme, record.issuer, record.award, record.status)
        for name in names:
            signed = made(keyed, nation, name)
            report = verdict(signed.content, signed.tlog_proof)
            outcomes = {one.id: (one.outcome.value, one.code) for one in report.checks}
            assert outcomes["proof"] == ("passed", HOLDS.get(name, "proof_holds")), (name, outcomes)
            assert outcomes["issuer"] == ("passed", "issuer_known"), (name, outcomes)
            assert outcomes["status"] == ("passed", "status_good"), (name, outcomes)
            assert outcomes["accredited_at_award"][0] == "passed", (name, outcomes)
            assert outcomes["registered"][0] != "failed", (name, outcomes)
            lacks = differences(told, report.credential.elements())
            table = carried(TABLES.get(name, name))
            allowed = {element: one.extent for element, one in table.items()}
            assert all(
                allowed.get(element) in (extent, Extent.NONE) for element, extent in lacks.items()
            ), (name, lacks)


def test_a_code_waits_for_the_national_number_that_it_carries(keyed):
    with pytest.raises(Unavailable) as waits:
        made(keyed, "am", "qr")
    assert waits.value.code == "export_registration_waits"


def test_a_document_is_the_same_ever_after(keyed):
    first = {name: made(keyed, "ge", name).content for name in FORMATS}
    assert {name: made(keyed, "ge", name).content for name in FORMATS} == first
    assert len(set(first.values())) == len(FORMATS)


def test_every_format_is_revoked_by_one_act(keyed):
    row = keyed.credentials["ge"]
    for name in FORMATS:
        made(keyed, "ge", name)
    keyed.publish()
    time.sleep(1.1)
    keyed.issuers.world.in_scope(
        "head-ge", issuing.revoke, credential_id=row.id, reason="misconduct", now=clock.now()
    )
    keyed.publish()
    for name in FORMATS:
        signed = made(keyed, "ge", name)
        report = verdict(signed.content, signed.tlog_proof)
        assert report.verdict.value == "INVALID", name
        assert report.check("status").code == "revoked", name


def test_every_leaf_leads_to_the_one_credential(keyed):
    row = keyed.credentials["ge"]
    for name in FORMATS:
        made(keyed, "ge", name)
    with tenancy.scope(keyed.issuers.worker("ge")):
        leaves = list(Document.objects.values_list("log_chunk_id", flat=True))
        found = {of_documents.credential_of_leaf(leaf, 0) for leaf in leaves}
        own = of_documents.credential_of_leaf(row.log_chunk_id, row.log_position)
    assert len(leaves) == len(FORMATS)
    assert found == {own} == {row.id}


def test_a_log_proof_is_found_by_what_was_signed(keyed):
    row = keyed.credentials["ge"]
    signed = {name: made(keyed, "ge", name).content for name in FORMATS}
    keyed.publish()
    for name, content in signed.items():
        identities = verdict(content, None).identities
        assert documents.proof_of(row.id, identities) is not None, name
    assert documents.proof_of(row.id, [b"\0" * 32]) is None


def test_no_further_documents_of_what_does_not_hold(keyed):
    row = keyed.credentials["ge"]
    keyed.issuers.world.in_scope(
        "registrar-ge",
        issuing.suspend,
        credential_id=row.id,
        reason="under_investigation",
        now=clock.now(),
    )
    with pytest.raises(Conflict, match="document_not_made"):
        made(keyed, "ge", "sd-jwt-vc")


def test_documents_go_with_the_holders_key(keyed):
    """What was made of an award is gone when its holder was erased."""
    row = keyed.credentials["ge"]
    made(keyed, "ge", "sd-jwt-vc")
    keyed.erase("ge", row.person_key_id)
    with pytest.raises(Erased):
        made(keyed, "ge", "sd-jwt-vc")
    assert documents.proof_of(row.id, [b"\0" * 32]) is None


def test_what_cannot_be_made_is_said(shown):
    with pytest.raises(NotFound, match="document_format_unknown"):
        made(shown, "ge", "docx")
    with pytest.raises(Invalid) as missing:
        made(shown, "ge", "sd-jwt-vc")
    assert missing.value.code == "issuer_key_missing"
