"""The verifier and signed tokens: Open Badges as JWT, SD-JWT VC, and their keys."""

import json
from datetime import timedelta
from typing import Any

import pytest
import registerworld as rw
import tokenworld as tw
from registerworld import INDETERMINATE, INVALID, VALID, outcome
from tokenworld import Token, TokenWorld

from pharos.core import did, jose, jwtvc, sdjwt, strict
from pharos.core.sdjwt import learning
from pharos.core.verify import verify


@pytest.fixture(scope="module")
def world() -> TokenWorld:
    return TokenWorld()


def forms(world: TokenWorld) -> dict[str, Token]:
    return {
        "jwt ES256": world.jwt(),
        "jwt EdDSA": world.jwt(algorithm="EdDSA"),
        "jwt made later": world.jwt(issued_at=rw.ISSUED + timedelta(minutes=1)),
        "sd-jwt": world.sd_jwt(),
        "sd-jwt EU": world.sd_jwt(eu_claims()),
    }


def eu_claims() -> learning.Claims:
    return learning.eu_claims(
        *tw.facts(), iss=tw.ISS, token_list=tw.TOKEN_LIST, issued_at=rw.ISSUED, demonstration=True
    )


@pytest.mark.parametrize(
    "form", ["jwt ES256", "jwt EdDSA", "jwt made later", "sd-jwt", "sd-jwt EU"]
)
def test_a_good_token_is_valid_by_all_checks(form: str) -> None:
    world = TokenWorld()
    token = forms(world)[form]
    report = world.judge(token)
    assert [(c.id, c.outcome.value, c.code) for c in report.checks] == [
        ("format", "passed", "format_read"),
        ("proof", "passed", "proof_holds"),
        ("issuer", "passed", "issuer_known"),
        ("status", "passed", "status_good"),
        ("validity", "passed", "within_validity"),
        ("accredited_at_award", "passed", "accredited_at_award"),
        ("accredited_now", "passed", "accredited_now"),
        ("registered", "passed", "registered_nationally"),
        ("holder", "not_applicable", "holder_not_asked"),
    ]
    assert report.verdict is VALID
    assert report.facts["credential"] == rw.CREDENTIAL
    assert report.facts["programme"] == rw.COURSE
    assert report.facts["award_date"] == "2026-11-20"
    assert report.facts["issuer"]["id"] == rw.ACADEMY
    assert report.facts["demonstration"] is True
