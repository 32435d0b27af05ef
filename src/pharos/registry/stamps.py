"""Time-stamps of checkpoints by an authority of others (RFC 3161).

The log says when its checkpoints were signed; a stamp is the word of somebody else for it, which
outlives our keys. Which authority is to be trusted is for whoever relies on it: what is checked
here is that the token speaks of this very checkpoint and is intact under its own certificate.
"""

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any, Final

from asn1crypto import algos, cms, tsp
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID
from pyhanko.sign.validation.generic_cms import validate_sig_integrity

from pharos.common import tenancy
from pharos.common.errors import Invalid, Unavailable
from pharos.common.settings import settings
from pharos.registry import authority, queries
from pharos.registry.actions.log import SEQUENCER
from pharos.registry.models import CheckpointStamp

EVERY: Final = timedelta(hours=1)
_GRANTED: Final = frozenset({"granted", "granted_with_mods"})


@dataclass(frozen=True, slots=True)
class Stamped:
    """When an authority saw the bytes, and the SHA-256 of the certificate it says so under."""

    at: datetime
    certificate: str


def stamp_if_due(*, now: datetime) -> CheckpointStamp | None:
    """Have the newest checkpoint stamped if the last stamp is an hour old; None otherwise.

    Nothing happens where no authority is configured. Raises Unavailable `stamp_unavailable`.
    """
    url = settings().tsa_url
    if not url:
        return None
    with tenancy.scope(SEQUENCER):
        newest, last = queries.newest_checkpoint(), queries.newest_stamp()
    if newest is None or (last is not None and last.size >= newest.size):
        return None
    if last is not None and now - last.received_at < EVERY:
        return None
    token = ask(url, newest.note.encode())
    told = verify(token, newest.note.encode())
    with tenancy.scope(SEQUENCER):
        return CheckpointStamp.objects.create(
            size=newest.size, token=token, stamped_at=told.at, received_at=now
        )


def ask(url: str, data: bytes) -> bytes:
    """The token of an authority over these bytes (RFC 3161, section 3.4)."""
    nonce = secrets.randbits(63)
    imprint = {
        "hash_algorithm": algos.DigestAlgorithm({"algorithm": "sha256"}),
        "hashed_message": sha256(data).digest(),
    }
    asked = tsp.TimeStampReq(
        {"version": "v1", "message_imprint": imprint, "nonce": nonce, "cert_req": True}
    )
    answer = authority.posted(url, asked.dump())
    try:
        response = tsp.TimeStampResp.load(answer)
        if response["status"]["status"].native not in _GRANTED:
            raise Unavailable("stamp_unavailable", "the authority refused")
        token = response["time_stamp_token"]
        if _info(token)["nonce"].native != nonce:
            raise Unavailable("stamp_unavailable", "an answer to another question")
        return bytes(token.dump())
    except (ValueError, TypeError, KeyError) as error:
        raise Unavailable("stamp_unavailable", f"no answer of RFC 3161: {error}") from None


def verify(token: bytes, data: bytes) -> Stamped:
    """What a token says about these bytes; Invalid `stamp_invalid` when it does not hold.

    RFC 3161, sections 2.4.2 and 2.3: the digest, the signature, and a certificate that is there
    for stamping time and for nothing else. The chain above it is not judged.
    """
    try:
        content = cms.ContentInfo.load(token, strict=True)
        info = _info(content)
        imprint = info["message_imprint"]
        right = imprint["hash_algorithm"]["algorithm"].native == "sha256"
        if not right or imprint["hashed_message"].native != sha256(data).digest():
            raise Invalid("stamp_invalid", "the stamp is of other bytes")
        certificate = _signed_by(content)
        at: datetime = info["gen_time"].native
    except (ValueError, TypeError, KeyError, IndexError) as error:
        raise Invalid("stamp_invalid", f"no token of RFC 3161: {error}") from None
    _require_purpose(certificate, at)
    return Stamped(at, sha256(certificate).hexdigest())


def _info(content: Any) -> Any:
    signed = content["content"]
    if signed["encap_content_info"]["content_type"].native != "tst_info":
        raise ValueError("not about a time")
    return signed["encap_content_info"]["content"].parsed


def _signed_by(content: Any) -> bytes:
    """The certificate under which the token is intact, in DER."""
    signed = content["content"]
    [signer] = signed["signer_infos"]
    wanted = signer["sid"].chosen
    found = [
        one.chosen
        for one in signed["certificates"]
        if one.chosen.issuer.dump() == wanted["issuer"].dump()
        and one.chosen.serial_number == wanted["serial_number"].native
    ]
    if len(found) != 1:
        raise Invalid("stamp_invalid", "the certificate of the authority is missing")
    algorithm = signer["digest_algorithm"]["algorithm"].native
    if algorithm not in ("sha256", "sha384", "sha512"):
        raise Invalid("stamp_invalid", "a weak digest")
    octets = signed["encap_content_info"]["content"].contents
    intact, valid = validate_sig_integrity(
        signer,
        found[0],
        expected_content_type="tst_info",
        actual_digest=_digest(algorithm, octets),
    )
    if not (intact and valid):
        raise Invalid("stamp_invalid", "the signature does not hold")
    return bytes(found[0].dump())


def _digest(algorithm: str, content: bytes) -> bytes:
    return hashlib.new(algorithm, content).digest()


def _require_purpose(certificate: bytes, at: datetime) -> None:
    loaded = x509.load_der_x509_certificate(certificate)
    try:
        usage = loaded.extensions.get_extension_for_class(x509.ExtendedKeyUsage)
    except x509.ExtensionNotFound:
        raise Invalid("stamp_invalid", "the certificate is not there to stamp time") from None
    if not usage.critical or list(usage.value) != [ExtendedKeyUsageOID.TIME_STAMPING]:
        raise Invalid("stamp_invalid", "the certificate is not there to stamp time")
    if not loaded.not_valid_before_utc <= at <= loaded.not_valid_after_utc:
        raise Invalid("stamp_invalid", "the certificate was not valid then")
