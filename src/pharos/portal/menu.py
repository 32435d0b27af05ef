"""The menu of a desk: every page that somebody can look for, and who may open it.

A page that is reached only from another page has no entry here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.organisations.desk import Desk


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: the sentence, the URL's name, the permission asked (None: every member).

    `kinds` keeps it to desks of such bodies; empty: of all.
    """

    code: str
    name: str
    permission: Permission | None = None
    area: str = "menu_area_work"
    kinds: frozenset[str] = frozenset()


# In the order in which they stand; an area's entries stand together.
ENTRIES: Sequence[Entry] = (Entry("menu_today", "desk-today"),)


def of(desk: Desk, language: str, path: str) -> list[Mapping[str, Any]]:
    """The areas with the entries that this actor may open, the page itself marked."""
    held = policies.held_by(desk.by)
    areas: dict[str, list[dict[str, Any]]] = {}
    for one in ENTRIES:
        if one.permission is not None and one.permission not in held:
            continue
        if one.kinds and not one.kinds & desk.kinds:
            continue
        try:
            href = reverse(one.name, kwargs={"language": language, "slug": desk.slug})
        except NoReverseMatch:
            continue
        areas.setdefault(one.area, []).append({"code": one.code, "href": href})
    found = [entry for entries in areas.values() for entry in entries]
    here = max((one["href"] for one in found if path.startswith(one["href"])), key=len, default="")
    for entry in found:
        entry["current"] = entry["href"] == here
    return [{"code": area, "entries": entries} for area, entries in areas.items()]
