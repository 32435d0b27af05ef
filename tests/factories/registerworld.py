"""A whole register in memory: issuers, keys, log, decisions, status lists, one credential.

For tests of the verifier. `World()` is a register where everything is right; tests change
one thing and ask what the verdict says. Nothing here is used by the product.
"""

import copy
import json
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from typing import Any

from pharos.core import (
    bundle,
    commitments,
    contexts,
    dataintegrity,
    did,
    merkle,
    notes,
    statuslist,
    strict,
)
from pharos.core.commitments import Kind
from pharos.core.signing import MemorySigner
from pharos.core.standing import Decision, Scope, Term
from pharos.core.verify import EmptyStore, Report, Verdict, verify

VALID, INVALID, INDETERMINATE = Verdict.VALID, Verdict.INVALID, Verdict.INDETERMINATE

ORIGIN = "http://localhost:8000"
ACADEMY = did.did_web(ORIGIN, "providers", "academy")
COLLEGE = did.did_web(ORIGIN, "providers", "college")
ALIAS = "did:web:academy.example"
STRANGER = "did:web:stranger.example"
AGENCY = did.did_web(ORIGIN, "agencies", "agency")
COURSE = f"{ORIGIN}/programmes/academy/data/v1"
LOG = "localhost:8000/log"
CREDENTIAL = "urn:uuid:3d0b9a7e-3f0c-4b62-9a55-0d6c1b6f3a11"
PERSON_KEY = b"\x51" * 32
INDEX = 90_001
NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
ISSUED = NOW - timedelta(hours=2)
LOGGED = ISSUED + timedelta(seconds=30)
EARLY = datetime(2024, 1, 1, tzinfo=UTC)
Json = dict[str, Any]


def status_url(purpose: str, issuer: str = "academy") -> str:
    return f"{ORIGIN}/status/{purpose}/{issuer}-1"


def document() -> Json:
    """A small Open Badge of the academy, unsigned."""
    return {
        "@context": [contexts.VC_V2, contexts.OPEN_BADGES],
        "id": CREDENTIAL,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Data analysis",
        "issuer": {"id": ACADEMY, "type": ["Profile"], "name": "A name nobody checked"},
        "awardedDate": "2026-11-20T00:00:00+04:00",
        "validFrom": strict.format_instant(ISSUED),
        "credentialSubject": {
            "id": f"{CREDENTIAL}#subject",
            "type": ["AchievementSubject"],
            "creditsEarned": 6,
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": "Անի Սարգսյան",
                    "identityType": "name",
                }
            ],
            "achievement": {
                "id": COURSE,
                "type": ["Achievement"],
                "achievementType": "MicroCredential",
                "name": "Data analysis",
                "description": "How to analyse data.",
                "criteria": {"id": f"{COURSE}#criteria", "narrative": "A project."},
            },
        },
        "credentialStatus": [
            statuslist.entry(
                id=f"{CREDENTIAL}#{purpose}",
                purpose=purpose,
                index=INDEX,
                list_url=status_url(purpose),
            )
            for purpose in ("revocation", "suspension")
        ],
    }


def outcome(report: Report, id: str) -> tuple[str, str]:
    """Outcome and code of a check."""
    check = report.check(id)
    return check.outcome.value, check.code


class DictStore:
    """Documents by id or address."""

    def __init__(self, documents: dict[str, Any] | None = None) -> None:
        self._documents = documents or {}

    def find(self, key: str) -> list[Any]:
        found = self._documents.get(key, [])
        return found if isinstance(found, list) else [found]


@dataclass
class Log:
    """A log with its signed checkpoints."""

    signer: MemorySigner
    key_name: str = "log"
    origin: str = LOG
    entries: list[bytes] = field(default_factory=list)

    @property
    def key(self) -> notes.VerifierKey:
        return notes.VerifierKey(self.origin, self.signer.public_key(self.key_name))

    def checkpoint(self, time: datetime | None, *, size: int | None = None) -> str:
        count = len(self.entries) if size is None else size
        hashes = [merkle.leaf_hash(entry) for entry in self.entries]
        root = merkle.tree_root(count, merkle.Leaves(hashes))
        head = notes.Checkpoint(self.origin, count, root, time)
        [signature] = self.signer.sign_many(
            [head.body().encode()], key_id=self.key_name, intent=b""
        )
        return head.signed(self.key, signature).to_text()

    def prove(self, entry: bytes, *, time: datetime | None, extra: bytes | None) -> notes.TlogProof:
        index = self.entries.index(entry)
        hashes = [merkle.leaf_hash(one) for one in self.entries]
        path = merkle.inclusion_proof(index, len(hashes), merkle.Leaves(hashes))
        return notes.TlogProof(index, tuple(path), self.checkpoint(time), extra)


class World:
    """A register of one academy and one college under a regime with national registration."""

    def __init__(self) -> None:
        names = ("academy", "academy-old", "college", "stranger", "log", "other-log")
        self.signer = MemorySigner({name: sha256(name.encode()).digest() for name in names})
        self.log = Log(self.signer)
        self.log.entries = [sha256(bytes([n])).digest() for n in range(5)]
        self.revoked: set[int] = set()
        self.suspended: set[int] = set()
        self.status_issuer = ("academy", ACADEMY)
        self.status_from = NOW - timedelta(minutes=3)
        self.status_until = NOW + timedelta(days=7)
        self.keys = (self.key("academy", ACADEMY),)
        self.issuers = [
            self.issuer("academy", ACADEMY, self.keys, aliases=(ALIAS,)),
            self.issuer("college", COLLEGE, (self.key("college", COLLEGE),)),
        ]
        self.programme = bundle.TrustedProgramme(COURSE, ACADEMY, "DM", "credit_bearing", 6, "0613")
        self.decisions = [
            self.decision("authorisation", "authorised"),
            self.decision("institution", "accredited"),
            self.decision("programme", "accredited", programme=COURSE),
        ]
        self.regime = bundle.Regime(
            nation="DM",
            term=Term(date(2024, 1, 1)),
            timezone="Asia/Yerevan",
            legal_status="draft",
            source="A draft act",
            requires={"credit_bearing": ("authorisation", "institution", "programme")},
            national_registration=True,
        )

    # --- the parts -------------------------------------------------------------------

    def key(self, name: str, owner: str, **changes: Any) -> did.Key:
        public = self.signer.multikey(name)
        base: Json = {"state": did.KeyState.ACTIVE, "active_from": EARLY}
        return did.Key(did.key_id(owner, public), public, **(base | changes))

    def method(self, name: str, owner: str = ACADEMY) -> str:
        return did.key_id(owner, self.signer.multikey(name))

    def issuer(
        self, slug: str, id: str, keys: tuple[did.Key, ...], aliases: tuple[str, ...] = ()
    ) -> bundle.TrustedIssuer:
        return bundle.TrustedIssuer(
            id=id,
            slug=slug,
            name={"en": f"The {slug}", "hy": "Ակադեմիա"},
            nation="DM",
            kinds=("academy",),
            keys=keys,
            aliases=aliases,
            did_document=did.document(id, keys),
        )

    def use_keys(self, *keys: did.Key) -> None:
        """Give the academy another key history."""
        self.issuers[0] = self.issuer("academy", ACADEMY, keys, aliases=(ALIAS,))

    def decision(
        self, kind: str, outcome: str, *, programme: str | None = None, holder: str = ACADEMY
    ) -> bundle.TrustedDecision:
        taken = Decision(
            id=f"{kind}-{holder}",
            kind=kind,
            holder=holder,
            outcome=outcome,
            term=Term(date(2026, 1, 1), date(2031, 1, 1)),
            recorded_at=EARLY,
            programme=programme,
            scope=Scope(levels=frozenset({6}), fields=frozenset({"06"})),
        )
        return bundle.TrustedDecision(taken, AGENCY, {"en": "The agency"}, f"N-{kind}")

    def change_decision(self, kind: str, **changes: Any) -> None:
        """Replace members of the decision of a kind."""
        self.decisions = [
            replace(one, decision=replace(one.decision, **changes))
            if one.decision.kind == kind
            else one
            for one in self.decisions
        ]

    def status_lists(self, **changes: Any) -> list[Json]:
        return [self.status_list(purpose, **changes) for purpose in ("revocation", "suspension")]

    def status_list(self, purpose: str, **changes: Any) -> Json:
        name, owner = changes.get("signed_by", self.status_issuer)
        bits = statuslist.new()
        for index in self.revoked if purpose == "revocation" else self.suspended:
            statuslist.set(bits, index)
        unsigned = statuslist.credential(
            url=status_url(purpose),
            issuer=changes.get("issuer", owner),
            purpose=changes.get("serves", purpose),
            bits=bits,
            valid_from=changes.get("valid_from", self.status_from),
            valid_until=changes.get("valid_until", self.status_until),
            ttl_ms=300_000,
        )
        return self.sign(unsigned, name, owner, created=changes.get("valid_from", self.status_from))

    # --- acts ------------------------------------------------------------------------

    def sign(
        self,
        unsigned: Json,
        name: str = "academy",
        owner: str = ACADEMY,
        *,
        created: datetime = ISSUED,
        suite: str = dataintegrity.RDFC,
        **options: Any,
    ) -> Json:
        """The document with a proof by the named key."""
        made = dataintegrity.proof_options(
            unsigned,
            verification_method=self.method(name, owner),
            created=strict.format_instant(created),
            cryptosuite=suite,
        )
        return dataintegrity.sign(
            unsigned,
            made | options,
            lambda data: self.signer.sign_many([data], key_id=name, intent=b"")[0],
        )

    def identity(self, signed: Json) -> bytes:
        [proof] = signed["proof"]
        return sha256(dataintegrity.hash_data(signed, proof)).digest()

    def salt(self) -> bytes:
        return commitments.salt_for(PERSON_KEY, CREDENTIAL)

    def enter(self, signed: Json) -> bytes:
        """Put the leaf of a document into the log."""
        entry = commitments.commitment(Kind.ISSUE, self.salt(), self.identity(signed))
        self.log.entries += [entry, sha256(entry).digest()]
        return entry

    def acknowledge(
        self,
        *,
        number: str | None = "DM-2026-17",
        refused: bool = False,
        time: datetime = LOGGED,
    ) -> str:
        """Put the answer of the national register into the log; its proof as text."""
        statement = commitments.registration_statement(
            credential_id=CREDENTIAL, number=number, refused=refused
        )
        kind = Kind.NATIONAL_REFUSAL if refused else Kind.NATIONAL_ACKNOWLEDGEMENT
        entry = commitments.commitment(kind, self.salt(), commitments.digest(statement))
        self.log.entries.append(entry)
        return self.log.prove(entry, time=time, extra=None).to_text()

    def proof(
        self,
        signed: Json,
        *,
        time: datetime | None = LOGGED,
        registration: str | None = None,
        number: str | None = "DM-2026-17",
    ) -> notes.TlogProof:
        """Enter the document and prove it, with the national answer if there is one."""
        entry = self.enter(signed)
        extra = notes.ProofExtra(
            self.salt(), registration, number if registration is not None else None
        )
        return self.log.prove(entry, time=time, extra=extra.to_bytes())

    def issue(self, unsigned: Json | None = None, **signing: Any) -> "Issued":
        """Sign, enter and acknowledge: a credential with all that belongs to it."""
        signed = self.sign(unsigned or document(), **signing)
        proof = self.proof(signed, registration=self.acknowledge())
        return Issued(signed, proof.to_text().encode())

    def trust(self, **changes: Any) -> bundle.TrustBundle:
        made = bundle.TrustBundle(
            origin=ORIGIN,
            installation="demonstration",
            made_at=NOW,
            log_origin=LOG,
            log_key=self.log.key,
            checkpoint=self.log.checkpoint(NOW - timedelta(minutes=1)),
            issuers=tuple(self.issuers),
            programmes=(self.programme,),
            decisions=tuple(self.decisions),
            regimes=(self.regime,),
            status_lists=tuple(changes.pop("status_lists", None) or self.status_lists()),
        )
        made = replace(made, **changes)
        [signature] = self.signer.sign_many([made.signing_input()], key_id="log", intent=b"")
        return replace(made, signature=signature)

    def verify(
        self,
        issued: "Issued",
        *,
        at: datetime = NOW,
        store: DictStore | None = None,
        holder: str | None = None,
        trust: bundle.TrustBundle | None = None,
    ) -> Report:
        return verify(
            issued.raw,
            trust=trust or self.trust(),
            at=at,
            tlog_proof=issued.tlog_proof,
            store=store or EmptyStore(),
            holder=holder,
        )


@dataclass(frozen=True)
class Issued:
    """A signed document with its log proof."""

    signed: Json
    tlog_proof: bytes | None

    @property
    def raw(self) -> bytes:
        return json.dumps(self.signed, ensure_ascii=False).encode()

    def changed(self, change: Any) -> "Issued":
        """A copy whose document was changed by hand."""
        altered = copy.deepcopy(self.signed)
        change(altered)
        return replace(self, signed=altered)
