"""Parameters in words: labels as sentences, values with the words of the nation."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

from pharos.common.counting import number_text
from pharos.common.dates import day_text
from pharos.common.i18n import choose
from pharos.common.languagenames import language_name
from pharos.common.sentences import catalogue, sentence
from pharos.nations import codes, definitions, tables
from pharos.nations.model import Nation
from pharos.standards import entries, parameters
from pharos.standards.parameters import Path

NOTHING: Final = "parameter_nothing"


def label(path: Path, nation: Nation, language: str) -> str:
    """What a parameter is, as a sentence: its own, or that of its table and the line's word."""
    for length in range(len(path), 0, -1):
        code = f"parameter_{'_'.join(path[:length])}"
        if code in catalogue("en"):
            words = [sentence(code, language)]
            if length < len(path):
                words.append(_key(path[:length], path[length:], nation, language))
            return ": ".join(words)
    return ".".join(path)


def key(path: Path, nation: Nation, language: str) -> str:
    """What an entry is called within its table."""
    if path[:1] == ("grading_scales",) and len(path) > 2:
        return f"{sentence('page_standards_grade', language)} {path[-1]}"
    if path[:1] == ("levels",):
        return f"{sentence('page_standards_level', language)} {path[-1]}"
    return _key(path[:-1], path[-1:], nation, language)


def _key(table: Path, key: Path, nation: Nation, language: str) -> str:
    if table == ("grading_scales",) and len(key) > 1:
        return ", ".join([key[0], *(f"{sentence('page_standards_grade', language)} {one}"
                                    for one in key[2:])])  # fmt: skip
    if table == ("regions",) and key[0] in nation.regions:
        return f"{choose(nation.regions[key[0]].name, language)} ({key[0]})"
    if table == ("terms",):
        return choose(nation.terms.get(key[0], {"en": key[0]}), language)
    words = parameters.keys_of(table)
    return word(words.name, key[0], nation, language) if words else " ".join(key)


def word(vocabulary: str, code: str, nation: Nation, language: str) -> str:
    """A closed word as people read it."""
    if not code:
        return sentence(NOTHING, language)
    if vocabulary == parameters.PROGRAMME:
        return choose(nation.terms.get(code, {"en": code}), language)
    if vocabulary in (parameters.BODY, parameters.QA_TYPE):
        table = codes.organisation_kinds() if vocabulary == parameters.BODY else codes.qa_types()
        return choose(table[code].label, language) if code in table else code
    if vocabulary == parameters.LANGUAGE:
        return choose(language_name(code), language)
    if vocabulary == parameters.DEFINITION:
        return definition_title(code, language)
    prefixes = {parameters.MARK: "parameter_mark_", parameters.DECISION: "page_deciding_kind_"}
    found = f"{prefixes.get(vocabulary, 'parameter_word_')}{code.replace(' ', '_').lower()}"
    if found not in catalogue("en"):
        found = f"page_deciding_kind_{code}"
    return sentence(found, language) if found in catalogue("en") else code


def definition_title(id: str, language: str) -> str:
    """Whose definition it is, and of which year."""
    one = definitions.all_of()[id]
    author = choose(one.author, language)
    return f"{author}, {one.year}" if one.year else author


def value(path: Path, held: Any, nation: Nation, language: str) -> str:
    """What a parameter holds, in words."""
    if held is None or held == [] or held == ():
        return sentence(NOTHING, language)
    if isinstance(held, bool):
        return sentence("parameter_yes" if held else "parameter_no", language)
    if isinstance(held, date):
        return day_text(held, language)
    if isinstance(held, Mapping) and tables.is_entry(path):
        told = entry(path, held, nation, language)
        return "; ".join(f"{name}: {value}" for name, value in told.values())
    if isinstance(held, Mapping):
        return " / ".join(str(held[one]) for one in sorted(held))
    words = parameters.vocabulary_of(path)
    if isinstance(held, Sequence) and not isinstance(held, str):
        return _listed(path, held, nation, language)
    if isinstance(held, str) and words:
        return word(words.name, held, nation, language)
    if path == ("legal_basis", "source"):
        return codes.legal_sources().get(held, {}).get(language, held)
    if isinstance(held, int | Decimal) or parameters.kind_of(path, held) == "number":
        return number_text(Decimal(held), language)
    return str(held)


def entry(
    path: Path, held: Mapping[str, Any], nation: Nation, language: str
) -> dict[str, tuple[str, str]]:
    """What an entry of a table says: each member's label and value by its name."""
    return {
        one.name: (sentence(f"field_row_{one.name}", language),
                   _said(one, held[one.name], nation, language))
        for one in entries.members(path[:-1]) if one.name in held
    }  # fmt: skip


def _said(member: entries.Member, held: Any, nation: Nation, language: str) -> str:
    words = member.vocabulary
    if words and isinstance(held, list | tuple):
        return ", ".join(word(words.name, one, nation, language) for one in held)
    if words and held:
        return word(words.name, held, nation, language)
    if member.kind == "choices" and held:
        return ", ".join(choose(one, language) for one in held.values())
    return value((), held if held != {} else None, nation, language)


def _listed(path: Path, held: Sequence[Any], nation: Nation, language: str) -> str:
    words = parameters.vocabulary_of(path)
    if words:
        return ", ".join(word(words.name, str(one), nation, language) for one in held)
    return ", ".join(
        choose(one["label"], language) if isinstance(one, Mapping) and "label" in one else str(one)
        for one in held
    )


def mark(code: str, language: str) -> str:
    """Where a parameter comes from, in words."""
    return word(parameters.MARK, code, None, language)  # type: ignore[arg-type]
