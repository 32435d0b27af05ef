"""Every page and act of a desk, and what stands for the parameters of its address."""

import csv
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.urls import URLPattern, get_resolver, reverse

from pharos.organisations.desk import Page

ROLES = ("registrar", "head", "officer", "approver", "administrator", "auditor", "operator")
# Roles of few pages: the column `others` names those that may (`quality:yy expert:y-`).
OTHERS = ("quality", "expert", "committee", "evaluator", "official", "partner")
EVERYBODY = (*ROLES, *OTHERS)
# Whose objects are asked for, and who else asks for them.
HOMES = {
    "provider": ("golden-fleece-demo-university", "lighthouse-demo-university"),
    "body": ("demo-quality-agency-ge", "demo-quality-agency-am"),
    "registry": ("registry", "demo-ministry-am"),
    "employer": ("demo-apricot-software", "demo-harbour-works"),
    "funder": ("demo-harbour-works", "demo-apricot-software"),
}
DESK = "desk/<slug:slug>/"
# What a cell says: the page is there, it is not allowed, it is unknown.
THERE, REFUSED, UNKNOWN = "y", "n", "-"


@dataclass(frozen=True, slots=True)
class Row:
    """A page, or an act of it, at the desk of one kind of organisation."""

    name: str
    act: str
    home: str
    cells: Mapping[str, str]

    @property
    def key(self) -> tuple[str, str]:
        return self.name, self.act


@dataclass(frozen=True, slots=True)
class Address:
    """A page of a desk with its route."""

    name: str
    route: str
    page: Page

    @property
    def parameters(self) -> list[str]:
        """The names that stand for something, beside language and slug."""
        found = [part.partition(">")[0].partition(":")[2] for part in self.route.split("<")[1:]]
        return [name for name in found if name not in ("language", "slug")]

    def path(self, slug: str, objects: Mapping[str, Any]) -> str:
        """The English address at the desk of `slug`."""
        values = {name: objects[f"{self.name}.{name}"] if f"{self.name}.{name}" in objects
                  else objects[name] for name in self.parameters}  # fmt: skip
        return reverse(self.name, kwargs={"language": "en", "slug": slug, **values})


def addresses() -> dict[str, Address]:
    """The pages of desks by name, as the URL configuration has them."""
    found: dict[str, Address] = {}
    for route, pattern in _walk(get_resolver().url_patterns, ""):
        if isinstance(pattern.callback, Page) and DESK in route:
            assert pattern.name not in found, f"two pages of desks are called {pattern.name}"
            found[str(pattern.name)] = Address(str(pattern.name), route, pattern.callback)
    return found


def keys() -> set[tuple[str, str]]:
    """Each page and each of its acts; `look` is to look at it, `act` the act without a name."""
    return {
        (name, act)
        for name, one in addresses().items()
        for act in ("look", *(known or "act" for known in one.page.acts))
    }


def rows(table: Path) -> list[Row]:
    """The lines of the table."""
    with table.open(encoding="utf-8") as lines:
        return [
            Row(line["page"], line["act"], line["home"], _cells(line))
            for line in csv.DictReader(lines)
        ]


def _cells(line: Mapping[str, str]) -> dict[str, str]:
    others = dict(one.split(":") for one in (line["others"] or "").split())
    assert not set(others) - set(OTHERS), others
    return {role: line[role] for role in ROLES} | {
        role: others.get(role, REFUSED) for role in OTHERS
    }


def _walk(patterns: Any, before: str) -> Iterator[tuple[str, URLPattern]]:
    for one in patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLPattern):
            yield route, one
        else:
            yield from _walk(one.url_patterns, route)
