"""One award in every signed format: the same facts, the same status, one credential."""

import json
import time
from datetime import date
from pathlib import Path

import pytest
import sealkeys
from borrowed import borrow

from pharos.awards import actions as awards
from pharos.catalogue import actions as catalogue
from pharos.common import clock, tenancy
from pharos.common.actor import ANONYMOUS
from pharos.common.errors import Conflict, Invalid, NotFound, Unavailable
from pharos.common.personkeys import Erased
from pharos.core.elements import Extent, carried, differences, elements_of
from pharos.core.verify import EmptyStore, Verifier
from pharos.issuing import actions as issuing
from pharos.issuing import facts, queries, supplement, tasks
from pharos.issuing.documents import actions as documents
from pharos.issuing.documents import queries as of_documents
from pharos.issuing.documents.making import FORMATS
from pharos.issuing.models import Document
from pharos.organisations import actions as organisations
from pharos.verification import queries as verification

EXAMPLES = Path(__file__).parents[2] / "examples"
examples = borrow("formats_examples", Path(__file__).parents[1] / "awards" / "conftest.py")
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


def _another_kind(shown, kind, **members):
    """A first award of that kind by the Georgian provider, decided on like its others."""
    world = shown.issuers.world
    slug = kind.replace("_", "-")
    document = json.loads((EXAMPLES / "data-analysis.json").read_text("utf-8")) | members
    document = {name: value for name, value in document.items() if value is not None}
    draft = world.in_scope(
        "registrar-ge", catalogue.draft, slug=slug, document=document | {"kind": kind},
        now=clock.now(),
    )  # fmt: skip
    world.versions[slug] = version = world.in_scope(
        "head-ge", catalogue.publish, draft_id=draft.id, digest=bytes(draft.digest),
        first_day=date(2024, 10, 1), now=clock.now(),
    )  # fmt: skip
    if kind == "carved_out":
        decided = next(one for one in world.described["decisions"] if "2024/15" in one["number"])
        scope = {"levels": [6], "fields": ["0542"], "kinds": [kind]}
        examples._decide(world, decided | {"programme": slug, "number": "C-1", "scope": scope})
    roster = world.roster("data-analysts.csv").decode().splitlines()[:2]
    if version.ects is None:
        roster[1] = roster[1].replace(",71,6,", ",71,,")
    raw = "\n".join(roster).encode()
    report = world.in_scope(
        "registrar-ge", awards.import_roster, raw=raw, version_id=version.id, now=clock.now()
    )
    for key, act in (("registrar-ge", awards.propose_batch), ("head-ge", awards.confirm)):
        world.in_scope(key, act, batch_id=report.batch, now=clock.now())
    # the decision was recorded a moment ago: only what is signed after it relies on it
    intent = shown.issuers.in_scope(
        "ge", issuing.prepare, batch_id=report.batch, number=0, now=clock.now()
    )
    tasks.sign_now(
        shown.issuers.worker("ge"), intent.id, now=clock.now(), signer=shown.issuers.signer
    )
    with tenancy.scope(shown.issuers.worker("ge")):
        [row] = queries.credentials_of_batch(shown.issuers.owner("ge"), report.batch)
    return row


def _carved_from(document):
    ids = [one["id"] for one in document["learning_outcomes"]]
    return {
        "level": 6,
        "components": [{"title": {"en": "Statistics"}, "ects": "6"}],
        "outcomes": [{"id": f"b-{name}", "text": {"en": name}} for name in ids],
        "mapping": [{"outcome": name, "parent": f"b-{name}"} for name in ids],
    }


def test_what_is_carved_out_and_vocational_training_hold_in_every_format(keyed):
    """The two kinds are issued, exported, told and verified as all others are."""
    world = keyed.issuers.world
    provider = world.organisations["golden-fleece-demo-university"]
    with tenancy.scope(examples._newcomer(world.organisations["registry"].id, "officer")) as by:
        organisations.add_kind(
            by=by, organisation_id=provider.id, kind="training_centre", since=date(2024, 1, 1)
        )
    source = json.loads((EXAMPLES / "data-analysis.json").read_text("utf-8"))
    parent = "http://localhost:8000/programmes/golden-fleece-demo-university/bachelor"
    recognising = {
        "programme": parent,
        "max_ects": "6",
        "agreement": "A",
        "first_day": "2025-01-01",
    }
    carved = _another_kind(
        keyed, "carved_out", parent_programme=parent, carved_from=_carved_from(source),
        recognising_programmes=[recognising], qa_type=["derived_fast_track"],
    )  # fmt: skip
    taught = _another_kind(
        keyed, "vet_training", ects=None, hours_per_credit=None, qf_ehea_cycle=None,
        nqf_level=5, eqf_level=5, purposes=["employment"],
        qa_type=["external_institutional_licence"],
    )  # fmt: skip
    for row in (carved, taught):
        for name in FORMATS:
            documents.document(row.id, name, now=clock.now(), signer=keyed.issuers.signer)
    keyed.publish()
    for row, kind, quality in (
        (carved, "carved_out", "derived_fast_track"),
        (taught, "vet_training", "external_institutional_licence"),
    ):
        with tenancy.scope(ANONYMOUS, capability=row.id):
            record = facts.of(row.id)
            assert supplement.of(record, registered=None)
        told = elements_of(record.programme, record.issuer, record.award, record.status)
        assert told["kind"] == kind
        assert quality in told["qa_type"]
        assert ("ects" in told, "qf_ehea_cycle" in told) == ((kind == "carved_out"),) * 2
        for name in FORMATS:
            signed = documents.document(row.id, name, now=clock.now(), signer=keyed.issuers.signer)
            report = verdict(signed.content, signed.tlog_proof)
            assert report.verdict.value == "VALID", (kind, name, report.checks)
            assert report.check("accredited_at_award").code == "accredited_at_award", (kind, name)
            table = carried(TABLES.get(name, name))
            for element, extent in differences(told, report.credential.elements()).items():
                allowed = table[element].extent
                assert allowed in (extent, Extent.NONE), (kind, name, element)


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
