"""The row by which a programme is found: made of its newest version, whenever that changes.

Each text is indexed by the rules of its language, as it is written (for beginnings of words),
and in Latin letters (for readers who type another script).
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connections

from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.romanising import folded, words
from pharos.common.i18n import choose
from pharos.nations.zones import zone_of

# What the database can stem; Georgian is found by beginnings of words.
_STEMMED: Final = {"en": "english", "hy": "armenian"}
_UTC: Final = ZoneInfo("Etc/UTC")
_LANGUAGES: Final = ("en", "hy", "ka")


@cache
def sql(name: str) -> str:
    """A statement that lies beside the code."""
    return (resources.files("pharos.catalogue") / "sql" / f"{name}.sql").read_text("utf-8")


def index(programme_id: UUID, *, using: str = "default") -> None:
    """Write the row of a programme anew; it is not listed once every version is withdrawn."""
    with connections[using].cursor() as cursor:
        cursor.execute(sql("newest"), {"programme": programme_id})
        found = cursor.fetchone()
        if found is None:
            return
        version_id, document, nation, names = found
        cursor.execute(
            sql("index"),
            {
                "programme": programme_id,
                "version": version_id,
                "zone": (zone_of(nation) or _UTC).key,
                **_told(Descriptor.from_dict(json.loads(document)), names),
            },
        )


def index_provider(organisation_id: UUID) -> int:
    """Write the rows of a provider's programmes anew, after it was renamed; how many."""
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "select id from catalogue_programme where organisation_id = %s", [organisation_id]
        )
        found = cursor.fetchall()
    for (programme_id,) in found:
        index(programme_id)
    return len(found)


def _told(descriptor: Descriptor, provider: Sequence[str]) -> dict[str, Any]:
    body = [descriptor.objective, *(one.text for one in descriptor.learning_outcomes)]
    texts: dict[str, list[Mapping[str, str]]] = {
        "a": [descriptor.title],
        "b": [{"und": name} for name in provider],
        "c": body,
    }
    return {
        "languages": list(descriptor.languages),
        "participation": list(descriptor.form_of_participation),
        **{f"sort_{code}": _sort_key(descriptor.title, code) for code in _LANGUAGES},
        **{
            f"{weight}_{name}": text
            for weight, maps in texts.items()
            for name, text in _columns(maps).items()
        },
    }


def _columns(maps: Sequence[Mapping[str, str]]) -> dict[str, str]:
    """The texts as each configuration of the search reads them."""
    every = [text for one in maps for text in one.values()]
    plain = [word for text in every for word in words(text)]
    return {
        **{name: "\n".join(one.get(code, "") for one in maps) for code, name in _STEMMED.items()},
        "simple": " ".join([*plain, *(folded(word) for word in plain)]),
    }


def _sort_key(title: Mapping[str, str], language: str) -> str:
    return choose(title, language).casefold()[:200]
