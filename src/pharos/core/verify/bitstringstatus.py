"""The entries of Bitstring Status List 1.0: one bit for one purpose.

Of several lists the newest that had begun at `at` is asked, so that an older one, rightly
signed, cannot be put in its place (STA-04).
"""

from collections.abc import Mapping
from datetime import datetime
from functools import partial
from typing import Any, Final

from pharos.core import statuslist
from pharos.core.bundle import TrustBundle
from pharos.core.errors import CoreError
from pharos.core.values import instant_text
from pharos.core.verify.outcomes import Check, failed, passed, unknown
from pharos.core.verify.reading import Credential
from pharos.core.verify.statuslists import LEEWAY, StatusList, StatusLists, canonical, refused_list

TYPE: Final = "BitstringStatusListEntry"
ENDING = {"revocation": "revoked", "suspension": "suspended"}


def answer(
    entry: Mapping[str, Any],
    credential: Credential,
    lists: StatusLists,
    trust: TrustBundle,
    at: datetime,
) -> Check:
    purpose = entry.get("statusPurpose")
    url = entry.get("statusListCredential")
    if str(purpose) not in ENDING:
        return unknown("status", "not_supported", purpose=str(purpose)[:40])
    if not isinstance(url, str):
        return failed("status", "malformed")
    try:
        index = statuslist.parse_index(entry.get("statusListIndex"))
        issuer = canonical(credential.issuer, trust)
        asked = partial(_valid_list, url, issuer, lists, trust, at)
        found = lists.current(url, issuer, at, asked)
        if isinstance(found, Check):
            return found
        is_set = _bit(lists, found, str(purpose), index)
    except CoreError as error:
        return refused_list(error)
    facts: dict[str, object] = {"list_time": instant_text(found.valid_from), "purpose": purpose}
    if is_set:
        return failed("status", ENDING[str(purpose)], **facts)
    return passed("status", "status_good", **facts)


def _bit(lists: StatusLists, found: StatusList, purpose: str, index: int) -> bool:
    return statuslist.get(lists.bits(found, purpose), index)


def _valid_list(
    url: str, issuer: str, lists: StatusLists, trust: TrustBundle, at: datetime
) -> StatusList | Check:
    """The newest proven version that had begun, if it had not ended."""
    versions = lists.versions(url)
    if not versions:
        return unknown("status", "status_unavailable", list=url)
    good = [one for one in versions if one.error is None]
    if not good:
        return unknown("status", "status_signature_wrong", list=url)
    good = [one for one in good if canonical(one.issuer, trust) == issuer]
    if not good:
        return unknown("status", "status_issuer_mismatch", list=url)
    begun = [one for one in good if one.valid_from is not None and one.valid_from <= at + LEEWAY]
    if not begun:
        return unknown("status", "status_not_known_then", list=url)
    newest = max(begun, key=lambda one: (one.valid_from, one.valid_until is not None))
    if newest.valid_until is None or newest.valid_until + LEEWAY < at:
        return unknown("status", "status_expired", list=url, until=instant_text(newest.valid_until))
    return newest
