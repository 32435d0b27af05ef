"""The entries of a Token Status List: one small number, in a token of its own.

Of several tokens the newest that had begun at `at` is asked (STA-04); a list of another
issuer says nothing (STA-03).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pharos.core import jose, strict, tokenstatus
from pharos.core.bundle import TrustBundle
from pharos.core.errors import CoreError
from pharos.core.tokenstatus import TokenList
from pharos.core.verify import tokenkeys
from pharos.core.verify.outcomes import Check, failed, passed, refused, unknown
from pharos.core.verify.reading import Credential
from pharos.core.verify.statuslists import LEEWAY, StatusLists, canonical, check_key

TYPE: Final = tokenstatus.ENTRY
_TOLD: Final = {"status_too_large", "status_purpose"}


@dataclass(frozen=True)
class Version:
    """A token as it was found: read and proven, or with the refusal that it met."""

    owner: str
    found: TokenList | None = None
    error: CoreError | None = None


def answer(
    entry: Mapping[str, Any],
    credential: Credential,
    lists: StatusLists,
    trust: TrustBundle,
    at: datetime,
) -> Check:
    """What the list says of this entry."""
    try:
        index, uri = tokenstatus.parse_entry(entry.get("status"))
    except CoreError as error:
        return refused("status", error)
    newest = _newest(uri, credential.issuer, lists, trust, at)
    if isinstance(newest, Check):
        return newest
    try:
        status = tokenstatus.get(lists.token_values(newest), newest.bits, index)
    except CoreError as error:
        if error.code == "status_index":
            return refused("status", error)
        return unknown("status", _code(error))
    facts: dict[str, object] = {"list_time": strict.format_instant(newest.issued_at)}
    if status == tokenstatus.INVALID:
        return failed("status", "revoked", purpose="revocation", **facts)
    if status == tokenstatus.SUSPENDED:
        return failed("status", "suspended", purpose="suspension", **facts)
    if status == tokenstatus.VALID:
        return passed("status", "status_good", purpose="token", **facts)
    # The other values mean what an application wants (section 7.1).
    return unknown("status", "not_supported", purpose=str(status))


def _newest(
    uri: str, issuer: str, lists: StatusLists, trust: TrustBundle, at: datetime
) -> TokenList | Check:
    versions = lists.tokens(uri, issuer, _prove)
    if not versions:
        return unknown("status", "status_unavailable", list=uri)
    good = [one for one in versions if one.error is None]
    if not good:
        error = versions[0].error
        return unknown("status", _code(error), list=uri)
    own = canonical(issuer, trust)
    mine = [one.found for one in good if one.found and canonical(one.owner, trust) == own]
    if not mine:
        return unknown("status", "status_issuer_mismatch", list=uri)
    begun = [one for one in mine if one.issued_at <= at + LEEWAY]
    if not begun:
        return unknown("status", "status_not_known_then", list=uri)
    newest = max(begun, key=lambda one: one.issued_at)
    end = _end(newest)
    if end is None or end + LEEWAY < at:
        until = None if end is None else strict.format_instant(end)
        return unknown("status", "status_expired", list=uri, until=until)
    return newest


def _end(found: TokenList) -> datetime | None:
    """When a token is too old: by its end, or by how long it may be kept."""
    if found.expires_at is not None:
        return found.expires_at
    return None if found.ttl is None else found.issued_at + found.ttl


def _prove(uri: str, issuer: str, document: Mapping[str, Any], lists: StatusLists) -> Version:
    """A token read, with the issuer whose key signed it."""
    token = tokenstatus.token_of(document)
    if token is None:
        return Version("", error=CoreError("status_signature_wrong"))
    try:
        found = tokenstatus.read(token, uri=uri)
        jose.check_header(found.jws.header)
        claimed = found.jws.claims.get("iss")
        owner = claimed if isinstance(claimed, str) else issuer
        method, key = tokenkeys.resolve(
            found.jws, owner, lists.trust, lists.store, certificates=True
        )
        jose.verify(found.jws, key)
        signer = method.partition("#")[0]
        check_key(signer, method, found.issued_at, lists.trust)
    except CoreError as error:
        return Version("", error=error)
    return Version(signer, found)


def _code(error: CoreError | None) -> str:
    return error.code if error and error.code in _TOLD else "status_signature_wrong"
