"""Proofs as they stand in a document: their form, their options, one or several of them.

Data Integrity 1.0, sections 2.1 and 2.1.1: in a set every proof is made over the document
without any of them, so each can be added or verified by itself.
"""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from pharos.core import limits, multibase, strict
from pharos.core.dataintegrity.suites import (
    DATA_INTEGRITY,
    ECDSA_JCS,
    JCS,
    RDFC,
    SIGNATURE_2020,
    Suite,
    suite_of,
)
from pharos.core.errors import Malformed, NotAllowed, NotSupported

_LONGEST: Final = 140  # an ECDSA signature of P-384 has 96 bytes, in base58 132 characters
_LENGTHS: Final = frozenset({64, 96})
# How the value of `ecdsa-sd-2023` begins that an issuer made (ECDSA Cryptosuites 1.0, 3.5.2).
SELECTIVE_BASE: Final = b"\xd9\x5d\x00"
SUITE_2020_CONTEXT: Final = "https://w3id.org/security/suites/ed25519-2020/v1"


def proof_options(
    document: Mapping[str, Any],
    *,
    verification_method: str,
    created: str,
    cryptosuite: str = RDFC,
) -> dict[str, Any]:
    """The proof without its value, ready for `hash_data` and for the document.

    The JCS suites carry the document's `@context` in the proof (EdDSA, section 3.3.1).
    """
    options: dict[str, Any] = {
        "type": DATA_INTEGRITY,
        "cryptosuite": cryptosuite,
        "created": created,
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    if cryptosuite in (JCS, ECDSA_JCS):
        options["@context"] = document["@context"]
    return options


def with_proof(
    document: Mapping[str, Any], options: Mapping[str, Any], signature: bytes
) -> dict[str, Any]:
    """The signed document: an array of one proof, as the Open Badges schema asks."""
    return with_proofs(without_proofs(document), [(options, signature)])


def with_proofs(
    document: Mapping[str, Any], signed: Sequence[tuple[Mapping[str, Any], bytes]]
) -> dict[str, Any]:
    """The document with these proofs behind those that it carries already.

    Each signature was made over `hash_data(document, options)`, which leaves all proofs out.
    """
    before = list(proofs(document)) if "proof" in document else []
    added = [
        {**options, "proofValue": multibase.b58btc_encode(signature)}
        for options, signature in signed
    ]
    return {**without_proofs(document), "proof": [*before, *added]}


def without_proofs(document: Mapping[str, Any]) -> dict[str, Any]:
    """The document that every proof of it speaks of."""
    return {key: value for key, value in document.items() if key != "proof"}


def proofs(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The proofs of a document, one or more; `proof_missing` when there is none."""
    found = document.get("proof")
    listed = [] if found is None else listed_in(found)
    if not listed:
        raise Malformed("proof_missing", "the document carries no proof")
    objects = [proof for proof in listed if isinstance(proof, dict)]
    if len(listed) > limits.MAX_PROOFS or len(objects) != len(listed):
        raise Malformed("malformed", "a proof is an object, and there are few of them")
    return objects


def check_form(document: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    """The bytes of the proof's value when its form is right; no arithmetic yet.

    Raises `cryptosuite_not_allowed`, `not_supported`, `proof_purpose`, `malformed`,
    `malformed_time`, `context_not_allowed`. Data Integrity 1.0, section 2.1.
    """
    suite = suite_of(proof)
    if "previousProof" in proof:
        raise NotSupported("not_supported", "chains of proofs", form="proof chain")
    if proof.get("proofPurpose") != "assertionMethod":
        raise NotAllowed("proof_purpose", "the proof was not made to assert")
    method = proof.get("verificationMethod")
    if not isinstance(method, str) or not 0 < len(method) <= limits.MAX_KEY_ID_CHARACTERS:
        raise Malformed("malformed", "the proof names no key")
    strict.parse_instant(proof.get("created"))
    if "expires" in proof:
        strict.parse_instant(proof["expires"])
    _check_context(document, proof, suite)
    return _value(proof.get("proofValue"), suite)


def _value(text: object, suite: Suite) -> bytes:
    if not isinstance(text, str):
        raise Malformed("malformed", "the proof has no value")
    if suite.form == "selective":
        return selective_value(text)
    signature = multibase.b58btc_decode(text, max_characters=_LONGEST)
    if len(signature) not in _LENGTHS:
        raise Malformed("malformed", "a signature has 64 bytes, or 96 of P-384")
    return signature


def selective_value(text: str) -> bytes:
    """The bytes behind a `u` multibase text (Controlled Identifiers 1.0, section 2.4).

    Raises `base_proof` for an issuer's own proof: it holds the holder's secrets.
    """
    if not text.startswith("u") or len(text) > limits.MAX_DISCLOSURE_CHARACTERS:
        raise Malformed("malformed", "the value of this suite is base64url and not endless")
    value = strict.b64url_decode(text[1:])
    if value.startswith(SELECTIVE_BASE):
        raise NotAllowed("base_proof", "the proof that its holder keeps secret")
    return value


def _check_context(document: Mapping[str, Any], proof: Mapping[str, Any], suite: Suite) -> None:
    """A proof's own context is a prefix of the document's (EdDSA, section 3.3.2 step 4)."""
    whole = listed_in(document.get("@context"))
    if suite.name == SIGNATURE_2020 and SUITE_2020_CONTEXT not in whole:
        raise NotAllowed("undefined_term", "the suite's context is not the document's")
    if "@context" not in proof:
        return
    own = listed_in(proof["@context"])
    if own != whole[: len(own)]:
        raise NotAllowed("context_not_allowed", "the proof speaks of other contexts", url="")


def listed_in(value: object) -> list[Any]:
    """JSON-LD: one value and a list of one are the same."""
    return value if isinstance(value, list) else [value]
