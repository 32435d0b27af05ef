"""What an assertion refers to: badge class and issuer's profile, from the documents at hand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final
from urllib.parse import urlsplit

from pharos.core.errors import NotAllowed
from pharos.core.values import as_list, id_of, text_of

Json = Mapping[str, Any]
Find = Callable[[str], list[Json]]
_NONE: Final[Json] = {}


@dataclass(frozen=True)
class Linked:
    """Badge class and issuer; `profile` is the one that the issuer's own address gives."""

    badge: Json = field(default_factory=dict)
    issuer_id: str = ""
    issuer: Json = field(default_factory=dict)
    profile: Json | None = None

    @property
    def badge_id(self) -> str | None:
        return text_of(self.badge.get("id"))


def linked(badge: object, find: Find) -> Linked:
    """Everything behind a badge class that is at hand; what is missing stays empty."""
    found = _resolved(badge, find)
    reference = found.get("issuer")
    issuer_id = id_of(reference)
    profile = served(issuer_id, find) if issuer_id else None
    embedded = reference if isinstance(reference, dict) else _NONE
    return Linked(found, issuer_id, profile or embedded, profile)


def served(address: str, find: Find) -> Json | None:
    """The document at hand that bears this very id."""
    return next((one for one in find(address) if one.get("id") == address), None)


def public_keys(profile: Json) -> list[str]:
    """The ids of the keys that a profile lists."""
    return [id for one in as_list(profile.get("publicKey")) if (id := id_of(one))]


def embedded_key(profile: Json, method: str) -> Json | None:
    """The key that a profile holds itself, instead of its address."""
    for one in as_list(profile.get("publicKey")):
        if isinstance(one, dict) and one.get("id") == method and "publicKeyPem" in one:
            return one
    return None


def check_scope(address: str, issuer_id: str, profile: Json) -> None:
    """Nothing when the issuer lets its assertions stand at this address (section 4.7).

    Without a rule of its own an issuer answers for its own host only; `hosted_outside_scope`.
    """
    rules = profile.get("verification")
    rules = rules if isinstance(rules, dict) else _NONE
    starts = [one for one in as_list(rules.get("startsWith")) if isinstance(one, str)]
    hosts = [one for one in as_list(rules.get("allowedOrigins")) if isinstance(one, str)]
    host, path = _place(address)
    if starts and not any(_begins(host, path, start) for start in starts):
        raise NotAllowed("hosted_outside_scope", address=address)
    if not starts or hosts:
        allowed = [_host(one) for one in hosts] or [_place(issuer_id)[0]]
        if not host or host not in allowed:
            raise NotAllowed("hosted_outside_scope", address=address)


def _resolved(reference: object, find: Find) -> Json:
    """An embedded object, or the one that its address gives."""
    if isinstance(reference, dict) and set(reference) - {"id", "type", "@context"}:
        return reference
    address = id_of(reference)
    return (served(address, find) if address else None) or _NONE


def _place(address: str) -> tuple[str, str]:
    """Host with port, and path; empty for what is no web address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return "", ""
    if parts.scheme not in ("https", "http"):
        return "", ""
    return parts.netloc.casefold(), f"{parts.path}?{parts.query}" if parts.query else parts.path


def _host(origin: str) -> str:
    """The host of an origin, which some write with the scheme and some without."""
    return _place(origin)[0] if "//" in origin else origin.casefold()


def _begins(host: str, path: str, start: str) -> bool:
    """A beginning covers whole hosts: `https://a.edu` is not that of `https://a.edu.example`."""
    start_host, start_path = _place(start)
    return bool(host) and host == start_host and path.startswith(start_path)
