"""Data Integrity proofs with Ed25519: `eddsa-rdfc-2022` and `eddsa-jcs-2022`.

The 64 bytes that are signed are the hash of the proof options followed by the hash of
the document. For the RDF suite the options are read with the document's `@context`; for
the JCS suite the proof carries a `@context` of its own, a prefix of the document's.
Who may use a key, and when, is decided above (`core.verify`): here is only arithmetic,
form, and the allow-list. Data Integrity 1.0 section 4; EdDSA Cryptosuites 1.0 section 3.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from nacl import bindings
from nacl.exceptions import BadSignatureError

from pharos.core import contexts, jcs, limits, multibase, rdf, strict
from pharos.core.errors import CoreError, Malformed, NotAllowed, NotSupported, WrongSignature

RDFC: Final = "eddsa-rdfc-2022"
JCS: Final = "eddsa-jcs-2022"
CRYPTOSUITES: Final = frozenset({RDFC, JCS})
# Suites that others use rightly and that we do not verify: the answer is *unknown*.
_KNOWN_ELSEWHERE: Final = frozenset(
    {"ecdsa-rdfc-2019", "ecdsa-jcs-2019", "ecdsa-sd-2023", "bbs-2023"}
)
_ORDER: Final = int("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed", 16)


class _Signs(Protocol):
    def __call__(self, signing_input: bytes) -> bytes: ...


@dataclass(frozen=True)
class ProofResult:
    """What became of one proof of a set: `error` is None when it holds."""

    verification_method: str
    error: CoreError | None

    @property
    def holds(self) -> bool:
        return self.error is None


def proof_options(
    document: Mapping[str, Any],
    *,
    verification_method: str,
    created: str,
    cryptosuite: str = RDFC,
) -> dict[str, Any]:
    """The proof without its value, ready for `hash_data` and for the document.

    The JCS suite carries the document's `@context` in the proof (EdDSA, section 3.3.1).
    """
    options: dict[str, Any] = {
        "type": "DataIntegrityProof",
        "cryptosuite": cryptosuite,
        "created": created,
        "verificationMethod": verification_method,
        "proofPurpose": "assertionMethod",
    }
    if cryptosuite == JCS:
        options["@context"] = document["@context"]
    return options


def hash_data(
    document: Mapping[str, Any],
    options: Mapping[str, Any],
    *,
    permitted: frozenset[str] = contexts.PROFILE,
) -> bytes:
    """The 64 bytes to sign: SHA-256 of the canonical options, then of the document.

    The document may carry its proof; it is left out, and so is a proof value among the
    options. The suite is the one the options name. EdDSA Cryptosuites 1.0, section 3.2.4.
    """
    bare = {key: value for key, value in document.items() if key != "proof"}
    config = {key: value for key, value in options.items() if key != "proofValue"}
    suite = config.get("cryptosuite")
    if suite == RDFC:
        config["@context"] = bare.get("@context")
        canonical_options = rdf.canonical_nquads(config, permitted=permitted).encode("utf-8")
        canonical_document = rdf.canonical_nquads(bare, permitted=permitted).encode("utf-8")
    elif suite == JCS:
        # Every member is signed here, defined or not; the profile asks for one meaning too.
        rdf.check_safe(bare, permitted=permitted)
        canonical_options = jcs.canonical_json(config)
        canonical_document = jcs.canonical_json(bare)
    else:
        raise _foreign_suite(suite)
    return hashlib.sha256(canonical_options).digest() + hashlib.sha256(canonical_document).digest()


def with_proof(
    document: Mapping[str, Any], options: Mapping[str, Any], signature: bytes
) -> dict[str, Any]:
    """The signed document: an array of one proof, as the Open Badges schema asks."""
    proof = {**options, "proofValue": multibase.b58btc_encode(signature)}
    return {**document, "proof": [proof]}


def sign(
    document: Mapping[str, Any],
    options: Mapping[str, Any],
    signer: _Signs,
    *,
    permitted: frozenset[str] = contexts.PROFILE,
) -> dict[str, Any]:
    """The document signed by the general algorithm: for tests, tools and small documents."""
    return with_proof(document, options, signer(hash_data(document, options, permitted=permitted)))


def proofs(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The proofs of a document, one or more; `proof_missing` when there is none."""
    found = document.get("proof")
    listed = [] if found is None else _listed(found)
    if not listed:
        raise Malformed("proof_missing", "the document carries no proof")
    objects = [proof for proof in listed if isinstance(proof, dict)]
    if len(listed) > limits.MAX_PROOFS or len(objects) != len(listed):
        raise Malformed("malformed", "a proof is an object, and there are few of them")
    return objects


def check_form(document: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    """The signature of a proof whose form is right; no arithmetic yet.

    Raises `cryptosuite_not_allowed`, `not_supported`, `proof_purpose`, `malformed`,
    `malformed_time`, `context_not_allowed`. Data Integrity 1.0, section 2.1.
    """
    if proof.get("type") != "DataIntegrityProof":
        raise NotSupported("not_supported", "a kind of proof that we do not read")
    suite = proof.get("cryptosuite")
    if not isinstance(suite, str) or suite not in CRYPTOSUITES:
        raise _foreign_suite(suite)
    if "previousProof" in proof:
        raise NotSupported("not_supported", "chains of proofs")
    if proof.get("proofPurpose") != "assertionMethod":
        raise NotAllowed("proof_purpose", "the proof was not made to assert")
    method = proof.get("verificationMethod")
    if not isinstance(method, str) or not 0 < len(method) <= limits.MAX_KEY_ID_CHARACTERS:
        raise Malformed("malformed", "the proof names no key")
    strict.parse_instant(proof.get("created"))
    if "expires" in proof:
        strict.parse_instant(proof["expires"])
    _check_context(document, proof)
    value = proof.get("proofValue")
    if not isinstance(value, str):
        raise Malformed("malformed", "the proof has no value")
    signature = multibase.b58btc_decode(value, max_characters=100)
    if len(signature) != 64:
        raise Malformed("malformed", "an Ed25519 signature has 64 bytes")
    return signature


def verify_proof(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    public_key: bytes,
    *,
    permitted: frozenset[str] = contexts.PROFILE,
) -> None:
    """Nothing when this proof holds for the document under this Ed25519 key.

    Raises the codes of `check_form`, of canonicalisation, and `signature_wrong`.
    EdDSA Cryptosuites 1.0, sections 3.2.2 and 3.3.2.
    """
    signature = check_form(document, proof)
    verify_signature(hash_data(document, proof, permitted=permitted), signature, public_key)


def verify_signature(signing_input: bytes, signature: bytes, public_key: bytes) -> None:
    """Nothing when the Ed25519 signature holds; `signature_wrong` otherwise.

    Strict: the scalar is reduced, and libsodium refuses points of small order, so no
    second signature can be made from a first one (RFC 8032, section 5.1.7).
    """
    if len(public_key) != 32 or len(signature) != 64:
        raise WrongSignature("signature_wrong", "not an Ed25519 key and signature")
    if int.from_bytes(signature[32:], "little") >= _ORDER:
        raise WrongSignature("signature_wrong", "the signature is not in its one form")
    try:
        bindings.crypto_sign_open(signature + signing_input, public_key)
    except (BadSignatureError, ValueError):
        raise WrongSignature("signature_wrong", "the signature does not hold") from None


def verify_all(
    document: Mapping[str, Any],
    keys: Mapping[str, bytes],
    *,
    permitted: frozenset[str] = contexts.PROFILE,
) -> Sequence[ProofResult]:
    """What became of each proof of the set, in order; the caller asks that all hold.

    `keys` maps verification methods to public keys; a method that is not in it answers
    `key_unknown`. One right proof never speaks for another. Data Integrity 1.0, 2.1.1.
    """
    results = []
    for proof in proofs(document):
        method = proof.get("verificationMethod")
        method = method if isinstance(method, str) else ""
        error: CoreError | None = None
        try:
            check_form(document, proof)
            if method not in keys:
                raise WrongSignature("key_unknown", "no such key is known")
            verify_proof(document, proof, keys[method], permitted=permitted)
        except CoreError as refusal:
            error = refusal
        results.append(ProofResult(method, error))
    return results


def _check_context(document: Mapping[str, Any], proof: Mapping[str, Any]) -> None:
    """A proof's own context is a prefix of the document's (EdDSA, section 3.3.2 step 4)."""
    if "@context" not in proof:
        return
    own, whole = _listed(proof["@context"]), _listed(document.get("@context"))
    if own != whole[: len(own)]:
        raise NotAllowed("context_not_allowed", "the proof speaks of other contexts", url="")


def _listed(value: object) -> list[object]:
    return value if isinstance(value, list) else [value]


def _foreign_suite(suite: object) -> CoreError:
    if isinstance(suite, str) and suite in _KNOWN_ELSEWHERE:
        return NotSupported("not_supported", f"the cryptosuite {suite}", cryptosuite=suite)
    return NotAllowed("cryptosuite_not_allowed", "not a cryptosuite we accept")
