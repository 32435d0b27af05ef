"""What a programme's page tells beside the fields of Annex I: for whom, with whom, towards what.

Nothing is told of a body that it did not say itself: who set the level, and who recognises it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from pharos.catalogue import codes
from pharos.catalogue import queries as catalogue
from pharos.catalogue.claims import queries as claims
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.models import ProgrammeVersion
from pharos.catalogue.parts import Awarding, Extra
from pharos.common.errors import NotFound
from pharos.common.i18n import LanguageMap
from pharos.common.settings import settings
from pharos.nations.model import Nation
from pharos.nations.parameters.designer import ExtraField
from pharos.organisations import queries as organisations
from pharos.portal.queries import addresses

LEVEL_SET_BY = {one: f"page_described_level_{one}" for one in ("provider", "agency", "law")}
YES_NO = {"yes": "page_described_yes", "no": "page_described_no"}


@dataclass(frozen=True, slots=True)
class Linked:
    """Something with a name, and with a path where it has a page here."""

    name: LanguageMap
    path: str = ""
    address: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A field of the nation's own with what was filled in, in the form of its type."""

    code: str
    label: LanguageMap
    type: str
    text: LanguageMap
    said: str = ""
    day: date | None = None


def described(version: ProgrammeVersion, nation: Nation) -> dict[str, Any]:
    """The further facts of a version's page; empty members where nothing was told."""
    descriptor = version.descriptor
    recognitions = claims.recognitions_of([version.id])
    return {
        "assigned_by": LEVEL_SET_BY.get(descriptor.level_assigned_by or "", ""),
        "referral": [
            {"said": f"page_described_act_{one.act.value}", "body": body(one.organisation),
             "day": one.day, "number": one.number}
            for one in claims.referral_of(version.id).said
        ],
        "occupations": descriptor.target_occupations,
        "groups": [
            codes.target_groups().get(one, {"und": one}) for one in descriptor.target_groups
        ],
        "funding": descriptor.funding,
        "prior_learning": descriptor.prior_learning,
        "asked_for": [programme(one) for one in _needed(descriptor)],
        "combines": [programme(one) for one in descriptor.combines_with],
        "pathways": [
            {"award": one.award, "programmes": [programme(it) for it in one.programmes]}
            for one in descriptor.pathways
        ],
        "recognised_by": [
            {"body": body_by_id(one.organisation_id), "text": one.text, "day": one.day}
            for one in recognitions
        ],
        "carved_from": _carved(descriptor),
        "awarding": [awarding(one) for one in descriptor.awarding_roles],
        "partners": [{"body": body(one.organisation), "said": f"page_described_role_{one.role}"}
                     for one in descriptor.partners],
        "consultations": [{"one": one, "said": f"page_described_asked_{one.role}"}
                          for one in descriptor.consultations],
        "design": descriptor.design,
        "extra": list(extra(descriptor.extra, nation)),
    }  # fmt: skip


def extra(given: Sequence[Extra], nation: Nation) -> Iterator[Filled]:
    """The fields of the nation's own in the order of its file (A23); unknown ones are left out."""
    filled = {one.code: one for one in given}
    for code, field in nation.designer.extra_fields.items():
        if code in filled:
            yield _filled(filled[code], field)


def _filled(one: Extra, field: ExtraField) -> Filled:
    value = one.value or ""
    if field.type == "words":
        return Filled(one.code, field.label, field.type, one.words)
    if field.type == "choice":
        return Filled(one.code, field.label, field.type, field.choices.get(value, {"und": value}))
    if field.type == "day":
        return Filled(one.code, field.label, field.type, {}, day=date.fromisoformat(value))
    return Filled(one.code, field.label, field.type, {"und": value}, said=YES_NO.get(value, ""))


def programme(address: str) -> Linked:
    """The programme at an address of ours by its title, any other by its address."""
    origin, _, rest = address.partition("/programmes/")
    provider, _, slug = rest.partition("/")
    if origin == settings().origin and slug:
        try:
            found = catalogue.find(provider, slug.partition("/")[0])
        except NotFound:
            return Linked({"und": slug})
        return Linked(found.descriptor.title, addresses.programme_path(found))
    is_web = address.startswith(("https://", "http://"))
    return Linked({"und": address}, address=address if is_web else "")


def body(slug: str) -> Linked:
    """A body of the register by its name, or the word that stands for it."""
    try:
        found = organisations.organisation(slug)
    except NotFound:
        return Linked({"und": slug})
    return Linked(found.name, addresses.body_paths([found])[found.id])


def body_by_id(organisation_id: Any) -> Linked:
    """A body of the register by its id."""
    return body(organisations.by_id(organisation_id).slug)


def awarding(one: Awarding) -> dict[str, Any]:
    """How a body awards: jointly, or on whose behalf under which mandate (C24, C25)."""
    return {
        "body": body(one.organisation),
        "role": one.role,
        "behalf": body(one.on_behalf_of) if one.on_behalf_of else None,
        "mandate": one.mandate or "",
    }


def _needed(descriptor: Descriptor) -> tuple[str, ...]:
    return descriptor.prerequisites.programmes if descriptor.prerequisites else ()


def _carved(descriptor: Descriptor) -> Mapping[str, Any] | None:
    source = descriptor.carved_from
    if source is None:
        return None
    theirs = {one.id: one.text for one in source.outcomes}
    ours = {one.id: one.text for one in descriptor.learning_outcomes}
    return {
        "parent": programme(descriptor.parent_programme or ""),
        "components": source.components,
        "pairs": [
            (ours[one.outcome], theirs[one.parent])
            for one in source.mapping
            if one.outcome in ours and one.parent in theirs
        ],
    }
