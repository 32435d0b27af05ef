"""The verifier on European Digital Credentials: ours, of strangers under roots, and spoilt ones."""

import json
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from typing import Any

import elmworld
import orjson
import pytest
import registerworld as rw
from elmsealworld import Json, SealedWorld, Stranger, assembled, certificate, sealed
from registerworld import INDETERMINATE, INVALID, VALID, outcome
from tokenworld import facts, private_key

from pharos.core import bundle, did, strict
from pharos.core.elements import differences, elements_of
from pharos.core.elm import jades, uploadable
from pharos.core.errors import CoreError
from pharos.core.verify import Outcome
from pharos.core.verify.readers import elm
from pharos.core.verify.seals import SealRoot, SealRoots


def test_a_sealed_credential_of_the_register_passes_every_check() -> None:
    world = SealedWorld()
    report = world.ask(world.sealed())
    assert {check.id: check.outcome.value for check in report.checks} == {
        "format": "passed", "proof": "passed", "issuer": "passed", "status": "passed",
        "validity": "passed", "accredited_at_award": "passed", "accredited_now": "passed",
        "registered": "passed", "holder": "not_applicable",
    }  # fmt: skip
    assert report.verdict is VALID
    assert report.form == "elm-jades"


def test_a_national_seal_is_never_told_as_a_qualified_one() -> None:
    world = SealedWorld()
    assert outcome(world.ask(world.sealed()), "proof") == ("passed", "seal_national")
    foreign = Stranger()
    report = world.ask(foreign.sealed(), foreign.roots())
    assert outcome(report, "proof") == ("passed", "seal_qualified_unknown")
    assert outcome(report, "issuer") == ("passed", "seal_root_known")
    national = world.ask(foreign.sealed(), foreign.roots(is_national=True))
    assert outcome(national, "issuer") == ("passed", "seal_root_national")


def test_what_is_told_is_what_was_sealed() -> None:
    world = SealedWorld()
    programme, issuer, award, status = facts()
    report = world.ask(world.sealed())
    assert report.credential is not None
    record = elements_of(programme, issuer, award, status)
    assert differences(record, report.credential.elements()) == {}
    assert report.facts["title"] == dict(programme.title)
    assert report.facts["holder"] == [award.native_name, award.latin_name]
    assert report.facts["level"] == "6"
    assert report.facts["demonstration"] is True


@pytest.mark.parametrize(("bits", "code"), [("revoked", "revoked"), ("suspended", "suspended")])
def test_the_same_status_lists_are_asked(bits: str, code: str) -> None:
    world = SealedWorld()
    token = world.sealed()
    getattr(world, bits).add(rw.INDEX)
    report = world.ask(token)
    assert outcome(report, "status") == ("failed", code)
    assert report.verdict is INVALID


def test_a_learner_is_asked_for_by_key_or_address() -> None:
    world = SealedWorld()
    holder = "did:key:z6MkpTHR8VNsBxYAAWHut2Geadd9jSwuBV8xRoAnwWsdvktH"
    unsigned = world.unsigned(holder=holder)
    mailbox = {"id": "mailto:Ani@Example.org", "type": "Mailbox"}
    point = {"id": "urn:x:1", "type": "ContactPoint", "emailAddress": mailbox}
    unsigned["credentialSubject"]["contactPoint"] = point
    token = world.sealed(unsigned)
    credential = world.ask(token).credential
    assert credential is not None
    assert credential.made_for(" ani@example.ORG") is True
    assert credential.made_for("nino@example.org") is False
    assert elm.credential_of(world.unsigned()).made_for("ani@example.org") is None
    other = holder[:-1] + "A"
    assert outcome(world.ask(token, holder=other), "holder") == ("failed", "holder_mismatch")
    assert outcome(world.ask(token, holder=holder), "holder") == ("unknown", "holder_not_proven")


def test_a_status_of_another_form_is_not_supported() -> None:
    world = SealedWorld()
    unsigned = world.unsigned()
    unsigned["credentialStatus"] = {"id": "https://x.example/1", "type": "CredentialStatus"}
    assert outcome(world.ask(world.sealed(unsigned)), "status") == ("unknown", "not_supported")
    del unsigned["credentialStatus"]
    report = world.ask(world.sealed(unsigned))
    assert outcome(report, "status") == ("unknown", "status_entry_missing")


def test_an_accreditation_that_was_withdrawn_counts_for_this_form_too() -> None:
    world = SealedWorld()
    world.decisions = world.decisions[:-1]
    report = world.ask(world.sealed())
    assert outcome(report, "accredited_at_award") == ("failed", "not_accredited_at_award")


@pytest.mark.parametrize(
    "change",
    [
        lambda made: made.update(payload=made["payload"].replace('"18"', '"20"')),
        lambda made: made.update(payload=made["payload"].replace('"6"', '"9"')),
        lambda made: made.update(payload=made["payload"] + " "),
    ],
)
def test_a_changed_word_breaks_the_seal(change: Any) -> None:
    world = SealedWorld()
    made = sealed(world.unsigned(), world.seal_key, world.chain)
    change(made)
    assert outcome(world.ask(made), "proof") == ("failed", "signature_wrong")


def test_one_bad_seal_of_two_spoils_both() -> None:
    """LD-07: every signature counts, whichever stands first."""
    world, foreign = SealedWorld(), Stranger()
    unsigned = world.unsigned()
    first = sealed(unsigned, world.seal_key, world.chain)
    second = sealed(unsigned, foreign.key, [world.chain[0]])
    for order in (1, -1):
        both = first | {"signatures": (first["signatures"] + second["signatures"])[::order]}
        report = world.ask(both)
        assert outcome(report, "proof") == ("failed", "signature_wrong")
        assert report.verdict is INVALID


def test_an_unsealed_credential_is_unsigned_and_says_so() -> None:
    world = SealedWorld()
    for made in (world.unsigned(), uploadable(world.unsigned(), deliver_to=["a@example.org"])):
        report = world.ask(made)
        assert report.form == "elm-jades"
        assert outcome(report, "format") == ("passed", "format_read")
        assert outcome(report, "proof") == ("failed", "proof_missing")
        assert report.verdict is INVALID


# --- whose seal it is -----------------------------------------------------------------


def test_a_stranger_who_seals_in_our_name_is_found_out() -> None:
    """VER-17: the arithmetic holds, the key is not in the history of the issuer it names."""
    world, foreign = SealedWorld(), Stranger()
    report = world.ask(world.sealed(key=foreign.key, chain=foreign.chain), foreign.roots())
    assert outcome(report, "proof") == ("passed", "seal_qualified_unknown")
    assert outcome(report, "issuer") == ("failed", "issuer_key_unknown")
    assert report.verdict is INVALID


def test_a_provider_cannot_seal_for_another() -> None:
    """VER-05: the academy's seal under a credential that names the college."""
    world = SealedWorld()
    unsigned = world.unsigned()
    unsigned["issuer"]["id"] = rw.COLLEGE
    report = world.ask(world.sealed(unsigned))
    assert outcome(report, "issuer") == ("failed", "issuer_key_mismatch")


def test_the_certificate_of_a_header_is_no_trust() -> None:
    """VER-03: a chain of one's own, without a root that is trusted here."""
    world, foreign = SealedWorld(), Stranger()
    for roots in (None, SealRoots(), Stranger(end=rw.NOW).roots()):
        made = foreign.sealed(chain=[*foreign.chain, foreign.root])
        report = world.ask(made, roots if roots is None or not roots.roots else None)
        assert outcome(report, "issuer") == ("unknown", "issuer_not_listed")
        assert report.verdict is INDETERMINATE


def test_a_certificate_on_record_finds_its_key() -> None:
    world = SealedWorld()
    digest = sha256(world.chain[0]).hexdigest()
    entry = bundle.TrustedCertificate(world.seal_id, digest, digest, rw.EARLY, rw.NOW)
    world.issuers[0] = replace(world.issuers[0], certificates=(entry,))
    report = world.ask(world.sealed())
    assert report.check("proof").facts["method"] == world.seal_id
    assert outcome(report, "issuer") == ("passed", "issuer_known")


def test_a_seal_of_a_retired_key_is_dated_by_the_log() -> None:
    world = SealedWorld()
    keys = [
        replace(key, state=did.KeyState.RETIRED, active_until=rw.NOW - timedelta(hours=1))
        if key.id == world.seal_id else key
        for key in world.issuers[0].keys
    ]  # fmt: skip
    world.use_keys(*keys)
    token = world.sealed()
    assert outcome(world.ask(token), "issuer") == ("passed", "issuer_known_key_retired")
    assert outcome(world.ask(token.raw), "issuer") == ("unknown", "key_time_unproven")


def test_a_root_stands_for_the_body_that_the_certificate_names() -> None:
    world, foreign = SealedWorld(), Stranger()
    other = private_key("another body")
    chain = [foreign.issued("Another body", other), foreign.middle]
    report = world.ask(foreign.sealed(key=other, chain=chain), foreign.roots())
    assert outcome(report, "issuer") == ("unknown", "seal_of_another")
    assert report.verdict is INDETERMINATE
    assert report.check("issuer").facts["sealed_by"] == "Another body"


def test_a_name_in_a_certificate_cannot_change_how_the_report_reads() -> None:
    world, foreign = SealedWorld(), Stranger()
    other = private_key("another body")
    chain = [foreign.issued("Academy\u202egniwolla\x1b[2J", other), foreign.middle]
    report = world.ask(foreign.sealed(key=other, chain=chain), foreign.roots())
    assert report.check("issuer").facts["sealed_by"] == r"Academy\u202egniwolla\x1b[2J"


def test_a_certificate_that_had_ended_is_told_from_one_that_ended_since() -> None:
    world = SealedWorld()
    ended = Stranger(end=rw.ISSUED - timedelta(days=1))
    report = world.ask(ended.sealed(), ended.roots())
    assert outcome(report, "issuer") == ("failed", "seal_not_valid_at_time")
    since = Stranger(end=rw.ISSUED + timedelta(minutes=5))
    report = world.ask(since.sealed(), since.roots())
    assert outcome(report, "issuer") == ("unknown", "seal_time_unproven")


def test_only_an_authority_certifies() -> None:
    """A certificate of no authority in the middle leads nowhere, whoever signed it."""
    world, foreign = SealedWorld(), Stranger(leaf_authority=False)
    report = world.ask(foreign.sealed(), foreign.roots())
    assert outcome(report, "issuer") == ("unknown", "issuer_not_listed")


def test_a_foreign_credential_under_a_root_is_valid_outside_the_register() -> None:
    world, foreign = SealedWorld(), Stranger()
    report = world.ask(foreign.sealed(), foreign.roots())
    assert report.verdict is VALID
    for id in ("status", "accredited_at_award", "registered"):
        assert report.check(id).outcome is Outcome.NOT_APPLICABLE


def test_roots_are_read_from_pem_and_nothing_else() -> None:
    foreign = Stranger()
    both = foreign.roots() + foreign.roots(is_national=True)
    assert [root.is_national for root in both.roots] == [False, True]
    assert both.roots[0] == SealRoot(foreign.root)
    for raw in (b"", b"rubbish", b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"):
        with pytest.raises(CoreError):
            SealRoots.from_pem(raw)


def test_a_self_signed_seal_may_be_trusted_by_itself() -> None:
    world, foreign = SealedWorld(), Stranger()
    own = certificate(Stranger.NAME, foreign.key, authority=True)
    report = world.ask(foreign.sealed(chain=[own]), SealRoots((SealRoot(own),)))
    assert outcome(report, "issuer") == ("passed", "seal_root_known")


# --- versions and forms ---------------------------------------------------------------


def test_a_credential_of_version_3_1_is_read_the_same() -> None:
    world, foreign = SealedWorld(), Stranger()
    unsigned = foreign.unsigned()
    unsigned["credentialSubject"]["nationalID"] = {"id": "urn:x:1", "type": "LegalIdentifier"}
    unsigned["credentialStatus"] = "https://status.example/1"
    unsigned["termsOfUse"] = "https://terms.example/1"
    made = sealed(unsigned, foreign.key, foreign.chain)
    report = world.ask(made, foreign.roots())
    assert outcome(report, "proof") == ("passed", "seal_qualified_unknown")
    assert outcome(report, "status") == ("not_applicable", "status_none")


def test_the_samples_of_the_commission_are_read_as_unsealed() -> None:
    world = SealedWorld()
    name = "Sample-MC-Annex1-unsigned-uploadable.json"
    report = world.ask((elmworld.VECTORS / name).read_bytes())
    assert outcome(report, "proof") == ("failed", "proof_missing")
    assert report.facts["title"] == {"en": "Digital micro-credential creation"}
    for version in ("3.1", "3.2"):
        raw = (elmworld.VECTORS / f"credential-sample-{version}.jsonld").read_bytes()
        # their times have no zone (VER-12)
        assert outcome(world.ask(raw), "format") == ("failed", "malformed_time")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda c: c.pop("issuer"), "data_model"),
        (lambda c: c.update(issuer={"type": "Organisation"}), "data_model"),
        (lambda c: c.update(credentialSubject=[]), "data_model"),
        (lambda c: c.update(credentialSubject=[{}, {}]), "data_model"),
        (lambda c: c.update(validFrom="2026-01-01"), "malformed_time"),
        (lambda c: c.update(validFrom=5), "malformed_time"),
        (lambda c: c.update({"@context": ["https://www.w3.org/ns/credentials/v2"]}),
         "not_a_credential"),
        (lambda c: c.update(type=["VerifiableCredential"], note="EuropeanDigitalCredential"),
         "not_a_credential"),
    ],
)  # fmt: skip
def test_other_shapes_are_refused_by_name(change: Any, code: str) -> None:
    world = SealedWorld()
    unsigned = world.unsigned()
    change(unsigned)
    made = sealed(unsigned, world.seal_key, world.chain)
    assert outcome(world.ask(made), "format") == ("failed", code)


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"{}", b"[]", b'{"payload":"e30"}', b"a.b.c", b"e30.e30.e30", b"<xml/>", b"\xff{",
        b'{"type":"EuropeanDigitalCredential"', b'{"type":["EuropeanDigitalCredential"]}',
        b'{"payload":{"type":"EuropeanDigitalCredential"}}',
        b'{"payload":"EuropeanDigitalCredential","payload":"x"}',
    ],
)  # fmt: skip
def test_what_is_not_of_this_form_is_left_to_others(raw: bytes) -> None:
    assert not elm.claims(raw)


def test_credentials_of_the_older_schema_in_xml_are_not_supported() -> None:
    """XML is answered by its name and never parsed."""
    raw = b'<?xml version="1.0"?><europassCredential xmlns="http://data.europa.eu/snb"/>'
    report = SealedWorld().ask(raw)
    assert outcome(report, "format") == ("unknown", "not_supported")
    assert report.verdict is INDETERMINATE


def test_a_huge_file_is_refused_before_it_is_parsed() -> None:
    """VER-21."""
    raw = b'{"payload":"' + b"A" * 10_500_000 + b'"}'
    assert outcome(SealedWorld().ask(raw), "format") == ("failed", "payload_too_large")


def test_compact_and_encoded_forms_lead_to_the_same_reader() -> None:
    world = SealedWorld()
    made = _encoded(world)
    [one] = made["signatures"]
    compact = f"{one['protected']}.{made['payload']}.{one['signature']}".encode()
    for raw in (orjson.dumps(made), compact, b" " + compact + b"\n"):
        assert elm.claims(raw)
        assert outcome(world.ask(raw), "proof") == ("passed", "seal_national")


def _encoded(world: SealedWorld) -> Json:
    payload = jades.payload_of(world.unsigned())
    made = jades.signing_input(payload, chain=world.chain, signing_time=rw.ISSUED)
    header = strict.load_json(strict.b64url_decode(made.partition(b".")[0].decode()))
    del header["b64"], header["crit"]
    return assembled(header, payload, world.seal_key)


def test_a_sealed_file_survives_being_written_again() -> None:
    """The seal is over the text of the payload, not over how its file is laid out."""
    world = SealedWorld()
    token = world.sealed()
    again = json.dumps(json.loads(token.raw), indent=2, ensure_ascii=True).encode()
    assert world.ask(replace(token, raw=again)).verdict is VALID
