"""A presentation around one credential: the credential is judged, the presentation is not.

Who presents proves a key only to whom it was made for (VC Data Model 2.0, section 4.13), so
that its proof says nothing to anybody else: the check of the holder answers as if there were
none. Of several credentials each is to be brought by itself.
"""

import json

from pharos.core import strict
from pharos.core.errors import CoreError, NotSupported
from pharos.core.values import as_list

TYPE = "VerifiablePresentation"


def claims(raw: bytes) -> bool:
    """True for a JSON presentation."""
    if TYPE.encode() not in raw or not raw.lstrip().startswith(b"{"):
        return False
    try:
        return TYPE in as_list(strict.load_json(raw).get("type"))
    except CoreError:
        return False


def credential_in(raw: bytes) -> bytes:
    """The only credential inside, as an object or as a token; `not_supported` for others."""
    found = as_list(strict.load_json(raw).get("verifiableCredential"))
    if len(found) != 1:
        raise NotSupported("not_supported", form=f"{TYPE} of {len(found)} credentials")
    [credential] = found
    if isinstance(credential, str):
        return credential.encode()
    if not isinstance(credential, dict):
        raise NotSupported("not_supported", form=TYPE)
    return json.dumps(credential, ensure_ascii=False).encode()
