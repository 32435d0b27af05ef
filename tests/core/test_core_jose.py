"""Compact JWS: what is read, what is refused before any key is looked for, what is made."""

import base64
import hmac
import json
from hashlib import sha256
from typing import Any

import pytest
import tokenworld as tw
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from pharos.core import jose, limits, p256, strict
from pharos.core.errors import CoreError, NotSupported
from pharos.core.publickeys import PublicKey

KEY = tw.private_key("jose")
PUBLIC = tw.public_key("jose")
N = int("ffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551", 16)
HEADER: dict[str, Any] = {"alg": "ES256", "kid": "did:web:a.example#k", "typ": "vc+jwt"}


def signed(header: dict[str, Any] | None = None, payload: bytes = b"{}") -> bytes:
    unsigned = jose.signing_input(HEADER if header is None else header, payload)
    return jose.compact(unsigned, p256.sign(unsigned, KEY))


def raw_token(header: bytes, payload: bytes = b"{}") -> bytes:
    parts = strict.b64url_encode(header), strict.b64url_encode(payload)
    unsigned = ".".join(parts).encode()
    return jose.compact(unsigned, p256.sign(unsigned, KEY))


def code(action: Any, *arguments: Any) -> str:
    with pytest.raises(CoreError) as caught:
        action(*arguments)
    return caught.value.code


def test_what_was_made_is_read_and_holds() -> None:
    read = jose.read(signed(payload=b'{"a": "\xd5\xa1"}'))
    jose.verify(read, PUBLIC)
    assert (read.header, read.claims) == (HEADER, {"a": "ա"})
    assert read.identity == sha256(read.signing_input).digest()


def test_p384_and_ed25519_hold_too() -> None:
    key = tw.private_key("jose-384", ec.SECP384R1())
    unsigned = jose.signing_input(HEADER | {"alg": "ES384"}, b"{}")
    r, s = decode_dss_signature(key.sign(unsigned, ec.ECDSA(hashes.SHA384())))
    token = jose.compact(unsigned, r.to_bytes(48, "big") + s.to_bytes(48, "big"))
    point = key.public_key().public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
    jose.verify(jose.read(token), PublicKey("P-384", point))
    assert code(jose.verify, jose.read(token), PUBLIC) == "alg_not_allowed"


@pytest.mark.parametrize(
    "algorithm", ["none", "None", "nOnE", "NONE", "", None, 0, ["ES256"], "HS256", "HS512", "es256"]
)
def test_an_algorithm_off_the_list_is_refused(algorithm: object) -> None:
    """VER-01: `none` in all its spellings, empty or missing."""
    header = {name: value for name, value in HEADER.items() if name != "alg"}
    if algorithm is not None:
        header["alg"] = algorithm
    assert code(jose.check_header, header) == "alg_not_allowed"
    read = jose.read(raw_token(json.dumps(header).encode()))
    assert code(jose.verify, read, PUBLIC) == "alg_not_allowed"


def test_the_public_key_is_no_secret_of_an_hmac() -> None:
    """VER-02: the key fixes the algorithm, whatever the header says."""
    unsigned = jose.signing_input(HEADER | {"alg": "HS256"}, b"{}")
    for secret in (PUBLIC.raw, PUBLIC.multikey.encode(), json.dumps(PUBLIC.to_jwk()).encode()):
        forged = hmac.digest(secret, unsigned, "sha256")
        token = unsigned + b"." + strict.b64url_encode(forged).encode()
        assert code(jose.verify, jose.read(token), PUBLIC) == "alg_not_allowed"
    eddsa = jose.read(signed(HEADER | {"alg": "EdDSA"}))
    assert code(jose.verify, eddsa, PUBLIC) == "alg_not_allowed"


@pytest.mark.parametrize("algorithm", ["RS256", "PS512", "ES512", "ES256K"])
def test_a_right_algorithm_that_we_do_not_compute_is_not_called_wrong(algorithm: str) -> None:
    with pytest.raises(NotSupported):
        jose.check_header({"alg": algorithm})


@pytest.mark.parametrize("more", [{"crit": ["exp"]}, {"crit": []}, {"b64": False}, {"crit": "x"}])
def test_a_critical_extension_is_never_overlooked(more: dict[str, Any]) -> None:
    """VER-04: `crit` with any entry."""
    assert code(jose.verify, jose.read(signed(HEADER | more)), PUBLIC) == "crit_unsupported"


@pytest.mark.parametrize("kid", [5, ["k"], {"k": 1}, "", "k" * 1_025])
def test_the_name_of_a_key_is_a_text_of_sane_length(kid: object) -> None:
    """VER-06: no text at all, or too long a one."""
    read = jose.read(signed(HEADER | {"kid": kid}))
    assert code(lambda: read.kid) == "malformed"


def test_a_header_of_a_megabyte_is_refused_before_it_is_parsed() -> None:
    """VER-06: a name of a key that is 1 MB long."""
    assert code(jose.read, signed(HEADER | {"kid": "k" * 1_000_001})) == "payload_too_large"


def test_der_is_refused_and_the_twin_signature_names_the_same_document() -> None:
    """VER-08: s and n - s both verify; the identity is of what was signed."""
    first = jose.read(signed())
    r, s = first.signature[:32], int.from_bytes(first.signature[32:], "big")
    twin = jose.compact(first.signing_input, r + (N - s).to_bytes(32, "big"))
    read = jose.read(twin)
    jose.verify(read, PUBLIC)
    assert read.signature != first.signature
    assert read.identity == first.identity
    der = first.signing_input + b"." + strict.b64url_encode(p256.der(first.signature)).encode()
    assert code(jose.verify, jose.read(der), PUBLIC) == "signature_wrong"
    assert code(jose.compact, first.signing_input, p256.der(first.signature)) == "signature_wrong"


@pytest.mark.parametrize(
    ("header", "payload"),
    [
        (b'{"alg":"ES256","alg":"none"}', b"{}"),
        (b'{"alg":"ES256","kid":"a","kid":"b"}', b"{}"),
        (b'{"alg":"ES256"}', b'{"iss":"a","iss":"b"}'),
        (b'{"alg":"ES256"}', b'{"a":{"b":1,"\\u0062":2}}'),
        (b'{"alg":"ES256"}', b"[]"),
        (b'{"alg":"ES256"}', b'{"a":NaN}'),
        (b'{"alg":"ES256"}', b'{"a":1e999}'),
        (b'{"alg":"ES256"}', b'{"a":"\\ud800"}'),
        (b'{"alg":"ES256"}', b'{"a":' + b"[" * 100_000),
        (b"[]", b"{}"),
        (b"\xef\xbb\xbf{}", b"{}"),
    ],
)
def test_json_that_two_readers_read_differently_is_refused(header: bytes, payload: bytes) -> None:
    """VER-09, VER-10: header and payload pass the same strict reader."""
    with pytest.raises(CoreError) as caught:
        assert jose.read(raw_token(header, payload)).claims
    assert caught.value.code == "malformed_json"


def spoiled(how: str) -> bytes:
    head, payload, signature = signed(payload=b'{"a":"?>?>"}').split(b".")
    standard = base64.b64encode(b'{"a":"?>?>"}').rstrip(b"=")
    digits = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    last = digits[digits.index(signature[-1:]) | 1 : (digits.index(signature[-1:]) | 1) + 1]
    return {
        "padding": head + b"." + payload + b"=." + signature,
        "line break": head + b"." + payload[:4] + b"\n" + payload[4:] + b"." + signature,
        "blank": head + b"." + payload + b" ." + signature,
        "standard alphabet": head + b"." + standard + b"." + signature,
        "trailing bits": head + b"." + payload + b"." + signature[:-1] + last,
        "four parts": head + b"." + payload + b"." + signature + b".x",
        "two parts": head + b"." + payload,
        "no header": b"." + payload + b"." + signature,
        "not ASCII": head + b"." + payload + b"." + "ա".encode(),
    }[how]


@pytest.mark.parametrize(
    "how",
    [
        "padding",
        "line break",
        "blank",
        "standard alphabet",
        "trailing bits",
        "four parts",
        "two parts",
        "no header",
        "not ASCII",
    ],
)
def test_only_the_canonical_base64url_is_read(how: str) -> None:
    """VER-11: padding, line breaks, another alphabet, bits beyond the last byte."""
    assert code(jose.read, spoiled(how)) == "malformed"


def test_ten_megabytes_are_refused_before_any_parsing() -> None:
    """VER-21: by their length alone."""
    assert code(jose.read, b"." * (10 * limits.MIB)) == "payload_too_large"


@given(st.binary(max_size=300) | st.text(".AZaz09-_~=", max_size=200).map(str.encode))
def test_any_bytes_give_a_token_or_our_refusal(raw: bytes) -> None:
    try:
        read = jose.read(raw)
        assert isinstance(read.claims, dict)
    except CoreError:
        pass


def test_a_changed_token_does_not_hold() -> None:
    token = bytearray(signed(payload=b'{"grade":"18"}'))
    for place in (3, len(token) - 30, token.index(b".") + 5):
        altered = bytes(token[:place]) + (b"A" if token[place] != 65 else b"B") + token[place + 1 :]
        with pytest.raises(CoreError):
            jose.verify(jose.read(altered), PUBLIC)


@pytest.mark.parametrize("value", ["1", 1.5, -1, True, None, 10**18, [], 253402300800])
def test_a_time_is_a_whole_number_of_our_era(value: object) -> None:
    """VER-12: texts, fractions, negatives, the year 10000."""
    assert code(jose.numeric_date_of, value) == "malformed_time"


def test_times_come_back() -> None:
    assert jose.numeric_date(jose.numeric_date_of(1795341600)) == 1795341600


def test_media_types_are_compared_as_the_standard_says() -> None:
    assert jose.typ_of({"typ": "application/VC+JWT"}) == "vc+jwt"
    assert jose.typ_of({}) == ""
    assert code(jose.typ_of, {"typ": 5}) == "malformed"
    assert code(jose.typ_of, {"typ": "x" * 200}) == "malformed"


def test_certificates_give_a_key_and_nothing_else() -> None:
    """VER-03: a chain is read within limits, in its one text, and never fetched."""
    der = tw.certificate("jose")
    x5c = jose.x5c_of([der, der])
    assert jose.certificate_key(x5c) == PUBLIC
    assert jose.certificate_subject(x5c) == "https://issuer.example"
    for wrong in ([], "x", [5], ["&"], [base64.b64encode(b"no certificate").decode()],
                  [x5c[0] + "\n"], x5c * 8, ["A" * 20_000], None, {}):  # fmt: skip
        assert code(jose.certificate_key, wrong) == "malformed"


def test_only_what_we_sign_with_is_made() -> None:
    made = jose.protected(algorithm="ES256", typ="x", kid="k", chain=[b"der"])
    assert made == {"alg": "ES256", "kid": "k", "typ": "x", "x5c": ["ZGVy"]}
    for algorithm in ("none", "HS256", "RS256"):
        with pytest.raises(CoreError):
            jose.protected(algorithm=algorithm, typ="x", kid="k")
