"""The register in memory of `registerworld`, whose academy also signs tokens with P-256."""

import copy
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

import registerworld as rw
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from registerworld import DictStore, World

from pharos.core import (
    bundle,
    commitments,
    did,
    jose,
    jwtvc,
    notes,
    p256,
    strict,
    tokenstatus,
)
from pharos.core.commitments import Kind
from pharos.core.openbadges import Award, Issuer, Organisation, Programme, Status
from pharos.core.openbadges import specimen as sp
from pharos.core.publickeys import PublicKey
from pharos.core.sdjwt import Unsigned, learning
from pharos.core.verify import Report, verify

ISS = f"{rw.ORIGIN}/providers/academy"
TOKEN_LIST = f"{rw.ORIGIN}/status/token/academy-1"
Json = dict[str, Any]


def private_key(name: str, curve: ec.EllipticCurve | None = None) -> ec.EllipticCurvePrivateKey:
    """The same key for the same name, in every process."""
    secret = int.from_bytes(sha256(name.encode()).digest(), "big") >> 1
    return ec.derive_private_key(secret, curve or ec.SECP256R1())


def public_key(name: str) -> PublicKey:
    return PublicKey("P-256", p256.compressed(private_key(name).public_key()))


def salt(path: str) -> bytes:
    """The salt of a claim, as the product makes it from a secret."""
    return sha256(b"salt" + path.encode()).digest()[:16]


def facts(**award: Any) -> tuple[Programme, Issuer, Award, Status]:
    """An award of the academy's course, in the words of the specimen."""
    body = Organisation(rw.ACADEMY, ISS, {"en": "Academy", "hy": "Ակադեմիա"}, "AM", "AM-SH")
    programme = replace(sp.PROGRAMME, id=rw.COURSE, awarding_bodies=(body,))
    made: Json = {
        "credential": rw.CREDENTIAL.removeprefix("urn:uuid:"),
        "valid_from": strict.format_instant(rw.ISSUED),
        "awarded_at": "2026-11-20T00:00:00+04:00",
    }
    status = Status(rw.status_url("revocation"), rw.status_url("suspension"), str(rw.INDEX))
    return programme, Issuer(body), replace(sp.AWARD, **(made | award)), status


@dataclass(frozen=True)
class Token:
    """A signed token with its log proof."""

    raw: bytes
    tlog_proof: bytes | None


class TokenWorld(World):
    """A register that lists a document key of its academy beside its credential key."""

    def __init__(self) -> None:
        super().__init__()
        self.document_key = public_key("academy-documents")
        self.use_keys(self.key("academy", rw.ACADEMY), self.key_of(self.document_key))
        self.token_lists: list[Json] = [self.token_list()]

    def issuer(
        self, slug: str, id: str, keys: tuple[did.Key, ...], aliases: tuple[str, ...] = ()
    ) -> bundle.TrustedIssuer:
        also = (f"{rw.ORIGIN}/providers/{slug}",)
        return super().issuer(slug, id, keys, (*aliases, *also))

    def key_of(self, public: PublicKey, owner: str = rw.ACADEMY, **changes: Any) -> did.Key:
        base: Json = {"state": did.KeyState.ACTIVE, "active_from": rw.EARLY}
        return did.Key(did.key_id(owner, public.multikey), public.multikey, **(base | changes))

    @property
    def kid(self) -> str:
        return did.key_id(rw.ACADEMY, self.document_key.multikey)

    def sign_token(self, signing_input: bytes, name: str = "academy-documents") -> bytes:
        return p256.sign(signing_input, private_key(name))

    # --- status ----------------------------------------------------------------------

    def token_list(
        self,
        statuses: dict[int, int] | None = None,
        *,
        uri: str = TOKEN_LIST,
        at: datetime = rw.NOW - timedelta(minutes=3),
        until: datetime = rw.NOW + timedelta(days=7),
        kid: str | None = None,
        signed_by: str = "academy-documents",
        bits: int = 2,
    ) -> Json:
        values = tokenstatus.new(131_072, bits)
        for index, status in (statuses or {}).items():
            tokenstatus.set(values, bits, index, status)
        unsigned = tokenstatus.signing_input(
            values, uri=uri, bits=bits, issued_at=at, expires_at=until, ttl_seconds=300,
            kid=kid or self.kid, algorithm="ES256",
        )  # fmt: skip
        signed = jose.compact(unsigned, self.sign_token(unsigned, signed_by))
        return tokenstatus.stored(uri, signed.decode())

    # --- acts ------------------------------------------------------------------------

    def jwt(
        self,
        document: Json | None = None,
        *,
        algorithm: str = "ES256",
        kid: str | None = None,
        signed_by: str = "academy-documents",
        **changes: Any,
    ) -> Token:
        """An Open Badge as a JWT, entered into the log."""
        if algorithm == "EdDSA":
            unsigned = jwtvc.signing_input(
                document or rw.document(), kid=kid or self.method("academy"), algorithm="EdDSA",
                **changes,
            )  # fmt: skip
            [signature] = self.signer.sign_many([unsigned], key_id="academy", intent=b"")
        else:
            unsigned = jwtvc.signing_input(
                document or rw.document(), kid=kid or self.kid, algorithm=algorithm, **changes
            )
            signature = self.sign_token(unsigned, signed_by)
        return self.entered(jwtvc.compact(unsigned, signature), unsigned)

    def sd_jwt(
        self,
        claims: learning.Claims | None = None,
        *,
        kid: str | None = None,
        signed_by: str = "academy-documents",
        **changes: Any,
    ) -> Token:
        """An SD-JWT VC of our own type, entered into the log."""
        made: Unsigned = (claims or self.claims()).unsigned(
            kid=kid or self.kid, salt=salt, **changes
        )
        return self.entered(
            made.signed(self.sign_token(made.signing_input, signed_by)), made.signing_input
        )

    def claims(self, **changes: Any) -> learning.Claims:
        iss = changes.pop("iss", ISS)
        made = learning.own_claims(
            *facts(**changes), iss=iss, origin=rw.ORIGIN, token_list=TOKEN_LIST,
            issued_at=rw.ISSUED, demonstration=True,
        )  # fmt: skip
        return learning.Claims(copy.deepcopy(made.payload), made.disclosable)

    def entered(self, raw: bytes, signing_input: bytes) -> Token:
        """The token with its leaf in the log and the national answer."""
        registration = self.acknowledge()
        identity = sha256(signing_input).digest()
        entry = commitments.commitment(Kind.ISSUE, self.salt(), identity)
        self.log.entries += [entry, sha256(entry).digest()]
        extra = notes.ProofExtra(self.salt(), registration, "DM-2026-17")
        proof = self.log.prove(entry, time=rw.LOGGED, extra=extra.to_bytes())
        return Token(raw, proof.to_text().encode())

    def judge(self, token: Token | bytes, **changes: Any) -> Report:
        """The verdict on a token under this register."""
        raw, proof = (token, None) if isinstance(token, bytes) else (token.raw, token.tlog_proof)
        at = changes.pop("at", rw.NOW)
        store = DictStore(changes.pop("store", {}))
        holder = changes.pop("holder", None)
        lists = [*self.status_lists(), *self.token_lists]
        trust = changes.pop("trust", None) or self.trust(status_lists=lists)
        return verify(raw, trust=trust, at=at, tlog_proof=proof, store=store, holder=holder)


def certificate(
    name: str, *, address: str = "https://issuer.example", above: str | None = None
) -> bytes:
    """A certificate of a key, in DER, signed by itself or by an authority; each time the same."""
    key = private_key(name)
    made = _begun(name, above or name).add_extension(
        x509.SubjectAlternativeName([x509.UniformResourceIdentifier(address)]), critical=False
    )
    signed = made.sign(private_key(above or name), hashes.SHA256(), ecdsa_deterministic=True)
    assert signed.public_key() == key.public_key()
    return signed.public_bytes(Encoding.DER)


def authority(name: str) -> bytes:
    """The certificate of an authority, by itself."""
    made = _begun(name, name).add_extension(
        x509.BasicConstraints(ca=True, path_length=None), critical=True
    )
    signed = made.sign(private_key(name), hashes.SHA256(), ecdsa_deterministic=True)
    return signed.public_bytes(Encoding.DER)


def _begun(name: str, above: str) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]))
        .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, above)]))
        .public_key(private_key(name).public_key())
        .serial_number(7)
        .not_valid_before(rw.EARLY)
        .not_valid_after(rw.NOW + timedelta(days=3650))
    )
