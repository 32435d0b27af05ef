"""Rules that the Bitstring Status List 1.0 demands."""

import re
from collections import Counter

from pharos.core.lint.rules import Broken, Json, objects, rule

PURPOSES = ("revocation", "suspension")
PLACES = 131_072
_INDEX = re.compile(r"0|[1-9][0-9]*")


@rule("bitstring.purposes", demanded_by="Bitstring Status List 1.0, section 2.1")
def purposes(document: Json) -> Broken:
    found = Counter(entry.get("statusPurpose") for entry in objects(_status(document)))
    if found != Counter(PURPOSES):
        yield "credentialStatus", "one entry for revocation and one for suspension"


@rule("bitstring.type", demanded_by="Bitstring Status List 1.0, section 2.1")
def entry_type(document: Json) -> Broken:
    for place, entry in enumerate(objects(_status(document))):
        if entry.get("type") != "BitstringStatusListEntry":
            yield f"credentialStatus[{place}].type", "an entry of another kind"


@rule("bitstring.index", demanded_by="Bitstring Status List 1.0, sections 2.1 and 3")
def index(document: Json) -> Broken:
    for place, entry in enumerate(objects(_status(document))):
        value = entry.get("statusListIndex")
        is_number = isinstance(value, str) and _INDEX.fullmatch(value)
        if not is_number or int(str(value)) >= PLACES:
            yield f"credentialStatus[{place}].statusListIndex", "no place of the list"


@rule("bitstring.same_place", demanded_by="our profile: one place in both lists")
def same_place(document: Json) -> Broken:
    places = {entry.get("statusListIndex") for entry in objects(_status(document))}
    if len(places) > 1:
        yield "credentialStatus", "the place is the same in both lists"


@rule("bitstring.own_list", demanded_by="our profile: one list a purpose")
def own_list(document: Json) -> Broken:
    entries = objects(_status(document))
    lists = {entry.get("statusListCredential") for entry in entries}
    if len(lists) != len(entries):
        yield "credentialStatus", "each purpose has a list of its own"
    for place, entry in enumerate(entries):
        if f"/{entry.get('statusPurpose')}/" not in str(entry.get("statusListCredential")):
            here = f"credentialStatus[{place}].statusListCredential"
            yield here, "the list is that of the purpose"


def _status(document: Json) -> object:
    return document.get("credentialStatus", [])
