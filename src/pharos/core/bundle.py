"""The trust bundle: one signed file with all that a verifier must know of the register.

Issuers with their key history, programmes, decisions and regimes with their history,
status lists, the log's key and its last checkpoint. It is read strictly: an unknown
member, a wrong type or a doubled id refuses the whole file, because a verifier that
overlooks half a decision gives wrong verdicts.

The signature is Ed25519 by the log's key over the canonical JSON (RFC 8785) of all other
members. It guards against damage and mixing; that this is the right register is decided
by whoever hands the bundle over.
"""

import base64
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from pharos.core import dataintegrity, limits, strict
from pharos.core.bundlefields import Fields, day, instant
from pharos.core.did import Key, KeyState
from pharos.core.errors import CoreError, Malformed, NotAllowed, WrongSignature
from pharos.core.jcs import canonical_json
from pharos.core.notes import Checkpoint, SignedNote, VerifierKey
from pharos.core.standing import Change, ChangeKind, Decision, Scope, Term

FORMAT = "pharos-trust-bundle/1"
DEMONSTRATION = "demonstration"
PRODUCTION = "production"
INSTALLATIONS = frozenset({DEMONSTRATION, PRODUCTION})
MAX_VALUES = 20_000_000

LanguageMap = Mapping[str, str]
Json = dict[str, Any]


@dataclass(frozen=True)
class TrustedIssuer:
    """A body of the register with its names, its former addresses and its key history."""

    id: str
    slug: str
    name: LanguageMap
    nation: str
    kinds: tuple[str, ...]
    keys: tuple[Key, ...]
    aliases: tuple[str, ...] = ()
    did_document: Mapping[str, Any] = field(default_factory=dict)

    def key(self, method: str) -> Key | None:
        """The key that a verification method names, under the id or an alias (KEY-05)."""
        controller, _, fragment = method.partition("#")
        if controller not in (self.id, *self.aliases):
            return None
        wanted = f"{self.id}#{fragment}"
        return next((key for key in self.keys if key.id == wanted), None)

    def to_json(self) -> Json:
        return {
            "id": self.id,
            "slug": self.slug,
            "name": dict(self.name),
            "nation": self.nation,
            "kinds": list(self.kinds),
            "aliases": list(self.aliases),
            "did_document": dict(self.did_document),
            "keys": [key.to_json() for key in self.keys],
        }

    @classmethod
    def read(cls, fields: Fields) -> "TrustedIssuer":
        return cls(
            id=fields.text("id"),
            slug=fields.text("slug"),
            name=fields.language_map("name"),
            nation=fields.text("nation"),
            kinds=fields.texts("kinds"),
            keys=fields.each("keys", _read_key),
            aliases=fields.texts("aliases"),
            did_document=fields.json_object("did_document"),
        )


@dataclass(frozen=True)
class TrustedProgramme:
    """The facts of a programme version that decisions are judged by."""

    id: str
    issuer: str
    nation: str
    kind: str
    level: int | None = None
    isced_f: str | None = None

    def to_json(self) -> Json:
        return {
            "id": self.id,
            "issuer": self.issuer,
            "nation": self.nation,
            "kind": self.kind,
            "level": self.level,
            "isced_f": self.isced_f,
        }

    @classmethod
    def read(cls, fields: Fields) -> "TrustedProgramme":
        return cls(
            id=fields.text("id"),
            issuer=fields.text("issuer"),
            nation=fields.text("nation"),
            kind=fields.text("kind"),
            level=fields.integer_or_none("level"),
            isced_f=fields.text_or_none("isced_f"),
        )


@dataclass(frozen=True)
class TrustedDecision:
    """A decision with the body that took it, as people are told of it."""

    decision: Decision
    agency_id: str
    agency_name: LanguageMap
    number: str

    def to_json(self) -> Json:
        taken = self.decision
        return {
            "id": taken.id,
            "kind": taken.kind,
            "holder": taken.holder,
            "programme": taken.programme,
            "agency": {"id": self.agency_id, "name": dict(self.agency_name)},
            "number": self.number,
            "outcome": taken.outcome,
            "from": day(taken.term.first_day),
            "until": day(taken.term.until),
            "scope": _scope_json(taken.scope),
            "recorded_at": instant(taken.recorded_at),
            "changes": [_change_json(change) for change in taken.changes],
        }

    @classmethod
    def read(cls, fields: Fields) -> "TrustedDecision":
        agency = fields.nested("agency")
        decision = Decision(
            id=fields.text("id"),
            kind=fields.text("kind"),
            holder=fields.text("holder"),
            outcome=fields.text("outcome"),
            term=Term(fields.day("from"), fields.day_or_none("until")),
            recorded_at=fields.instant("recorded_at"),
            programme=fields.text_or_none("programme"),
            scope=_read_scope(fields.nested("scope")),
            changes=fields.each("changes", _read_change),
        )
        made = cls(
            decision,
            agency_id=agency.text("id"),
            agency_name=agency.language_map("name"),
            number=fields.text("number"),
        )
        agency.close()
        return made


@dataclass(frozen=True)
class Regime:
    """What a nation asked for awards of its days, and how settled that law is."""

    nation: str
    term: Term
    timezone: str
    legal_status: str
    source: str
    requires: Mapping[str, tuple[str, ...]]
    national_registration: bool

    def to_json(self) -> Json:
        return {
            "nation": self.nation,
            "from": day(self.term.first_day),
            "until": day(self.term.until),
            "timezone": self.timezone,
            "legal_status": self.legal_status,
            "source": self.source,
            "requires": {kind: list(needed) for kind, needed in self.requires.items()},
            "national_registration": self.national_registration,
        }

    @classmethod
    def read(cls, fields: Fields) -> "Regime":
        requires = fields.json_object("requires")
        fields.require(all(_is_texts(kinds) for kinds in requires.values()))
        return cls(
            nation=fields.text("nation"),
            term=Term(fields.day("from"), fields.day_or_none("until")),
            timezone=fields.timezone("timezone"),
            legal_status=fields.text("legal_status"),
            source=fields.text("source"),
            requires={kind: tuple(needed) for kind, needed in requires.items()},
            national_registration=fields.boolean("national_registration"),
        )


@dataclass(frozen=True)
class TrustBundle:
    """Everything a verifier knows of one register at one moment."""

    origin: str
    installation: str
    made_at: datetime
    log_origin: str
    log_key: VerifierKey
    checkpoint: str
    issuers: tuple[TrustedIssuer, ...] = ()
    programmes: tuple[TrustedProgramme, ...] = ()
    decisions: tuple[TrustedDecision, ...] = ()
    regimes: tuple[Regime, ...] = ()
    status_lists: tuple[Mapping[str, Any], ...] = ()
    signature: bytes | None = None

    @property
    def is_demonstration(self) -> bool:
        return self.installation == DEMONSTRATION

    @cached_property
    def head(self) -> Checkpoint:
        """The last published checkpoint; its signature was checked by `from_json`."""
        return Checkpoint.from_body(SignedNote.from_text(self.checkpoint).text)

    @cached_property
    def _issuers(self) -> dict[str, TrustedIssuer]:
        found = {alias: issuer for issuer in self.issuers for alias in issuer.aliases}
        return found | {issuer.id: issuer for issuer in self.issuers}

    @cached_property
    def _programmes(self) -> dict[str, TrustedProgramme]:
        return {programme.id: programme for programme in self.programmes}

    @cached_property
    def _decisions(self) -> dict[str, list[TrustedDecision]]:
        found: dict[str, list[TrustedDecision]] = {}
        for decision in self.decisions:
            found.setdefault(decision.decision.holder, []).append(decision)
        return found

    def issuer(self, did: str) -> TrustedIssuer | None:
        """The body with this id, or with this alias."""
        return self._issuers.get(did)

    def programme(self, address: str) -> TrustedProgramme | None:
        return self._programmes.get(address)

    def decisions_of(self, holder: str) -> list[TrustedDecision]:
        return self._decisions.get(holder, [])

    def regime(self, nation: str, on: date) -> Regime | None:
        """The regime of a nation that held on a legal day."""
        held = (r for r in self.regimes if r.nation == nation and r.term.covers(on))
        return next(held, None)

    def body(self) -> Json:
        """All members but the signature."""
        return {
            "format": FORMAT,
            "origin": self.origin,
            "installation": self.installation,
            "made_at": instant(self.made_at),
            "log": {"origin": self.log_origin, "key": self.log_key.to_text()},
            "checkpoint": self.checkpoint,
            "issuers": [issuer.to_json() for issuer in self.issuers],
            "programmes": [programme.to_json() for programme in self.programmes],
            "decisions": [decision.to_json() for decision in self.decisions],
            "regimes": [regime.to_json() for regime in self.regimes],
            "status_lists": [dict(status_list) for status_list in self.status_lists],
        }

    def signing_input(self) -> bytes:
        """The bytes that the log's key signs."""
        return canonical_json(self.body())

    def to_json(self) -> bytes:
        """The file: canonical JSON with the signature."""
        if self.signature is None:
            raise Malformed("bundle_unsigned")
        signature = {
            "key": self.log_key.key_id.hex(),
            "value": base64.b64encode(self.signature).decode("ascii"),
        }
        return canonical_json(self.body() | {"signature": signature})

    @classmethod
    def from_json(cls, raw: bytes, *, installation: str | None = None) -> "TrustBundle":
        """The bundle in `raw`, read strictly, its signature and its checkpoint checked.

        With `installation="production"` a bundle of a demonstration is refused: its keys
        are nobody's. Raises `bundle_malformed`, `bundle_signature_wrong`,
        `bundle_demonstration`, `payload_too_large`.
        """
        document = strict.load_json(raw, limit=limits.MAX_BUNDLE_BYTES, max_values=MAX_VALUES)
        try:
            bundle = cls._read(Fields(document))
        except CoreError as error:
            if error.code == "bundle_malformed":
                raise
            raise Malformed("bundle_malformed", error.message, reason=error.code) from error
        if installation == PRODUCTION and bundle.is_demonstration:
            raise NotAllowed("bundle_demonstration")
        bundle.check_signature()
        return bundle

    def check_signature(self) -> None:
        """Raise unless the log's key signed the bundle and the checkpoint in it."""
        try:
            dataintegrity.verify_signature(
                self.signing_input(), self.signature or b"", self.log_key.public
            )
            note = SignedNote.from_text(self.checkpoint)
            note.check(self.log_key)
        except CoreError as error:
            raise WrongSignature("bundle_signature_wrong", reason=error.code) from error
        if self.head.origin != self.log_origin:
            raise WrongSignature("bundle_signature_wrong", reason="checkpoint_origin")

    @classmethod
    def _read(cls, fields: Fields) -> "TrustBundle":
        fields.require(fields.text("format") == FORMAT)
        log, signature = fields.nested("log"), fields.nested("signature")
        key = VerifierKey.from_text(log.text("key"))
        fields.require(signature.text("key") == key.key_id.hex())
        bundle = cls(
            origin=fields.text("origin"),
            installation=fields.one_of("installation", INSTALLATIONS),
            made_at=fields.instant("made_at"),
            log_origin=log.text("origin"),
            log_key=key,
            checkpoint=fields.text("checkpoint"),
            issuers=fields.each("issuers", TrustedIssuer.read),
            programmes=fields.each("programmes", TrustedProgramme.read),
            decisions=fields.each("decisions", TrustedDecision.read),
            regimes=fields.each("regimes", Regime.read),
            status_lists=fields.json_objects("status_lists"),
            signature=signature.base64("value"),
        )
        for part in (log, signature, fields):
            part.close()
        bundle._check_ids()
        return bundle

    def _check_ids(self) -> None:
        """Refuse an id that would mean two things."""
        dids = [did for issuer in self.issuers for did in (issuer.id, *issuer.aliases)]
        keys = [key.id for issuer in self.issuers for key in issuer.keys]
        programmes = [programme.id for programme in self.programmes]
        decisions = [decision.decision.id for decision in self.decisions]
        for ids in (dids, keys, programmes, decisions):
            if len(set(ids)) != len(ids):
                raise Malformed("bundle_malformed", "an id stands twice", member="id")
        for issuer in self.issuers:
            if any(key.id.partition("#")[0] != issuer.id for key in issuer.keys):
                raise Malformed("bundle_malformed", "a key of another issuer", member="keys")


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _read_key(fields: Fields) -> Key:
    """An entry of a key history; a proposed key is nobody's business yet."""
    key = Key.from_json(fields.whole())
    fields.require(key.state is not KeyState.PROPOSED)
    return key


def _scope_json(scope: Scope) -> Json:
    """Only what is limited is written: a member that is not there limits nothing."""
    made: Json = {}
    if scope.levels is not None:
        made["levels"] = sorted(scope.levels)
    if scope.fields is not None:
        made["fields"] = sorted(scope.fields)
    if scope.kinds is not None:
        made["kinds"] = sorted(scope.kinds)
    return made


def _read_scope(fields: Fields) -> Scope:
    scope = Scope(
        levels=fields.integers_or_none("levels"),
        fields=fields.text_set_or_none("fields"),
        kinds=fields.text_set_or_none("kinds"),
    )
    fields.close()
    return scope


def _change_json(change: Change) -> Json:
    made: Json = {
        "kind": change.kind.value,
        "from": day(change.first_day),
        "until": day(change.until),
        "teach_out_until": day(change.teach_out_until),
        "retroactive_from": day(change.retroactive_from),
        "recorded_at": instant(change.recorded_at),
    }
    if change.scope is not None:
        made["scope"] = _scope_json(change.scope)
    return made


def _read_change(fields: Fields) -> Change:
    scope = fields.nested_or_none("scope")
    return Change(
        kind=ChangeKind(fields.one_of("kind", frozenset(ChangeKind))),
        first_day=fields.day("from"),
        recorded_at=fields.instant("recorded_at"),
        until=fields.day_or_none("until"),
        teach_out_until=fields.day_or_none("teach_out_until"),
        retroactive_from=fields.day_or_none("retroactive_from"),
        scope=None if scope is None else _read_scope(scope),
    )
