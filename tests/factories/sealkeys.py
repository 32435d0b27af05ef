"""A key for seals of a body, whose certificate one person entered and another approved."""

from hashlib import sha256
from typing import Any

import sealworld

from pharos.common import clock, tenancy
from pharos.common.actor import Actor
from pharos.core import certificates, p256
from pharos.core.multibase import decode_multikey
from pharos.core.publickeys import P256
from pharos.core.signing import MemorySigner
from pharos.registry import actions as registry
from pharos.registry.rules import possession_challenge, possession_message


def add_seal(issuers: Any, key: Any, nation: str) -> None:
    """Give the key of an issuer its certificate under the root of `sealworld`."""
    pem, now = _chain(key), clock.now()
    for role, act, more in (
        ("registrar", registry.enter_certificate, {"pem": pem}),
        ("head", registry.approve_certificate, {}),
    ):
        issuers.world.in_scope(f"{role}-{nation}", act, key_id=key.key_id, now=now, **more)


def seal_of(body: Any, first: Actor, second: Actor) -> MemorySigner:
    """The signer of a body's new key for seals: two persons entered key and certificate."""
    signer, now, name = MemorySigner(), clock.now(), str(body.id)
    signer.add(name, sha256(name.encode()).digest(), P256)
    public = signer.multikey(name)
    challenge = possession_challenge(organisation_id=name, public=public)
    [proof] = signer.sign_many([possession_message(challenge)], key_id=name, intent=b"")
    with tenancy.scope(first):
        key = registry.propose_key(
            organisation=body, purpose="seal", public=public, proof=proof, by=first
        )
    with tenancy.scope(second):
        registry.approve_key(key_id=key.key_id, by=second, now=now)
    signer.add(key.key_id, sha256(name.encode()).digest(), P256)
    pem = _chain(key)
    with tenancy.scope(first):
        registry.enter_certificate(key_id=key.key_id, pem=pem, by=first, now=now)
    with tenancy.scope(second):
        registry.approve_certificate(key_id=key.key_id, by=second, now=now)
    return signer


def _chain(key: Any) -> str:
    root, _, chain = sealworld.authority()
    public = p256.public_key(decode_multikey(key.public)[1])
    leaf = sealworld.certificate("An academy", public, "A root", root, is_root=False)
    return str(certificates.pem([leaf, chain[-1]]))
