"""What stands in the log: salted commitments that reveal nothing, and what they commit to.

A leaf's entry is SHA-256(kind byte, salt, digest). For kind `ISSUE` the digest is the
identity of the credential, for all others SHA-256 of the statement in canonical JSON.
The salt is derived from a person's key, so nothing is stored a credential, and the
destruction of that one key makes every leaf of the person unlinkable for ever.
"""

from collections.abc import Mapping, Sequence
from enum import IntEnum
from hashlib import blake2b, sha256

from pharos.core.errors import Malformed
from pharos.core.jcs import canonical_json

SALT_SIZE = 32
NO_SALT = bytes(SALT_SIZE)

Statement = Mapping[str, object]


class Kind(IntEnum):
    """The kinds of leaf; a number never changes its meaning."""

    ISSUE = 1
    REVOKE = 2
    SUSPEND = 3
    REINSTATE = 4
    SUPERSEDE = 5
    DECISION = 6
    KEY = 7
    NATIONAL_ACKNOWLEDGEMENT = 8
    NATIONAL_REFUSAL = 9
    CHAIN_HEADS = 10


PUBLIC_KINDS = frozenset({Kind.DECISION, Kind.KEY, Kind.CHAIN_HEADS})


def commitment(kind: Kind, salt: bytes, statement_digest: bytes) -> bytes:
    """The entry of a leaf; the tree hashes it once more (`merkle.leaf_hash`)."""
    if len(salt) != SALT_SIZE or len(statement_digest) != 32:
        raise Malformed("commitment_malformed")
    if (kind in PUBLIC_KINDS) != (salt == NO_SALT):
        raise Malformed("commitment_salt", kind=int(kind))
    return sha256(bytes([kind]) + salt + statement_digest).digest()


def public_commitment(kind: Kind, statement: Statement) -> bytes:
    """The entry of a leaf about public things (decisions, keys, chain heads)."""
    return commitment(kind, NO_SALT, digest(statement))


def salt_for(person_key: bytes, credential_id: str) -> bytes:
    """The salt of all leaves about one credential (keyed BLAKE2b-256, RFC 7693)."""
    if not 32 <= len(person_key) <= 64:
        raise Malformed("salt_key_malformed")
    return blake2b(credential_id.encode(), digest_size=SALT_SIZE, key=person_key).digest()


def digest(statement: Statement) -> bytes:
    """SHA-256 of the statement in canonical JSON (RFC 8785)."""
    return sha256(canonical_json(dict(statement))).digest()


def status_statement(kind: Kind, *, credential_id: str, reason: str, at: str) -> Statement:
    """A credential was revoked, suspended or reinstated at an instant, for a coded reason."""
    types = {
        Kind.REVOKE: "revocation",
        Kind.SUSPEND: "suspension",
        Kind.REINSTATE: "reinstatement",
    }
    return {"type": types[kind], "credential": credential_id, "reason": reason, "at": at}


def supersession_statement(*, credential_id: str, successor_id: str, at: str) -> Statement:
    """A credential was replaced by another."""
    return {
        "type": "supersession",
        "credential": credential_id,
        "successor": successor_id,
        "at": at,
    }


def registration_statement(
    *, credential_id: str, number: str | None, refused: bool = False
) -> Statement:
    """What the national register answered about a credential."""
    return {
        "type": "national-registration",
        "credential": credential_id,
        "number": number,
        "outcome": "refused" if refused else "registered",
    }


def decision_statement(decision: Statement) -> Statement:
    """A decision as it stands in the trust bundle, with all its changes so far."""
    return {"type": "decision", "decision": dict(decision)}


def key_statement(*, issuer_id: str, key_id: str, public: str, state: str, at: str) -> Statement:
    """A key took on a state (active, blocked, retired, compromised) at an instant."""
    return {
        "type": "key",
        "issuer": issuer_id,
        "key": key_id,
        "public": public,
        "state": state,
        "at": at,
    }


def key_certificate_statement(*, issuer_id: str, key_id: str, sha256: str, at: str) -> Statement:
    """A certificate was taken on record for a key at an instant; SHA-256 of its DER."""
    return {
        "type": "key-certificate",
        "issuer": issuer_id,
        "key": key_id,
        "sha256": sha256,
        "at": at,
    }


def key_ceremony_statement(
    *, issuer_id: str, digest: str, keys: Sequence[str], at: str
) -> Statement:
    """Keys were made at a ceremony whose reviewed file has this SHA-256."""
    return {
        "type": "key-ceremony",
        "issuer": issuer_id,
        "digest": digest,
        "keys": list(keys),
        "at": at,
    }


def chain_heads_statement(heads: Mapping[str, bytes]) -> Statement:
    """The heads of all event chains: tenant id -> SHA-256 of its last event."""
    return {"type": "chain-heads", "heads": {tenant: head.hex() for tenant, head in heads.items()}}
