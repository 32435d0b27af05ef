"""What is so in the register: keys, intents, the tree and its proofs."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit
from uuid import UUID

from django.db import connection
from django.db.models import Sum, prefetch_related_objects

from pharos.common.errors import Invalid, Unavailable
from pharos.common.settings import settings
from pharos.core import certificates, did, tiles
from pharos.core.bundleparts import TrustedCertificate
from pharos.core.multibase import decode_multikey
from pharos.core.notes import TlogProof, VerifierKey
from pharos.core.verify import tokenkeys
from pharos.nations import codes
from pharos.organisations.rules import platform_id
from pharos.registry.models import (
    Checkpoint,
    CheckpointStamp,
    Entry,
    IssuerCertificate,
    IssuerKey,
    IssuingStop,
    KeyProposal,
    LogChunk,
    LogState,
    SigningIntent,
)
from pharos.registry.rules import CERTIFIED, ISSUING, KeyAct, KeyState

if TYPE_CHECKING:
    from pharos.organisations.models import Organisation

# The places of leaves and the first checkpoint over each; no row while either is to come.
_FIRST_WITNESSES = """
    select asked.number, c.first_index + asked.position, k.size, k.note
    from unnest(%(chunks)s::bigint[], %(positions)s::integer[])
         with ordinality as asked (chunk, position, number)
    join registry_log_chunk c on c.id = asked.chunk
    cross join lateral (select k.size, k.note from registry_checkpoint k
                        where k.size > c.first_index + asked.position order by k.size limit 1) k
"""

# One sequencer at a time in the whole installation; the number only has to be ours.
SEQUENCER_LOCK = 0x50_48_41_52_4F_53_01


def log_origin() -> str:
    """The name of the log on every checkpoint (C2SP tlog-checkpoint, origin line)."""
    return f"{urlsplit(settings().origin).netloc}/log"


def log_folder() -> Path:
    """Where tiles and the newest checkpoint lie, as they are served under /log/."""
    return settings().published_dir / "log"


def log_size() -> int:
    """How many leaves the tree in the database has."""
    return LogState.objects.values_list("size", flat=True).filter(id=1).first() or 0


def log_state() -> LogState:
    """The one row with the tree's size, edge and root."""
    state = LogState.objects.filter(id=1).first()
    if state is None:
        raise Unavailable("log_missing", "the log was not made yet: run pharos migrate")
    return state


def log_key() -> IssuerKey:
    """The key that signs checkpoints; Unavailable before two people approved one."""
    key = IssuerKey.objects.filter(purpose="log", state=KeyState.ACTIVE).first()
    if key is None:
        raise Unavailable("log_key_missing", "no key of the log was approved yet")
    return key


def log_verifier_key(key: IssuerKey | None = None) -> VerifierKey:
    """The key and name by which anybody checks a checkpoint."""
    return VerifierKey(log_origin(), decode_multikey((key or log_key()).public)[1])


def newest_checkpoint() -> Checkpoint | None:
    """The checkpoint of the largest tree signed so far."""
    return Checkpoint.objects.order_by("-size").first()


def newest_stamp() -> CheckpointStamp | None:
    """The stamp of the largest tree that an authority stamped so far."""
    return CheckpointStamp.objects.order_by("-size", "-id").first()


def stamps_of(size: int) -> list[CheckpointStamp]:
    """The stamps of the first stamped checkpoint over a tree of this size: what proves its age."""
    first = CheckpointStamp.objects.filter(size__gte=size).order_by("size", "id").first()
    return [] if first is None else list(CheckpointStamp.objects.filter(size=first.size))


def waiting_chunks() -> list[LogChunk]:
    """Chunks that no sequencer has placed yet."""
    return list(LogChunk.objects.filter(first_index=None))


def leaves_wait() -> bool:
    """Whether some leaves have no place in the log yet."""
    return LogChunk.objects.filter(first_index=None).exists()


def leaves_by_kind() -> dict[int, int]:
    """How many leaves of each kind were entered, placed or not."""
    counted = LogChunk.objects.values("kind").annotate(leaves=Sum("count")).order_by("kind")
    return {row["kind"]: row["leaves"] for row in counted}


def chunks_in_order(*, first: int = 0, size: int | None = None) -> Iterator[LogChunk]:
    """Placed chunks by their place in the log, beginning with the one that holds `first`."""
    chunks = LogChunk.objects.exclude(first_index=None).order_by("first_index")
    if size is not None:
        chunks = chunks.filter(first_index__lt=size)
    for chunk in chunks.iterator(chunk_size=100):
        if chunk.first_index is not None and chunk.first_index + chunk.count > first:
            yield chunk


def proof(chunk_id: int, position: int, extra: bytes | None = None) -> TlogProof | None:
    """The inclusion proof of a leaf in the first checkpoint over it; None while it waits."""
    found = proofs([(chunk_id, position)])[0]
    return found if found is None or extra is None else replace(found, extra=extra)


def proofs(leaves: Sequence[tuple[int, int]]) -> list[TlogProof | None]:
    """The proofs of leaves by chunk and position, in their order, asked for at once."""
    asked = {"chunks": [chunk for chunk, _ in leaves], "positions": [place for _, place in leaves]}
    with connection.cursor() as cursor:
        cursor.execute(_FIRST_WITNESSES, asked)
        witnesses = {number: rest for number, *rest in cursor.fetchall()}
    read = tiles.folder_reader(log_folder())
    return [
        _proof(*witnesses[number], read) if number in witnesses else None
        for number in range(1, len(leaves) + 1)
    ]


def _proof(index: int, size: int, note: str, read: Callable[[str], bytes]) -> TlogProof:
    return TlogProof(index, tuple(tiles.prove_inclusion(index, size, read)), note, None)


def entry(chunk_id: int, position: int) -> Entry | None:
    """The public statement behind a leaf, if it is of a public kind."""
    return Entry.objects.filter(chunk_id=chunk_id, position=position).first()


def key(key_id: str) -> IssuerKey | None:
    """A key of any state by its DID URL."""
    return IssuerKey.objects.filter(key_id=key_id).first()


def keys_of(organisation_id: UUID) -> list[IssuerKey]:
    """Every key that an organisation ever had, oldest first."""
    return list(IssuerKey.objects.filter(organisation_id=organisation_id).order_by("id"))


def active_key(organisation_id: UUID, purpose: str = "credentials") -> IssuerKey:
    """The key that signs for an organisation now; Invalid `issuer_key_missing` without one.

    Purposes: `credentials` (Ed25519), `documents` and `seal` (P-256).
    """
    found = IssuerKey.objects.filter(
        organisation_id=organisation_id, purpose=purpose, state=KeyState.ACTIVE
    ).first()
    if found is None:
        raise Invalid("issuer_key_missing", "no approved key signs for this organisation")
    return found


def has_active_key(organisation_id: UUID, purpose: str) -> bool:
    """Whether a key signs for an organisation now."""
    return IssuerKey.objects.filter(
        organisation_id=organisation_id, purpose=purpose, state=KeyState.ACTIVE
    ).exists()


def open_proposal(key_id: str, act: KeyAct) -> KeyProposal | None:
    """What waits for a second person about a key."""
    return KeyProposal.objects.filter(
        key_id=key_id, act=act, approved_at=None, withdrawn_at=None
    ).first()


def open_proposals(organisation_id: UUID) -> list[KeyProposal]:
    """What waits for a second person about an organisation's keys, the newest first."""
    found = KeyProposal.objects.filter(
        organisation_id=organisation_id, approved_at=None, withdrawn_at=None
    )
    return list(found.order_by("-id"))


def certificate(key_id: str) -> IssuerCertificate | None:
    """The approved certificate of a key that is used: the newest."""
    kept = IssuerCertificate.objects.filter(key_id=key_id, approved_at__isnull=False)
    return kept.order_by("-approved_at", "-id").first()


def chain(key_id: str) -> list[bytes]:
    """The certificates that vouch for a key in DER, leaf first; empty when there are none."""
    found = certificate(key_id)
    return [] if found is None else certificates.from_pem(found.chain)


def certificates_of(organisation_id: UUID) -> list[IssuerCertificate]:
    """Every certificate entered for an organisation's keys, approved or not, oldest first."""
    found = IssuerCertificate.objects.filter(organisation_id=organisation_id)
    return list(found.order_by("id"))


def trusted_certificates(organisation_id: UUID) -> list[TrustedCertificate]:
    """What the trust bundle says of an issuer's approved certificates, oldest first."""
    kept = [one for one in certificates_of(organisation_id) if one.approved_at is not None]
    if not kept:
        return []
    known = {key.key_id for key in keys_of(organisation_id) if key.purpose in ISSUING}
    return [_trusted(one) for one in kept if one.key_id in known]


def _trusted(kept: IssuerCertificate) -> TrustedCertificate:
    root = certificates.from_pem(kept.chain)[-1]
    return TrustedCertificate(
        key=kept.key_id,
        sha256=kept.sha256,
        root=certificates.fingerprint(root),
        first=kept.first_at,
        last=kept.last_at,
    )


def demonstration_root() -> IssuerKey:
    """The key that vouches for others in a demonstration; Invalid `issuer_key_missing`."""
    return active_key(platform_id(settings().origin), "root")


def is_certified_here(key: IssuerKey) -> bool:
    """Whether a root of a demonstration is there to vouch for the key."""
    if settings().production or key.purpose not in CERTIFIED:
        return False
    return has_active_key(platform_id(settings().origin), "root")


def issuer_address(organisation: "Organisation") -> str:
    """The address at which an issuer is looked up, below our own host."""
    place = did.url_of(did_of(organisation), scheme=urlsplit(settings().origin).scheme)
    return place.removesuffix("/did.json")


def issuer_metadata(organisation: "Organisation") -> dict[str, Any]:
    """What wallets ask of an issuer: its keys by name (SD-JWT VC, section 4.2)."""
    keys = {
        key.id: key.public_key
        for key in key_history(organisation.id)
        # of a compromised key nothing is to be believed any more
        if key.state in (did.KeyState.ACTIVE, did.KeyState.RETIRED)
    }
    return tokenkeys.metadata(issuer_address(organisation), keys)


def did_of(organisation: "Organisation") -> str:
    """The DID under which an organisation signs: always below our own host (KEY-05).

    Once a key stands under it, it never changes, whatever the organisation becomes.
    """
    key = IssuerKey.objects.filter(organisation_id=organisation.id).order_by("id").first()
    if key is not None:
        return key.key_id.partition("#")[0]
    return _did_by_kind(organisation)


def dids_of(organisations: Sequence["Organisation"]) -> dict[UUID, str]:
    """The DIDs of many organisations, read at once."""
    ids = [one.id for one in organisations]
    keys = IssuerKey.objects.filter(organisation_id__in=ids).order_by("-id")
    found = {one.organisation_id: one.key_id.partition("#")[0] for one in keys}
    prefetch_related_objects(list(organisations), "kind_entries")
    return {one.id: found.get(one.id) or _did_by_kind(one) for one in organisations}


def _did_by_kind(organisation: "Organisation") -> str:
    origin = settings().origin
    if organisation.id == platform_id(origin):
        return did.did_web(origin)
    kinds = [entry.kind for entry in organisation.kind_entries.all()]
    provides = any(codes.organisation_kinds()[kind].role != "authority" for kind in kinds)
    return did.did_web(origin, "providers" if provides else "agencies", organisation.slug)


def key_history(organisation_id: UUID) -> list[did.Key]:
    """Every approved key of an organisation with its interval, oldest first."""
    return [
        did.Key(
            id=key.key_id,
            public=key.public,
            state=KeyState(key.state),
            active_from=key.active_from,
            # a block that is lifted leaves no trace here: nothing was signed meanwhile
            active_until=key.active_until or key.blocked_at,
            compromised_at=key.compromised_at,
        )
        for key in keys_of(organisation_id)
        if key.purpose in ISSUING and key.state != KeyState.PROPOSED
    ]


def did_document(organisation: "Organisation") -> dict[str, Any]:
    """The DID document that other people's software reads."""
    return did.document(did_of(organisation), key_history(organisation.id))


def intent(intent_id: bytes) -> SigningIntent | None:
    """A stored intent of the acting tenant."""
    return SigningIntent.objects.filter(id=intent_id).first()


def issuing_is_stopped() -> bool:
    """Whether the emergency stop is on."""
    return IssuingStop.objects.filter(lifted_at=None).exists()


def try_sequencer_lock() -> bool:
    """Whether this transaction is the one sequencer until it ends."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_try_advisory_xact_lock(%s)", [SEQUENCER_LOCK])
        return bool(cursor.fetchone()[0])


def chain_heads() -> dict[str, tuple[int, bytes]]:
    """The newest event of every tenant: tenant -> (number, hash)."""
    with connection.cursor() as cursor:
        cursor.execute("select tenant, seq, hash from common_chain_heads()")
        return {str(tenant): (seq, bytes(digest)) for tenant, seq, digest in cursor.fetchall()}


def published_heads() -> dict[str, int]:
    """The number of the newest event of each tenant that a leaf already vouches for."""
    with connection.cursor() as cursor:
        cursor.execute("select tenant, seq from registry_published_head")
        return {str(tenant): seq for tenant, seq in cursor.fetchall()}


def stop_since() -> datetime | None:
    """Since when issuing is stopped; None when it is not."""
    return IssuingStop.objects.filter(lifted_at=None).values_list("stopped_at", flat=True).first()


def stops(limit: int = 20) -> list[IssuingStop]:
    """The emergency stops of this installation, the newest first."""
    return list(IssuingStop.objects.order_by("-stopped_at")[:limit])
