"""The parts of a trust bundle, each read from its JSON strictly and written back the same."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Final

from pharos.core.bundlefields import Fields, day, instant
from pharos.core.decided import Term
from pharos.core.did import Key, KeyState

LanguageMap = Mapping[str, str]
Json = dict[str, Any]
_DIGEST: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class TrustedCertificate:
    """An X.509 certificate of a key, by the SHA-256 of its DER and that of its chain's root."""

    key: str
    sha256: str
    root: str
    first: datetime
    last: datetime

    def to_json(self) -> Json:
        return {
            "key": self.key,
            "sha256": self.sha256,
            "root": self.root,
            "from": instant(self.first),
            "until": instant(self.last),
        }

    @classmethod
    def read(cls, fields: Fields) -> "TrustedCertificate":
        made = cls(
            key=fields.text("key"),
            sha256=fields.text("sha256"),
            root=fields.text("root"),
            first=fields.instant("from"),
            last=fields.instant("until"),
        )
        fields.require(all(_DIGEST.fullmatch(text) for text in (made.sha256, made.root)))
        return made


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
    certificates: tuple[TrustedCertificate, ...] = ()

    def certificate(self, der: bytes) -> TrustedCertificate | None:
        """What is on record of a certificate that a document carries; None for an unknown one."""
        digest = sha256(der).hexdigest()
        return next((one for one in self.certificates if one.sha256 == digest), None)

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
        } | self._certificates_json()

    def _certificates_json(self) -> Json:
        """Nothing where there are none: a bundle of before they existed keeps its signature."""
        found = [certificate.to_json() for certificate in self.certificates]
        return {"certificates": found} if found else {}

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
            certificates=fields.each_if_any("certificates", TrustedCertificate.read),
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


def _is_texts(value: object) -> bool:
    return isinstance(value, list) and all(isinstance(item, str) for item in value)


def _read_key(fields: Fields) -> Key:
    """An entry of a key history; a proposed key is nobody's business yet."""
    key = Key.from_json(fields.whole())
    fields.require(key.state is not KeyState.PROPOSED)
    return key
