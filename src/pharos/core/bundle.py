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
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from hashlib import sha256
from typing import Any

from pharos.core import dataintegrity, limits, strict
from pharos.core.bundledecisions import TrustedDecision
from pharos.core.bundlefields import Fields, instant
from pharos.core.bundleparts import (
    Json,
    Regime,
    TrustedCertificate,
    TrustedIssuer,
    TrustedProgramme,
)
from pharos.core.errors import CoreError, Malformed, NotAllowed, WrongSignature
from pharos.core.jcs import canonical_json
from pharos.core.notes import Checkpoint, SignedNote, VerifierKey

__all__ = [
    "Regime",
    "TrustBundle",
    "TrustedCertificate",
    "TrustedDecision",
    "TrustedIssuer",
    "TrustedProgramme",
]

FORMAT = "pharos-trust-bundle/1"
DEMONSTRATION = "demonstration"
PRODUCTION = "production"
INSTALLATIONS = frozenset({DEMONSTRATION, PRODUCTION})
MOST_ANSWERS = 4_096
MAX_VALUES = 20_000_000


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
    def answers(self) -> dict[object, Any]:
        """What was worked out of the bundle alone; it never changes, so neither do they.

        Whoever puts something in keeps below `MOST_ANSWERS`: strangers ask as well.
        """
        return {}

    @cached_property
    def head(self) -> Checkpoint:
        """The last published checkpoint; its signature was checked by `from_json`."""
        return Checkpoint.from_body(SignedNote.from_text(self.checkpoint).text)

    @cached_property
    def _issuers(self) -> dict[str, TrustedIssuer]:
        found = {alias: issuer for issuer in self.issuers for alias in issuer.aliases}
        return found | {issuer.id: issuer for issuer in self.issuers}

    @cached_property
    def _certificates(self) -> dict[str, TrustedIssuer]:
        return {one.sha256: issuer for issuer in self.issuers for one in issuer.certificates}

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

    def certified(self, der: bytes) -> TrustedIssuer | None:
        """The body for whose key this X.509 certificate is on record (its DER)."""
        return self._certificates.get(sha256(der).hexdigest())

    def programme(self, address: str) -> TrustedProgramme | None:
        return self._programmes.get(address)

    def decisions_of(self, holder: str) -> list[TrustedDecision]:
        return self._decisions.get(holder, [])

    @cached_property
    def _by_id(self) -> dict[str, TrustedDecision]:
        return {one.decision.id: one for one in self.decisions}

    def decision(self, id: str) -> TrustedDecision | None:
        return self._by_id.get(id)

    def judged_with(self, holder: str) -> list[TrustedDecision]:
        """The decisions about a provider, and all those of others that they follow."""
        found = {one.decision.id: one for one in self.decisions_of(holder)}
        left = list(found.values())
        while left:
            parent = self._by_id.get(left.pop().decision.follows or "")
            if parent is not None and parent.decision.id not in found:
                found[parent.decision.id] = parent
                left.append(parent)
        return list(found.values())

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
        certified = [one.sha256 for issuer in self.issuers for one in issuer.certificates]
        for ids in (dids, keys, certified, programmes, decisions):
            if len(set(ids)) != len(ids):
                raise Malformed("bundle_malformed", "an id stands twice", member="id")
        for issuer in self.issuers:
            if any(key.id.partition("#")[0] != issuer.id for key in issuer.keys):
                raise Malformed("bundle_malformed", "a key of another issuer", member="keys")
            known = {key.id for key in issuer.keys}
            if not known.issuperset(one.key for one in issuer.certificates):
                raise Malformed("bundle_malformed", "no such key", member="certificates")
