"""The verifier and signed tokens: Open Badges as JWT, SD-JWT VC, and their keys."""

import copy
from datetime import timedelta
from typing import Any

import pytest
import registerworld as rw
import tokenworld as tw
from hypothesis import given, settings
from hypothesis import strategies as st
from registerworld import INVALID, VALID, outcome
from tokenworld import Token, TokenWorld

from pharos.core import did, jose, jwtvc, p256, sdjwt, strict
from pharos.core.sdjwt import learning
from pharos.core.sdjwt.binding import Binding
from pharos.core.verify import Verifier


@pytest.fixture(scope="module")
def world() -> TokenWorld:
    return TokenWorld()


def eu_claims() -> learning.Claims:
    return learning.eu_claims(
        *tw.facts(), iss=tw.ISS, token_list=tw.TOKEN_LIST, issued_at=rw.ISSUED, demonstration=True
    )


def form(world: TokenWorld, name: str) -> Token:
    return {
        "jwt ES256": lambda: world.jwt(),
        "jwt EdDSA": lambda: world.jwt(algorithm="EdDSA"),
        "jwt made later": lambda: world.jwt(issued_at=rw.ISSUED + timedelta(minutes=1)),
        "sd-jwt": lambda: world.sd_jwt(),
        "sd-jwt EU": lambda: world.sd_jwt(eu_claims()),
        "sd-jwt with a chain": lambda: world.sd_jwt(chain=[tw.certificate("academy-documents")]),
    }[name]()


FORMS = ["jwt ES256", "jwt EdDSA", "jwt made later", "sd-jwt", "sd-jwt EU", "sd-jwt with a chain"]


@pytest.mark.parametrize("name", FORMS)
def test_a_good_token_is_valid_by_all_checks(name: str) -> None:
    world = TokenWorld()
    token = form(world, name)
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
    assert report.facts["issuer"]["id"] == rw.ACADEMY  # type: ignore[index]
    assert report.facts["demonstration"] is True


def test_an_envelope_and_blanks_around_a_token_change_nothing(world: TokenWorld) -> None:
    token = world.jwt()
    envelope = jose.json_bytes(jwtvc.enveloped(token.raw))
    for raw in (envelope, b" \n" + token.raw + b"\n"):
        report = world.judge(Token(raw, token.tlog_proof))
        assert (report.verdict, report.form) == (VALID, "jwt-vc")
    shown = world.sd_jwt()
    assert world.judge(Token(shown.raw + b"\n", shown.tlog_proof)).verdict is VALID


def test_what_is_shown_in_part_tells_less_and_stays_valid(world: TokenWorld) -> None:
    token = world.sd_jwt()
    part = sdjwt.select(sdjwt.read(token.raw), lambda path: path == ("name",))
    report = world.judge(Token(part, token.tlog_proof))
    assert report.verdict is VALID
    assert report.facts["holder"] == [tw.facts()[2].native_name]
    nothing = sdjwt.select(sdjwt.read(token.raw), lambda path: False)
    assert world.judge(Token(nothing, token.tlog_proof)).facts["holder"] == []


def spoiled(raw: bytes, old: str, new: str) -> bytes:
    """The token with other words in its payload and the old signature."""
    head, payload, signature = raw.split(b".")
    signature, tilde, rest = signature.partition(b"~")
    claims = strict.b64url_decode(payload.decode()).replace(old.encode(), new.encode())
    assert claims != strict.b64url_decode(payload.decode())
    made = strict.b64url_encode(claims).encode()
    return head + b"." + made + b"." + signature + tilde + rest


def test_a_changed_token_is_invalid(world: TokenWorld) -> None:
    jwt, shown = world.jwt(), world.sd_jwt()
    for token, old, new in (
        (jwt, '"creditsEarned":6', '"creditsEarned":9'),
        (shown, '"ects":6', '"ects":9'),
    ):
        report = world.judge(Token(spoiled(token.raw, old, new), token.tlog_proof))
        assert report.verdict is INVALID
        assert outcome(report, "proof") == ("failed", "signature_wrong")


def test_the_twin_of_a_signature_is_the_same_credential(world: TokenWorld) -> None:
    """VER-08: s replaced by n - s verifies, and finds the same leaf in the log."""
    n = int("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
    token = world.jwt()
    read = jose.read(token.raw)
    s = n - int.from_bytes(read.signature[32:], "big")
    twin = jose.compact(read.signing_input, read.signature[:32] + s.to_bytes(32, "big"))
    report = world.judge(Token(twin, token.tlog_proof))
    assert report.verdict is VALID
    assert report.identities == (read.identity,)


def retold(world: TokenWorld, header: dict[str, Any], name: str = "academy-documents") -> bytes:
    """A JWT of the academy's badge under another header, rightly signed by the named key."""
    claims = jose.read(world.jwt().raw).claims
    unsigned = jose.signing_input(header, jose.json_bytes(claims))
    return jose.compact(unsigned, p256.sign(unsigned, tw.private_key(name)))


@pytest.mark.parametrize("algorithm", ["none", "NONE", "", "HS256"])
def test_no_algorithm_off_the_list_proves_an_issuer(world: TokenWorld, algorithm: str) -> None:
    """VER-01, VER-02: told as what it is, before any key is looked for."""
    raw = retold(world, {"alg": algorithm, "kid": "did:web:nobody.example#k", "typ": "vc+jwt"})
    report = world.judge(raw)
    assert outcome(report, "proof") == ("failed", "alg_not_allowed")
    assert report.verdict is INVALID


def test_the_key_fixes_the_algorithm(world: TokenWorld) -> None:
    """VER-02: the header names an algorithm of another key."""
    raw = retold(world, {"alg": "EdDSA", "kid": world.kid, "typ": "vc+jwt"})
    assert outcome(world.judge(raw), "proof") == ("failed", "alg_not_allowed")


def test_keys_of_the_header_are_never_trusted(world: TokenWorld) -> None:
    """VER-03: embedded jwk, jku, x5u and x5c of an attacker."""
    jwk = tw.public_key("attacker").to_jwk()
    for member in (
        {"jwk": jwk},
        {"jku": "https://attacker.example/keys"},
        {"x5u": "https://attacker.example/chain"},
        {"x5c": jose.x5c_of([tw.certificate("attacker")])},
    ):
        header = {"alg": "ES256", "typ": "vc+jwt", **member}
        report = world.judge(retold(world, header, "attacker"))
        assert outcome(report, "proof") == ("failed", "key_unknown")
        assert report.verdict is INVALID
        named = world.judge(retold(world, header | {"kid": world.kid}, "attacker"))
        assert outcome(named, "proof") == ("failed", "signature_wrong")


def test_a_chain_of_an_attacker_makes_no_sd_jwt_of_ours(world: TokenWorld) -> None:
    """VER-03, VER-17: the arithmetic holds by the certificate, the issuer does not."""
    token = world.sd_jwt(signed_by="attacker", chain=[tw.certificate("attacker")])
    report = world.judge(token)
    assert outcome(report, "proof") == ("passed", "proof_holds")
    assert outcome(report, "issuer") == ("failed", "issuer_key_unknown")
    assert report.verdict is INVALID


def test_a_critical_extension_is_refused(world: TokenWorld) -> None:
    """VER-04: `crit` with an unknown entry."""
    header = {"alg": "ES256", "kid": world.kid, "typ": "vc+jwt", "crit": ["later"], "later": 1}
    assert outcome(world.judge(retold(world, header)), "proof") == ("failed", "crit_unsupported")


def test_the_key_of_another_provider_is_a_mismatch(world: TokenWorld) -> None:
    """VER-05: `kid` of provider B in a credential whose issuer is provider A."""
    college = TokenWorld()
    other = tw.public_key("college-documents")
    keys = (college.key("college", rw.COLLEGE), college.key_of(other, rw.COLLEGE))
    college.issuers[1] = college.issuer("college", rw.COLLEGE, keys)
    kid = did.key_id(rw.COLLEGE, other.multikey)
    for token in (
        college.jwt(kid=kid, signed_by="college-documents"),
        college.sd_jwt(kid=kid, signed_by="college-documents"),
    ):
        report = college.judge(token)
        assert outcome(report, "proof") == ("passed", "proof_holds")
        assert outcome(report, "issuer") == ("failed", "issuer_key_mismatch")
        assert report.verdict is INVALID


@pytest.mark.parametrize(
    "kid", ["../../etc/passwd", "' OR 1=1", "did:web:a/../b#k", "k\n", "a b", "#", 5, ["k"]]
)
def test_the_name_of_a_key_leads_nowhere_else(world: TokenWorld, kid: object) -> None:
    """VER-06: path or SQL characters; no file or query is built of them."""
    raw = retold(world, {"alg": "ES256", "kid": kid, "typ": "vc+jwt"})
    assert outcome(world.judge(raw), "proof") == ("failed", "malformed")
    big = retold(world, {"alg": "ES256", "kid": "k" * 1_000_000, "typ": "vc+jwt"})
    assert world.judge(big).verdict is INVALID


def test_tokens_of_other_kinds_by_the_same_key_are_no_credentials(world: TokenWorld) -> None:
    """VER-07: a status list token, a key binding, an id token."""
    kinds = (
        str(world.token_lists[0]["token"]).encode(),
        retold(world, {"alg": "ES256", "kid": world.kid, "typ": "kb+jwt"}),
    )
    for raw in kinds:
        assert outcome(world.judge(raw), "format") == ("failed", "typ_mismatch")
    unsigned = jose.signing_input(
        {"alg": "ES256", "kid": world.kid, "typ": "JWT"}, b'{"iss":"a","sub":"b","aud":"c"}'
    )
    id_token = jose.compact(unsigned, world.sign_token(unsigned))
    assert outcome(world.judge(id_token), "format") == ("failed", "typ_mismatch")
    shown = world.judge(world.sd_jwt().raw.replace(b"~", b"", 1))
    assert shown.verdict is INVALID


def test_doubled_members_are_refused(world: TokenWorld) -> None:
    """VER-09: `iss` twice in the payload, rightly signed."""
    payload = jose.read(world.jwt().raw).payload
    doubled = b'{"iss":"did:web:other.example",' + payload[1:]
    unsigned = jose.signing_input({"alg": "ES256", "kid": world.kid, "typ": "vc+jwt"}, doubled)
    raw = jose.compact(unsigned, world.sign_token(unsigned))
    assert outcome(world.judge(raw), "format") == ("failed", "malformed_json")


@pytest.mark.parametrize("how", ["=", "\n", " "])
def test_other_spellings_of_base64_are_refused(world: TokenWorld, how: str) -> None:
    """VER-11: the same bytes in another text."""
    raw = world.jwt().raw
    place = raw.index(b".") + 9
    report = world.judge(raw[:place] + how.encode() + raw[place:])
    assert report.verdict is INVALID
    assert report.check("format").code in ("malformed", "malformed_json")


@pytest.mark.parametrize("claim", ["iat", "nbf", "exp"])
@pytest.mark.parametrize("value", ["1795341600", 1.5, -1, 10**12, True])
def test_times_of_a_token_are_whole_seconds(world: TokenWorld, claim: str, value: object) -> None:
    """VER-12: texts, fractions, negatives, the year 33658."""
    claims = world.claims()
    claims.payload[claim] = value
    report = world.judge(world.sd_jwt(claims))
    assert report.verdict is INVALID
    wrong = {check.code for check in report.checks if check.outcome.value == "failed"}
    assert "malformed_time" in wrong


def test_a_credential_for_later_and_one_that_is_over(world: TokenWorld) -> None:
    over = world.sd_jwt(world.claims(valid_until=strict.format_instant(rw.NOW)))
    late = world.judge(over, at=rw.NOW + timedelta(hours=1))
    assert outcome(late, "validity") == ("failed", "expired")
    early = world.judge(world.sd_jwt(), at=rw.ISSUED - timedelta(hours=1))
    assert outcome(early, "validity") == ("failed", "not_yet_valid")


@pytest.mark.parametrize("claim", ["iss", "vct", "status", "exp", "nbf", "cnf", "vct#integrity"])
def test_what_must_be_seen_was_not_held_back(world: TokenWorld, claim: str) -> None:
    """VER-13: a disclosure of a claim that every verifier must see."""
    text = strict.b64url_encode(jose.json_bytes(["salt", claim, "x"]))
    from hashlib import sha256

    claims = world.claims().payload
    claims.pop(claim, None)
    claims["_sd"] = [strict.b64url_encode(sha256(text.encode()).digest())]
    header = jose.protected(algorithm="ES256", typ="dc+sd-jwt", kid=world.kid)
    unsigned = jose.signing_input(header, jose.json_bytes(claims))
    raw = jose.compact(unsigned, world.sign_token(unsigned)) + f"~{text}~".encode()
    assert outcome(world.judge(raw), "format") == ("failed", "sd_structure")


def test_a_weak_digest_is_refused_by_the_verifier(world: TokenWorld) -> None:
    """VER-14: `_sd_alg` of md5, rightly signed."""
    claims = world.claims().payload | {"_sd_alg": "md5", "_sd": ["x"]}
    header = jose.protected(algorithm="ES256", typ="dc+sd-jwt", kid=world.kid)
    unsigned = jose.signing_input(header, jose.json_bytes(claims))
    raw = jose.compact(unsigned, world.sign_token(unsigned)) + b"~"
    assert outcome(world.judge(raw), "format") == ("failed", "sd_alg_not_allowed")


def test_a_disclosure_too_many_is_refused(world: TokenWorld) -> None:
    """VER-13: added to a good presentation."""
    more = strict.b64url_encode(b'["salt","grade","20"]')
    report = world.judge(world.sd_jwt().raw + more.encode() + b"~")
    assert outcome(report, "format") == ("failed", "sd_structure")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"vct": None}, "not_a_credential"),
        ({"vct": 5}, "not_a_credential"),
        ({"iss": None}, "malformed"),
        ({"award_date": "20.11.2026"}, "malformed_time"),
        ({"award_date": "2026-13-45"}, "malformed_time"),
    ],
)
def test_claims_that_are_none_are_refused(
    world: TokenWorld, change: dict[str, Any], code: str
) -> None:
    claims = world.claims()
    for name, value in change.items():
        if value is None:
            del claims.payload[name]
        else:
            claims.payload[name] = value
    assert outcome(world.judge(world.sd_jwt(claims)), "format") == ("failed", code)


def test_the_older_name_of_the_type_is_still_read(world: TokenWorld) -> None:
    claims = world.claims()
    header = {"alg": "ES256", "kid": world.kid, "typ": "vc+sd-jwt"}
    made = sdjwt.unsigned(claims.payload, claims.disclosable, tw.salt, header)
    report = world.judge(made.signed(world.sign_token(made.signing_input)))
    assert outcome(report, "proof") == ("passed", "proof_holds")


def test_the_json_serialization_is_judged_alike(world: TokenWorld) -> None:
    token = world.sd_jwt()
    first, *disclosures, _ = token.raw.decode().split("~")
    protected, payload, signature = first.split(".")
    document = {
        "payload": payload, "protected": protected, "signature": signature,
        "header": {"disclosures": disclosures},
    }  # fmt: skip
    report = world.judge(Token(jose.json_bytes(document), token.tlog_proof))
    assert (report.verdict, report.form) == (VALID, "sd-jwt-vc")


ODD = st.sampled_from(
    [None, [], {}, "", "x", 5, -1, 1.5, True, [[]], [{}], {"a": 1}, 2**52, ["x", "x"], {"id": 5},
     {"jwk": {"kty": "EC", "crv": "P-256", "x": "a", "y": "b"}}, {"...": "x"}, {"_sd": ["x"]}]
)  # fmt: skip


def places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path of every value inside of another."""
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for step, item in parts:
        found.append((*path, step))
        if isinstance(item, dict | list):
            found += places(item, (*path, step))
    return found


def put(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    made = copy.deepcopy(value)
    inner = made
    for step in path[:-1]:
        inner = inner[step]
    inner[path[-1]] = new
    return made


@pytest.fixture(scope="module")
def signed_claims(world: TokenWorld) -> dict[str, Any]:
    """The claims of each kind of token, and a credential to which a key binding belongs."""
    return {
        "dc+sd-jwt": world.claims().payload | {"cnf": {"jwk": world.document_key.to_jwk()}},
        "vc+jwt": jose.read(world.jwt().raw).claims,
        "kb+jwt": {"aud": "a", "nonce": "n", "iat": 1, "sd_hash": "x"},
        "bound": world.sd_jwt().raw,
    }


@pytest.fixture(scope="module")
def verifier(world: TokenWorld) -> Verifier:
    return Verifier(world.trust(status_lists=[*world.status_lists(), *world.token_lists]))


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(["dc+sd-jwt", "vc+jwt", "kb+jwt"]), st.booleans(), st.data())
def test_any_value_at_any_place_of_a_token_gives_a_report(
    world: TokenWorld, verifier: Verifier, signed_claims: Any, kind: str, in_header: bool, data: Any
) -> None:
    """VER-10: rightly signed, whatever it says; never a fault."""
    header: dict[str, Any] = {
        "alg": "ES256", "kid": world.kid, "typ": kind,
        "x5c": jose.x5c_of([tw.certificate("academy-documents")]),
    }  # fmt: skip
    parts = [header, signed_claims[kind]]
    place = 0 if in_header else 1
    path = data.draw(st.sampled_from(places(parts[place])))
    parts[place] = put(parts[place], path, data.draw(ODD))
    unsigned = jose.signing_input(parts[0], jose.json_bytes(parts[1]))
    raw = jose.compact(unsigned, world.sign_token(unsigned))
    if kind == "dc+sd-jwt":
        raw += b"~"
    elif kind == "kb+jwt":
        raw = signed_claims["bound"] + raw
    report = verifier.verify(raw, at=rw.NOW, holder=Binding("a", "n", rw.NOW))
    assert report.verdict is not VALID
    if report.credential is not None:
        report.credential.elements()
