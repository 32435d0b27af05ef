"""JAdES B-B: made as the Commission's issuer makes it, opened strictly."""

import contextlib
import json
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from typing import Any

import elmsealworld as sw
import orjson
import pytest
import registerworld as rw
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from elmsealworld import Json, SealedWorld, assembled, certificate, signed
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws as peer
from joserfc.jwk import ECKey
from tokenworld import private_key

from pharos.core import jose, strict
from pharos.core.elm import jades, sealkeys
from pharos.core.errors import CoreError

KEY = private_key("a seal")
LEAF = certificate("A seal", KEY)
DOCUMENT = {"type": ["EuropeanDigitalCredential"], "name": "Ճարտարագետ"}
PAYLOAD = jades.payload_of(DOCUMENT)
HEADER: Json = strict.load_json(
    strict.b64url_decode(
        jades.signing_input(PAYLOAD, chain=[LEAF], signing_time=rw.ISSUED).split(b".")[0].decode()
    )
)


@cache
def rsa_key(bits: int) -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(65537, bits)


def checked(made: Json | bytes) -> jades.Checked:
    raw = made if isinstance(made, bytes) else orjson.dumps(made)
    [signature] = jades.opened(raw).signatures
    return jades.check(signature)


def refusal(made: Json | bytes) -> str:
    with pytest.raises(CoreError) as caught:
        checked(made)
    return caught.value.code


def with_header(**changes: Any) -> Json:
    header = {name: value for name, value in (HEADER | changes).items() if value is not None}
    return assembled(header, PAYLOAD, KEY)


# --- making ---------------------------------------------------------------------------


def test_what_is_sealed_opens_as_it_was() -> None:
    unsealed = jades.unsealed(DOCUMENT, chain=[LEAF], signing_time=rw.ISSUED)
    raw = unsealed.signed(signed(unsealed.signing_input, KEY, "ES256"))
    opened = jades.opened(raw)
    assert opened.document() == DOCUMENT
    assert opened.signatures[0].identity == sha256(unsealed.signing_input).digest()
    assert jades.check(opened.signatures[0]) == jades.Checked((LEAF,), rw.ISSUED)


def test_the_header_is_that_of_the_baseline() -> None:
    assert {
        "alg": "ES256",
        "b64": False,
        "crit": ["b64"],
        "cty": "ld+json",
        "iat": int(rw.ISSUED.timestamp()),
        "typ": "jose+json",
        "x5c": jose.x5c_of([LEAF]),
        "x5t#S256": strict.b64url_encode(sha256(LEAF).digest()),
    } == HEADER


def test_a_library_of_others_accepts_the_seal_and_refuses_a_spoilt_one() -> None:
    made = with_header()
    key = ECKey.import_key(_pem(KEY))
    registry = peer.JWSRegistry(strict_check_header=False)
    registry.max_header_length = 8_192  # a certificate is longer than its 512 characters
    found = peer.deserialize_json(made, key, registry=registry)
    assert found.payload == PAYLOAD
    spoilt = made | {"payload": made["payload"].replace("Ճ", "Ծ")}
    with pytest.raises(Exception, match="signature"):
        peer.deserialize_json(spoilt, key, registry=registry)


def _pem(key: ec.EllipticCurvePrivateKey) -> bytes:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)


def test_the_curve_of_the_certificate_says_the_algorithm() -> None:
    other = private_key("another seal", ec.SECP384R1())
    assert sealkeys.algorithm_of(certificate("P-384", other)) == "ES384"
    for key in (rsa_key(2048), private_key("long", ec.SECP521R1())):
        with pytest.raises(CoreError) as caught:
            sealkeys.algorithm_of(certificate("other", key))
        assert caught.value.code == "not_supported"


@pytest.mark.parametrize("length", [0, 63, 71])
def test_a_signature_in_der_is_not_assembled(length: int) -> None:
    with pytest.raises(CoreError):
        jades.sealed(b"a.b", bytes(length))


# --- the serialisations of others -----------------------------------------------------


def test_all_serialisations_open_alike() -> None:
    header = {k: v for k, v in HEADER.items() if k not in ("b64", "crit")}
    general = assembled(header, PAYLOAD, KEY)
    [one] = general["signatures"]
    flattened = {"payload": general["payload"], **one}
    compact = f"{one['protected']}.{general['payload']}.{one['signature']}".encode()
    with_stamps = general | {"signatures": [one | {"header": {"etsiU": ["c3RhbXA"]}}]}
    for made in (general, flattened, compact, with_stamps, with_header()):
        raw = made if isinstance(made, bytes) else orjson.dumps(made)
        assert jades.opened(raw).payload == PAYLOAD
        assert checked(made).signed_at == rw.ISSUED


@pytest.mark.parametrize(
    "algorithm", ["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES384", "ES512"]
)
def test_seals_of_others_hold_by_their_algorithms(algorithm: str) -> None:
    curves = {"ES384": ec.SECP384R1(), "ES512": ec.SECP521R1()}
    key = private_key("x", curves[algorithm]) if algorithm in curves else rsa_key(2048)
    made = sw.sealed(DOCUMENT, KEY, [LEAF])
    leaf = certificate("Another", key)
    header = HEADER | {
        "alg": algorithm,
        "x5c": jose.x5c_of([leaf]),
        "x5t#S256": strict.b64url_encode(sha256(leaf).digest()),
    }
    assert checked(assembled(header, PAYLOAD, key)).chain == (leaf,)
    spoilt = assembled(header, PAYLOAD, key) | {"payload": made["payload"] + " "}
    assert refusal(spoilt) == "signature_wrong"


def test_the_older_way_to_tell_the_time_is_read() -> None:
    header = {"iat": None, "sigT": "2024-05-01T10:00:00Z", "crit": ["sigT", "b64"]}
    assert checked(with_header(**header)).signed_at == datetime(2024, 5, 1, 10, tzinfo=UTC)


def test_a_digest_by_another_hash_is_compared() -> None:
    value = strict.b64url_encode(sealkeys.digest("sha512", LEAF))
    other = {"digAlg": "S512", "digVal": value}
    assert checked(with_header(**{"x5t#S256": None, "x5t#o": other})).chain == (LEAF,)
    for digest, code in (
        ({"digAlg": "S512", "digVal": value[:-4] + "AAAA"}, "certificate_mismatch"),
        ({"digAlg": "md5", "digVal": value}, "not_supported"),
        ("text", "malformed"),
    ):
        assert refusal(with_header(**{"x5t#o": digest})) == code


# --- refusals -------------------------------------------------------------------------


@pytest.mark.parametrize("alg", ["none", "None", "nOnE", "", None, 1, ["ES256"], "HS256", "ES256K"])
def test_no_algorithm_outside_the_list(alg: Any) -> None:
    """VER-01: decided before any key is looked at, even when the certificate is rubbish."""
    header = HEADER | {"alg": alg, "x5c": ["rubbish"]}
    header = {k: v for k, v in header.items() if v is not None}
    assert refusal(assembled(header, PAYLOAD, KEY)) == "alg_not_allowed"


def test_the_certificate_fixes_the_algorithm() -> None:
    """VER-02: no algorithm of another kind of key, secrets above all."""
    for alg in ("RS256", "PS256", "ES384", "EdDSA"):
        assert refusal(with_header(alg=alg)) == "alg_not_allowed"


@pytest.mark.parametrize(
    "crit",
    [
        ["b64", "exp"], ["sigD", "b64"], ["b64", "b64"], [], "b64", [1], ["b64", "sigT"],
        ["b64", "alg"], None,
    ],
)  # fmt: skip
def test_what_is_critical_must_be_understood_and_there(crit: Any) -> None:
    """VER-04: unknown, repeated, absent or misplaced entries."""
    assert refusal(with_header(crit=crit)) == "crit_unsupported"


def test_a_known_extension_that_is_critical_must_stand_in_the_header() -> None:
    """VER-04: the payload is not taken for unencoded without being told so."""
    assert refusal(with_header(b64="false")) == "crit_unsupported"
    assert refusal(with_header(b64=0)) == "crit_unsupported"


@pytest.mark.parametrize("typ", ["statuslist+jwt", "kb+jwt", "vc+jwt", "JWT", "dc+sd-jwt"])
def test_another_type_of_token_is_no_seal(typ: str) -> None:
    """VER-07: what the same key signed for another purpose is refused."""
    assert refusal(with_header(typ=typ)) == "typ_mismatch"


def test_the_digest_must_be_of_the_certificate_that_comes_along() -> None:
    other = certificate("Another", private_key("another"))
    assert refusal(with_header(x5c=jose.x5c_of([other]))) == "certificate_mismatch"
    digest = strict.b64url_encode(sha256(other).digest())
    assert refusal(with_header(**{"x5t#S256": digest})) == "certificate_mismatch"
    without = {"x5c": jose.x5c_of([other]), "x5t#S256": None}
    assert refusal(with_header(**without)) == "signature_wrong"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"x5c": None}, "key_unavailable"),
        ({"x5c": []}, "malformed"),
        ({"x5c": ["AAAA"], "x5t#S256": None}, "malformed"),
        ({"x5c": "AAAA"}, "malformed"),
        ({"x5c": ["A" * 13_000]}, "malformed"),
        ({"iat": None}, "malformed_time"),
        ({"sigT": "2026-01-01T00:00:00Z"}, "malformed_time"),
        ({"iat": "1"}, "malformed_time"),
        ({"iat": 1.5}, "malformed_time"),
        ({"iat": -1}, "malformed_time"),
        ({"iat": None, "sigT": "2026-01-01T00:00:00"}, "malformed_time"),
        ({"iat": None, "sigT": 5}, "malformed_time"),
        ({"sigD": {"mId": "x"}}, "not_supported"),
    ],
)
def test_headers_that_are_not_of_the_baseline(changes: Json, code: str) -> None:
    """VER-12, VER-06: times and certificates in their one form."""
    assert refusal(with_header(**changes)) == code


def test_a_short_key_proves_nothing() -> None:
    key = rsa_key(1024)
    leaf = certificate("Short", key)
    digest = strict.b64url_encode(sha256(leaf).digest())
    header = HEADER | {"alg": "RS256", "x5c": jose.x5c_of([leaf]), "x5t#S256": digest}
    assert refusal(assembled(header, PAYLOAD, key)) == "key_weak"


def _mixed() -> Json:
    made = with_header()
    return made | {"protected": made["signatures"][0]["protected"]}


@pytest.mark.parametrize(
    "made",
    [
        _mixed(),
        with_header() | {"extra": 1},
        with_header() | {"payload": {"a": 1}},
        with_header() | {"signatures": []},
        with_header() | {"signatures": [1]},
        with_header() | {"signatures": [with_header()["signatures"][0]] * 9},
        with_header() | {"signatures": [with_header()["signatures"][0] | {"header": {"alg": "x"}}]},
        with_header() | {"signatures": [with_header()["signatures"][0] | {"header": []}]},
        with_header() | {"signatures": [with_header()["signatures"][0] | {"more": 1}]},
        with_header() | {"signatures": [{"protected": 1, "signature": "AA"}]},
        with_header() | {"signatures": [{"protected": "e30", "signature": 1}]},
        {"signatures": with_header()["signatures"]},
        {"payload": "e30", "signatures": [
            with_header()["signatures"][0], {"protected": "e30", "signature": "AA"}]},
    ],
)  # fmt: skip
def test_other_objects_are_no_serialisation(made: Json) -> None:
    assert refusal(made) == "malformed"


def test_base64url_has_one_form() -> None:
    """VER-11: padding, line breaks, the other alphabet, loose bits."""
    made = with_header()
    [one] = made["signatures"]
    for spoil in ("=", "\n", "+", "/", " "):
        for member in ("protected", "signature"):
            spoilt = made | {"signatures": [one | {member: one[member] + spoil}]}
            assert refusal(spoilt) == "malformed"
    last = one["signature"][-1]
    loose = chr(ord(last) + 1)
    spoilt = made | {"signatures": [one | {"signature": one["signature"][:-1] + loose}]}
    assert refusal(spoilt) in ("malformed", "signature_wrong")


def test_members_that_stand_twice_are_refused_everywhere() -> None:
    """VER-09: in the outer object, in the header, in the payload."""
    raw = orjson.dumps(with_header())
    twice = raw[:-1] + b',"payload":"x"}'
    assert refusal(twice) == "malformed_json"
    header = jose.json_bytes(HEADER)[:-1] + b',"alg":"none"}'
    one = {"protected": strict.b64url_encode(header), "signature": "AA"}
    made = {"payload": PAYLOAD.decode(), "signatures": [one]}
    assert refusal(made) == "malformed_json"
    payload = b'{"issuer":"a","issuer":"b"}'
    with pytest.raises(CoreError) as caught:
        jades.opened(orjson.dumps(assembled(HEADER, payload, KEY))).document()
    assert caught.value.code == "malformed_json"


@given(st.binary(max_size=300))
def test_any_bytes_open_or_are_refused_by_us(raw: bytes) -> None:
    """VER-10."""
    with contextlib.suppress(CoreError):
        jades.opened(raw)


@given(st.sampled_from(sorted(HEADER)), st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner),
    max_leaves=5,
))  # fmt: skip
def test_any_header_is_checked_or_refused_by_us(member: str, value: Any) -> None:
    header = HEADER | {member: value}
    raw = orjson.dumps(
        {"payload": PAYLOAD.decode(), "signatures": [
            {"protected": strict.b64url_encode(json.dumps(header).encode()), "signature": "AA"}]}
    )  # fmt: skip
    try:
        checked(raw)
    except CoreError:
        pass
    else:
        raise AssertionError("a signature of one byte held")


def test_a_twin_of_the_signature_names_the_same_document() -> None:
    """VER-08: s and n - s both hold; the identity is that of the signing input."""
    made = with_header()
    [one] = made["signatures"]
    value = strict.b64url_decode(one["signature"])
    order = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
    twin = value[:32] + (order - int.from_bytes(value[32:], "big")).to_bytes(32, "big")
    other = made | {"signatures": [one | {"signature": strict.b64url_encode(twin)}]}
    first, second = (jades.opened(orjson.dumps(m)).signatures[0] for m in (made, other))
    assert first.signature != second.signature
    assert jades.check(second).chain == (LEAF,)
    assert first.identity == second.identity


def test_a_world_seals_within_an_hour() -> None:
    world = SealedWorld()
    token = world.sealed(time=rw.ISSUED + timedelta(minutes=1))
    assert checked(token.raw).signed_at == rw.ISSUED + timedelta(minutes=1)
