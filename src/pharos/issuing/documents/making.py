"""How each signed format is made of the facts of an award: one function a format."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from pharos.common.errors import Invalid, Unavailable
from pharos.common.settings import settings
from pharos.core import compactqr, dataintegrity, elm, jcs, jwtvc, strict
from pharos.core.elm import jades
from pharos.core.sdjwt import learning
from pharos.issuing import rules
from pharos.issuing.documents.formats import Format, Sources, Unsigned
from pharos.issuing.facts import Facts
from pharos.issuing.national import queries as national

_JOSE: Final = {"Ed25519": "EdDSA", "P-256": "ES256"}


@dataclass(frozen=True, slots=True)
class Waiting:
    """A document that is put together once its signature is there."""

    signing_input: bytes
    together: Callable[[bytes, bytes], bytes]

    def signed(self, signature: bytes) -> bytes:
        """The finished document."""
        return self.together(self.signing_input, signature)


def jwt_vc(facts: Facts, sources: Sources) -> Unsigned:
    """The Open Badge as a JWT (Open Badges 3.0, 8.2; VC-JOSE-COSE, 3.1.1)."""
    signing_input = jwtvc.signing_input(
        unsigned_badge(facts),
        kid=sources.signing.key_id,
        algorithm=_JOSE[sources.signing.algorithm],
        issued_at=sources.made_at,
    )
    return Waiting(signing_input, jwtvc.compact)


def two_proofs(facts: Facts, sources: Sources) -> Unsigned:
    """The signed Open Badge with a proof of ecdsa-rdfc-2019 beside its own (VC DI 1.0, 4.3)."""
    signed: dict[str, Any] = json.loads(facts.document)
    options = dataintegrity.proof_options(
        dataintegrity.without_proofs(signed),
        verification_method=sources.signing.key_id,
        created=strict.format_instant(sources.made_at.replace(microsecond=0)),
        cryptosuite=dataintegrity.ECDSA_RDFC,
    )

    def together(_: bytes, signature: bytes) -> bytes:
        return jcs.canonical_json(dataintegrity.with_proofs(signed, [(options, signature)]))

    return Waiting(dataintegrity.hash_data(signed, options), together)


def sd_jwt(facts: Facts, sources: Sources) -> Unsigned:
    """Our own fuller type for wallets (SD-JWT VC)."""
    claims = learning.own_claims(
        facts.programme,
        facts.issuer,
        facts.award,
        facts.status,
        iss=facts.issuer.organisation.address,
        origin=settings().origin,
        token_list=token_list(facts),
        issued_at=sources.made_at,
        demonstration=facts.demonstration,
    )
    return _wallet(claims, sources)


def sd_jwt_eu(facts: Facts, sources: Sources) -> Unsigned:
    """The Learning Credential of the EU's wallet; raises CoreError `level_missing`."""
    claims = learning.eu_claims(
        facts.programme,
        facts.issuer,
        facts.award,
        facts.status,
        iss=facts.issuer.organisation.address,
        token_list=token_list(facts),
        issued_at=sources.made_at,
        demonstration=facts.demonstration,
    )
    return _wallet(claims, sources)


def code(facts: Facts, sources: Sources) -> Unsigned:
    """The text of the QR code that holds the whole award, with its national number if it has one.

    No proof of registration fits into it, so the number that the issuer signs stands for one.
    Raises Unavailable `export_registration_waits` until the national register has answered:
    the code is made once and would lack its number for ever.
    """
    registered = national.registration(facts.row)
    if registered.state == national.State.AWAITING:
        raise Unavailable("export_registration_waits")
    signing_input = compactqr.signing_input(
        facts.programme,
        facts.issuer,
        facts.award,
        facts.status,
        kid=sources.signing.key_id,
        created=strict.format_instant(sources.made_at.replace(microsecond=0)),
        demonstration=facts.demonstration,
        registration=registered.number,
    )
    return Waiting(signing_input, lambda signed, one: compactqr.text(signed, one).encode("ascii"))


def elm_sealed(facts: Facts, sources: Sources) -> Unsigned:
    """The European Digital Credential under the issuer's seal (JAdES B-B).

    Raises Invalid `issuer_key_missing` while no certificate vouches for the key.
    """
    if not sources.signing.chain:
        raise Invalid("issuer_key_missing", "no certificate vouches for the key of seals")
    document = elm.document(
        facts.programme,
        facts.issuer,
        facts.award,
        facts.status,
        origin=settings().origin,
        demonstration=facts.demonstration,
    )
    return jades.unsealed(
        document, chain=sources.signing.chain, signing_time=sources.made_at.replace(microsecond=0)
    )


def unsigned_badge(facts: Facts) -> dict[str, Any]:
    """The Open Badge as it was signed, without its proof."""
    return dataintegrity.without_proofs(json.loads(facts.document))


def token_list(facts: Facts) -> str:
    """The list of tokens beside the lists that the Open Badge names."""
    return f"{settings().origin}/status/{rules.TOKEN}/{facts.row.list_id}"


def _wallet(claims: learning.Claims, sources: Sources) -> Unsigned:
    signing = sources.signing
    return claims.unsigned(
        kid=signing.key_id,
        salt=sources.salt,
        algorithm=_JOSE[signing.algorithm],
        chain=signing.chain,
    )


_ALL: Final = (
    Format("ob3-jwt", "application/vc+jwt", ".jwt", "documents", jwt_vc),
    Format("ob3-jwt-eddsa", "application/vc+jwt", ".jwt", "credentials", jwt_vc),
    Format("ob3-two-proofs", "application/vc", ".json", "documents", two_proofs),
    Format("sd-jwt-vc", "application/dc+sd-jwt", ".sd-jwt", "documents", sd_jwt),
    Format("sd-jwt-vc-eu", "application/dc+sd-jwt", ".sd-jwt", "documents", sd_jwt_eu),
    Format("elm-sealed", "application/jose+json", "-elm-sealed.json", "seal", elm_sealed),
    Format("qr", "text/plain; charset=us-ascii", ".txt", "documents", code),
)
FORMATS: Final[Mapping[str, Format]] = {one.name: one for one in _ALL}
