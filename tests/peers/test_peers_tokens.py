"""Signed tokens before the clients of other makers: SD-JWT VC in JavaScript, JWT in Python."""

import json
from datetime import timedelta
from typing import Any

import pytest
import registerworld as rw
import tokenworld as tw
from joserfc import jws, jwt
from joserfc.errors import JoseError
from joserfc.jwk import ECKey, OKPKey
from tokenworld import TokenWorld
from walletlibrary import PEERS, ask

from pharos.core import jose, jwtvc, p256, sdjwt, strict, tokenstatus
from pharos.core.publickeys import PublicKey
from pharos.core.sdjwt import learning, typemetadata
from pharos.core.sdjwt.binding import Binding
from pharos.issuing.bench import tokens

pytestmark = pytest.mark.peers
Json = dict[str, Any]
ASKED = Binding("https://employer.example", "nonce-1", rw.NOW)


@pytest.fixture(scope="module")
def world() -> TokenWorld:
    return TokenWorld()


def verified(world: TokenWorld, tokens: list[Json], **changes: Any) -> Json:
    question: Json = {
        "task": "verify",
        "at": strict.format_instant(rw.NOW),
        "keys": {world.kid: world.document_key.to_jwk()},
        "lists": {tw.TOKEN_LIST: world.token_list()["token"]},
        "types": {
            typemetadata.own_vct(rw.ORIGIN): json.loads(typemetadata.document(rw.ORIGIN)),
            typemetadata.EU_VCT: {"vct": typemetadata.EU_VCT},
        },
        "tokens": tokens,
    }
    return ask(question | changes)


def bound_claims(world: TokenWorld) -> learning.Claims:
    claims = world.claims()
    claims.payload["cnf"] = {"jwk": tw.public_key("holder").to_jwk()}
    return claims


def secret_jwk(name: str) -> dict[str, str]:
    number = tw.private_key(name).private_numbers().private_value
    return tw.public_key(name).to_jwk() | {"d": strict.b64url_encode(number.to_bytes(32, "big"))}


def test_others_accept_both_types_and_every_presentation(world: TokenWorld) -> None:
    eu = learning.eu_claims(
        *tw.facts(), iss=tw.ISS, token_list=tw.TOKEN_LIST, issued_at=rw.ISSUED, demonstration=True
    )
    whole = world.sd_jwt().raw
    chained = world.sd_jwt(chain=[tw.certificate("academy-documents")]).raw
    name = sdjwt.select(sdjwt.read(whole), lambda path: path == ("name",))
    nothing = sdjwt.select(sdjwt.read(whole), lambda path: False)
    nested = sdjwt.unsigned(
        world.claims().payload, [("title", "en"), ("title",), ("learning_outcomes", 0)],
        tw.salt, jose.protected(algorithm="ES256", typ="dc+sd-jwt", kid=world.kid),
    )  # fmt: skip
    shown = [
        whole, chained, name, nothing, world.sd_jwt(eu).raw,
        nested.signed(world.sign_token(nested.signing_input)),
    ]  # fmt: skip
    answer = verified(world, [{"token": one.decode()} for one in shown])
    assert [one.get("error") for one in answer["results"]] == [None] * len(shown)
    assert answer["versions"] == {"@sd-jwt/sd-jwt-vc": "0.17.1"}
    # each token and its status list
    assert answer["signaturesChecked"] == 2 * len(shown)
    for one, found in zip(shown, answer["results"], strict=True):
        assert found["payload"] == sdjwt.read(one).claims


def spoiled(raw: bytes) -> list[bytes]:
    """The token with one part of it changed, added or taken away."""
    first, *disclosures, last = raw.decode().split("~")
    head, payload, signature = first.split(".")
    claims = json.loads(strict.b64url_decode(payload))
    other = strict.b64url_encode(jose.json_bytes(claims | {"ects": 60}))
    more = strict.b64url_encode(b'["c2FsdHNhbHRzYWx0c2FsdA","grade","20"]')
    changed = strict.b64url_encode(strict.b64url_decode(disclosures[0]).replace(b'"', b'" ', 1))

    def join(*parts: str) -> bytes:
        return "~".join(parts).encode()

    return [
        join(f"{head}.{other}.{signature}", *disclosures, last),
        join(f"{head}.{payload}.{signature[:-8]}AAAAAAAA", *disclosures, last),
        join(first, *disclosures, more, last),
        join(first, changed, *disclosures[1:], last),
    ]


def test_others_and_we_refuse_what_was_spoiled(world: TokenWorld) -> None:
    wrong = spoiled(world.sd_jwt().raw)
    answer = verified(world, [{"token": one.decode()} for one in wrong])
    ours = [world.judge(one).verdict.value for one in wrong]
    assert ours == ["INVALID"] * len(wrong)
    # The library overlooks disclosures that no digest names (RFC 9901, 7.1 step 4): only we refuse.
    assert [one["verified"] for one in answer["results"]] == [False, False, True, True]


def test_others_see_the_status_of_our_list(world: TokenWorld) -> None:
    token = [{"token": world.sd_jwt().raw.decode()}]
    for status in (tokenstatus.INVALID, tokenstatus.SUSPENDED):
        listed = world.token_list({rw.INDEX: status})
        found = verified(world, token, lists={tw.TOKEN_LIST: listed["token"]})["results"][0]
        assert (found["verified"], "Status is not valid" in found["error"]) == (False, True)
    forged = world.token_list(signed_by="attacker")
    found = verified(world, token, lists={tw.TOKEN_LIST: forged["token"]})["results"][0]
    assert not found["verified"]


def test_a_wallet_of_others_presents_ours_with_its_key(world: TokenWorld) -> None:
    binding = {
        "aud": ASKED.audience, "nonce": ASKED.nonce, "iat": jose.numeric_date(rw.NOW),
    }  # fmt: skip
    token = world.sd_jwt(bound_claims(world))
    made = ask({
        "task": "present", "token": token.raw.decode(), "shown": ["name", "grade"],
        "key": secret_jwk("holder"), "binding": binding,
    })["token"].encode()  # fmt: skip
    report = world.judge(made, holder=ASKED)
    assert report.check("holder").code == "holder_proven"
    assert report.check("proof").code == "proof_holds"
    read = sdjwt.read(made)
    assert set(read.opened.paths.values()) == {("name",), ("grade",)}
    other = world.judge(made, holder=Binding(ASKED.audience, "nonce-2", rw.NOW))
    assert other.check("holder").code == "holder_nonce"


def test_others_accept_our_proof_of_the_key(world: TokenWorld) -> None:
    token = world.sd_jwt(bound_claims(world)).raw
    unsigned = sdjwt.key_binding_input(
        sdjwt.read(token), audience=ASKED.audience, nonce=ASKED.nonce, issued_at=rw.NOW,
        algorithm="ES256",
    )  # fmt: skip
    good = token + jose.compact(unsigned, p256.sign(unsigned, tw.private_key("holder")))
    thief = token + jose.compact(unsigned, p256.sign(unsigned, tw.private_key("thief")))
    asked = ((good, "nonce-1"), (good, "nonce-2"), (thief, "nonce-1"))
    shown = [{"token": one.decode(), "nonce": nonce} for one, nonce in asked]
    answer = verified(world, shown)
    assert [one["verified"] for one in answer["results"]] == [True, False, False]
    assert answer["results"][0]["kb"]["aud"] == ASKED.audience


def test_what_others_issue_is_verified_by_us(world: TokenWorld) -> None:
    claims = world.claims()
    made = ask({
        "task": "issue", "claims": claims.payload, "hidden": ["name", "latin_name", "grade"],
        "header": {"kid": world.kid}, "key": secret_jwk("academy-documents"),
    })["token"].encode()  # fmt: skip
    report = world.judge(made)
    assert report.check("proof").code == "proof_holds"
    assert report.check("issuer").code == "issuer_known"
    award = tw.facts()[2]
    assert report.facts["holder"] == [award.native_name, award.latin_name]
    assert world.judge(made.replace(b"~", b"~AAAA~", 1)).verdict.value == "INVALID"


def test_issuing_is_measured_beside_the_library_of_others() -> None:
    """How large the ratio is depends on the machine: `pharos bench tokens --peers` tells it."""
    ours, beside = tokens.measure(count=20, rounds=1, peers=PEERS)
    assert ours.value > 0
    assert (beside.goal, beside.unit) == (5.0, "ratio")
    assert beside.value > 1


# --- a JOSE library of others -------------------------------------------------------------


def imported(key: PublicKey) -> Any:
    jwk = key.to_jwk()
    return (OKPKey if jwk["kty"] == "OKP" else ECKey).import_key(dict(jwk))


# RFC 9864 gives the curve a name of its own; wallets and badge platforms still say EdDSA.
@pytest.mark.filterwarnings("ignore:EdDSA is deprecated")
def test_a_jose_library_accepts_our_badges_and_lists(world: TokenWorld) -> None:
    academy = PublicKey.from_multikey(world.signer.multikey("academy"))
    every = [
        (world.jwt().raw, world.document_key, "ES256"),
        (world.jwt(algorithm="EdDSA").raw, academy, "EdDSA"),
        (str(world.token_list()["token"]).encode(), world.document_key, "ES256"),
        (world.sd_jwt().raw.split(b"~")[0], world.document_key, "ES256"),
    ]
    for raw, key, algorithm in every:
        read = jwt.decode(raw.decode(), imported(key), algorithms=[algorithm])
        assert read.claims == jose.read(raw).claims
        assert read.header == jose.read(raw).header
    badge = jwt.decode(every[0][0].decode(), imported(world.document_key), algorithms=["ES256"])
    expected = rw.document()
    assert {name: badge.claims[name] for name in expected} == expected


def test_a_jose_library_refuses_what_was_spoiled(world: TokenWorld) -> None:
    raw = world.jwt().raw
    head, payload, signature = raw.decode().split(".")
    claims = json.loads(strict.b64url_decode(payload)) | {"iss": "did:web:other.example"}
    other = strict.b64url_encode(jose.json_bytes(claims))
    for wrong in (f"{head}.{other}.{signature}", f"{head}.{payload}.{signature[:-4]}AAAA"):
        with pytest.raises(JoseError):
            jws.deserialize_compact(wrong, imported(world.document_key), algorithms=["ES256"])
        assert world.judge(wrong.encode()).verdict.value == "INVALID"


def test_what_a_jose_library_signs_is_verified_by_us(world: TokenWorld) -> None:
    key = ECKey.import_key(secret_jwk("academy-documents"))
    unsigned = jwtvc.signing_input(
        rw.document(), kid=world.kid, algorithm="ES256",
        issued_at=rw.ISSUED + timedelta(seconds=1),
    )  # fmt: skip
    payload = jose.read(unsigned + b".").payload
    header = {"alg": "ES256", "kid": world.kid, "typ": "vc+jwt"}
    made = jws.serialize_compact(header, payload, key, algorithms=["ES256"])
    report = world.judge(made.encode() if isinstance(made, str) else made)
    assert report.check("proof").code == "proof_holds"
    assert report.check("issuer").code == "issuer_known"
