"""The columns of a table of programmes, and the document that one line of it makes.

title_hy, title_en   one column a language
languages            several codes, parted by semicolons
outcome_1_en         the first learning outcome; its id is LO1 unless outcome_1_id says another
assessment_1_outcomes  LO1;LO2
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

LANGUAGES: Final = ("hy", "ka", "en")
SLUG: Final = "slug"
TEXTS: Final = ("kind", "isced_f", "country", "level_assigned_by", "supervision", "grading_scale",
                "stackability", "guidance_contact", "ects")  # fmt: skip
WHOLE: Final = ("nqf_level", "hours_per_credit")
LISTS: Final = ("form_of_participation", "languages", "region", "qa_type", "purposes",
                "awarding_body", "target_groups", "combines_with")  # fmt: skip
WORDS: Final = ("title", "objective", "accommodations", "stackability_statement", "funding")
# Members inside of members: the column, its path, and what kind of text it holds.
INNER: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "workload_hours": (("workload_hours", "count"), "number"),
    "workload_minutes": (("workload_hours", "minutes"), "whole"),
    "contact_hours": (("contact_hours", "count"), "number"),
    "contact_minutes": (("contact_hours", "minutes"), "whole"),
    "weeks": (("schedule", "weeks"), "whole"),
    "study_load": (("schedule", "load"), "text"),
    "starts": (("schedule", "starts"), "list"),
    "prerequisites_none": (("prerequisites", "none"), "yes"),
    "fee": (("fee", "amount"), "number"),
    "currency": (("fee", "currency"), "text"),
    "further_url": (("further_information", "url"), "text"),
    **{f"prerequisites_{tag}": (("prerequisites", "text", tag), "text") for tag in LANGUAGES},
}
MAX_ROWS_OF: Final = 20
_ROWS: Final = {"outcome": "learning_outcomes", "assessment": "assessment"}
_ROW: Final = re.compile(r"(outcome|assessment)_([1-9][0-9]?)_([a-z]+)")
_OF_ROWS: Final = {
    "outcome": ("id", "type", "esco", *LANGUAGES),
    "assessment": ("type", "weight", "mode", "outcomes"),
}
_YES: Final = frozenset({"yes", "1", "true", "x", "այո", "დიახ"})
_NO: Final = frozenset({"no", "0", "false", "ոչ", "არა"})


@dataclass(slots=True)
class Made:
    """The document of a line, and which column each of its members came from."""

    slug: str
    document: dict[str, Any] = field(default_factory=dict)
    origins: dict[str, str] = field(default_factory=dict)

    def column_of(self, path: str) -> str:
        """The column that a place in the document (`learning_outcomes.0.text`) came from."""
        while path:
            if path in self.origins:
                return self.origins[path]
            path = path.rpartition(".")[0]
        return ""


def headings() -> list[str]:
    """The columns in the order of the template."""
    found = [SLUG, "kind", *(f"{name}_{tag}" for name in WORDS[:2] for tag in LANGUAGES)]
    found += [*(one for one in TEXTS if one != "kind"), *WHOLE, *LISTS, *INNER]
    found += [f"{name}_{tag}" for name in WORDS[2:] for tag in LANGUAGES]
    for number in (1, 2, 3):
        found += [f"outcome_{number}_{name}" for name in ("type", *LANGUAGES)]
    for number in (1, 2):
        found += [f"assessment_{number}_{name}" for name in _OF_ROWS["assessment"]]
    return found


def is_known(heading: str) -> bool:
    """Whether we know what a column holds."""
    if heading in (SLUG, *TEXTS, *WHOLE, *LISTS, *INNER):
        return True
    name, _, tag = heading.rpartition("_")
    if name in WORDS and tag in LANGUAGES:
        return True
    row = _ROW.fullmatch(heading)
    return row is not None and row[3] in _OF_ROWS[row[1]] and int(row[2]) <= MAX_ROWS_OF


def made_of(cells: Mapping[str, str]) -> Made:
    """The document that the cells of one line describe; empty cells say nothing."""
    made = Made(cells.get(SLUG, "").strip())
    rows: dict[tuple[str, int], dict[str, str]] = {}
    for heading, text in cells.items():
        value = text.strip()
        if not value or heading == SLUG:
            continue
        if row := _ROW.fullmatch(heading):
            rows.setdefault((row[1], int(row[2])), {})[row[3]] = value
        else:
            _put(made, heading, value)
    for kind in _ROWS:
        _put_rows(made, kind, [(n, told) for (one, n), told in sorted(rows.items()) if one == kind])
    return made


def _put(made: Made, heading: str, value: str) -> None:
    name, _, tag = heading.rpartition("_")
    if heading in INNER:
        path, kind = INNER[heading]
        _set(made, path, _READ[kind](value), heading)
    elif heading in WHOLE:
        _set(made, (heading,), _whole(value), heading)
    elif heading in LISTS:
        _set(made, (heading,), _list(value), heading)
    elif name in WORDS and tag in LANGUAGES:
        _set(made, (name, tag), value, heading)
    elif heading == "ects":
        _set(made, (heading,), _number(value), heading)
    else:
        _set(made, (heading,), value, heading)


def _set(made: Made, path: tuple[str, ...], value: Any, heading: str) -> None:
    member = made.document
    for name in path[:-1]:
        member = member.setdefault(name, {})
    member[path[-1]] = value
    made.origins[".".join(path)] = heading
    made.origins.setdefault(path[0], heading)


def _put_rows(made: Made, kind: str, rows: list[tuple[int, dict[str, str]]]) -> None:
    member = _ROWS[kind]
    for place, (number, told) in enumerate(rows):
        entry = _outcome(number, told) if kind == "outcome" else _component(told)
        made.document.setdefault(member, []).append(entry)
        for name in told:
            inner = f"text.{name}" if name in LANGUAGES else name
            made.origins[f"{member}.{place}.{inner}"] = f"{kind}_{number}_{name}"
        made.origins[f"{member}.{place}"] = f"{kind}_{number}_{next(iter(told))}"


def _outcome(number: int, told: Mapping[str, str]) -> dict[str, Any]:
    text = {tag: told[tag] for tag in LANGUAGES if tag in told}
    found: dict[str, Any] = {
        "id": told.get("id", f"LO{number}"), "type": told.get("type", "skill"), "text": text,
    }  # fmt: skip
    return found | ({"esco": _list(told["esco"])} if "esco" in told else {})


def _component(told: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = dict(told)
    if "weight" in found:
        found["weight"] = _number(found["weight"])
    found["outcomes"] = _list(told.get("outcomes", ""))
    return found


def _list(value: str) -> list[str]:
    return [one.strip() for one in value.replace("\n", ";").split(";") if one.strip()]


def _number(value: str) -> str:
    return value.replace(",", ".").replace(" ", "")


def _whole(value: str) -> Any:
    # what is no number stays text, and the reader of descriptions refuses it in its place
    return int(value) if value.isascii() and value.isdigit() and len(value) < 8 else value


def _yes(value: str) -> Any:
    word = value.casefold()
    return True if word in _YES else False if word in _NO else value


_READ: Final[Mapping[str, Callable[[str], Any]]] = {
    "text": str, "number": _number, "whole": _whole, "list": _list, "yes": _yes,
}  # fmt: skip
