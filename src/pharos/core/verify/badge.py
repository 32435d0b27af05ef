"""Open Badges 2.0: an assertion with all that it refers to, as the checks ask for it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from pharos.core import strict
from pharos.core.openbadges2.assertion import HOSTED, Assertion
from pharos.core.openbadges2.linked import Linked
from pharos.core.openbadges2.recipient import fits
from pharos.core.values import text_of
from pharos.core.verify.reading import Credential

Json = Mapping[str, Any]

HOSTED_STATUS: Final = "OpenBadges2HostedStatus"
LISTED_STATUS: Final = "OpenBadges2RevocationList"
_UNSEEN: Final = datetime(2011, 9, 15, tzinfo=UTC)  # the first day of Open Badges


@dataclass(frozen=True)
class BadgeCredential(Credential):
    """A `Credential` whose values come from assertion, badge class and issuer's profile."""

    assertion: Assertion
    linked: Linked

    @property
    def achievement_id(self) -> str | None:
        return self.linked.badge_id

    @property
    def is_demonstration(self) -> bool:
        return False

    def holder_names(self) -> list[str]:
        name = self.assertion.recipient_name
        return [name] if name else []

    def titles(self) -> dict[str, str]:
        title = text_of(self.linked.badge.get("name"))
        language = text_of(self.linked.badge.get("@language")) or "und"
        return {language.lower(): title} if title else {}

    def alignment_code(self, kind: str) -> str | None:
        return None

    def made_for(self, address: str) -> bool | None:
        return fits(self.assertion.recipient, address)


def credential(assertion: Assertion, linked: Linked, served: Json | None = None) -> BadgeCredential:
    """The credential of an assertion; `served` is what its own address gives today."""
    name = text_of(linked.issuer.get("name"))
    issuer = {"id": linked.issuer_id} | ({"name": name} if name else {})
    return BadgeCredential(
        document={
            "type": ["Assertion"],
            "issuer": issuer,
            "awardedDate": strict.format_instant(assertion.issued_on),
        },
        issuer=linked.issuer_id,
        id=assertion.id,
        valid_from=assertion.issued_on,
        valid_until=assertion.expires,
        awarded_at=assertion.issued_on,
        subject={},
        status=_status(assertion, linked, served),
        assertion=assertion,
        linked=linked,
    )


def unseen(address: str) -> BadgeCredential:
    """What is known of an assertion of which there is only the address: nothing but that."""
    nothing = Assertion(
        document={"badge": {}},
        id=address,
        issued_on=_UNSEEN,
        expires=None,
        recipient={},
        verification={},
        kind=HOSTED,
    )
    return credential(nothing, Linked())


def _status(assertion: Assertion, linked: Linked, served: Json | None) -> tuple[Json, ...]:
    """Where a revocation would be told: at the assertion's address, or in the issuer's list."""
    told: dict[str, object] = {"revoked": True} if assertion.document.get("revoked") is True else {}
    told |= {"reason": assertion.document.get("revocationReason")} if told else {}
    if assertion.kind == HOSTED:
        return ({"type": HOSTED_STATUS, "served": served, **told},)
    if told:
        return ({"type": HOSTED_STATUS, "served": assertion.document, **told},)
    if linked.profile is None:
        return ({"type": LISTED_STATUS, "list": None},)
    found = linked.profile.get("revocationList")
    address = found.get("id") if isinstance(found, dict) else found
    if not isinstance(address, str):
        return ()
    return ({"type": LISTED_STATUS, "list": address, "issuer": linked.issuer_id},)
