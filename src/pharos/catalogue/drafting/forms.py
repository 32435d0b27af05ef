"""A section of a draft as one form, and what of it was wrong beside each entry."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any, Final

from django import forms as django_forms

from pharos.catalogue import advice, codes, rules
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.drafting.named import Extras, OpenCodes, PairedCodes, Shares
from pharos.catalogue.drafting.parts import Group, Part, Rows, Words
from pharos.catalogue.drafting.sections import section_of
from pharos.catalogue.models import SLUG_PATTERN
from pharos.catalogue.problems import Problem
from pharos.common.forms import DayField, Form
from pharos.common.languagenames import language_name
from pharos.common.sentences import catalogue, sentence
from pharos.core.jcs import canonical_json
from pharos.nations.model import Nation

# Which field a broken rule speaks of, where its facts do not say so.
_ABOUT: Final[Mapping[str, str]] = {
    "kind_not_offered": "kind", "kind_not_yours_to_award": "kind", "jurisdiction_mismatch": "kind",
    "title_languages": "title", "ects_on_wrong_kind": "ects", "ects_out_of_range": "ects",
    "ects_zero": "ects", "regulated_ects_not_30": "ects", "hour_length_unknown": "workload_hours",
    "hours_per_credit_out_of_range": "workload_hours", "hours_zero": "workload_hours",
    "contact_hours_exceed_workload": "contact_hours", "outcome_twice": "learning_outcomes",
    "too_many_outcomes": "learning_outcomes", "outcome_not_assessed": "assessment",
    "outcome_unknown": "assessment", "weights_not_100": "assessment",
    "attendance_only": "assessment", "outcome_by_attendance_only": "assessment",
    "level_missing": "nqf_level", "level_unknown": "nqf_level", "level_out_of_range": "nqf_level",
    "eqf_not_derived": "nqf_level", "cycle_not_derived": "nqf_level",
    "level_not_yours_to_award": "nqf_level", "qa_dates_reversed": "qa_type",
    "purpose_needs_ects": "purposes", "purpose_needs_external_qa": "purposes",
    "stackable_towards_nothing": "stackability", "prerequisites_contradict": "prerequisites",
    "prerequisites_not_explicit": "prerequisites", "region_missing": "region",
    "entitlement_without_settlements": "entitlement", "organisation_not_listed": "provider",
    "awarding_body_not_you": "awarding_body", "parent_level_differs": "nqf_level",
    "parent_components_smaller": "ects", "outcome_not_of_parent": "carved_from",
    "mapping_of_unknown_outcome": "carved_from", "parent_on_wrong_kind": "parent_programme",
}  # fmt: skip
_QUOTED: Final = {"en": "“{}”", "hy": "«{}»", "ka": "„{}“"}
# Worked out by the register from the level, so that nobody types them.
_DERIVED: Final[Mapping[str, str]] = {"eqf_level": "nqf_level", "qf_ehea_cycle": "nqf_level"}


class NewDraft(Form):
    """What a draft begins with."""

    area = "draft"
    slug = django_forms.RegexField(regex=SLUG_PATTERN, max_length=80)
    kind = django_forms.ChoiceField()
    start = django_forms.ChoiceField(required=False, widget=django_forms.RadioSelect())

    def __init__(
        self,
        *args: Any,
        kinds: Sequence[tuple[str, str]],
        starts: Sequence[tuple[str, str]] = (),
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        self.fields["kind"].choices = list(kinds)  # type: ignore[attr-defined]
        self.fields["start"].choices = list(starts)  # type: ignore[attr-defined]


class Upload(Form):
    """A description that was written elsewhere."""

    area = "draft"
    slug = django_forms.RegexField(regex=SLUG_PATTERN, max_length=80)
    file = django_forms.FileField(label="field_draft_file")


class Publication(Form):
    """From which day on the version can be awarded; the digest is what was looked at."""

    area = "publish"
    first_day = DayField()
    digest = django_forms.CharField(max_length=64, widget=django_forms.HiddenInput())


class Withdrawal(Form):
    """The last day on which the version can be awarded."""

    area = "withdraw"
    last_day = DayField()


class SectionForm(Form):
    """The entries of one section, filled from a document."""

    def __init__(self, data: Any, *, parts: Sequence[Part], document: Mapping[str, Any]) -> None:
        self.parts = parts
        kind = str(document.get("kind"))
        self.open_entries = {
            one.name for one in codes.fields() if one.demand.get(kind, "O") in ("O", "C")
        }
        initial: dict[str, Any] = {}
        for part in parts:
            initial |= part.initial(part.name, document.get(part.name))
        super().__init__(data, initial=initial)
        for part in parts:
            self.fields.update(part.fields(part.name))

    def written(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """The document with what was typed in this section."""
        told = self.checked()
        found = {part.name: part.member(part.name, told) for part in self.parts}
        changed = {**document, **found}
        return {name: value for name, value in changed.items() if value not in (None, [], {})}

    def seal(self, document: Mapping[str, Any]) -> str:
        """What stands in this section of a document, as one word that changes with it."""
        stands = {part.name: document.get(part.name) for part in self.parts}
        return hashlib.sha256(canonical_json(stands)).hexdigest()

    def nodes(self, problems: Sequence[Problem], language: str) -> list[dict[str, Any]]:
        """The entries as a template shows them, each with the rules that it breaks."""
        self._call_optional()
        return [
            {**_node(self, part, part.name),
             "advice": advice.code_of(part.name),
             "problems": [told(one, language) for one in problems if field_of(one) == part.name]}
            for part in self.parts
        ]  # fmt: skip

    def _call_optional(self) -> None:
        """Only entries that the dictionary leaves open are called optional on the page.

        Everything may be left empty in a draft; said of what is demanded it would mislead.
        """
        if self.is_bound:
            self.is_valid()  # judged with nothing required, before this is said for the page
        named = {part.name for part in self.parts if part.name in self.open_entries}
        for name, one in self.fields.items():
            one.required = name not in named


def _node(form: SectionForm, part: Part, stem: str) -> dict[str, Any]:
    if isinstance(part, Rows):
        rows = [
            [_node(form, one, f"{stem}-{number}-{one.name}") for one in part.parts]
            for number in range(part.count)
        ]
        return {"type": "rows", "label": part.label, "rows": rows, "stem": stem,
                "count": part.count, "is_compact": _is_compact(part)}  # fmt: skip
    if isinstance(part, Group | Extras):
        nodes = [_node(form, one, f"{stem}-{one.name}") for one in part.parts]
        return {"type": "group", "label": part.label, "nodes": nodes}
    bound = [form[name] for name in part.fields(stem)]
    if isinstance(part, PairedCodes | Shares | OpenCodes):
        fields = [{"type": "field", "field": one} for one in bound]
        kind = "plain" if isinstance(part, OpenCodes) else "group"
        return {"type": kind, "label": part.label, "nodes": fields, "stem": stem}
    if isinstance(part, Words):
        return {"type": "words", "label": part.label, "fields": bound}
    return {"type": "field", "field": bound[0]}


def _is_compact(rows: Rows) -> bool:
    """Whether the entries of a row are short enough to stand side by side."""
    return not any(isinstance(one, Words | Group | Rows | PairedCodes) for one in rows.parts)


def label_of(part: Part, language: str) -> str:
    """The name of an entry in words."""
    return part.called or sentence(part.label, language)


def place(parts: Sequence[Part], path: str, language: str) -> str:
    """The place in a document (`assessment.2.weight`) in the words of the form."""
    words: list[str] = []
    level: Sequence[Part] = parts
    for step in path.split("."):
        if step.isdigit():
            words.append(step)
            continue
        part = next((one for one in level if one.name == step), None)
        if part is None:
            break
        words.append(label_of(part, language))
        level = part.parts if isinstance(part, Group | Rows) else ()
    return _QUOTED[language].format(" ".join(words)) if words else path


def field_of(problem: Problem) -> str:
    """The field that a broken rule speaks of."""
    name = str(problem.facts.get("field") or _ABOUT.get(problem.code, "kind"))
    return _DERIVED.get(name, name)


def told(problem: Problem, language: str) -> str:
    """The sentence of a broken rule, its field called by the name that the form gives it."""
    return sentence(problem.code, language, spoken(problem.facts, language))


def spoken(given: Mapping[str, Any], language: str) -> dict[str, Any]:
    """Facts with codes of fields, kinds and languages in words."""
    facts = dict(given)
    for name in ("field", "kind", "purpose"):
        if name in facts:
            facts[name] = _word(str(facts[name]), language)
    for name in ("languages", "language"):
        if name in facts:
            tags = str(facts[name]).split(", ")
            facts[name] = ", ".join(_plain(one, language) for one in tags)
    return facts


def _plain(tag: str, language: str) -> str:
    return language_name(tag).get(language, tag)


def _word(code: str, language: str) -> str:
    for named in (f"field_draft_{code}", f"page_draft_code_{code}"):
        if named in catalogue("en"):
            return _QUOTED[language].format(sentence(named, language))
    return code


def by_section(problems: Sequence[Problem]) -> dict[str, list[Problem]]:
    """The broken rules, by the section in which they are mended."""
    found: dict[str, list[Problem]] = {}
    for one in problems:
        found.setdefault(section_of(field_of(one)), []).append(one)
    return found


def derived(document: Mapping[str, Any], nation: Nation) -> dict[str, Any]:
    """The document with the EQF level and the cycle that follow from the national level."""
    found = {name: value for name, value in document.items() if name not in _DERIVED}
    level = nation.levels.get(found.get("nqf_level") or 0)
    if level is not None:
        found["eqf_level"] = level.eqf
        cycle = rules.cycle_of(Descriptor.from_dict(found), nation)
        if cycle is not None:
            found["qf_ehea_cycle"] = cycle
    return found


def beginning(*, kind: str, nation: Nation, provider: str) -> dict[str, Any]:
    """The document of a draft in which nothing was written yet."""
    document: dict[str, Any] = {
        "jurisdiction": nation.code,
        "kind": kind,
        "provider": provider,
        "awarding_body": [provider],
        "country": nation.code,
        "languages": list(nation.state_languages[:1]),
    }
    if kind in codes.CREDIT_KINDS:
        document["hours_per_credit"] = nation.hours_per_credit.default
    if kind in nation.fixed_ects:
        document["ects"] = format(nation.fixed_ects[kind].normalize(), "f")
    return document
