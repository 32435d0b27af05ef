"""`ecdsa-sd-2023`: documents of which the holder shows a part.

The issuer signs the statements that must always be shown together, and every other one by
itself with a key made for this document, whose public half the first signature covers.
Blank nodes bear labels made with a secret (HMAC), so that their number and order tell nothing;
the holder hands over the labels of what is shown. Here derived proofs are verified; a base
proof still holds the secret and is not for verifiers. ECDSA Cryptosuites 1.0, section 3.5.
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any, Final

from pharos.core import contexts, limits, multibase, rdf, strict
from pharos.core.dataintegrity.proofs import without_proofs
from pharos.core.errors import Malformed, NotSupported, WrongSignature
from pharos.core.publickeys import P256, PublicKey

DERIVED: Final = b"\xd9\x5d\x01"
_HMAC_BYTES: Final = 32
# Texts and addresses are stepped over, so that only true labels of blank nodes are met.
_TERM: Final = re.compile(r'"(?:[^"\\]|\\.)*"|<[^>]*>|_:(c14n[0-9]+)')


@dataclass(frozen=True)
class Disclosure:
    """What a derived proof hands over besides the shown document (section 3.5.7)."""

    base_signature: bytes
    public_key: bytes
    signatures: tuple[bytes, ...]
    labels: Mapping[str, str]
    mandatory: tuple[int, ...]


@dataclass(frozen=True)
class VerifyData:
    """The signed bytes of the base, and the statements that are signed one by one (3.5.8)."""

    signing_input: bytes
    alone: tuple[bytes, ...]


def prove(
    document: Mapping[str, Any],
    proof: Mapping[str, Any],
    value: bytes,
    key: PublicKey,
    *,
    permitted: frozenset[str] = contexts.PROFILE,
) -> bytes:
    """The signed bytes of the base when every statement shown was signed (section 3.5.10)."""
    disclosure = read(value)
    config = {name: item for name, item in proof.items() if name != "proofValue"}
    config["@context"] = document.get("@context")
    options = rdf.canonical_nquads(config, permitted=permitted)
    shown = rdf.canonical_nquads(without_proofs(document), permitted=permitted)
    data = verify_data(options, shown, disclosure)
    one_by_one = _ephemeral(disclosure.public_key)
    if len(disclosure.signatures) != len(data.alone):
        raise WrongSignature("signature_wrong", "not one signature for each statement shown")
    key.verify(data.signing_input, disclosure.base_signature)
    for statement, signature in zip(data.alone, disclosure.signatures, strict=True):
        one_by_one.verify(statement, signature)
    return data.signing_input


def verify_data(options: str, shown: str, disclosure: Disclosure) -> VerifyData:
    """The signed bytes, from the canonical N-Quads of the options and of what is shown."""
    statements = relabelled(shown, disclosure.labels)
    chosen = frozenset(disclosure.mandatory)
    if any(index >= len(statements) for index in chosen):
        raise Malformed("malformed", "a statement is named that is not shown")
    together = b"".join(one for place, one in enumerate(statements) if place in chosen)
    alone = tuple(one for place, one in enumerate(statements) if place not in chosen)
    proof_hash = hashlib.sha256(options.encode("utf-8")).digest()
    signing_input = proof_hash + disclosure.public_key + hashlib.sha256(together).digest()
    return VerifyData(signing_input, alone)


def relabelled(nquads: str, labels: Mapping[str, str]) -> list[bytes]:
    """The statements with the labels that were signed, sorted (sections 3.4.3 and 3.4.6).

    Each blank node has a label of its own: two of one label would be one node when it was
    signed, and two in what is shown.
    """
    used: set[str] = set()

    def label(found: re.Match[str]) -> str:
        name = found[1]
        if name is None:
            return found[0]
        if name not in labels:
            raise Malformed("malformed", "a node is shown without its label")
        used.add(name)
        return f"_:{labels[name]}"

    lines = [f"{_TERM.sub(label, line)}\n".encode() for line in nquads.split("\n") if line]
    if used != set(labels):
        raise Malformed("malformed", "a label of a node that is not shown")
    return sorted(lines)


def read(value: bytes) -> Disclosure:
    """The parts of a derived proof's value.

    The CBOR must be the one way to write it: no tags, shortest heads, nothing behind.
    """
    if value[:3] != DERIVED:
        raise Malformed("malformed", "not the value of a derived proof")
    parts = _decoded(value[3:])
    if not isinstance(parts, list) or len(parts) != 5:
        raise Malformed("malformed", "a derived proof has five parts")
    base, public, signatures, labels, mandatory = parts
    right = _is_bytes(base, 64) and _is_bytes(public, 35) and isinstance(signatures, list)
    if not right or not all(_is_bytes(one, 64) for one in signatures):
        raise Malformed("malformed", "a signature has 64 bytes, a key 35")
    return Disclosure(base, public, tuple(signatures), _labels(labels), _indexes(mandatory))


def _decoded(raw: bytes) -> Any:
    import cbor2

    try:
        value = cbor2.CBORDecoder(BytesIO(raw)).decode()
        same = cbor2.dumps(value) == raw
    except (cbor2.CBORError, ValueError, TypeError, RecursionError):
        raise Malformed("malformed", "not CBOR as the suite writes it") from None
    if not same:
        raise Malformed("malformed", "CBOR that could be written in another way")
    return value


def _labels(value: object) -> dict[str, str]:
    if not isinstance(value, dict) or len(value) > limits.MAX_BLANK_NODES:
        raise Malformed("malformed", "labels are a map, and there are not endlessly many")
    for name, label in value.items():
        if type(name) is not int or name < 0 or not _is_bytes(label, _HMAC_BYTES):
            raise Malformed("malformed", "a label is a number and 32 bytes")
    if len(set(value.values())) != len(value):
        raise Malformed("malformed", "two nodes of one label")
    return {f"c14n{name}": f"u{strict.b64url_encode(label)}" for name, label in value.items()}


def _indexes(value: object) -> tuple[int, ...]:
    if not isinstance(value, list) or not all(type(one) is int and one >= 0 for one in value):
        raise Malformed("malformed", "the statements that are always shown have numbers")
    if sorted(set(value)) != value:
        raise Malformed("malformed", "the numbers of statements rise")
    return tuple(value)


def _is_bytes(value: object, length: int) -> bool:
    return isinstance(value, bytes) and len(value) == length


def _ephemeral(public_key: bytes) -> PublicKey:
    """The key made for this document, as Multikey bytes (section 3.5.2)."""
    algorithm, raw = multibase.decode_multikey(multibase.b58btc_encode(public_key))
    if algorithm != P256:
        raise NotSupported("not_supported", "a key of another curve", form=algorithm)
    return PublicKey(algorithm, raw)
