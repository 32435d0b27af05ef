"""The elements of the data dictionary as values that every format of an award can be asked for.

One award is told in many formats. So that they can be compared, each format's reader gives
a map from the dictionary's field to its value in one plain form, which is described in
`facts`; a field that a format does not carry is absent from its map. What a format cannot
carry stands in `carried/<format>.csv`, one line an element, and tests prove it exact.

    language map    {"hy": "…", "en": "…"}, tags in lower case
    code            the word of our code list: "written_examination", never its label
    number          text in its shortest form: "6", "1.5", "180"; levels are integers
    day             "2026-11-20", a legal day; the end of a term is its last day
    instant         "2026-11-22T10:00:00Z"
    body            {"id": the DID, "name": language map}
"""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from typing import Final

from pharos.core.elements.facts import elements_of as elements_of
from pharos.core.elements.facts import shortest as shortest

Elements = Mapping[str, object]

ELEMENTS: Final[Mapping[str, str]] = {
    "mc_id": "address of the programme version",
    "version": "number of the version",
    "jurisdiction": "legal regime",
    "kind": "kind of programme",
    "title": "title",
    "objective": "objective",
    "provider": "provider",
    "awarding_body": "awarding bodies",
    "country": "country of the issuer",
    "region": "region of the issuer",
    "isced_f": "field of education",
    "learning_outcomes": "learning outcomes",
    "ects": "ECTS credits",
    "workload_hours": "workload in hours",
    "nqf_level": "national level",
    "eqf_level": "EQF level",
    "qf_ehea_cycle": "cycle",
    "form_of_participation": "forms of participation",
    "languages": "languages of instruction",
    "prerequisites": "prerequisites",
    "assessment": "assessment and weights",
    "supervision": "supervision and identity check",
    "grading_scale": "grading scale",
    "qa_type": "kinds of quality assurance",
    "qa_decision": "decisions relied on",
    "qa_valid_from": "first days of the decisions",
    "qa_valid_until": "last days of the decisions",
    "stackability": "stackability",
    "recognising_programmes": "programmes that accept it",
    "further_information": "further information",
    "holder_name": "name of the learner",
    "holder_id": "key of the learner",
    "issue_date": "instant of issuing",
    "award_date": "day of the award",
    "valid_until": "end of the award's validity",
    "grade": "grade",
    "pathway_taken": "pathway taken",
    "status": "place in the status lists",
}
"""What is frozen with an award, by the dictionary's name of the field."""

REGISTER_ONLY: Final = frozenset(
    {
        "partners",
        "hours_per_credit",
        "contact_hours",
        "level_assigned_by",
        "schedule",
        "target_groups",
        "parent_programme",
        "carved_from",
        "purposes",
        "combines_with",
        "recognised_by_others",
        "fee",
        "holder_birth_date",
        "registry_number",
        "accommodations",
        "guidance_contact",
        "stackability_statement",
        "entitlement",
        "target_occupations",
        "needs",
        "design",
        "awarding_roles",
        "consultations",
        "prior_learning",
        "funding",
        "pathways",
        "extra",
    }
)
"""Fields of the dictionary that no document carries; the register tells them by `mc_id`,
the number of the national register stands in the log proof beside the document."""


class Extent(StrEnum):
    """How much of an element a format carries."""

    WHOLE = "whole"
    PART = "part"
    """Less languages, names or members, and nothing else than the record says."""
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Carried:
    """What a format cannot carry of an element, and why; elements not listed are whole."""

    extent: Extent
    why: str


@cache
def carried(form: str) -> Mapping[str, Carried]:
    """What the format cannot carry, by element: the table `carried/<form>.csv`."""
    file = resources.files("pharos.core.elements").joinpath("carried", f"{form}.csv")
    rows = csv.DictReader(file.read_text("utf-8").splitlines())
    return {row["element"]: Carried(Extent(row["extent"]), row["why"]) for row in rows}


def differences(record: Elements, read: Elements) -> dict[str, Extent]:
    """What `read` lacks of the record, by element; raises ValueError where it says otherwise."""
    strange = sorted(set(read) - set(record))
    wrong = [
        name for name in read if name in record and not says_no_other(record[name], read[name])
    ]
    if strange or wrong:
        raise ValueError(f"not in the record: {strange}; other than the record: {wrong}")
    found = {name: Extent.NONE for name in record if name not in read}
    part = {name: Extent.PART for name in read if read[name] != record[name]}
    return found | part


def says_no_other(record: object, read: object) -> bool:
    """Whether `read` is the record's value, or a part of it that says nothing else.

    Of a map some members may be missing, of a list no item, and something must be left.
    """
    if read == record:
        return True
    if isinstance(record, Mapping) and isinstance(read, Mapping):
        return bool(read) and all(
            name in record and says_no_other(record[name], value) for name, value in read.items()
        )
    if isinstance(record, list) and isinstance(read, list):
        return len(record) == len(read) and all(
            says_no_other(one, other) for one, other in zip(record, read, strict=True)
        )
    return False
