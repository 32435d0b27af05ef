"""Whom a badge was made for: an e-mail address, mostly as a salted hash.

Open Badges 2.0, section 4.3 (IdentityObject and IdentityHash); 3.0, section B.1.14.
"""

import re
from collections.abc import Mapping
from hashlib import md5, sha256
from hmac import compare_digest
from typing import Any, Final

_HASH: Final = re.compile(r"(sha256|md5)\$([0-9a-fA-F]{32,64})")
_EMAIL: Final = frozenset({"email", "emailAddress"})
MAX_ADDRESS_CHARACTERS: Final = 320


def is_address(text: str) -> bool:
    """True for what may be an e-mail address: enough to tell it from a DID."""
    return "@" in text and not text.startswith("did:") and len(text) <= MAX_ADDRESS_CHARACTERS


def fits(identity: Mapping[str, Any], address: str) -> bool | None:
    """Whether an identity is that of an e-mail address; None when it speaks of none.

    Issuers hashed the address as it was typed or in small letters: both are tried.
    """
    if identity.get("type", identity.get("identityType")) not in _EMAIL | {"IdentityObject"}:
        return None
    if identity.get("type") == "IdentityObject" and identity.get("identityType") not in _EMAIL:
        return None
    written = identity.get("identity", identity.get("identityHash"))
    if not isinstance(written, str):
        return None
    forms = {address.strip(), address.strip().lower()}
    if identity.get("hashed") is False:
        return written.strip().lower() in {form.lower() for form in forms}
    match = _HASH.fullmatch(written)
    if match is None:
        return None
    salt = identity.get("salt") if isinstance(identity.get("salt"), str) else ""
    made = (_digest(match[1], f"{form}{salt}") for form in forms)
    return any(compare_digest(one, match[2].lower()) for one in made)


def _digest(algorithm: str, text: str) -> str:
    # MD5 hides an address and proves nothing: whoever signed the badge stands for it
    if algorithm == "md5":
        return md5(text.encode(), usedforsecurity=False).hexdigest()
    return sha256(text.encode()).hexdigest()
