"""Credentials of VC 1.1: other platforms still issue Open Badges in that form."""

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import registerworld as rw
from registerworld import INDETERMINATE, INVALID, World, outcome

from pharos.core import contexts, dataintegrity, did, strict
from pharos.core.errors import CoreError
from pharos.core.publickeys import P256, PublicKey
from pharos.core.verify import Report, verify

VECTORS = Path(__file__).parents[1] / "vectors" / "openbadges"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context.json"
SUITE_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
DATA_INTEGRITY = "https://w3id.org/security/data-integrity/v2"
Json = dict[str, Any]


@pytest.fixture(scope="module")
def world() -> World:
    made = World()
    made.signer.add("badges", b"\x21" * 32)
    made.signer.add("curve", b"\x22" * 32, P256)
    return made


def issuer(world: World, name: str = "badges") -> str:
    return f"did:key:{world.signer.multikey(name)}"


def document(world: World, context: str = SUITE_2020, name: str = "badges") -> Json:
    return {
        "@context": [contexts.VC_V1, OPEN_BADGES, context],
        "id": "https://badges.example/credentials/1",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer(world, name), "type": ["Profile"], "name": "Badges"},
        "issuanceDate": strict.format_instant(rw.ISSUED),
        "expirationDate": "2036-01-01T00:00:00Z",
        "name": "Teamwork",
        "credentialSubject": {
            "id": "did:example:ebfeb1f712ebc6f1c276e12ec21",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://badges.example/achievements/teamwork",
                "type": ["Achievement"],
                "name": "Teamwork",
                "description": "Works with others.",
                "criteria": {"narrative": "Named by peers."},
            },
        },
    }


def signed(world: World, unsigned: Json, name: str = "badges", **options: Any) -> Json:
    method = f"{issuer(world, name)}#{world.signer.multikey(name)}"
    made = {
        "type": "Ed25519Signature2020",
        "created": strict.format_instant(rw.ISSUED),
        "verificationMethod": method,
        "proofPurpose": "assertionMethod",
    } | options
    return dataintegrity.sign(
        unsigned, made, lambda data: world.signer.sign_many([data], key_id=name, intent=b"")[0]
    )


def judged(world: World, made: Json, at: Any = rw.NOW) -> Report:
    return verify(json.dumps(made).encode(), trust=world.trust(), at=at)


def test_the_signature_of_another_platform_holds() -> None:
    """The case of the public validator: made by other software, of the older suite."""
    made = json.loads((VECTORS / "simple_v1.json").read_text("utf-8"))
    [proof] = made["proof"]
    key = PublicKey.from_multikey(proof["verificationMethod"].partition("#")[2])
    dataintegrity.verify_proof(made, proof, key)
    with pytest.raises(CoreError) as refused:
        dataintegrity.verify_proof({**made, "name": "Teamwork badge"}, proof, key)
    assert refused.value.code == "signature_wrong"


def test_a_badge_with_the_older_suite_is_read_and_its_issuer_is_a_stranger(world: World) -> None:
    report = judged(world, signed(world, document(world)))
    assert outcome(report, "format") == ("passed", "format_read")
    assert report.check("format").facts["form"] == "vc-1.1"
    assert outcome(report, "proof") == ("passed", "proof_holds")
    assert outcome(report, "issuer") == ("unknown", "issuer_not_listed")
    assert outcome(report, "status") == ("not_applicable", "status_none")
    assert outcome(report, "validity") == ("passed", "within_validity")
    assert report.verdict is INDETERMINATE


@pytest.mark.parametrize(
    ("suite", "name"),
    [("eddsa-rdfc-2022", "badges"), ("eddsa-jcs-2022", "badges"), ("ecdsa-rdfc-2019", "curve")],
)
def test_a_badge_with_a_data_integrity_proof_is_read(world: World, suite: str, name: str) -> None:
    unsigned = document(world, DATA_INTEGRITY, name)
    own = {"@context": unsigned["@context"]} if "jcs" in suite else {}
    made = signed(world, unsigned, name, type="DataIntegrityProof", cryptosuite=suite, **own)
    report = judged(world, made)
    assert outcome(report, "proof") == ("passed", "proof_holds")
    assert outcome(judged(world, {**made, "name": "x"}), "proof") == ("failed", "signature_wrong")


def test_its_own_words_for_time_count(world: World) -> None:
    made = signed(world, document(world))
    before = rw.ISSUED - timedelta(minutes=5)
    assert outcome(judged(world, made, before), "validity") == ("failed", "not_yet_valid")
    late = strict.parse_instant("2036-01-02T00:00:00Z")
    assert outcome(judged(world, made, late), "validity") == ("failed", "expired")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"issuanceDate": None}, "data_model"),
        ({"issuanceDate": "2026-11-22"}, "malformed_time"),
        ({"expirationDate": "2020-01-01T00:00:00Z"}, "data_model"),
        ({"credentialStatus": {"type": "StatusList2021Entry"}}, "data_model"),
        ({"issuer": "nobody"}, "data_model"),
        ({"credentialSubject": {}}, "data_model"),
        ({"grade": "20"}, "undefined_term"),
        ({"@context": [contexts.VC_V1, "https://badges.example/v1"]}, "context_not_allowed"),
        ({"@context": [OPEN_BADGES, contexts.VC_V1]}, "context_order"),
    ],
    ids=range(9),
)
def test_what_is_no_document_of_1_1(world: World, change: Json, code: str) -> None:
    """LD-01, LD-03, LD-04: the rules of the older form are as strict."""
    made = signed(world, document(world)) | change
    if made.get("issuanceDate") is None:
        del made["issuanceDate"]
    report = judged(world, made)
    assert outcome(report, "format") == ("failed", code)
    assert report.verdict is INVALID


def test_a_document_of_both_models_is_refused(world: World) -> None:
    """LD-03: one base context, and it decides which members are read."""
    made = signed(world, document(world))
    made["@context"] = [contexts.VC_V2, contexts.VC_V1, SUITE_2020]
    assert judged(world, made).verdict is INVALID


def test_the_older_suite_needs_its_context(world: World) -> None:
    made = signed(world, document(world))
    made["@context"] = made["@context"][:2]
    report = judged(world, made)
    assert outcome(report, "proof") == ("failed", "undefined_term")


def test_the_older_suite_takes_no_other_key(world: World) -> None:
    """VER-02: a key of a curve under the name of Ed25519."""
    unsigned = document(world, name="curve")
    made = signed(world, unsigned, "curve")
    assert outcome(judged(world, made), "proof") == ("failed", "cryptosuite_not_allowed")


def test_a_register_does_not_vouch_for_a_badge_that_only_names_it(world: World) -> None:
    """VER-17: our name in the older form, by a stranger's key."""
    unsigned = document(world)
    unsigned["issuer"]["id"] = rw.ACADEMY
    made = signed(world, unsigned)
    report = judged(world, made)
    assert outcome(report, "issuer") == ("failed", "issuer_key_mismatch")
    assert did.did_key(world.signer.public_key("badges")) == issuer(world)
