"""What stands behind an award, for a supplement: quality, use, certification."""

from collections.abc import Iterator
from datetime import date, timedelta

from pharos.catalogue.parts import Settlement
from pharos.common.settings import settings
from pharos.core import openbadges as ob
from pharos.issuing.certificate import address
from pharos.issuing.supplement.model import Block, Line, Row, Texts
from pharos.issuing.supplement.sources import Source
from pharos.nations import codes
from pharos.organisations import queries as organisations

_ONE_DAY = timedelta(days=1)


def quality(source: Source) -> Block:
    """Block 6: the decisions that the award relied on, as they stood on its day."""
    rows = [row for one in source.programme.quality for row in _quality(source, one)]
    return source.block("quality", rows)


def _quality(source: Source, one: ob.QualityAssurance) -> Iterator[Row]:
    voice = source.voice
    kind = codes.qa_types().get(one.kind.code)
    yield voice.row("quality_type", voice.told(kind.label if kind else one.kind.name))
    if one.agency is None or one.decision is None:
        yield voice.row("quality_decision", voice.say("not_external"))
        return
    told = voice.say("decision", agency=voice.told(one.agency.name), number=one.decision)
    yield voice.row("quality_decision", told)
    if one.valid_from is not None:
        yield voice.row("quality_term", _term(source, one.valid_from, one.valid_until))
    day = voice.day(source.facts.row.awarded_on)
    yield voice.row("quality_state", voice.say("in_force", day=day))
    link = one.agency.address
    yield voice.row("quality_link", Line(voice.same(link), link))


def _term(source: Source, first_day: date, until: date | None) -> Texts:
    voice = source.voice
    if until is None:
        return voice.say("term_open", first=voice.day(first_day))
    return voice.say("term", first=voice.day(first_day), last=voice.day(until - _ONE_DAY))


def use(source: Source) -> Block:
    """Block 7: what the award may be used for; what it gives not, is said as well."""
    return source.block("use", _use(source))


def _use(source: Source) -> Iterator[Row]:
    voice, descriptor, programme = source.voice, source.descriptor, source.programme
    named = ["access_purpose" if one == "access" else one for one in descriptor.purposes]
    purposes = [voice.say(one) for one in named] or [voice.say("not_stated")]
    yield voice.row("purposes", voice.listed(purposes))
    way = programme.stackability
    yield voice.row("stackability", voice.told(way.name) if way else voice.say("not_stated"))
    recognising = [
        voice.say(
            "recognised_up_to",
            programme=one.programme,
            count=voice.number(one.max_ects),
            agreement=one.agreement,
        )
        for one in descriptor.recognising_programmes
    ]
    yield voice.row("recognising", *(recognising or [voice.say("none")]))
    yield from _effect(source)
    yield voice.row("further", *_further(source))


def _effect(source: Source) -> Iterator[Row]:
    voice, entitlement = source.voice, source.descriptor.entitlement
    if entitlement is None:
        yield voice.row("effect", voice.say("none"))
        return
    act = entitlement.act
    yield voice.row(
        "effect",
        voice.say(
            "effect_of",
            occupation=voice.say(entitlement.occupation),
            act=voice.told(act.title),
            number=act.number,
        ),
    )
    yield voice.row("settlements", *(_settlement(source, one) for one in entitlement.settlements))


def _settlement(source: Source, one: Settlement) -> Texts:
    voice, region = source.voice, source.nation.regions.get(one.region)
    return voice.say(
        "settlement",
        name=voice.told(one.name),
        region=voice.told(region.name) if region else one.region,
        term=_term(source, one.first_day, one.until),
    )


def _further(source: Source) -> Iterator[Line]:
    voice, programme = source.voice, source.programme
    if programme.further:
        yield Line(voice.told(programme.further))
    if programme.further_address:
        yield Line(voice.same(programme.further_address), programme.further_address)
    if not programme.further and not programme.further_address:
        yield Line(voice.say("further_none"))


def certification(source: Source) -> Block:
    """Block 8: who certifies it, where it is verified, and the national system in short."""
    return source.block("certification", _certification(source))


def _certification(source: Source) -> Iterator[Row]:
    voice, row = source.voice, source.facts.row
    signatories = [
        voice.say("signatory", name=voice.told(one.name), office=voice.told(one.office))
        for one in organisations.signatories_on(row.issuer_id, row.awarded_on)[:3]
    ]
    yield voice.row("signatories", *(signatories or [voice.say("signatory_none")]))
    page = address(row.id)
    how = voice.say("verify_how", origin=settings().origin)
    yield voice.row("verify", Line(voice.same(page), page), how)
    law = source.programme.legal_basis
    cited = voice.told(codes.legal_sources().get(law.source, {"en": law.source}))
    yield voice.row("legal_basis", voice.say(f"legal_{law.status}", source=cited))
    yield voice.row("system", *_system(source))


def _system(source: Source) -> Iterator[Texts]:
    """The national system as the nation's own standards of that day tell it."""
    voice, nation = source.voice, source.nation
    higher = [one.nqf for one in nation.levels.values() if one.cycle]
    framework = voice.told(nation.terms["qualifications_framework"])
    if higher:
        count, first, last = str(len(nation.levels)), str(min(higher)), str(max(higher))
        yield voice.say("system_levels", framework=framework, count=count, first=first, last=last)
    referenced = all(one.referenced for one in nation.levels.values())
    yield voice.say("system_referenced" if referenced else "system_unreferenced")
    band = nation.hours_per_credit
    word = "system_hours" if band.min == band.max else "system_credits"
    yield voice.say(word, min=str(band.min), max=str(band.max))
    required = nation.decisions_required.get(source.version.kind, ())
    if required:
        decisions = voice.listed(voice.say(kind) for kind in required)
        yield voice.say("system_decisions", decisions=decisions)
    else:
        yield voice.say("system_free")
