"""Kinds of status from before Bitstring Status List, and those of Open Badges 2.0.

    StatusList2021Entry         VC 1.1: a bit string in a signed list
    1EdTechRevocationList       Open Badges 3.0: a plain list of ids at the issuer's address
    OpenBadges2RevocationList   Open Badges 2.0, signed: the list that the profile names
    OpenBadges2HostedStatus     Open Badges 2.0, hosted: what the assertion's address gives

Plain lists bear no signature: they count for what their own address gave, for issuers
outside of the register, and never for one of ours. A refresh service is no status.
"""

import zlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from pharos.core import limits, statuslist, strict
from pharos.core.bundle import TrustBundle
from pharos.core.errors import CoreError, Malformed, TooLarge
from pharos.core.values import as_list, id_of, instant_text, text_of
from pharos.core.verify.badge import HOSTED_STATUS, LISTED_STATUS
from pharos.core.verify.keys import Store
from pharos.core.verify.outcomes import Check, failed, passed, unknown
from pharos.core.verify.reading import Credential
from pharos.core.verify.statuslists import LEEWAY, StatusList, StatusLists, refused_list

Json = Mapping[str, Any]

LIST_2021: Final = "StatusList2021Entry"
LIST_1EDTECH: Final = "1EdTechRevocationList"
TYPES: Final = frozenset({LIST_2021, LIST_1EDTECH, LISTED_STATUS, HOSTED_STATUS})
_ENDING: Final = {"revocation": "revoked", "suspension": "suspended"}
_LONGEST_REASON: Final = 200


def claims(entry: Json) -> bool:
    """True for an entry of one of these kinds."""
    return any(isinstance(kind, str) and kind in TYPES for kind in as_list(entry.get("type")))


def answer(
    entry: Json, credential: Credential, lists: StatusLists, trust: TrustBundle, at: datetime
) -> Check:
    """Revoked, suspended, good or not to be known."""
    kinds = as_list(entry.get("type"))
    if trust.issuer(credential.issuer) is not None:
        # ours are told by signed lists of the register alone
        return unknown("status", "not_supported", purpose=str(kinds[0])[:40])
    if HOSTED_STATUS in kinds:
        return _hosted(entry)
    if LISTED_STATUS in kinds:
        return _listed(entry, credential, lists.store)
    if LIST_1EDTECH in kinds:
        return _plain(entry, credential, lists.store)
    try:
        return _list_2021(entry, credential, lists, at)
    except CoreError as error:
        return refused_list(error)


# --- Open Badges ----------------------------------------------------------------------


def _hosted(entry: Json) -> Check:
    served = entry.get("served")
    if entry.get("revoked") is True:
        return _revoked(entry.get("reason"))
    if not isinstance(served, dict):
        return unknown("status", "status_unavailable", list=None)
    if served.get("revoked") is True:
        return _revoked(served.get("revocationReason"))
    return passed("status", "status_good", list_time=None, purpose="revocation")


def _listed(entry: Json, credential: Credential, store: Store) -> Check:
    """Open Badges 2.0, section 4.9: `revokedAssertions` of ids or objects."""
    return _in_list(entry.get("list"), "revokedAssertions", credential, store)


def _plain(entry: Json, credential: Credential, store: Store) -> Check:
    """1EdTech Revocation List: the entry's id is the address of the list."""
    return _in_list(entry.get("id"), "revokedCredentials", credential, store)


def _in_list(address: object, member: str, credential: Credential, store: Store) -> Check:
    if not isinstance(address, str):
        return unknown("status", "status_unavailable", list=None)
    found = next((one for one in store.find(address) if one.get("id") == address), None)
    if found is None:
        return unknown("status", "status_unavailable", list=address)
    issuer = id_of(found.get("issuer"))
    if issuer and issuer != credential.issuer:
        return unknown("status", "status_issuer_mismatch", list=address)
    # one implementer writes the member in the singular
    entries = found.get(member, found.get(member.removesuffix("s")))
    if not isinstance(entries, list):
        return unknown("status", "status_unavailable", list=address)
    if credential.id is None:
        return unknown("status", "malformed")
    for one in entries:
        if id_of(one) == credential.id or _uid(one) == credential.id:
            if isinstance(one, dict) and one.get("revoked") is False:
                continue
            return _revoked(one.get("revocationReason") if isinstance(one, dict) else None)
    return passed("status", "status_good", list_time=None, purpose="revocation")


def _uid(entry: object) -> str | None:
    """What very old lists name instead of an id."""
    return text_of(entry.get("uid")) if isinstance(entry, dict) else None


def _revoked(reason: object) -> Check:
    """The reason is the issuer's own words about somebody: kept short, never interpreted."""
    words = text_of(reason)
    facts: dict[str, object] = {"list_time": None, "purpose": "revocation"}
    if words:
        facts["stated_reason"] = words[:_LONGEST_REASON]
    return failed("status", "revoked", **facts)


# --- StatusList2021 -------------------------------------------------------------------


def _list_2021(entry: Json, credential: Credential, lists: StatusLists, at: datetime) -> Check:
    purpose, url = entry.get("statusPurpose"), entry.get("statusListCredential")
    if purpose not in _ENDING:
        return unknown("status", "not_supported", purpose=str(purpose)[:40])
    if not isinstance(url, str):
        return failed("status", "malformed")
    index = statuslist.parse_index(_index_text(entry.get("statusListIndex")))
    found = _newest(lists.versions(url), url, credential.issuer, at)
    if isinstance(found, Check):
        return found
    bits = _bits(found.document, str(purpose))
    facts: dict[str, object] = {"list_time": instant_text(found.valid_from), "purpose": purpose}
    if statuslist.get(bits, index):
        return failed("status", _ENDING[str(purpose)], **facts)
    return passed("status", "status_good", **facts)


def _newest(
    versions: Sequence[StatusList], url: str, issuer: str, at: datetime
) -> StatusList | Check:
    """The newest proven list of the same issuer; such lists may have no end of their own."""
    if not versions:
        return unknown("status", "status_unavailable", list=url)
    good = [one for one in versions if one.error is None]
    if not good:
        return unknown("status", "status_signature_wrong", list=url)
    own = [one for one in good if one.issuer == issuer]
    if not own:
        return unknown("status", "status_issuer_mismatch", list=url)
    begun = [one for one in own if one.valid_from is not None and one.valid_from <= at + LEEWAY]
    if not begun:
        return unknown("status", "status_not_known_then", list=url)
    newest = max(begun, key=lambda one: one.valid_from or at)
    if newest.valid_until is not None and newest.valid_until + LEEWAY < at:
        return unknown("status", "status_expired", list=url, until=instant_text(newest.valid_until))
    return newest


def _index_text(value: object) -> object:
    """Early issuers wrote the index as a number."""
    is_number = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if is_number else value


def _bits(document: Json, purpose: str) -> bytes:
    """The bit string: GZIP in base64url without the prefix of the newer standard."""
    subject = document.get("credentialSubject")
    if not isinstance(subject, dict) or subject.get("type") != "StatusList2021":
        raise Malformed("malformed", "not a list of 2021")
    if subject.get("statusPurpose") != purpose:
        raise Malformed("status_purpose", purpose=purpose)
    text = subject.get("encodedList")
    if not isinstance(text, str) or len(text) > limits.MAX_STATUS_TEXT:
        raise TooLarge("status_too_large", limit=limits.MAX_STATUS_TEXT)
    packed = strict.b64url_decode(text.rstrip("="), max_characters=limits.MAX_STATUS_TEXT)
    reader = zlib.decompressobj(wbits=31)
    try:
        bits = reader.decompress(packed, limits.MAX_STATUS_BYTES + 1)
    except zlib.error:
        raise Malformed("malformed", "the list is not compressed by GZIP") from None
    if len(bits) > limits.MAX_STATUS_BYTES:
        raise TooLarge("status_too_large", limit=limits.MAX_STATUS_BYTES)
    if len(bits) * 8 < limits.MIN_STATUS_ENTRIES:
        raise Malformed("status_length", "the list is shorter than it may be")
    return bits
