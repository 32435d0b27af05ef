"""The check `format`: bytes become a credential of the VC Data Model, or a refusal.

JSON credentials of VC 2.0 and 1.1 with proofs in them are read here; `readers` has the other
forms, and `containers` has opened files by then. What nobody claims is told from rubbish and
answered `not_supported` (XML, archives, tokens of other kinds): perhaps right, but not for
us to say.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from hashlib import sha256
from typing import Any, Final

from pharos.core import activecontext, contexts, jcs, limits, rdf, strict
from pharos.core.datamodel import TIMES, TIMES_OF_11, data_model_problems, is_older
from pharos.core.elements import Elements
from pharos.core.errors import Malformed, NotSupported, TooLarge
from pharos.core.openbadges import reading as openbadges_reading
from pharos.core.openbadges.document import is_demonstration
from pharos.core.openbadges2 import recipient
from pharos.core.values import as_list, instant_of, text_of
from pharos.core.verify.outcomes import Check, passed

_COMPACT: Final = re.compile(rb"\s*[A-Za-z0-9_-]+\.[A-Za-z0-9_-]*\.[A-Za-z0-9_-]*(~[\S]*)?\s*")
_SIGNATURES: Final = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"PK\x03\x04", "ZIP"),
    (b"<", "XML"),
)


@dataclass(frozen=True)
class Credential:
    """A credential whose form is right; nothing in it is believed yet."""

    document: Mapping[str, Any]
    issuer: str
    id: str | None
    valid_from: datetime | None
    valid_until: datetime | None
    awarded_at: datetime | None
    subject: Mapping[str, Any]
    status: tuple[Mapping[str, Any], ...]

    @cached_property
    def achievement(self) -> Mapping[str, Any]:
        """The achievement of an Open Badge; empty for other credentials."""
        found = as_list(self.subject.get("achievement"))
        return found[0] if len(found) == 1 and isinstance(found[0], dict) else {}

    @property
    def achievement_id(self) -> str | None:
        return text_of(self.achievement.get("id"))

    @property
    def is_demonstration(self) -> bool:
        return is_demonstration(self.document)

    @property
    def is_alone(self) -> bool:
        """Whether it stands on paper alone, so that no proof of its registration can come along."""
        return False

    @property
    def national_number(self) -> str | None:
        """The number in the national register that the issuer signed, where the form holds one."""
        return None

    def holder_names(self) -> list[str]:
        """The names that were signed for the holder (OB 3.0 IdentityObject), in their order."""
        return [
            name
            for identity in as_list(self.subject.get("identifier"))
            if isinstance(identity, dict) and identity.get("hashed") is False
            if identity.get("identityType") in ("name", "ext:latinName")
            if (name := text_of(identity.get("identityHash")))
        ]

    def titles(self) -> dict[str, str]:
        """The title by language, from the achievement and its related ones (OB 3.0 B.1.18)."""
        related = [r for r in as_list(self.achievement.get("related")) if isinstance(r, dict)]
        found = {
            language: title
            for item in related
            if (language := text_of(item.get("inLanguage")))
            if (title := text_of(item.get("name")))
        }
        title = text_of(self.achievement.get("name")) or text_of(self.document.get("name"))
        if title and title not in found.values():
            found.setdefault("und", title)
        return found

    def elements(self) -> Elements:
        """What the document tells, by the data dictionary's names (`core.elements`)."""
        return openbadges_reading.elements(self.document)

    def made_for(self, address: str) -> bool | None:
        """Whether the issuer wrote this e-mail address in, mostly hashed; None without any."""
        answers = [
            answer
            for identity in as_list(self.subject.get("identifier"))
            if isinstance(identity, dict)
            if (answer := recipient.fits(identity, address)) is not None
        ]
        return any(answers) if answers else None

    def alignment_code(self, kind: str) -> str | None:
        """The code of the alignment of a type, e.g. `ext:NQF`."""
        for alignment in as_list(self.achievement.get("alignment")):
            if isinstance(alignment, dict) and alignment.get("targetType") == kind:
                return text_of(alignment.get("targetCode"))
        return None


def read(raw: bytes) -> Credential:
    """The credential in `raw`; raises a CoreError whose code the check `format` lists."""
    if len(raw) > limits.MAX_CREDENTIAL_BYTES:  # before any parsing (VER-21)
        raise TooLarge("payload_too_large", limit=limits.MAX_CREDENTIAL_BYTES)
    _refuse_other_forms(raw)
    document = strict.load_json(raw)
    _refuse_other_documents(document)
    activecontext.context_urls(document["@context"], contexts.PROFILE)
    credential = credential_of(document)
    refuse_repetition(document)
    rdf.check_safe({key: value for key, value in document.items() if key != "proof"})
    return credential


def credential_of(document: Mapping[str, Any]) -> Credential:
    """A document that was parsed already, e.g. a status list, checked for its form."""
    _refuse_other_documents(document)
    for problem in data_model_problems(document):
        raise problem
    return checked_credential(document)


def check(credential: Credential, form: str) -> Check:
    """What is told of a credential that could be read: its form and its types."""
    kinds = [str(kind) for kind in as_list(credential.document.get("type"))]
    return passed("format", "format_read", types=kinds, form=form)


def identity_of(signing_input: bytes) -> bytes:
    """The name of a document under one proof: SHA-256 of what was signed."""
    return sha256(signing_input).digest()


def checked_credential(document: Mapping[str, Any]) -> Credential:
    """A document whose form was judged right already; raises `malformed_time`."""
    issuer = document["issuer"]
    subjects = as_list(document["credentialSubject"])
    begin, end = TIMES_OF_11 if is_older(document) else TIMES
    return Credential(
        document=document,
        issuer=issuer["id"] if isinstance(issuer, dict) else issuer,
        id=text_of(document.get("id")),
        valid_from=_instant(document, begin),
        valid_until=_instant(document, end),
        awarded_at=_instant(document, "awardedDate"),
        subject=subjects[0] if len(subjects) == 1 else {},
        status=tuple(as_list(document.get("credentialStatus"))),
    )


def _instant(document: Mapping[str, Any], member: str) -> datetime | None:
    return instant_of(document[member]) if member in document else None


def _refuse_other_forms(raw: bytes) -> None:
    start = raw[:16].lstrip()
    for signature, name in _SIGNATURES:
        if start.startswith(signature):
            raise NotSupported("not_supported", form=name)
    if not start.startswith(b"{") and _COMPACT.fullmatch(raw):
        raise NotSupported("not_supported", form="JWT")


def _refuse_other_documents(document: Mapping[str, Any]) -> None:
    types = as_list(document.get("type"))
    if "signatures" in document or "payload" in document:
        raise NotSupported("not_supported", form="JWS")
    for kind in ("VerifiablePresentation", "EnvelopedVerifiableCredential"):
        if kind in types:
            raise NotSupported("not_supported", form=kind)
    if "VerifiableCredential" not in types or "@context" not in document:
        raise Malformed("not_a_credential")


def refuse_repetition(value: object) -> None:
    """A graph is a set: what a list says twice is lost before it is signed (LD-04)."""
    waiting = [value]
    while waiting:
        item = waiting.pop()
        if isinstance(item, dict):
            waiting.extend(item.values())
        elif isinstance(item, list):
            several = len(item) > 1
            if several and len({jcs.canonical_json(part) for part in item}) != len(item):
                raise Malformed("not_compacted", "a list says the same twice")
            waiting.extend(item)
