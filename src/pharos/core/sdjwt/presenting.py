"""The holder's side: which disclosures to show, and the proof that the key is theirs.

RFC 9901, sections 4.3 and 7.2.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime
from typing import Final

from pharos.core import jose, strict
from pharos.core.sdjwt.issuing import Path
from pharos.core.sdjwt.reading import SdJwt

KEY_BINDING_TYP: Final = "kb+jwt"


def select(credential: SdJwt, shown: Callable[[Path], bool]) -> bytes:
    """The SD-JWT with the disclosures whose path is to be shown, in their order.

    One that lies inside another is shown only with the outer one; otherwise no digest would
    name it.
    """
    paths = credential.opened.paths
    hidden = [path for path in paths.values() if not shown(path)]
    kept = [
        text
        for text in credential.disclosures
        if not any(paths[text][: len(path)] == path for path in hidden)
    ]
    first = credential.presented.partition(b"~")[0].decode("ascii")
    return "~".join((first, *kept, "")).encode("ascii")


def sd_hash(credential: SdJwt) -> str:
    """The digest of what is presented, which a proof of the key names (section 4.3.1)."""
    digest = hashlib.new(credential.opened.hash, credential.presented).digest()
    return strict.b64url_encode(digest)


def key_binding_input(
    credential: SdJwt, *, audience: str, nonce: str, issued_at: datetime, algorithm: str
) -> bytes:
    """What the holder's key signs; appended with its signature it makes an SD-JWT+KB."""
    header = {"alg": algorithm, "typ": KEY_BINDING_TYP}
    claims = {
        "aud": audience,
        "iat": jose.numeric_date(issued_at),
        "nonce": nonce,
        "sd_hash": sd_hash(credential),
    }
    return jose.signing_input(header, jose.json_bytes(claims))
