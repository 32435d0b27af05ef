"""Both types that we issue: what they say of themselves, and that we keep to it."""

import base64
import json
import unicodedata
from dataclasses import replace
from hashlib import sha256
from typing import Any

import pytest
import registerworld as rw
import tokenworld as tw

from pharos.core import jose, sdjwt, strict, tokenstatus
from pharos.core.errors import CoreError
from pharos.core.openbadges.specimen import AWARD, ISSUER, NON_FORMAL, PROGRAMME, STATUS
from pharos.core.sdjwt import learning, typemetadata
from pharos.core.sdjwt.issuing import NEVER_DISCLOSABLE

MORE: dict[str, Any] = {
    "iss": tw.ISS, "token_list": tw.TOKEN_LIST, "issued_at": rw.ISSUED, "demonstration": True,
}  # fmt: skip
BOUND = replace(AWARD, valid_until="2030-01-01T00:00:00Z")
REGISTERED = {"iss", "jti", "iat", "nbf", "exp", "sub", "cnf", "status", "vct", "vct#integrity"}
SCRIPTS = {"hy": "ARMENIAN", "ka": "GEORGIAN", "en": "LATIN"}


def own(award: Any = BOUND, programme: Any = PROGRAMME) -> learning.Claims:
    return learning.own_claims(programme, ISSUER, award, STATUS, origin=rw.ORIGIN, **MORE)


def eu(award: Any = BOUND, programme: Any = PROGRAMME, **more: Any) -> learning.Claims:
    return learning.eu_claims(programme, ISSUER, award, STATUS, **(MORE | more))


def hidden(claims: learning.Claims) -> set[object]:
    return {path[0] for path in claims.disclosable}


def test_the_metadata_of_our_type_is_what_the_draft_asks() -> None:
    """SD-JWT VC, sections 5.2, 5.5 and 5.6."""
    raw = typemetadata.document(rw.ORIGIN)
    told = json.loads(raw)
    assert told["vct"] == typemetadata.own_vct(rw.ORIGIN)
    assert told["vct"] == f"{rw.ORIGIN}/credential-types/micro-credential/1"
    assert [one["locale"] for one in told["display"]] == ["hy", "ka", "en"]
    assert all(one["name"] and one["description"] for one in told["display"])
    for claim in told["claims"]:
        assert set(claim) <= {"path", "display", "sd", "mandatory"}
        assert claim["sd"] in ("always", "never")
        assert [one["locale"] for one in claim["display"]] == ["hy", "ka", "en"]
    assert typemetadata.document(rw.ORIGIN) == raw
    assert typemetadata.document("https://b.example") != raw


def test_a_credential_names_the_digest_of_its_type() -> None:
    """SD-JWT VC, section 6: integrity metadata in plain base64."""
    algorithm, _, value = str(own().payload["vct#integrity"]).partition("-")
    assert algorithm == "sha256"
    digest = sha256(typemetadata.document(rw.ORIGIN)).digest()
    assert base64.b64decode(value, validate=True) == digest


def test_labels_are_written_in_one_script_a_word() -> None:
    for claim in typemetadata.claims_of(typemetadata.OWN):
        for language, text in claim.labels.items():
            letters = [c for c in text if c.isalpha() and not c.isascii()]
            assert language == "en" or letters, text
            assert {unicodedata.name(c).split()[0] for c in letters} <= {SCRIPTS[language]}, text
            assert text == unicodedata.normalize("NFC", text.strip())


def test_every_claim_of_ours_is_described_and_held_back_as_it_says() -> None:
    described = {claim.name: claim for claim in typemetadata.claims_of(typemetadata.OWN)}
    for claims in (own(), own(AWARD, NON_FORMAL)):
        named = set(claims.payload) - REGISTERED
        assert named <= set(described)
        assert {name for name in named if described[name].disclosable} == hidden(claims)
        assert {name for name, one in described.items() if one.mandatory} <= named
    full = replace(
        PROGRAMME,
        level=replace(PROGRAMME.level, eqf_note="A correspondence"),  # type: ignore[type-var]
    )
    assert set(own(programme=full).payload) - REGISTERED == set(described)


def test_what_is_personal_can_be_held_back_and_what_must_be_seen_cannot() -> None:
    assert hidden(own()) == {"name", "latin_name", "grade", "pathway"}
    for claims in (own(), eu()):
        assert not hidden(claims) & NEVER_DISCLOSABLE
        whole = sdjwt.read(claims.unsigned(kid="k", salt=tw.salt).signed(b"\1" * 64))
        payload = whole.jws.payload.decode()
        for personal in (AWARD.native_name, str(AWARD.latin_name)):
            assert personal not in payload


def test_the_learning_credential_of_the_eu_is_as_it_was_defined() -> None:
    claims = eu(names=("Mariam", "Ohanyan"))
    defined = {claim.name: claim for claim in typemetadata.claims_of(typemetadata.EU_LEARNING)}
    payload = claims.payload
    assert payload["vct"] == typemetadata.EU_VCT == "urn:eu.europa.ec.eudi:learning:credential:1"
    ours = {"programme", "demonstration", "latin_name"}
    assert set(payload) - REGISTERED - ours == set(defined)
    assert hidden(claims) == {n for n, one in defined.items() if one.disclosable} | {"latin_name"}
    for name in ("learning_outcomes", "language_of_classes", "types_of_quality_assurance",
                 "prerequisites_to_enroll"):  # fmt: skip
        assert isinstance(payload[name], list)
        assert all(isinstance(one, str) and one for one in payload[name])
    assert payload["level_of_learning_experience"] in range(1, 9)
    assert payload["integration_stackability_options"] is True
    assert (payload["given_name"], payload["family_name"]) == ("Mariam", "Ohanyan")
    assert (payload["date_of_issuance"], payload["date_of_expiry"]) == ("2026-11-20", "2030-01-01")


def test_a_name_is_not_taken_apart_by_guess() -> None:
    payload = eu().payload
    assert payload["family_name"] == AWARD.native_name
    assert "given_name" not in payload


@pytest.mark.parametrize(
    "programme",
    [NON_FORMAL, replace(PROGRAMME, level=replace(PROGRAMME.level, eqf=None))],  # type: ignore[type-var]
    ids=["no level", "no European level"],
)
def test_the_eu_type_is_not_made_without_the_level_it_demands(programme: Any) -> None:
    with pytest.raises(CoreError) as caught:
        eu(programme=programme)
    assert caught.value.code == "level_missing"


def test_header_status_and_times_are_as_the_draft_asks() -> None:
    chain = [tw.certificate("academy-documents")]
    made = own().unsigned(kid="did:web:a.example#k", salt=tw.salt, chain=chain)
    read = sdjwt.read(made.signed(b"\1" * 64))
    assert read.jws.header == {
        "alg": "ES256", "kid": "did:web:a.example#k", "typ": "dc+sd-jwt", "x5c": jose.x5c_of(chain),
    }  # fmt: skip
    claims = read.claims
    assert tokenstatus.parse_entry(claims["status"]) == (int(STATUS.index), tw.TOKEN_LIST)
    assert jose.numeric_date_of(claims["iat"]) == rw.ISSUED
    assert jose.numeric_date_of(claims["nbf"]) == strict.parse_instant(AWARD.valid_from)
    assert jose.numeric_date_of(claims["exp"]) == strict.parse_instant("2030-01-01T00:00:00Z")


def test_many_awards_of_one_course_are_told_as_one_by_one() -> None:
    course = learning.Course.of(PROGRAMME, ISSUER, origin=rw.ORIGIN)
    for award in (AWARD, BOUND, replace(AWARD, grade=None, latin_name=None)):
        assert course.claims(award, STATUS, **MORE) == own(award)
