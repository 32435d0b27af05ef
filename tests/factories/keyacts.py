"""What happens to issuers' keys in tests of issuing: a successor, a compromise, a re-issue."""

from datetime import datetime
from hashlib import sha256
from typing import Any

from pharos.common import tenancy
from pharos.registry import actions as registry_actions
from pharos.registry.models import IssuerKey, KeyProposal
from pharos.registry.rules import KeyAct, possession_challenge, possession_message

SLUGS = {"ge": "golden-fleece-demo-university", "am": "lighthouse-demo-university"}


def rotated(issuers: Any, at: datetime, nation: str = "ge", name: str = "next") -> IssuerKey:
    """Another key of the provider, approved at an instant."""
    organisation = issuers.world.organisations[SLUGS[nation]]
    seed = sha256(f"the {name} key".encode()).digest()
    issuers.signer.add(name, seed)
    public = issuers.signer.multikey(name)
    challenge = possession_challenge(organisation_id=str(organisation.id), public=public)
    [proof] = issuers.signer.sign_many([possession_message(challenge)], key_id=name, intent=b"")
    proposed = issuers.world.in_scope(
        f"registrar-{nation}",
        registry_actions.propose_key,
        organisation=organisation,
        purpose="credentials",
        public=public,
        proof=proof,
    )
    issuers.signer.add(proposed.key_id, seed)
    approved: IssuerKey = issuers.world.in_scope(
        f"head-{nation}", registry_actions.approve_key, key_id=proposed.key_id, now=at
    )
    return approved


def agreed(
    issuers: Any, key_id: str, act: KeyAct, at: datetime, nation: str = "ge", **facts: Any
) -> KeyProposal:
    """What the registrar proposed about a key and the head agreed to."""
    for person, do in (
        ("registrar", registry_actions.propose_key_act),
        ("head", registry_actions.approve_key_act),
    ):
        with tenancy.scope(issuers.world.actor(f"{person}-{nation}")) as by:
            done = do(key_id=key_id, act=act, by=by, now=at, **facts)
        facts = {}
    return done
