"""Shapes that other platforms send: told rightly for what they are, and never a fault."""

import json
from copy import deepcopy
from typing import Any

import pytest
import registerworld as rw
from registerworld import INDETERMINATE, INVALID, World, outcome

from pharos.core import contexts
from pharos.core.openbadges.baking import bake
from pharos.core.verify import Report, verify

Json = dict[str, Any]
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><title>Badge</title></svg>'
# A profile of a country adds a context of its own, and it has a mistake in it: `context`
# where `@context` belongs, so that no processor can read it.
THIRD_PARTY = "https://profiles.example/contexts/educredential.json"
BROKEN = {"id": THIRD_PARTY, "context": {"ects": "https://profiles.example/terms#ects"}}


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def judged(world: World, raw: bytes | Json, store: Any = None, **more: Any) -> Report:
    text = raw if isinstance(raw, bytes) else json.dumps(raw).encode()
    return verify(text, trust=world.trust(), at=rw.NOW, store=store, **more)


def presentation(*credentials: object, **more: Any) -> Json:
    return {
        "@context": [contexts.VC_V2],
        "type": ["VerifiablePresentation"],
        "holder": "did:key:z6MkSomebody",
        "verifiableCredential": list(credentials),
    } | more


class Asked:
    """A store that notes what it is asked for."""

    def __init__(self) -> None:
        self.keys: list[str] = []

    def find(self, key: str) -> list[Json]:
        self.keys.append(key)
        return [BROKEN] if key == THIRD_PARTY else []


def test_a_third_partys_context_is_named_and_never_fetched(world: World) -> None:
    """LD-01: also a broken one of a well-meant profile; the report says which address it is."""
    document = rw.document() | {"issuer": {"id": "https://example.com/issuers/1"}}
    document["@context"] = [*document["@context"], THIRD_PARTY]
    asked = Asked()
    report = judged(world, document, asked)
    assert outcome(report, "format") == ("failed", "context_not_allowed")
    assert report.check("format").facts["url"] == THIRD_PARTY
    assert asked.keys == []


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"]},
        {"openapi": "3.1.0", "paths": {}},
        {"type": "FeatureCollection", "features": []},
        {"@context": "https://schema.org", "@type": "EducationalOccupationalCredential"},
        {"@context": ["https://www.w3.org/ns/did/v1"], "id": "did:web:example.org"},
        {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"},
    ],
)
def test_json_that_is_something_else_is_no_credential(world: World, document: Json) -> None:
    report = judged(world, document)
    assert outcome(report, "format") == ("failed", "not_a_credential")
    assert report.verdict is INVALID


def test_the_only_credential_of_a_presentation_is_judged(world: World) -> None:
    issued = world.issue()
    shown = judged(world, presentation(issued.signed), tlog_proof=issued.tlog_proof)
    alone = judged(world, issued.signed, tlog_proof=issued.tlog_proof)
    assert [check.code for check in shown.checks] == [check.code for check in alone.checks]
    altered = deepcopy(issued.signed) | {"name": "Another"}
    assert judged(world, presentation(altered)).verdict is INVALID


def test_a_presentation_proves_no_holder(world: World) -> None:
    """VER-16: its proof was made for somebody else, so that it is not asked."""
    issued = world.issue()
    made = presentation(issued.signed, proof={"type": "DataIntegrityProof"})
    report = judged(world, made, tlog_proof=issued.tlog_proof, holder="did:key:z6MkSomebody")
    assert outcome(report, "holder") == ("failed", "holder_binding_missing")


def test_a_presentation_of_none_or_several_is_not_supported(world: World) -> None:
    """VER-19: nobody chooses among several."""
    signed = world.issue().signed
    for made in (presentation(), presentation(signed, signed), presentation([signed]),
                 presentation(5)):  # fmt: skip
        report = judged(world, made)
        assert outcome(report, "format") == ("unknown", "not_supported")
        assert report.verdict is INDETERMINATE


def test_our_own_badge_baked_is_the_same_badge(world: World) -> None:
    """D21: the very bytes are inside, so that proof and registration hold as before."""
    issued = world.issue()
    report = judged(world, bake(SVG, issued.raw), tlog_proof=issued.tlog_proof)
    alone = judged(world, issued.raw, tlog_proof=issued.tlog_proof)
    assert report.verdict is alone.verdict
    assert [check.code for check in report.checks] == [check.code for check in alone.checks]


def test_a_refresh_service_is_no_status(world: World) -> None:
    document = rw.document()
    document["refreshService"] = {
        "id": "https://badges.example/refresh/1",
        "type": "1EdTechCredentialRefresh",
    }
    document["@context"] = [
        *document["@context"], "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json",
    ]  # fmt: skip
    asked = Asked()
    report = judged(world, world.sign(document), asked)
    assert outcome(report, "proof") == ("passed", "proof_holds")
    assert "https://badges.example/refresh/1" not in asked.keys
