"""SD-JWT VC: the credential of wallets, of which the holder shows a part."""

import re
from functools import partial
from typing import Final

from pharos.core import jose, sdjwt, strict
from pharos.core.bundle import TrustBundle
from pharos.core.errors import CoreError, Malformed, NotAllowed
from pharos.core.sdjwt import SdJwt
from pharos.core.sdjwt.issuing import NEVER_DISCLOSABLE
from pharos.core.sdjwt.reading import read_json
from pharos.core.verify import tokenkeys
from pharos.core.verify.keys import Store
from pharos.core.verify.presented import Presented
from pharos.core.verify.proofs import ProofFinding
from pharos.core.verify.sdjwtvc import SdJwtCredential, credential
from pharos.core.verify.seals import SealFinding

FORM: Final = "sd-jwt-vc"
# The older name was left in draft 6 and is read for a while; it is never issued.
TYPES: Final = frozenset({"dc+sd-jwt", "vc+sd-jwt"})
_PRESENTED: Final = re.compile(
    rb"\s*[A-Za-z0-9_=+/-]+\.[A-Za-z0-9_=+/-]*\.[A-Za-z0-9_=+/-]*~\S*\s*"
)
_JSON_MARK: Final = b'"disclosures"'


def claims(raw: bytes) -> bool:
    """True for a signed text with tildes, and for its JSON serialization."""
    if raw.lstrip().startswith(b"{"):
        return _JSON_MARK in raw and b'"payload"' in raw
    return _PRESENTED.fullmatch(raw) is not None


def read(raw: bytes) -> Presented:
    """The credential; raises a CoreError of the check `format`."""
    text = raw.strip()
    is_json = text.startswith(b"{")
    tokens = read_json(strict.load_json(text)) if is_json else (sdjwt.read(text),)
    for token in tokens:
        _check(token)
    first = credential(tokens[0], _issuer(tokens[0]))
    return Presented(FORM, first, partial(_examine_all, tokens, first))


def _check(token: SdJwt) -> None:
    """The rules of SD-JWT VC for header and claims (sections 2.2.1 and 2.2.2)."""
    if jose.typ_of(token.jws.header) not in TYPES:
        raise NotAllowed("typ_mismatch", "a token of another kind")
    vct = token.claims.get("vct")
    if not isinstance(vct, str) or not vct:
        raise Malformed("not_a_credential")
    hidden = {path[0] for path in token.opened.paths.values()}
    if hidden & NEVER_DISCLOSABLE:
        raise Malformed("sd_structure", "a claim that must always be seen was held back")


def _issuer(token: SdJwt) -> str:
    """Who issued it: by its claim, or else by the certificate that came along."""
    claimed = token.claims.get("iss")
    if claimed is None and "x5c" in token.jws.header:
        return jose.certificate_subject(token.jws.header["x5c"])
    if not isinstance(claimed, str) or not claimed:
        raise Malformed("malformed", "nobody says that he issued it")
    return claimed


def _examine_all(
    tokens: tuple[SdJwt, ...], first: SdJwtCredential, trust: TrustBundle, store: Store
) -> tuple[ProofFinding, ...]:
    return tuple(_examine(token, first, trust, store) for token in tokens)


def _examine(
    token: SdJwt, first: SdJwtCredential, trust: TrustBundle, store: Store
) -> ProofFinding:
    method = first.issuer
    try:
        jose.check_header(token.jws.header)
        stated = token.claims.get("iat")
        created = first.valid_from if stated is None else jose.numeric_date_of(stated)
        method, key = tokenkeys.resolve(token.jws, first.issuer, trust, store, certificates=True)
        jose.verify(token.jws, key)
        chain = _chain(token)
    except CoreError as error:
        return ProofFinding(method, error=error)
    identity = token.jws.identity
    if chain:
        # to which root it leads is asked for issuers that the register does not know
        return SealFinding(method, created=created, identity=identity, chain=chain)
    return ProofFinding(method, created=created, identity=identity)


def _chain(token: SdJwt) -> tuple[bytes, ...]:
    header = token.jws.header
    return jose.readable_chain(header["x5c"]) if "x5c" in header else ()
