"""European Digital Credentials for the frozen corpus: sealed by the academy, and broken ones."""

import json
from collections.abc import Iterator
from typing import Any

import elmsealworld as sw
import orjson
import registerworld as rw
import tokenworld as tw
from cryptography.hazmat.primitives.asymmetric import rsa

from pharos.core import jose, strict
from pharos.core.elm import document, jades, uploadable

Json = dict[str, Any]
Broken = tuple[str, bytes, str, str, str]
KEY = "academy-documents"


def chain() -> list[bytes]:
    """The academy's certificate, by a key that its register lists."""
    return [sw.certificate("Academy", tw.private_key(KEY))]


def unsigned() -> Json:
    return document(*tw.facts(), origin=rw.ORIGIN, demonstration=True)


def good(world: tw.TokenWorld) -> tw.Token:
    """A sealed credential with its proof from the log."""
    made = _sealed()
    signing_input = f"{made['signatures'][0]['protected']}.{made['payload']}".encode()
    return world.entered(orjson.dumps(made), signing_input)


def _sealed(changed: Json | None = None, **header: Any) -> Json:
    return sw.sealed(changed or unsigned(), tw.private_key(KEY), chain(), **header)


def broken(raw: bytes) -> Iterator[Broken]:
    """The sealed credential in other serialisations, of others, and with one thing wrong."""
    yield from _other_forms()
    yield from _other_words(json.loads(raw))
    yield from _other_headers()
    yield from _other_hands()


def _other_forms() -> Iterator[Broken]:
    no_proof = "registered:log_proof_wrong"
    encoded = _encoded()
    [one] = encoded["signatures"]
    compact = f"{one['protected']}.{encoded['payload']}.{one['signature']}".encode()
    flattened = {"payload": encoded["payload"], **one}
    # the signing input is another, so the proof of the first does not fit
    yield "encoded", orjson.dumps(encoded), "INVALID", no_proof, "the payload in base64url"
    yield "flattened", orjson.dumps(flattened), "INVALID", no_proof, "the flattened form"
    yield "compact", compact, "INVALID", no_proof, "the compact form"
    plain = orjson.dumps(unsigned())
    yield "unsealed", plain, "INVALID", "proof:proof_missing", "nobody sealed it"
    upload = orjson.dumps(uploadable(unsigned(), deliver_to=["learner@example.org"]))
    yield "upload", upload, "INVALID", "proof:proof_missing", "the file for another issuer"


def _encoded() -> Json:
    payload = jades.payload_of(unsigned())
    made = jades.signing_input(payload, chain=chain(), signing_time=rw.ISSUED)
    header = strict.load_json(strict.b64url_decode(made.partition(b".")[0].decode()))
    del header["b64"], header["crit"]
    return sw.assembled(header, payload, tw.private_key(KEY))


def _other_words(sealed: Json) -> Iterator[Broken]:
    wrong = "proof:signature_wrong"
    for name, old, new, about in (
        ("grade", '"18"', '"20"', "a better grade"),
        ("name", "Mariam", "Mariana", "another person"),
        ("credits", '"point":"6"', '"point":"60"', "more credits"),
        ("status", f'"{rw.INDEX}"', f'"{rw.INDEX + 1}"', "another place in the lists"),
    ):
        assert old in sealed["payload"]
        spoilt = sealed | {"payload": sealed["payload"].replace(old, new)}
        yield name, orjson.dumps(spoilt), "INVALID", wrong, about
    twice = orjson.dumps(sealed)[:-1] + b',"payload":"{}"}'
    yield "twice", twice, "INVALID", "malformed_json", "a member that stands twice"


def _other_headers() -> Iterator[Broken]:
    other = strict.b64url_encode(bytes(32))
    for name, header, code, about in (
        ("none", {"alg": "none"}, "alg_not_allowed", "no algorithm"),
        ("secret", {"alg": "HS256"}, "alg_not_allowed", "the certificate as a secret"),
        ("critical", {"crit": ["b64", "exp"], "exp": 1}, "crit_unsupported", "an unknown must"),
        ("digest", {"x5t#S256": other}, "certificate_mismatch", "another certificate is named"),
        ("no-time", {"iat": None}, "malformed_time", "no time of signing"),
        ("type", {"typ": "statuslist+jwt"}, "typ_mismatch", "a token of another type"),
    ):
        yield f"header-{name}", orjson.dumps(_sealed(**header)), "INVALID", code, about
    without = orjson.dumps(_sealed(x5c=None))
    code = "proof:key_unavailable issuer:issuer_key_unknown"
    yield "header-no-certificate", without, "INVALID", code, "ours always bring the certificate"
    away = orjson.dumps(_sealed(sigD={"mId": "x"}))
    yield "header-detached", away, "INDETERMINATE", "not_supported", "the payload lies elsewhere"


def _other_hands() -> Iterator[Broken]:
    foreign = sw.Stranger()
    ours = sw.sealed(unsigned(), foreign.key, foreign.chain)
    code = "issuer:issuer_key_unknown"
    yield "forged", orjson.dumps(ours), "INVALID", code, "a stranger in the academy's name"
    college = unsigned()
    college["issuer"]["id"] = rw.COLLEGE
    code = "issuer:issuer_key_mismatch"
    yield "borrowed", orjson.dumps(_sealed(college)), "INVALID", code, "for another provider"
    unknown = "issuer:issuer_not_listed"
    yield from (
        (f"stranger-{name}", orjson.dumps(made), "INDETERMINATE", unknown, about)
        for name, made, about in _strangers(foreign)
    )


def _strangers(foreign: sw.Stranger) -> Iterator[tuple[str, Json, str]]:
    yield "ec", foreign.sealed(), "a university that nobody knows"
    key = rsa.generate_private_key(65537, 2048)
    chain = [foreign.issued(foreign.NAME, key), foreign.middle]
    header = {"iat": None, "sigT": "2025-03-01T10:00:00Z", "crit": ["sigT", "b64"]}
    for algorithm in ("RS256", "PS256"):
        made = _by_rsa(foreign.unsigned(), key, chain, alg=algorithm, **header)
        yield algorithm.lower(), made, "sealed as the Commission's issuer did until 2025"


def _by_rsa(made: Json, key: rsa.RSAPrivateKey, chain: list[bytes], **header: Any) -> Json:
    first: Json = {
        "b64": False,
        "cty": "json",
        "x5c": jose.x5c_of(chain),
        "x5t#S256": strict.b64url_encode(jades.sealkeys.digest("sha256", chain[0])),
    }
    protected = {n: v for n, v in (first | header).items() if v is not None}
    return sw.assembled(protected, jades.payload_of(made), key)
