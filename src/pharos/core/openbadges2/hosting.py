"""Hosted assertions: the issuer's own server shows them, or nobody can say (section 4.7)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from pharos.core.errors import CoreError, Malformed, NotSupported
from pharos.core.openbadges2.assertion import Assertion, read
from pharos.core.openbadges2.linked import Find, Linked, check_scope
from pharos.core.values import id_of, instant_of

Json = Mapping[str, Any]

# What an issuer may not have changed since: a difference is an altered copy.
_SAME_TEXT: Final = ("type", "identity", "salt")


def served_today(assertion: Assertion, find: Find) -> Json | None:
    """What the assertion's address gives: itself, or a mere `revoked`; None when nothing."""
    for document in find(assertion.id):
        if document.get("id", assertion.id) == assertion.id:
            return document
    return None


def whole(served: Json | None) -> Assertion | None:
    """The assertion that an address gives; None when it gives none that can be read."""
    try:
        return None if served is None else read(served)
    except CoreError:
        return None


def shown(assertion: Assertion, served: Json | None) -> Assertion:
    """The server's own assertion where it is the same, else the one that was brought."""
    found = whole(served)
    return found if found is not None and _is_same(assertion, found.document) else assertion


def check(assertion: Assertion, linked: Linked, served: Json | None) -> None:
    """Nothing when the issuer's server shows this assertion as it was brought.

    Raises `hosted_unavailable` (unknown), `hosted_outside_scope`, `hosted_mismatch`.
    """
    if not linked.issuer_id:
        raise NotSupported("hosted_unavailable", address=_missing(assertion))
    try:
        check_scope(assertion.id, linked.issuer_id, linked.profile or {})
    except CoreError:
        if linked.profile is not None:
            raise
        # its profile, which is not at hand, might have widened the rule
        raise NotSupported("hosted_unavailable", address=linked.issuer_id) from None
    if served is None:
        raise NotSupported("hosted_unavailable", address=assertion.id)
    if served.get("revoked") is True:
        return  # the check of the status tells it
    if not _is_same(assertion, served):
        raise Malformed("hosted_mismatch", address=assertion.id)


def _is_same(assertion: Assertion, served: Json) -> bool:
    recipient = served.get("recipient")
    if not isinstance(recipient, dict):
        return False
    return (
        all(recipient.get(name) == assertion.recipient.get(name) for name in _SAME_TEXT)
        and id_of(served.get("badge")) == id_of(assertion.badge)
        and _instant(served.get("issuedOn")) == assertion.issued_on
        and _instant(served.get("expires")) == assertion.expires
        and _name(served) == assertion.recipient_name
    )


def _name(served: Json) -> str | None:
    found = whole(served)
    return None if found is None else found.recipient_name


def _missing(assertion: Assertion) -> str:
    return id_of(assertion.badge) or assertion.id


def _instant(value: object) -> datetime | None:
    if value is None:
        return None
    try:
        return instant_of(value)
    except CoreError:
        return None
