"""Facts into the unsigned European Digital Credential (European Learning Model 3.2).

The profile is shaped by the Verifiable Credentials Data Model 1.1. Each node has an id:
those of the programme under its address, those of the award under the `urn:uuid:` of the
credential, those of bodies under their pages.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from pharos.core.elm import display, parties
from pharos.core.elm import vocabulary as words
from pharos.core.elm.achievement import achievement
from pharos.core.elm.vocabulary import Json
from pharos.core.openbadges.facts import Award, Issuer, Programme, Status

CONTEXTS: Final = (
    "https://www.w3.org/2018/credentials/v1",
    "http://data.europa.eu/snb/model/context/edc-ap",
)
TYPES: Final = ("VerifiableCredential", "EuropeanDigitalCredential")
SCHEMA: Final = "http://data.europa.eu/snb/model/ap/edc-generic-full"
STATUS_ENTRY: Final = "BitstringStatusListEntry"
DEMONSTRATION: Final = "/terms/demonstration"
_GENERIC: Final = f"{words.SNB}credential/e34929035b"


def document(
    programme: Programme,
    issuer: Issuer,
    award: Award,
    status: Status,
    *,
    origin: str,
    demonstration: bool,
    legal_identifier: str | None = None,
    pages: Mapping[str, bytes] = MappingProxyType({}),
) -> Json:
    """The unsigned credential of `award`, conforming to the generic profile of ELM 3.2.

    `legal_identifier` is the issuer's number in a national register, `pages` a picture (PNG)
    of the certificate by language. Raises `not_supported` for a language without an entry.
    """
    me = f"urn:uuid:{award.credential}"
    claim = achievement(programme, issuer, award, me, origin)
    made: Json = {
        "@context": list(CONTEXTS),
        "id": me,
        "type": list(TYPES),
        "credentialProfiles": words.concept(_GENERIC, name={"en": "Generic"}),
        "displayParameter": display.parameter(programme, me, pages),
        "credentialSchema": {"id": SCHEMA, "type": "ShaclValidator2017"},
        "issuer": parties.issuer(issuer.organisation, legal_identifier),
        "issued": award.valid_from,
        "issuanceDate": award.valid_from,
        "validFrom": award.valid_from,
        "credentialSubject": parties.person(award, me, programme.language, claim),
        "credentialStatus": _status(me, status),
    }
    if award.valid_until is not None:
        made |= {"expirationDate": award.valid_until, "validUntil": award.valid_until}
    if demonstration:
        made["termsOfUse"] = [{"id": f"{origin}{DEMONSTRATION}", "type": "TermsOfUse"}]
    return made


def uploadable(credential: Json, *, deliver_to: Iterable[str] = ()) -> Json:
    """The file for the Commission's issuer, which seals it and may deliver it by mail.

    `deliver_to` are mail addresses or those of Europass wallets.
    """
    made: Json = {"credential": credential}
    addresses = list(deliver_to)
    return made | {"deliveryDetails": {"deliveryAddress": addresses}} if addresses else made


def _status(me: str, status: Status) -> Json:
    """The two lists and the place, in terms that the model's context defines.

    Only one status is allowed and its class has no members of its own; as identifiers the
    entries survive every processor of JSON-LD.
    """
    lists = {"revocation": status.revocation_list, "suspension": status.suspension_list}
    return {
        "id": f"{me}#status",
        "type": "CredentialStatus",
        "identifier": [
            words.identifier(f"{me}#{purpose}", STATUS_ENTRY, status.index) | {"schemeId": address}
            for purpose, address in lists.items()
        ],
    }
