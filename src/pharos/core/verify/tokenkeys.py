"""Where the key of a signed token is found: by its name, by its issuer's metadata, or, for
SD-JWT VC, by the certificate that comes along.

A certificate or a key in a header proves nothing of its owner: the check `issuer` asks the
register (VER-03). Nothing is fetched here; documents lie in the store.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from pharos.core import did, jose
from pharos.core.bundle import TrustBundle
from pharos.core.errors import CoreError, Malformed, NotAllowed
from pharos.core.jose import Jws
from pharos.core.publickeys import PublicKey
from pharos.core.verify.keys import KeyUnavailable, Store, public_key

WELL_KNOWN: Final = "/.well-known/jwt-vc-issuer"
MAX_KEYS: Final = 100
# The name of a key inside a set: no path, no quote, no blank (VER-06).
_NAME: Final = re.compile(r"#?[A-Za-z0-9._~:+=-]{1,200}")
_HEADER_KEYS: Final = frozenset({"jwk", "jku", "x5u", "x5c"})


def resolve(
    jws: Jws, issuer: str, trust: TrustBundle, store: Store, *, certificates: bool = False
) -> tuple[str, PublicKey]:
    """The id of the key and the key itself; `certificates` lets `x5c` name it.

    Raises `malformed` for a name that is none, `key_unknown`, `key_unavailable`.
    """
    if certificates and "x5c" in jws.header:
        key = jose.certificate_key(jws.header["x5c"])
        return _method_of(key, issuer, trust), key
    kid = jws.kid
    if kid is None:
        raise _nameless(jws, issuer, trust)
    if kid.startswith(("did:", "https://")):
        return _addressed(kid, issuer, trust, store)
    if not _NAME.fullmatch(kid):
        raise Malformed("malformed", "not the name of a key")
    return _named(kid.removeprefix("#"), issuer, trust, store)


def metadata_address(issuer: str) -> str:
    """Where an issuer's metadata lies (SD-JWT VC, section 4.1)."""
    parts = urlsplit(issuer)
    return f"{parts.scheme}://{parts.netloc}{WELL_KNOWN}{parts.path.rstrip('/')}"


def metadata(issuer: str, keys: Mapping[str, PublicKey]) -> dict[str, Any]:
    """The issuer's metadata with its keys by their names (section 4.2)."""
    algorithms = {"P-256": "ES256", "P-384": "ES384", "Ed25519": "EdDSA"}
    jwks = [
        key.to_jwk() | {"kid": kid, "use": "sig", "alg": algorithms[key.algorithm]}
        for kid, key in sorted(keys.items())
    ]
    return {"issuer": issuer, "jwks": {"keys": jwks}}


def _addressed(kid: str, issuer: str, trust: TrustBundle, store: Store) -> tuple[str, PublicKey]:
    """A key by its DID URL; an https issuer may list it under that name in its metadata."""
    try:
        return kid, public_key(kid, trust, store)
    except KeyUnavailable:
        key = _published(kid, issuer, store)
        return did.key_id(issuer, key.multikey), key


def _named(name: str, issuer: str, trust: TrustBundle, store: Store) -> tuple[str, PublicKey]:
    """A key by its short name: of the register's history, of a DID, of published metadata."""
    method = f"{issuer}#{name}"
    known = trust.issuer(issuer)
    key = known.key(method) if known is not None else None
    if key is not None:
        return key.id, key.public_key
    if issuer.startswith("did:"):
        return method, public_key(method, trust, store)
    return method, _published(name, issuer, store)


def _published(name: str, issuer: str, store: Store) -> PublicKey:
    refusal: CoreError = KeyUnavailable("key_unavailable", method=f"{issuer}#{name}")
    if not issuer.startswith("https://"):
        raise refusal
    for jwk in _jwks(issuer, store):
        if jwk.get("kid") != name:
            continue
        if jwk.get("use", "sig") != "sig":
            refusal = NotAllowed("proof_purpose", "a key for another use")
            continue
        return PublicKey.from_jwk(jwk)
    raise refusal


def _jwks(issuer: str, store: Store) -> Iterator[Mapping[str, Any]]:
    for document in store.find(metadata_address(issuer)):
        if document.get("issuer") != issuer:
            # Another issuer's metadata must not be used (section 4.3).
            continue
        held, address = document.get("jwks"), document.get("jwks_uri")
        sets = store.find(address) if isinstance(address, str) and held is None else [held]
        for one in sets:
            keys = one.get("keys") if isinstance(one, Mapping) else None
            listed = keys[:MAX_KEYS] if isinstance(keys, list) else []
            yield from (jwk for jwk in listed if isinstance(jwk, Mapping))


def _method_of(key: PublicKey, issuer: str, trust: TrustBundle) -> str:
    """The id under which the register knows a key of this issuer, else one of our making."""
    known = trust.issuer(issuer)
    for one in known.keys if known is not None else ():
        if one.public == key.multikey:
            return one.id
    return did.key_id(issuer, key.multikey)


def _nameless(jws: Jws, issuer: str, trust: TrustBundle) -> CoreError:
    """A key that only the header knows. Issuers of the register always name theirs."""
    if trust.issuer(issuer) is not None and _HEADER_KEYS & jws.header.keys():
        return NotAllowed("key_unknown", "a key that nobody but the header knows")
    return KeyUnavailable("key_unavailable", method=issuer)
