"""Rules that the Verifiable Credentials Data Model 2.0 demands."""

import re
from datetime import datetime

from pharos.core import strict
from pharos.core.errors import CoreError
from pharos.core.lint.rules import Broken, Json, member, rule, walk

CONTEXT = "https://www.w3.org/ns/credentials/v2"
_SCHEMES = re.compile(
    r"https://[^\s]+|urn:uuid:[0-9a-f-]{36}(#[a-z-]+)?|did:[a-z0-9]+:[^\s]+"
    # The demonstration serves itself; production refuses this origin at start.
    r"|http://(localhost|127\.0\.0\.1)(:[0-9]+)?/[^\s]*"
)
_DATES = ("awardedDate", "validFrom", "validUntil")


@rule("datamodel.context_first", demanded_by="VC Data Model 2.0, section 4.3")
def context_first(document: Json) -> Broken:
    contexts = document.get("@context")
    if not isinstance(contexts, list) or contexts[:1] != [CONTEXT]:
        yield "@context", "the context of the data model stands first"


@rule("datamodel.identifiers", demanded_by="VC Data Model 2.0, section 4.4")
def identifiers(document: Json) -> Broken:
    for path, name, value in walk(document):
        if name == "id" and not (isinstance(value, str) and _SCHEMES.fullmatch(value)):
            yield path, "an id is an https, urn:uuid or did address"


@rule("datamodel.credential_id", demanded_by="VC Data Model 2.0, section 4.4")
def credential_id(document: Json) -> Broken:
    value = document.get("id")
    if not (isinstance(value, str) and re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", value)):
        yield "id", "the credential is named by a urn:uuid"


@rule("datamodel.dates", demanded_by="VC Data Model 2.0, section 4.9")
def dates(document: Json) -> Broken:
    for name in _DATES:
        if name in document:
            try:
                strict.parse_instant(document[name])
            except CoreError as error:
                yield name, error.message


@rule("datamodel.validity_order", demanded_by="VC Data Model 2.0, section 4.9")
def validity_order(document: Json) -> Broken:
    begin, end = _instant(document.get("validFrom")), _instant(document.get("validUntil"))
    if begin and end and begin >= end:
        yield "validUntil", "the validity ends before it begins"


@rule("datamodel.unsigned", demanded_by="Data Integrity 1.0, section 4.2")
def unsigned(document: Json) -> Broken:
    if "proof" in document:
        yield "proof", "what is about to be signed carries no proof"


@rule("datamodel.issuer", demanded_by="VC Data Model 2.0, section 4.7")
def issuer(document: Json) -> Broken:
    if not str(member(document, "issuer").get("id", "")).startswith("did:web:"):
        yield "issuer.id", "the issuer is a did:web under the register's host"


def _instant(value: object) -> datetime | None:
    try:
        return strict.parse_instant(value)
    except CoreError:
        return None
