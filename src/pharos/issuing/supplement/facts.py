"""The supplement of an award from its facts: the eight blocks in their order.

The same record as the credential's (`issuing.facts`), so that page, print and credential can
never say two things. Nothing is markup: every text arrives as text (OUT-01, OUT-02).
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from pharos.common.settings import settings
from pharos.issuing.certificate import address
from pharos.issuing.facts import Facts
from pharos.issuing.supplement import standing, subject
from pharos.issuing.supplement.model import Block, Row, Supplement, Texts
from pharos.issuing.supplement.sources import Source


def of(facts: Facts, *, registered: str | None = None) -> Supplement:
    """The supplement of a credential, in its scope; `registered` is the national number."""
    source = Source(facts, registered)
    voice = source.voice
    term = voice.told(source.nation.terms["micro_credential"])
    shown = facts.demonstration or not settings().production
    return Supplement(
        languages=voice.languages,
        title=tuple(
            f"{word} · {kind}" for word, kind in zip(voice.say("supplement"), term, strict=True)
        ),
        about=voice.say("about"),
        award=voice.told(facts.programme.title),
        name=facts.award.native_name,
        number=facts.award.credential,
        address=address(facts.row.id),
        attached=voice.say("attached"),
        demonstration=voice.say("demonstration") if shown else None,
        blocks=(
            _holder(source),
            _credential(source),
            subject.level(source),
            subject.content(source),
            subject.assessment(source),
            standing.quality(source),
            standing.use(source),
            standing.certification(source),
        ),
    )


def _holder(source: Source) -> Block:
    voice, award = source.voice, source.award
    rows = [voice.row("name", voice.same(award.native_name))]
    if award.latin_name is not None:
        rows.append(voice.row("latin", voice.same(award.latin_name)))
    return source.block("holder", rows)


def _credential(source: Source) -> Block:
    return source.block("credential", _credential_rows(source))


def _credential_rows(source: Source) -> Iterator[Row]:
    voice, programme, row = source.voice, source.programme, source.facts.row
    yield voice.row("title", voice.told(programme.title))
    yield voice.row("kind", voice.told(source.nation.terms[source.version.kind]))
    bodies = programme.awarding_bodies
    yield voice.row("awarding_body", *(voice.told(one.name) for one in bodies))
    yield voice.row("provider", voice.told(source.facts.issuer.organisation.name))
    yield voice.row("country", _place(source))
    yield voice.row("award_date", voice.day(row.awarded_on))
    yield voice.row("issue_date", voice.day(source.nation.legal_day(row.created)))
    yield voice.row("valid_until", _end(source))
    yield voice.row("number", voice.same(source.award.credential))
    yield voice.row("national_number", _national_number(source))


def _place(source: Source) -> Texts:
    """The country, and the regions where it is delivered."""
    voice, nation = source.voice, source.nation
    regions = [nation.regions[code] for code in source.descriptor.region if code in nation.regions]
    return voice.listed([voice.told(nation.name), *(voice.told(one.name) for one in regions)])


def _end(source: Source) -> Texts:
    until = source.award.valid_until
    if until is None:
        return source.voice.say("valid_always")
    # the end is exclusive in data; people see the last day
    moment = datetime.fromisoformat(until) - timedelta(seconds=1)
    return source.voice.day(source.nation.legal_day(moment))


def _national_number(source: Source) -> Texts:
    voice = source.voice
    if source.registered:
        return voice.same(source.registered)
    register = voice.told(source.nation.terms["national_register"])
    asked = source.nation.gates.national_registration
    return voice.say("national_waiting" if asked else "national_not_asked", register=register)
