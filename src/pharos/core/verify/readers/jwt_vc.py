"""Credentials of VC 2.0 in a JWT (VC-JOSE-COSE, Open Badges 3.0), bare or in an envelope."""

import re
from functools import partial
from typing import Final

from pharos.core import jose, jwtvc, strict
from pharos.core.bundle import TrustBundle
from pharos.core.errors import CoreError, Malformed
from pharos.core.jose import Jws
from pharos.core.values import as_list
from pharos.core.verify import reading, tokenkeys
from pharos.core.verify.keys import Store
from pharos.core.verify.presented import Presented
from pharos.core.verify.proofs import ProofFinding
from pharos.core.verify.reading import Credential

FORM: Final = "jwt-vc"
_COMPACT: Final = re.compile(rb"\s*[A-Za-z0-9_=+/-]+\.[A-Za-z0-9_=+/-]*\.[A-Za-z0-9_=+/-]*\s*")
_ENVELOPE: Final = "EnvelopedVerifiableCredential"


def claims(raw: bytes) -> bool:
    """True for a compact JWS, and for an envelope around one."""
    if not raw.lstrip().startswith(b"{"):
        return _COMPACT.fullmatch(raw) is not None
    if _ENVELOPE.encode() not in raw:
        return False
    try:
        return _ENVELOPE in as_list(strict.load_json(raw).get("type"))
    except CoreError:
        return False


def read(raw: bytes) -> Presented:
    """The credential in the token; raises a CoreError of the check `format`."""
    text = raw.strip()
    if text.startswith(b"{"):
        text = jwtvc.open_envelope(strict.load_json(text))
        if not _COMPACT.fullmatch(text):
            raise Malformed("malformed", "an envelope holds one signed text")
    jws = jose.read(text)
    credential = reading.credential_of(jwtvc.document_of(jws))
    return Presented(FORM, credential, partial(_examine, jws, credential))


def _examine(
    jws: Jws, credential: Credential, trust: TrustBundle, store: Store
) -> tuple[ProofFinding, ...]:
    method = credential.issuer
    try:
        jose.check_header(jws.header)
        created = jwtvc.signed_at(jws) or credential.valid_from
        method, key = tokenkeys.resolve(jws, credential.issuer, trust, store)
        jose.verify(jws, key)
    except CoreError as error:
        return (ProofFinding(method, error=error),)
    return (ProofFinding(method, created=created, identity=jws.identity),)
