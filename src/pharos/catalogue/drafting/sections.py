"""Which entries stand in which section of a draft, with the lists that a nation allows."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from pharos.catalogue import codes
from pharos.catalogue.drafting import carving, extras
from pharos.catalogue.drafting.named import OpenCodes, Shares
from pharos.catalogue.drafting.parts import (
    MAX_ROWS,
    SPARE,
    Code,
    Codes,
    Day,
    Days,
    Group,
    Lines,
    Number,
    Part,
    Rows,
    Text,
    Tick,
    Whole,
    Words,
)
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.nations import codes as lists
from pharos.nations.model import Nation
from pharos.nations.vocabulary import PROGRAMME_KINDS
from pharos.nations.wording import level_text

SECTIONS: Final = ("identity", "content", "parties", "volume", "level", "delivery", "access",
                   "assessment", "quality", "carve", "use", "other")  # fmt: skip
# Fields that stand in a section of their own, apart from their group in the data dictionary.
_APART: Final = MappingProxyType({"parent_programme": "carve", "carved_from": "carve"})
TEACHING: Final = ("hy", "ka", "en", "ru", "de", "fr")
OCCUPATIONS: Final = ("teacher",)
# The list of bodies that a page offers beside an entry for one.
BODIES: Final = "bodies"


def parts_of(
    section: str,
    *,
    nation: Nation,
    language: str,
    document: Mapping[str, Any],
    counts: Mapping[str, str] = MappingProxyType({}),
) -> list[Part]:
    """The entries of a section for a document under this nation's regime.

    `counts` are the numbers of rows that a form was sent with.
    """
    made = _Maker(nation, language, document, counts)
    found: list[Part] = getattr(made, section)()
    return [part for part in found if _applies(part.name, str(document.get("kind")))]


def sections_of(kind: str) -> tuple[str, ...]:
    """The sections of a draft of this kind: only what was carved out has a parent."""
    return tuple(one for one in SECTIONS if one != "carve" or kind == "carved_out")


def section_of(name: str) -> str:
    """The section in which a field of the data dictionary is written."""
    groups = {one.name: one.group for one in codes.fields() if one.held_in == "descriptor"}
    group = _APART.get(name, groups.get(name, "identity"))
    return group if group in SECTIONS else "identity"


def _applies(name: str, kind: str) -> bool:
    demands: Mapping[str, Mapping[str, str]] = {one.name: one.demand for one in codes.fields()}
    return kind not in PROGRAMME_KINDS or demands.get(name, {}).get(kind) != "-"


class _Maker:
    """The sections, one method each, in the order of the data dictionary."""

    def __init__(
        self,
        nation: Nation,
        language: str,
        document: Mapping[str, Any],
        counts: Mapping[str, str],
    ) -> None:
        self.nation = nation
        self.language = language
        self.document = document
        self.counts = counts
        wanted = nation.required_languages
        self.languages = tuple(dict.fromkeys((*wanted, "en", "hy", "ka")))

    def identity(self) -> list[Part]:
        kinds = [
            (kind, choose(self.nation.terms[kind], self.language))
            for kind in PROGRAMME_KINDS
            if kind in self.nation.terms and self._is_offered(kind)
        ]
        return [
            Code(name="kind", choices=kinds),
            Words(name="title", languages=self.languages, limit=200),
        ]

    def _is_offered(self, kind: str) -> bool:
        """What is carved out is offered where the nation's switch is on (4.4 of the reference)."""
        written = self.document.get("kind") == kind
        return kind != "carved_out" or written or self.nation.carve_out.is_open

    def content(self) -> list[Part]:
        fields = [
            (one.code, f"{one.code} {one.name}")
            for one in lists.fields_of_education().values()
            if len(one.code) == 4
        ]
        outcome = (
            Text(name="id", code="outcome_id", limit=60),
            Code(name="type", code="outcome_type", choices=self._codes(codes.OUTCOME_TYPES)),
            Words(name="text", code="outcome_text", languages=self.languages, lines=2),
            Lines(name="esco", code="outcome_esco", lines=2),
        )
        return [
            Words(name="objective", languages=self.languages, lines=5),
            Code(name="isced_f", choices=fields),
            Rows(
                name="learning_outcomes",
                parts=outcome,
                nucleus=("id", "text"),
                count=self._count("learning_outcomes"),
            ),
            *self._demand(),
        ]

    def _demand(self) -> list[Part]:
        """For which occupations, upon which needs, by whom."""
        occupation = (
            Words(name="text", code="occupation_text", languages=self.languages),
            Text(name="code", code="occupation_code", limit=200),
        )
        design = (
            Lines(name="authors", code="design_authors", lines=2),
            Day(name="reviewed_on", code="design_reviewed_on"),
            Day(name="next_review", code="design_next_review"),
        )
        return [
            Rows(name="target_occupations", parts=occupation, nucleus=("text", "code"),
                 count=self._count("target_occupations")),
            Lines(name="needs", lines=2),
            Group(name="design", parts=design),
        ]  # fmt: skip

    def parties(self) -> list[Part]:
        partner = (
            Text(name="organisation", code="organisation", limit=63, offered=BODIES),
            Code(name="role", code="partner_role", choices=self._codes(codes.PARTNER_ROLES)),
        )
        regions = [(one, choose(r.name, self.language)) for one, r in self.nation.regions.items()]
        return [
            Text(name="provider", limit=63, offered=BODIES),
            Lines(name="awarding_body", lines=2),
            self._awarding(),
            Rows(
                name="partners",
                parts=partner,
                nucleus=("organisation",),
                count=self._count("partners"),
            ),
            self._consultations(),
            Text(name="country", limit=2),
            Codes(name="region", choices=regions),
        ]

    def _awarding(self) -> Part:
        parts = (
            Text(name="organisation", code="organisation", limit=63, offered=BODIES),
            Code(name="role", code="awarding_role", choices=self._codes(codes.AWARDING_ROLES)),
            Text(name="on_behalf_of", code="awarding_on_behalf_of", limit=63, offered=BODIES),
            Text(name="mandate", code="awarding_mandate"),
            Day(name="first_day", code="awarding_first_day"),
            Day(name="until", code="awarding_until", is_end=True),
        )
        return Rows(name="awarding_roles", parts=parts, nucleus=("organisation",),
                    count=self._count("awarding_roles"))  # fmt: skip

    def _consultations(self) -> Part:
        parts = (
            Code(name="role", code="consulted_role", choices=self._codes(codes.CONSULTED)),
            Words(name="who", code="consulted_who", languages=self.languages),
            Day(name="on", code="consulted_on"),
            Words(name="result", code="consulted_result", languages=self.languages, lines=2),
        )
        return Rows(name="consultations", parts=parts, nucleus=("who", "on"),
                    count=self._count("consultations"))  # fmt: skip

    def volume(self) -> list[Part]:
        lengths = [(str(one), str(one)) for one in self.nation.hour_minutes]
        hours = (
            Number(name="count", code="hours_count"),
            Code(name="minutes", code="hours_minutes", choices=lengths, as_number=True),
        )
        counts = _has("count")
        return [
            Number(name="ects"),
            Group(name="workload_hours", parts=hours, is_whole=counts),
            Whole(name="hours_per_credit"),
            Group(name="contact_hours", parts=hours, is_whole=counts),
        ]

    def level(self) -> list[Part]:
        levels = [
            (str(number), level_text(one, self.language))
            for number, one in self.nation.levels.items()
        ]
        return [
            Code(name="nqf_level", choices=levels, as_number=True),
            Code(name="level_assigned_by", choices=self._codes(codes.LEVEL_ASSIGNERS)),
        ]

    def delivery(self) -> list[Part]:
        schedule = (
            Days(name="starts", code="schedule_starts", lines=3),
            Whole(name="weeks", code="schedule_weeks"),
            Code(name="load", code="schedule_load", choices=self._codes(codes.STUDY_LOADS)),
        )
        return [
            Codes(
                name="form_of_participation", choices=self._listed(lists.forms_of_participation())
            ),
            Codes(name="languages", choices=self._codes(TEACHING, keep_order=True)),
            Group(name="schedule", parts=schedule),
        ]

    def access(self) -> list[Part]:
        prerequisites = (
            Tick(name="none", code="prerequisites_none"),
            Words(name="text", code="prerequisites_text", languages=self.languages, lines=3),
            Lines(name="programmes", code="prerequisites_programmes", lines=2),
        )
        fee = (
            Number(name="amount", code="fee_amount"),
            Code(name="currency", code="fee_currency",
                 choices=[(one, one) for one in sorted(codes.CURRENCIES)]),
        )  # fmt: skip
        groups = [(code, choose(one, self.language))
                  for code, one in codes.target_groups().items()]  # fmt: skip
        prior = (
            Tick(name="admission", code="prior_admission"),
            Tick(name="award", code="prior_award"),
            Whole(name="max_share", code="prior_max_share"),
            Words(name="text", code="prior_text", languages=self.languages, lines=2),
        )
        return [
            Group(name="prerequisites", parts=prerequisites),
            OpenCodes(name="target_groups", choices=groups),
            Group(name="prior_learning", parts=prior),
            Group(name="fee", parts=fee, is_whole=_has("amount")),
            Words(name="funding", languages=self.languages, lines=2),
            Words(name="accommodations", languages=self.languages, lines=3),
            Text(name="guidance_contact"),
        ]

    def assessment(self) -> list[Part]:
        outcomes = self.document.get("learning_outcomes", ())
        covered = [(one["id"], one["id"]) for one in outcomes]
        shares = Shares(
            name="shares", code="component_shares", outcomes=[name for name, _ in covered]
        )
        component = (
            Code(
                name="type", code="component_type", choices=self._listed(lists.assessment_types())
            ),
            Number(name="weight", code="component_weight"),
            Codes(name="outcomes", code="component_outcomes", choices=covered),
            Code(name="mode", code="component_mode",
                 choices=self._listed(lists.forms_of_participation())),
            shares,
        )  # fmt: skip
        scales = [(one, one) for one in self.nation.grading_scales]
        return [
            Rows(
                name="assessment",
                parts=component,
                nucleus=("type", "weight"),
                count=self._count("assessment"),
            ),
            Code(name="supervision", choices=self._listed(lists.supervisions())),
            Code(name="grading_scale", choices=scales),
        ]

    def quality(self) -> list[Part]:
        return [Codes(name="qa_type", choices=self._listed(lists.qa_types()))]

    def carve(self) -> list[Part]:
        return carving.parts(
            nation=self.nation, language=self.language, languages=self.languages,
            document=self.document, count=self._count,
        )  # fmt: skip

    def use(self) -> list[Part]:
        recognising = (
            Text(name="programme", code="recognising_programme"),
            Number(name="max_ects", code="recognising_ects"),
            Text(name="agreement", code="recognising_agreement"),
            Day(name="first_day", code="recognising_first_day"),
            Day(name="until", code="recognising_until", is_end=True),
        )
        pathway = (
            Lines(name="programmes", code="pathway_programmes", lines=2),
            Words(name="award", code="pathway_award", languages=self.languages),
        )
        recogniser = (Text(name="organisation", code="organisation", limit=63, offered=BODIES),)
        return [
            Codes(name="purposes", choices=self._codes(codes.PURPOSES)),
            Code(name="stackability", choices=self._codes(codes.STACKABILITY)),
            Words(name="stackability_statement", languages=self.languages, lines=3),
            Rows(
                name="recognising_programmes",
                parts=recognising,
                nucleus=("programme",),
                count=self._count("recognising_programmes"),
            ),
            Lines(name="combines_with", lines=2),
            Rows(
                name="pathways",
                parts=pathway,
                nucleus=("programmes", "award"),
                count=self._count("pathways"),
            ),
            Rows(
                name="recognised_by_others",
                parts=recogniser,
                nucleus=("organisation",),
                count=self._count("recognised_by_others"),
            ),
            self._entitlement(),
        ]

    def other(self) -> list[Part]:
        reference = (
            Words(name="text", code="further_text", languages=self.languages, lines=3),
            Text(name="url", code="further_url"),
        )
        found: list[Part] = [Group(name="further_information", parts=reference)]
        extra = self.nation.designer.extra_fields.values()
        if extra:
            found.append(extras.part(extra, language=self.language, languages=self.languages))
        return found

    def _entitlement(self) -> Part:
        regions = [(one, choose(r.name, self.language)) for one, r in self.nation.regions.items()]
        act = (
            Words(name="title", code="act_title", languages=self.languages),
            Text(name="number", code="act_number"),
            Day(name="adopted_on", code="act_adopted_on"),
        )
        settlement = (
            Text(name="code", code="settlement_code", limit=60),
            Words(name="name", code="settlement_name", languages=self.languages),
            Code(name="region", code="settlement_region", choices=regions),
            Day(name="first_day", code="settlement_first_day"),
            Day(name="until", code="settlement_until", is_end=True),
        )
        parts = (
            Code(name="occupation", code="entitlement_occupation",
                 choices=self._codes(OCCUPATIONS)),
            Group(name="act", code="entitlement_act", parts=act),
            Rows(name="settlements", code="entitlement_settlements", parts=settlement,
                 nucleus=("code", "name"), count=self._count("entitlement", "settlements")),
        )  # fmt: skip
        return Group(name="entitlement", parts=parts)

    def _count(self, *path: str) -> int:
        """How many rows to show: as many as were sent, else those that are there and some more."""
        sent = self.counts.get("-".join((*path, "count")), "")
        if sent.isascii() and sent.isdigit() and len(sent) < 4:
            return min(int(sent), MAX_ROWS)
        member: Any = self.document
        for name in path:
            member = member.get(name) or {}
        return min(len(member) + SPARE, MAX_ROWS)

    def _codes(self, found: Sequence[str] | frozenset[str], *, keep_order: bool = False
               ) -> list[tuple[str, str]]:  # fmt: skip
        ordered = list(found) if keep_order else sorted(found)
        return [(one, sentence(f"page_draft_code_{one}", self.language)) for one in ordered]

    def _listed(self, found: Mapping[str, lists.Code]) -> list[tuple[str, str]]:
        return [(one, choose(code.label, self.language)) for one, code in found.items()]


def _has(name: str) -> Callable[[dict[str, Any]], bool]:
    return lambda members: name in members
