"""What an address gave as documents of a store, and which address a name stands for."""

from collections.abc import Mapping
from typing import Any, Final

from pharos.core import did, jose, strict, tokenstatus
from pharos.core.errors import CoreError
from pharos.verification.fetching import limits
from pharos.verification.fetching.asking import Answer

Json = Mapping[str, Any]
_METADATA: Final = "/.well-known/"


def address_of(key: str) -> str | None:
    """The https address behind a did:web or an address; None for what has none."""
    if key.startswith("https://"):
        return key
    if not key.startswith("did:web:"):
        return None
    try:
        return did.url_of(key)
    except CoreError:
        return None


def limit_of(key: str) -> int:
    """How large the document may be: small for keys and metadata, larger for lists."""
    small = key.startswith("did:") or _METADATA in key
    return limits.DOCUMENT_BYTES if small else limits.OTHER_BYTES


def documents(key: str, answer: Answer) -> list[Json]:
    """The documents of an answer; none when it cannot be one for this name.

    A signed token becomes an object around it, as a folder of documents would hold it.
    """
    if answer.is_gone:
        # how a hosted badge of version 2 says that it was revoked
        return [] if key.startswith("did:") else [{"id": key, "revoked": True}]
    text = answer.body.strip()
    if not text.startswith(b"{"):
        return [_token(key, text)] if text.count(b".") == 2 else []
    try:
        found = strict.load_json(text, limit=limit_of(key))
    except CoreError:
        return []
    if key.startswith("did:") and found.get("id") != key:
        return []
    return [found]


def _token(key: str, text: bytes) -> Json:
    try:
        typ = jose.typ_of(jose.read(text, limit=limit_of(key)).header)
    except CoreError:
        typ = ""
    token = text.decode("ascii", "replace")
    if typ == tokenstatus.TYP:
        return {"id": key, "type": tokenstatus.TYP, "token": token}
    return {
        "id": f"data:application/vc+jwt,{token}",
        "type": "EnvelopedVerifiableCredential",
    }
