"""What the pages of the policy register tell: parameters, versions, amendments, definitions."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from pharos.nations import codes, definitions, reading, tables
from pharos.nations.model import Nation
from pharos.nations.vocabulary import PROGRAMME_KINDS
from pharos.nations.wording import level_text
from pharos.organisations import queries as organisations
from pharos.standards import entries, parameters, queries, showing
from pharos.standards.models import Amendment, AmendmentDraft, Consultation
from pharos.standards.parameters import Path
from pharos.standards.rules import Stretch

# Parameters that stand together under one heading; every other group has a section of its own.
_SECTIONS: Final[Sequence[tuple[str, tuple[str, ...]]]] = (
    ("page_standards_terms", ("terms", "state_languages", "languages")),
    ("page_standards_limits", ("ects", "fixed_ects", "hours_per_credit", "hour_minutes",
                               "level_ranges", "level_ceilings")),
    ("page_standards_decisions", ("decisions_required", "deciders", "durations",
                                  "conditional_durations", "conditions_deadline", "open_ended")),
    ("page_standards_quality", ("quality", "gates")),
)  # fmt: skip
# The letter of a source, which the page writes out beside the place in it.
_PLACES: Final = re.compile(r"\b[WAG], ")
_APART: Final = ("definitions", "awarding_rights", "legal_basis", "levels", "regions",
                 "grading_scales")  # fmt: skip


def sections(stretches: Sequence[Stretch], at: Stretch, language: str) -> list[dict[str, Any]]:
    """Every parameter that holds, in sections; a group that nobody placed has its own."""
    held = parameters.leaves(at.document)
    since = holding_since(stretches, at)
    placed = {name for _, names in _SECTIONS for name in names} | set(_APART)
    own = [name for name in dict.fromkeys(path[0] for path in held) if name not in placed]
    wanted = [*_SECTIONS, *((f"parameter_{name}", (name,)) for name in own)]
    found = []
    for code, names in wanted:
        rows = [_row(path, value, at, since[path], language)
                for name in names for path, value in held.items() if path[0] == name]  # fmt: skip
        if rows:
            found.append({"code": code, "id": names[0].replace("_", "-"), "rows": rows})
    return found


def _row(path: Path, value: Any, at: Stretch, since: date, language: str) -> dict[str, Any]:
    is_text = parameters.is_words(value)
    return {
        "name": ".".join(path),
        "label": showing.label(path, at.nation, language),
        "texts": value if is_text else None,
        "value": "" if is_text else showing.value(path, value, at.nation, language),
        "mark": showing.mark(parameters.mark_of(at.document, path), language),
        "since": since,
    }


def holding_since(stretches: Sequence[Stretch], at: Stretch) -> dict[Path, date]:
    """Since which day each parameter holds what it holds in a stretch."""
    held, begin = parameters.leaves(at.document), at.nation.legal_basis.first_day
    found, unbroken = dict.fromkeys(held, begin), set(held)
    for one in reversed([one for one in stretches if one.nation.legal_basis.first_day < begin]):
        then = parameters.leaves(one.document)
        unbroken = {path for path in unbroken if then.get(path) == held[path]}
        found |= dict.fromkeys(unbroken, one.nation.legal_basis.first_day)
    return found


def versions(stretches: Sequence[Stretch], language: str) -> list[dict[str, Any]]:
    """What changed, when, by which amendment or law, newest first."""
    rows: list[dict[str, Any]] = []
    before: Stretch | None = None
    for one in stretches:
        rows.append(
            {
                "first_day": one.nation.legal_basis.first_day,
                "source": one.nation.legal_basis.source,
                "status": f"verify_legal_{one.nation.legal_basis.status}",
                "amendments": [queries.amendment(id) for id in one.amendments],
                "changes": [] if before is None else compared(before, one, language),
            }
        )
        before = one
    return rows[::-1]


def compared(before: Stretch, after: Stretch, language: str) -> list[dict[str, Any]]:
    """Each parameter that differs, with what it held and what it holds."""
    old, new = parameters.leaves(before.document), parameters.leaves(after.document)
    return [
        _compared(path, old.get(path), new.get(path), after.nation, language)
        for path in parameters.differing(before.document, after.document)
    ]


def clauses(one: Amendment, before: Stretch, language: str) -> list[dict[str, Any]]:
    """What a proposal changes, clause by clause."""
    return clauses_of(one.changes, before, language)


def clauses_of(changes: Mapping[str, Any], before: Stretch, language: str) -> list[dict[str, Any]]:
    """Changes clause by clause, each with what holds before them."""
    return [
        _compared(path, parameters.value_at(before.document, path), value, before.nation, language)
        for path, value in parameters.clauses(changes).items()
    ]


def _compared(path: Path, old: Any, new: Any, nation: Nation, language: str) -> dict[str, Any]:
    if tables.is_entry(path):
        return _entry(path, old, new, nation, language)
    return {
        "name": ".".join(path),
        "label": showing.label(path, nation, language),
        "old": showing.value(path, old, nation, language),
        "new": showing.value(path, new, nation, language),
        "old_texts": old if parameters.is_words(old) else None,
        "new_texts": new if parameters.is_words(new) else None,
    }


def _entry(path: Path, old: Any, new: Any, nation: Nation, language: str) -> dict[str, Any]:
    """What becomes of an entry of a table: added, ended, or changed in some members."""
    old = parameters.own_members(path, old)
    says = entries.laid(old, new)
    was = showing.entry(path, old, nation, language) if old else {}
    told = showing.entry(path, says, nation, language) if says else {}
    state = "added" if not old else "ended" if not says else "changed"
    changed = entries.differing(old, says)
    rows = [
        {"label": (told.get(name) or was[name])[0], "old": was.get(name, ("", ""))[1],
         "new": told.get(name, ("", ""))[1], "is_changed": name in changed}
        for name in {**told, **was}
    ]  # fmt: skip
    return {
        "name": ".".join(path),
        "label": showing.label(path, nation, language),
        "old": showing.value(path, old, nation, language),
        "new": showing.value(path, says, nation, language),
        "is_entry": True,
        "key": showing.key(path, nation, language),
        "says": "; ".join(value for _, value in list((told or was).values())[1:] if value),
        "state": f"page_row_{state}",
        "rows": rows,
    }


def rights(nation: Nation) -> dict[str, Any]:
    """Who may award which kind of programme, and which decisions each kind needs (table 5.4)."""
    bodies = {code: one for code, one in codes.organisation_kinds().items()
              if one.role == "provider"}  # fmt: skip
    return {
        "columns": [
            {
                "term": nation.terms.get(kind, {"en": kind}),
                "decisions": [f"page_deciding_kind_{one}"
                              for one in nation.decisions_required.get(kind, ())],
            }
            for kind in PROGRAMME_KINDS
        ],
        "rows": [
            {
                "label": one.label,
                "cells": [
                    {"may": nation.awarding_rights.get((code, kind), False),
                     "term": nation.terms.get(kind, {"en": kind})}
                    for kind in PROGRAMME_KINDS
                ],
            }
            for code, one in bodies.items()
        ],
    }  # fmt: skip


def levels(stretches: Sequence[Stretch], at: Stretch, language: str) -> list[dict[str, Any]]:
    """The national framework, with the European ones that each level corresponds to."""
    since = holding_since(stretches, at)
    return [
        {"name": level.name, "eqf": level.eqf, "ehea": level.qf_ehea or "",
         "text": level_text(level, language), "since": since["levels", str(number)],
         "source": _source(at, ("levels", str(number)), level.source, language)}
        for number, level in sorted(at.nation.levels.items())
    ]  # fmt: skip


def regions(stretches: Sequence[Stretch], at: Stretch, language: str) -> list[dict[str, Any]]:
    """The parts of the country that the register knows."""
    since = holding_since(stretches, at)
    return [
        {"code": code, "name": one.name, "since": since["regions", code],
         "kind": f"parameter_word_{one.kind}",
         "source": _source(at, ("regions", code), one.source, language)}
        for code, one in at.nation.regions.items()
    ]  # fmt: skip


def scales(stretches: Sequence[Stretch], at: Stretch, language: str) -> list[dict[str, Any]]:
    """The scales of grades, each with its grades, their points and words."""
    since = holding_since(stretches, at)
    return [
        {
            "id": id,
            "scope": scale.scope,
            "source": _source(at, ("grading_scales", id), scale.source, language),
            "grades": [
                {"row": one, "since": since["grading_scales", id, "grades", one.code],
                 "source": one.source}
                for one in scale.grades
            ],
        }
        for id, scale in at.nation.grading_scales.items()
    ]  # fmt: skip


def _source(at: Stretch, path: Path, own: str, language: str) -> str:
    """The source that an entry names, else where its table comes from."""
    return own or showing.mark(parameters.mark_of(at.document, path), language)


def defined(nation: Nation) -> dict[str, Any]:
    """The definition in force and those that could be chosen instead."""
    known = [_definition(one) for one in definitions.all_of().values()]
    chosen = nation.definitions.in_force
    return {
        "in_force": next((one for one in known if one["id"] == chosen), None),
        "others": [one for one in known if one["id"] != chosen],
    }


def _definition(one: definitions.Definition) -> dict[str, Any]:
    return {
        "id": one.id,
        "author": one.author,
        "year": one.year,
        "source": _PLACES.sub("", one.source),
        "mark": f"parameter_mark_{one.mark.replace(' ', '_').lower()}",
        "standing": f"standing_{one.standing}",
        "text": one.text,
        "asks": [f"predicate_{name}" for name in definitions.DEMANDS if name in one.says],
        "allows": [
            f"predicate_{name}"
            for name in (*definitions.ALLOWS, *definitions.USES)
            if name in one.says
        ],
        "combines_if": [f"predicate_{name}" for name in one.combines_if],
    }


def entries_of(draft: AmendmentDraft, path: Path, before: Stretch, language: str) -> dict[str, Any]:
    """The entries of a table, each with what the draft makes of it."""
    drafted = parameters.value_at(_drafted(draft, before), path) or {}
    held = parameters.value_at(before.document, path) or {}
    rows = [_compared((*path, key), held.get(key), drafted.get(key), before.nation, language)
            for key in {**held, **drafted}]  # fmt: skip
    return {
        "label": showing.label(path, before.nation, language),
        "rows": [one | {"is_touched": any(row["is_changed"] for row in one["rows"])}
                 for one in rows],
        "back": ".".join(path[:-1]),
    }  # fmt: skip


def entry_of(draft: AmendmentDraft, path: Path, before: Stretch, language: str) -> dict[str, Any]:
    """One entry as it holds and as the draft has it."""
    drafted = parameters.value_at(_drafted(draft, before), path)
    held = parameters.value_at(before.document, path)
    told = _compared(path, held, drafted, before.nation, language)
    return {"label": told["label"], "one": told, "is_gone": drafted is None}


def _drafted(draft: AmendmentDraft, before: Stretch) -> Mapping[str, Any]:
    return tables.by_key(reading.merged(before.document, draft.changes))


def consultation(found: Consultation, language: str, today: date) -> dict[str, Any]:
    """A consultation as the pages show it: who is asked, whether it runs, what was said."""
    state = "closed" if found.closed_at else "open" if today <= found.last_day else "over"
    return {
        "row": found,
        "state": f"page_consultation_{state}",
        "tone": {"open": "good", "over": "warn", "closed": "grey"}[state],
        "takes_comments": state == "open" and found.first_day <= today,
        "kinds": [codes.organisation_kinds()[one].label for one in found.kinds],
        "invited": [organisations.organisation(slug).name for slug in found.invited],
    }


def said(found: Consultation) -> Mapping[str, list[dict[str, Any]]]:
    """The comments by clause, each with its organisation's name and its answer."""
    by_clause: dict[str, list[dict[str, Any]]] = {}
    names: dict[Any, Any] = {}
    for comment, answer in queries.comments(found.id):
        if comment.organisation_id not in names:
            names[comment.organisation_id] = organisations.by_id(comment.organisation_id).name
        told = {"row": comment, "name": names[comment.organisation_id], "answer": answer}
        by_clause.setdefault(comment.clause, []).append(told)
    return by_clause
