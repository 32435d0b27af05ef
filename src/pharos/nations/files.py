"""Reads the shipped files: the regimes of each nation, one `Nation` for each stretch of time.

Only `standards.queries` calls this from above, because only there are the amendments known.
"""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any

from pharos.nations import codes, reading, tables
from pharos.nations.model import Nation

_FOLDERS = MappingProxyType({"AM": "am", "GE": "ge", "XD": "demo"})


@dataclass(frozen=True, slots=True)
class Regime:
    """The document of one stretch of time, before any amendment, and what it builds."""

    first_day: date
    until: date | None
    document: Mapping[str, Any]
    nation: Nation


def all_codes() -> tuple[str, ...]:
    """The code of every nation that has files, sorted."""
    return tuple(sorted(_FOLDERS))


def history(code: str) -> tuple[Nation, ...]:
    """Every regime of the nation in order of time, each ending where the next begins.

    Raises KeyError for a code that has no files.
    """
    return tuple(regime.nation for regime in regimes(code))


@cache
def regimes(code: str) -> tuple[Regime, ...]:
    """The regimes of the nation with the documents they were built from."""
    return tuple(_regimes(_FOLDERS[code]))


def _regimes(folder: str) -> Iterator[Regime]:
    file = resources.files("pharos.nations").joinpath("data", folder, "nation.toml")
    document = tomllib.loads(file.read_text("utf-8"), parse_float=Decimal)
    changes = document.pop("regimes")
    document |= {
        "levels": [_level(row) for row in codes.rows_of(folder, "levels.csv")],
        "regions": [_region(row) for row in codes.rows_of(folder, "regions.csv")],
        "grading_scales": _scales(codes.rows_of(folder, "grading-scales.csv")),
    }
    document["designer"]["extra_fields"] = _extra_fields(folder)
    document = tables.by_key(document)
    first_days = [change["legal_basis"]["first_day"] for change in changes]
    if first_days != sorted(set(first_days)):
        raise reading.NationError(f"{folder}.regimes", "not in order of time")
    for change, until in zip(changes, [*first_days[1:], None], strict=True):
        document = reading.merged(document, change)
        document = reading.merged(document, {"legal_basis": {"until": until}})
        nation = reading.build(document)
        yield Regime(nation.legal_basis.first_day, until, document, nation)


def _extra_fields(folder: str) -> list[dict[str, Any]]:
    file = resources.files("pharos.nations").joinpath("data", folder, "extra-fields.toml")
    described = tomllib.loads(file.read_text("utf-8"))
    return [{"choices": {}, **one} for one in described["fields"]]


def _level(row: Mapping[str, str]) -> dict[str, Any]:
    return {
        "nqf": int(row["nqf"]),
        "eqf": int(row["eqf"]),
        "cycle": row["cycle"] or None,
        "referenced": row["referenced"] == "yes",
        "name": _words(row, "name"),
    }


def _region(row: Mapping[str, str]) -> dict[str, Any]:
    return {"code": row["code"], "kind": row["kind"], "name": _words(row, "name")}


def _scales(rows: list[dict[str, str]]) -> list[dict[str, Any]]:
    scales: dict[str, dict[str, Any]] = {}
    for row in rows:
        scale = scales.setdefault(
            row["scale"], {"id": row["scale"], "scope": row["scope"], "grades": []}
        )
        scale["grades"].append(
            {
                "code": row["code"],
                "min": row["min"] or None,
                "max": row["max"] or None,
                "label": _words(row, "label"),
                "passes": row["passes"] == "yes",
            }
        )
    return list(scales.values())


def _words(row: Mapping[str, str], prefix: str) -> dict[str, str]:
    names = {language: row.get(f"{prefix}_{language}", "") for language in ("hy", "ka", "en")}
    return {language: name for language, name in names.items() if name}
