"""A key for seals of an issuer, whose certificate one person entered and another approved."""

from typing import Any

import sealworld

from pharos.common import clock
from pharos.core import certificates, p256
from pharos.core.multibase import decode_multikey
from pharos.registry import actions as registry


def add_seal(issuers: Any, key: Any, nation: str) -> None:
    """Give the key of an issuer its certificate under the root of `sealworld`."""
    root, _, chain = sealworld.authority()
    public = p256.public_key(decode_multikey(key.public)[1])
    leaf = sealworld.certificate("An academy", public, "A root", root, is_root=False)
    pem, now = certificates.pem([leaf, chain[-1]]), clock.now()
    for role, act, more in (
        ("registrar", registry.enter_certificate, {"pem": pem}),
        ("head", registry.approve_certificate, {}),
    ):
        issuers.world.in_scope(f"{role}-{nation}", act, key_id=key.key_id, now=now, **more)
