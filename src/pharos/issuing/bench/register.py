"""A whole register in memory around the specimen programme: what a verifier trusts, and awards.

The credentials come from a template as the product's do, so that verifying them is verifying
our own; nothing is read from a database.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from pharos.core import bundle, commitments, dataintegrity, did, merkle, notes, statuslist, strict
from pharos.core.commitments import Kind
from pharos.core.openbadges import specimen
from pharos.core.signing import MemorySigner
from pharos.core.standing import Decision, Scope, Term
from pharos.core.templates import Template
from pharos.core.templates.awards import Lists, compile_award, leaves_of, shape_of

CREATED = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)
LOGGED = CREATED + timedelta(seconds=30)
AT = CREATED + timedelta(hours=1)
_EARLY = datetime(2024, 1, 1, tzinfo=UTC)
_LOG = "register.example.org/log"
_ISSUER = specimen.INSTITUTE.id
_LISTS = Lists(specimen.STATUS.revocation_list, specimen.STATUS.suspension_list)
_NAMES = ("Մարիամ Օհանյան", "Եւա և Էդվարդ", "ნინო ბერიძე", "Գոռ Տեր-Սարգսյան")


@dataclass(frozen=True, slots=True)
class Held:
    """What a holder has: the document and the proof beside it."""

    document: bytes
    proof: bytes


class Register:
    """An issuer with its key, a log with all its leaves, lists on which nobody stands."""

    def __init__(self, count: int) -> None:
        self.signer = MemorySigner({name: sha256(name.encode()).digest() for name in ("i", "log")})
        public = self.signer.multikey("i")
        self.key = did.Key(
            did.key_id(_ISSUER, public), public, state=did.KeyState.ACTIVE, active_from=_EARLY
        )
        self.template = self._template()
        leaves = [self._leaves(place) for place in range(count)]
        self.held = self._hold(leaves)
        self.trust = self._trust()

    def _template(self) -> Template:
        return compile_award(
            specimen.PROGRAMME,
            specimen.ISSUER,
            _LISTS,
            shape=shape_of(specimen.AWARD),
            origin=specimen.ORIGIN,
            demonstration=True,
            suite=dataintegrity.RDFC,
            verification_method=self.key.id,
        )

    def _leaves(self, place: int) -> tuple[str, ...]:
        award = replace(
            specimen.AWARD,
            credential=str(UUID(bytes=sha256(b"%d" % place).digest()[:16], version=4)),
            native_name=f"{_NAMES[place % len(_NAMES)]} {place}",
            grade=str(8 + place % 13),
        )
        return leaves_of(award, str(place))

    def _hold(self, all_leaves: Sequence[tuple[str, ...]]) -> list[Held]:
        created = strict.format_instant(CREATED)
        signing = [self.template.signing_input(leaves, created) for leaves in all_leaves]
        signatures = self.signer.sign_many(signing, key_id="i", intent=b"")
        salts = [commitments.salt_for(bytes(32), leaves[0]) for leaves in all_leaves]
        entries = [
            commitments.commitment(Kind.ISSUE, salt, sha256(data).digest())
            for salt, data in zip(salts, signing, strict=True)
        ]
        self._hashes = [merkle.leaf_hash(entry) for entry in entries]
        self._checkpoint = self._sign_checkpoint()
        tree = merkle.Leaves(self._hashes)
        return [
            Held(
                self.template.fill(leaves, created, signature),
                notes.TlogProof(
                    place,
                    tuple(merkle.inclusion_proof(place, len(entries), tree)),
                    self._checkpoint,
                    notes.ProofExtra(salt).to_bytes(),
                ).to_text().encode(),
            )
            for place, (leaves, signature, salt) in enumerate(
                zip(all_leaves, signatures, salts, strict=True)
            )
        ]  # fmt: skip

    def _sign_checkpoint(self) -> str:
        key = notes.VerifierKey(_LOG, self.signer.public_key("log"))
        count = len(self._hashes)
        root = merkle.tree_root(count, merkle.Leaves(self._hashes))
        head = notes.Checkpoint(_LOG, count, root, LOGGED)
        [signature] = self.signer.sign_many([head.body().encode()], key_id="log", intent=b"")
        return head.signed(key, signature).to_text()

    def _trust(self) -> bundle.TrustBundle:
        nation = specimen.PROGRAMME.legal_basis.nation
        kinds = ("authorisation", "institution", "programme")
        made = bundle.TrustBundle(
            origin=specimen.ORIGIN,
            installation="demonstration",
            made_at=AT,
            log_origin=_LOG,
            log_key=notes.VerifierKey(_LOG, self.signer.public_key("log")),
            checkpoint=self._checkpoint,
            issuers=(self._issuer(nation),),
            programmes=(
                bundle.TrustedProgramme(
                    specimen.VERSION, _ISSUER, nation, specimen.PROGRAMME.kind.code, 6, "0111"
                ),
            ),
            decisions=tuple(_decision(kind) for kind in kinds),
            regimes=(
                bundle.Regime(
                    nation=nation,
                    term=Term(date(2024, 1, 1)),
                    timezone="Asia/Yerevan",
                    legal_status="draft",
                    source="A draft act",
                    requires={specimen.PROGRAMME.kind.code: kinds},
                    national_registration=False,
                ),
            ),
            status_lists=tuple(self._list(purpose) for purpose in ("revocation", "suspension")),
        )
        [signature] = self.signer.sign_many([made.signing_input()], key_id="log", intent=b"")
        return replace(made, signature=signature)

    def _issuer(self, nation: str) -> bundle.TrustedIssuer:
        return bundle.TrustedIssuer(
            id=_ISSUER,
            slug="specimen-institute",
            name=specimen.INSTITUTE.name,
            nation=nation,
            kinds=("hei_private",),
            keys=(self.key,),
            aliases=(),
            did_document=did.document(_ISSUER, [self.key]),
        )

    def _list(self, purpose: str) -> dict[str, object]:
        url = _LISTS.revocation if purpose == "revocation" else _LISTS.suspension
        begin = CREATED - timedelta(minutes=5)
        unsigned = statuslist.credential(
            url=url,
            issuer=_ISSUER,
            purpose=purpose,
            bits=statuslist.new(),
            valid_from=begin,
            valid_until=begin + timedelta(days=7),
            ttl_ms=300_000,
        )
        options = dataintegrity.proof_options(
            unsigned,
            verification_method=self.key.id,
            created=strict.format_instant(begin),
            cryptosuite=dataintegrity.RDFC,
        )
        return dataintegrity.sign(
            unsigned,
            options,
            lambda data: self.signer.sign_many([data], key_id="i", intent=b"")[0],
        )


def _decision(kind: str) -> bundle.TrustedDecision:
    taken = Decision(
        id=f"decision-{kind}",
        kind=kind,
        holder=_ISSUER,
        outcome="accredited",
        term=Term(date(2026, 1, 1), date(2031, 1, 1)),
        recorded_at=_EARLY,
        programme=specimen.VERSION if kind == "programme" else None,
        scope=Scope(),
    )
    return bundle.TrustedDecision(taken, specimen.AGENCY.id, specimen.AGENCY.name, kind)
