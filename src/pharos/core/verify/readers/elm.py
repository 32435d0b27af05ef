"""European Digital Credentials (European Learning Model 3.1 and 3.2), sealed with JAdES.

An unsealed one is read as well: it says who wrote what, and that nobody signed it.
"""

import re
from collections.abc import Mapping
from functools import cached_property, partial
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from pharos.core import contexts, strict
from pharos.core.bundle import TrustBundle
from pharos.core.elements import Elements
from pharos.core.elm import elements, jades, sealkeys
from pharos.core.elm import reading as elm
from pharos.core.elm.document import DEMONSTRATION
from pharos.core.errors import CoreError, Malformed
from pharos.core.publickeys import P256, P384, PublicKey
from pharos.core.values import as_list, instant_of, text_of
from pharos.core.verify.keys import Store
from pharos.core.verify.presented import Presented
from pharos.core.verify.proofs import ProofFinding
from pharos.core.verify.reading import Credential
from pharos.core.verify.seals import SealFinding

FORM: Final = "elm-jades"
KIND: Final = "EuropeanDigitalCredential"
STATUS_TYPE: Final = "BitstringStatusListEntry"
_COMPACT: Final = re.compile(rb"\s*[A-Za-z0-9_-]+\.([A-Za-z0-9_-]+)\.[A-Za-z0-9_-]*\s*")
_CURVES: Final = {"secp256r1": P256, "secp384r1": P384}
# What a report asks by the names of Open Badges, as elements.
_ELEMENT_OF: Final = {
    "ext:NQF": "nqf_level",
    "ext:EQF": "eqf_level",
    "ext:QFEHEA": "qf_ehea_cycle",
    "ext:ISCEDF": "isced_f",
    "ext:ECTS": "ects",
    "ext:WorkloadHours": "workload_hours",
    "ext:ProgrammeKind": "kind",
}


class EuropeanCredential(Credential):
    """A European Digital Credential, asked the same questions as every other."""

    @cached_property
    def _elements(self) -> Elements:
        return elements(self.document)

    def elements(self) -> Elements:
        return self._elements

    @property
    def achievement_id(self) -> str | None:
        return text_of(self._elements.get("mc_id"))

    @property
    def is_demonstration(self) -> bool:
        terms = elm.nodes(self.document.get("termsOfUse"))
        return any(str(one.get("id", "")).endswith(DEMONSTRATION) for one in terms)

    def holder_names(self) -> list[str]:
        names = self._elements.get("holder_name")
        return [str(name) for name in names.values()] if isinstance(names, Mapping) else []

    def titles(self) -> dict[str, str]:
        titles = self._elements.get("title")
        return {str(k): str(v) for k, v in titles.items()} if isinstance(titles, Mapping) else {}

    def made_for(self, address: str) -> bool | None:
        """By the mail addresses of the learner's contact points, which stand in clear."""
        mailboxes = [
            str(one.get("id", "")).removeprefix("mailto:")
            for point in elm.nodes(self.subject.get("contactPoint"))
            for one in elm.nodes(point.get("emailAddress"))
        ]
        wanted = address.strip().casefold()
        return any(one.casefold() == wanted for one in mailboxes) if mailboxes else None

    def alignment_code(self, kind: str) -> str | None:
        found = self._elements.get(_ELEMENT_OF.get(kind, ""))
        return None if found is None else str(found)


def claims(raw: bytes) -> bool:
    """True for a European Digital Credential, sealed in any serialisation or not at all."""
    compact = _COMPACT.fullmatch(raw)
    if compact is not None:
        return KIND.encode() in _decoded(compact[1])
    if not raw.lstrip().startswith(b"{"):
        return False
    if KIND.encode() not in raw and b'"payload"' not in raw:
        return False
    try:
        outer = strict.load_json(raw)
    except CoreError:
        return False
    payload = outer.get("payload")
    if isinstance(payload, str):
        text = payload.encode("utf-8", "replace")
        return KIND.encode() in text or KIND.encode() in _decoded(text)
    document = outer.get("credential", outer)
    return _is_european(document) and "proof" not in document


def read(raw: bytes) -> Presented:
    """The credential; raises a CoreError of the check `format`."""
    if not raw.lstrip().startswith(b"{"):
        return _sealed(jades.opened(raw))
    outer = strict.load_json(raw)
    if "payload" in outer:
        return _sealed(jades.opened(raw))
    document = outer.get("credential", outer)
    return Presented(FORM, credential_of(document), _examine_unsealed)


def credential_of(document: Mapping[str, Any]) -> EuropeanCredential:
    """A credential that was parsed already; raises a CoreError of the check `format`."""
    if not _is_european(document):
        raise Malformed("not_a_credential", "not a European Digital Credential")
    issuer = elm.node(document.get("issuer"))
    name = text_of(issuer.get("id")) or text_of(document.get("issuer"))
    subjects = elm.nodes(document.get("credentialSubject"))
    if name is None or len(subjects) != 1:
        raise Malformed("data_model", "one issuer with an id and one learner")
    awarding = elm.node(elm.achievement(document).get("awardedBy"))
    return EuropeanCredential(
        document=document,
        issuer=name,
        id=text_of(document.get("id")),
        valid_from=_instant(document, "validFrom", "issuanceDate"),
        valid_until=_instant(document, "validUntil", "expirationDate"),
        awarded_at=_instant(awarding, "awardingDate"),
        subject=subjects[0],
        status=tuple(_status(document)),
    )


def _is_european(document: object) -> bool:
    if not isinstance(document, Mapping):
        return False
    first = as_list(document.get("@context"))[:1] == [contexts.VC_V1]
    return first and KIND in as_list(document.get("type"))


def _decoded(text: bytes) -> bytes:
    try:
        return strict.b64url_decode(text.decode("ascii"), max_characters=len(text))
    except (CoreError, UnicodeDecodeError):
        return b""


def _instant(holder: Mapping[str, Any], *members: str) -> Any:
    found = [instant_of(holder[member]) for member in members if member in holder]
    return found[0] if found else None


def _status(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The status entries; one of a form that we do not read stays as it is."""
    if "credentialStatus" not in document:
        return []
    entries = elm.status_entries(document)
    if not entries:
        return [one for one in as_list(document["credentialStatus"]) if isinstance(one, dict)]
    return [
        {
            "type": STATUS_TYPE,
            "statusPurpose": purpose,
            "statusListIndex": index,
            "statusListCredential": address,
        }
        for purpose, index, address in entries
    ]


def _sealed(sealed: jades.Sealed) -> Presented:
    credential = credential_of(sealed.document())
    return Presented(FORM, credential, partial(_examine, sealed, credential))


def _examine_unsealed(trust: TrustBundle, store: Store) -> tuple[ProofFinding, ...]:
    raise Malformed("proof_missing", "nobody sealed this credential")


def _examine(
    sealed: jades.Sealed, credential: Credential, trust: TrustBundle, store: Store
) -> tuple[ProofFinding, ...]:
    return tuple(_examined(one, credential, trust) for one in sealed.signatures)


def _examined(
    signature: jades.Signature, credential: Credential, trust: TrustBundle
) -> ProofFinding:
    try:
        checked = jades.check(signature)
    except CoreError as error:
        return ProofFinding(_claimed(signature, credential.issuer, trust), error=error)
    leaf = checked.chain[0]
    method, on_record = _method(leaf, credential.issuer, trust)
    return SealFinding(
        method=method,
        created=checked.signed_at,
        identity=signature.identity,
        code="seal_national" if on_record else "seal_qualified_unknown",
        chain=checked.chain,
    )


def _claimed(signature: jades.Signature, issuer: str, trust: TrustBundle) -> str:
    """Whose seal it says it is, where the certificate can be read."""
    try:
        leaf = sealkeys.chain_of(signature.header.get("x5c"))[0]
        return _method(leaf, issuer, trust)[0]
    except CoreError:
        return issuer


def _method(leaf: bytes, issuer: str, trust: TrustBundle) -> tuple[str, bool]:
    """The key that the seal was made by, and whether the register knows it.

    By the certificate on record, else by the key in it. A stranger's certificate in the name
    of a body of ours counts as a key of that body which its history does not hold (VER-17).
    """
    owner = trust.certified(leaf)
    known = owner.certificate(leaf) if owner is not None else None
    if known is not None:
        return known.key, True
    multikey, named = _multikey(leaf), trust.issuer(issuer)
    for one in (*([named] if named else []), *trust.issuers):
        if multikey is not None and one.key(f"{one.id}#{multikey}") is not None:
            return f"{one.id}#{multikey}", True
    if named is not None:
        return f"{named.id}#{multikey or 'certificate'}", False
    return f"x509:{sealkeys.subject_of(leaf)}", False


def _multikey(leaf: bytes) -> str | None:
    key = sealkeys.key_of(leaf)
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name in _CURVES:
        raw = key.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
        return PublicKey(_CURVES[key.curve.name], raw).multikey
    return None
