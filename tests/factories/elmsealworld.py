"""Sealed European Digital Credentials: of the register in memory, and of strangers with roots."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import orjson
import registerworld as rw
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa, utils
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from tokenworld import Json, Token, TokenWorld, facts, private_key

from pharos.core import jose, strict
from pharos.core.elm import document, jades
from pharos.core.publickeys import PublicKey
from pharos.core.verify import Report, verify
from pharos.core.verify.seals import SealRoots

BEGIN, END = rw.EARLY, rw.NOW + timedelta(days=365)
Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey


def certificate(
    name: str,
    key: Key,
    *,
    above: str | None = None,
    signer: Key | None = None,
    authority: bool = False,
    begin: datetime = BEGIN,
    end: datetime = END,
) -> bytes:
    """A certificate in DER, signed by itself or by the one above; each time the same."""
    made = (
        x509.CertificateBuilder()
        .subject_name(_named(name))
        .issuer_name(_named(above or name))
        .public_key(key.public_key())
        .serial_number(11)
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.BasicConstraints(ca=authority, path_length=None), critical=True)
    )
    above_key = signer or key
    same = True if isinstance(above_key, ec.EllipticCurvePrivateKey) else None
    signed_ = made.sign(above_key, hashes.SHA256(), ecdsa_deterministic=same)
    return signed_.public_bytes(Encoding.DER)


def _named(name: str) -> x509.Name:
    return x509.Name(
        [
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, name),
            x509.NameAttribute(NameOID.COMMON_NAME, f"{name} seal"),
        ]
    )


def sealed(
    unsigned: Json,
    key: Key,
    chain: list[bytes],
    *,
    time: datetime = rw.ISSUED,
    **header: Any,
) -> Json:
    """A sealed credential; `header` changes members of the protected header, None drops one."""
    made = jades.signing_input(jades.payload_of(unsigned), chain=chain, signing_time=time)
    encoded, _, payload = made.partition(b".")
    protected = strict.load_json(strict.b64url_decode(encoded.decode())) | header
    protected = {name: value for name, value in protected.items() if value is not None}
    return assembled(protected, payload, key)


def assembled(protected: Json, payload: bytes, key: Key) -> Json:
    """The general serialisation under a ready header."""
    encoded = strict.b64url_encode(jose.json_bytes(protected))
    text = payload.decode() if protected.get("b64") is False else strict.b64url_encode(payload)
    signature = signed(f"{encoded}.{text}".encode(), key, str(protected.get("alg")))
    one = {"protected": encoded, "signature": strict.b64url_encode(signature)}
    return {"payload": text, "signatures": [one]}


def signed(message: bytes, key: Key, algorithm: str) -> bytes:
    """A signature in JOSE's form."""
    kind = {"384": hashes.SHA384(), "512": hashes.SHA512()}.get(algorithm[2:], hashes.SHA256())
    if isinstance(key, rsa.RSAPrivateKey):
        if algorithm.startswith("PS"):
            return key.sign(message, padding.PSS(padding.MGF1(kind), kind.digest_size), kind)
        return key.sign(message, padding.PKCS1v15(), kind)
    size = (key.curve.key_size + 7) // 8
    r, s = utils.decode_dss_signature(key.sign(message, ec.ECDSA(kind)))
    return r.to_bytes(size, "big") + s.to_bytes(size, "big")


class SealedWorld(TokenWorld):
    """The register whose academy also seals with its own certificate."""

    def __init__(self) -> None:
        super().__init__()
        self.seal_key = private_key("academy-seal")
        self.chain = [certificate("Academy", self.seal_key)]
        public = PublicKey.from_jwk(_jwk(self.seal_key))
        self.seal_id = f"{rw.ACADEMY}#{public.multikey}"
        self.use_keys(
            self.key("academy", rw.ACADEMY), self.key_of(self.document_key), self.key_of(public)
        )

    def unsigned(self, **award: Any) -> Json:
        return document(*facts(**award), origin=rw.ORIGIN, demonstration=True)

    def sealed(self, unsigned: Json | None = None, **changes: Any) -> Token:
        """A credential of the academy, sealed, in the log, with the national answer."""
        key, chain = changes.pop("key", self.seal_key), changes.pop("chain", self.chain)
        made = sealed(unsigned or self.unsigned(), key, chain, **changes)
        return self.of(made)

    def of(self, made: Json) -> Token:
        signing_input = f"{made['signatures'][0]['protected']}.{made['payload']}".encode()
        return self.entered(orjson.dumps(made), signing_input)

    def ask(
        self, raw: Token | bytes | Json, roots: SealRoots | None = None, **changes: Any
    ) -> Report:
        """The verdict under this register, with roots for the seals of strangers."""
        token = Token(orjson.dumps(raw), None) if isinstance(raw, dict) else raw
        text, proof = (token, None) if isinstance(token, bytes) else (token.raw, token.tlog_proof)
        trust = changes.pop("trust", None) or self.trust()
        at = changes.pop("at", rw.NOW)
        return verify(text, trust=trust, at=at, tlog_proof=proof, roots=roots, **changes)


def _jwk(key: ec.EllipticCurvePrivateKey) -> Json:
    numbers = key.public_key().public_numbers()
    x, y = (strict.b64url_encode(n.to_bytes(32, "big")) for n in (numbers.x, numbers.y))
    return {"kty": "EC", "crv": "P-256", "x": x, "y": y}


class Stranger:
    """A foreign university with a seal under a root of its own state."""

    NAME = "University of Elsewhere"
    ID = "https://university.example/id"

    def __init__(self, *, end: datetime = END, leaf_authority: bool = True) -> None:
        self.root_key, self.middle_key = private_key("a root"), private_key("an authority")
        self.key = private_key("a university")
        self.root = certificate("A root", self.root_key, authority=True)
        self.middle = certificate(
            "An authority", self.middle_key, above="A root", signer=self.root_key,
            authority=leaf_authority,
        )  # fmt: skip
        self.leaf = self.issued(self.NAME, self.key, end=end)
        self.chain = [self.leaf, self.middle]

    def issued(self, name: str, key: Key, *, end: datetime = END) -> bytes:
        return certificate(name, key, above="An authority", signer=self.middle_key, end=end)

    def roots(self, *, is_national: bool = False) -> SealRoots:
        pem = x509.load_der_x509_certificate(self.root).public_bytes(Encoding.PEM)
        return SealRoots.from_pem(pem, is_national=is_national)

    def unsigned(self) -> Json:
        programme, issuer, award, status = facts()
        body = replace(issuer.organisation, id=self.ID, name={"en": self.NAME}, country="FR")
        made = document(
            replace(programme, awarding_bodies=(body,)), replace(issuer, organisation=body),
            award, status, origin="https://university.example", demonstration=False,
        )  # fmt: skip
        del made["credentialStatus"]
        return made

    def sealed(self, **changes: Any) -> Json:
        key, chain = changes.pop("key", self.key), changes.pop("chain", self.chain)
        return sealed(self.unsigned(), key, chain, **changes)
