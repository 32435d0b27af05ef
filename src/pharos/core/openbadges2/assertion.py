"""The assertion of Open Badges 2.0 (section 4.1), as far as a verdict needs it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pharos.core.errors import Malformed, NotSupported
from pharos.core.values import as_list, instant_of, text_of

Json = Mapping[str, Any]

CONTEXTS: Final = ("https://w3id.org/openbadges/v2", "http://w3id.org/openbadges/v2")
OLDER: Final = ("https://w3id.org/openbadges/v1", "http://w3id.org/openbadges/v1")
HOSTED: Final = "hosted"
SIGNED: Final = "signed"
_VERIFICATION: Final = {
    "hosted": HOSTED,
    "HostedBadge": HOSTED,
    "signed": SIGNED,
    "SignedBadge": SIGNED,
}


@dataclass(frozen=True)
class Assertion:
    """An assertion whose form is right; nothing in it is believed yet."""

    document: Json
    id: str
    issued_on: datetime
    expires: datetime | None
    recipient: Json
    verification: Json
    kind: str

    @property
    def badge(self) -> object:
        """The badge class: its address, or the object itself."""
        return self.document["badge"]

    @property
    def recipient_name(self) -> str | None:
        """The name in the extension that many issuers write; it is part of what they state."""
        profile = self.document.get("extensions:recipientProfile")
        return text_of(profile.get("name")) if isinstance(profile, dict) else None


def is_assertion(document: Json) -> bool:
    """True when the JSON speaks of Open Badges 2.0 or of the version before it."""
    contexts = as_list(document.get("@context"))
    return any(isinstance(one, str) and one in (*CONTEXTS, *OLDER) for one in contexts)


def read(document: Json) -> Assertion:
    """The assertion in a document; raises `not_supported`, `not_a_credential`, `malformed`."""
    contexts = as_list(document.get("@context"))
    if not any(one in CONTEXTS for one in contexts if isinstance(one, str)):
        raise NotSupported("not_supported", form="Open Badges 1")
    if "Assertion" not in as_list(document.get("type")):
        raise Malformed("not_a_credential", "of Open Badges only an assertion is an award")
    verification = _object(document, "verification", "verify")
    return Assertion(
        document=document,
        id=_address(document),
        issued_on=instant_of(document.get("issuedOn")),
        expires=instant_of(document["expires"]) if "expires" in document else None,
        recipient=_object(document, "recipient"),
        verification=verification,
        kind=_kind(verification),
    )


def _kind(verification: Json) -> str:
    for name in as_list(verification.get("type")):
        if isinstance(name, str) and name in _VERIFICATION:
            return _VERIFICATION[name]
    raise NotSupported("not_supported", form="verification of another kind")


def _address(document: Json) -> str:
    id = text_of(document.get("id"))
    if id is None or "badge" not in document:
        raise Malformed("malformed", "an assertion has an id and a badge")
    return id


def _object(document: Json, *names: str) -> Json:
    for name in names:
        found = document.get(name)
        if isinstance(found, dict):
            return found
    raise Malformed("malformed", f"an assertion has a {names[0]}")
