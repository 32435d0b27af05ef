"""What several pages of criteria show alike: the rows of a set, and what the ESG is covered by."""

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from pharos.criteria import rules
from pharos.criteria.rules import Content, Criterion

# What a tick on these pages means, in the order of the parts of the ESG.
PARTS = (1, 2, 3)


def mapping(content: Content) -> list[dict[str, Any]]:
    """The parts of the ESG, each with its standards and the criteria that answer to them."""
    covered = rules.coverage(content.criteria)
    return [
        {
            "code": f"page_criteria_part_{part}",
            "rows": [(one, codes) for one, codes in covered if one.part == part],
            "open": [one.number for one, codes in covered if one.part == part and not codes],
        }
        for part in PARTS
    ]


def titles() -> Mapping[str, str]:
    """The title of each standard by its number."""
    return {one.number: one.title for one in rules.esg()}


def rows(content: Content) -> list[dict[str, Any]]:
    """The criteria with the standards that they answer to, each with its title."""
    known = titles()
    return [
        {"place": place, "one": one, "esg": [(number, known[number]) for number in one.esg]}
        for place, one in enumerate(content.criteria, 1)
    ]


def member(one: Criterion, name: str) -> Any:
    """A member of a criterion as two versions are compared by."""
    value = one.as_dict()[name]
    return ", ".join(value) if isinstance(value, list) else value


def address(request: HttpRequest, name: str, **arguments: object) -> str:
    """The address of a page of the same desk."""
    return str(
        reverse(name, kwargs={"language": request.language, "slug": request.desk.slug, **arguments})
    )
