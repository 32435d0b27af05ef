"""Bodies and persons of a European Digital Credential (elm:Organisation, elm:Person)."""

from collections.abc import Iterable

from pharos.core.elm import vocabulary as words
from pharos.core.elm.vocabulary import Json
from pharos.core.openbadges.facts import Award, Organisation


def organisation(body: Organisation, *, accreditations: Iterable[Json] = ()) -> Json:
    """A body with its names, seat and page."""
    made: Json = {
        "id": body.id,
        "type": "Organisation",
        "legalName": dict(body.name),
        "location": _seat(body),
        "homepage": words.page(f"{body.address}#homepage", body.address),
    }
    held = list(accreditations)
    return made | {"accreditation": held} if held else made


def issuer(body: Organisation, legal_identifier: str | None) -> Json:
    """The body that issues; the shapes ask each for a legal identifier, wherever it sits.

    Without a number of a national register it is the DID, which the keys are bound to.
    """
    legal: Json = {
        "id": f"{body.address}#legal-identifier",
        "type": "LegalIdentifier",
        "notation": legal_identifier or body.id,
        "spatial": words.country(body.country),
    }
    return organisation(body) | {"eIDASIdentifier": legal}


def person(award: Award, me: str, language: str, claim: Json) -> Json:
    """The learner with what was achieved; names stay whole, nothing is guessed from them."""
    made: Json = {
        "id": award.holder or f"{me}#subject",
        "type": "Person",
        "fullName": {words.tag_of(award.native_name, language): award.native_name},
        "hasClaim": claim,
    }
    if award.latin_name is not None:
        # Only one full name is allowed; the one of the passport stands beside it.
        made["altLabel"] = {"en": award.latin_name}
    return made


def _seat(body: Organisation) -> Json:
    here = f"{body.address}#location"
    codes = [words.identifier(f"{here}-country", "ISO 3166-1", body.country)]
    if body.region:
        codes.append(words.identifier(f"{here}-region", "ISO 3166-2", body.region))
    return {
        "id": here,
        "type": "Location",
        "identifier": codes,
        "address": {
            "id": f"{body.address}#address",
            "type": "Address",
            "countryCode": words.country(body.country),
        },
    }
