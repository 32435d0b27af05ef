"""What a proof signs, and whether it holds: arithmetic only.

The signed bytes are the hash of the proof options followed by the hash of the document.
For the RDF suites the options are read with the document's `@context`; for the JCS suites
the proof carries a `@context` of its own. Keys of P-384 hash by SHA-384 throughout,
canonicalisation included. Data Integrity 1.0, section 4; ECDSA Cryptosuites 1.0, section 3.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from pharos.core import contexts, jcs, rdf
from pharos.core.dataintegrity import selective
from pharos.core.dataintegrity.proofs import check_form, proofs, with_proof, without_proofs
from pharos.core.dataintegrity.suites import suite_of
from pharos.core.errors import CoreError, NotSupported, WrongSignature
from pharos.core.publickeys import ED25519, PublicKey


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


def hash_data(
    document: Mapping[str, Any],
    options: Mapping[str, Any],
    *,
    permitted: frozenset[str] = contexts.PROFILE,
    hash_name: str = "sha256",
) -> bytes:
    """The bytes to sign: hash of the canonical options, then of the canonical document.

    The document may carry its proofs; they are left out, and so is a proof value among the
    options. The suite is the one the options name. EdDSA Cryptosuites 1.0, section 3.2.4.
    """
    bare = without_proofs(document)
    config = {key: value for key, value in options.items() if key != "proofValue"}
    suite = suite_of(config)
    if suite.form == "rdfc":
        config["@context"] = bare.get("@context")
        first = _options_hash(jcs.canonical_json(config), permitted, hash_name)
        second = rdf.canonical_nquads(bare, permitted=permitted, algorithm=hash_name).encode()
    elif suite.form == "jcs":
        # Every member is signed here, defined or not; the profile asks for one meaning too.
        rdf.check_safe(bare, permitted=permitted)
        first = hashlib.new(hash_name, jcs.canonical_json(config)).digest()
        second = jcs.canonical_json(bare)
    else:
        raise NotSupported("not_supported", "what is signed follows from what is disclosed")
    return first + hashlib.new(hash_name, second).digest()


@lru_cache(maxsize=256)  # all documents of one key and second have the same options
def _options_hash(config: bytes, permitted: frozenset[str], hash_name: str) -> bytes:
    options = json.loads(config)
    canonical = rdf.canonical_nquads(options, permitted=permitted, algorithm=hash_name)
    return hashlib.new(hash_name, canonical.encode()).digest()


def sign(
    document: Mapping[str, Any],
    options: Mapping[str, Any],
    signer: _Signs,
    *,
    permitted: frozenset[str] = contexts.PROFILE,
) -> dict[str, Any]:
    """The document signed by the general algorithm: for tests, tools and small documents."""
    return with_proof(document, options, signer(hash_data(document, options, permitted=permitted)))


def prove(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    key: PublicKey,
    *,
    permitted: frozenset[str] = contexts.PROFILE,
) -> bytes:
    """The signed bytes of a proof that holds for the document under this key.

    Raises the codes of `check_form`, of canonicalisation, and `signature_wrong`.
    EdDSA Cryptosuites 1.0, sections 3.2.2 and 3.3.2; ECDSA Cryptosuites 1.0, section 3.
    """
    value = check_form(document, proof)
    suite = suite_of(proof)
    suite.check_key(key)
    if suite.form == "selective":
        return selective.prove(document, proof, value, key, permitted=permitted)
    signed = hash_data(document, proof, permitted=permitted, hash_name=key.hash_name)
    key.verify(signed, value)
    return signed


def verify_proof(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    public_key: PublicKey | bytes,
    *,
    permitted: frozenset[str] = contexts.PROFILE,
) -> None:
    """Nothing when this proof holds for the document; bytes are a key of Ed25519."""
    key = PublicKey(ED25519, public_key) if isinstance(public_key, bytes) else public_key
    prove(document, proof, key, permitted=permitted)


def verify_all(
    document: Mapping[str, Any],
    keys: Mapping[str, PublicKey | bytes],
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
