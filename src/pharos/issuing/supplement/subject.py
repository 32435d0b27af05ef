"""What an award is about, for a supplement: level, content, assessment and result."""

from collections.abc import Iterator

from pharos.catalogue.parts import Component
from pharos.issuing.supplement.model import Block, Line, Row, Texts
from pharos.issuing.supplement.sources import Source
from pharos.nations import codes
from pharos.nations.model import Grade, Level
from pharos.nations.wording import level_text


def level(source: Source) -> Block:
    """Block 3: the level, and what it is part of and gives access to."""
    voice, descriptor = source.voice, source.descriptor
    known = source.nation.levels.get(source.version.level or 0)
    rows = list(_level(source, known)) if known else [voice.row("level", voice.say("level_none"))]
    parent = descriptor.parent_programme
    rows.append(voice.row("part_of", voice.same(parent) if parent else voice.say("part_of_none")))
    gives = "access_stated" if "access" in descriptor.purposes else "access_none"
    rows.append(voice.row("access", voice.say(gives)))
    return source.block("level", rows)


def _level(source: Source, known: Level) -> Iterator[Row]:
    voice, by = source.voice, source.descriptor.level_assigned_by
    told = voice.each(lambda language: level_text(known, language))
    yield voice.row("level", told, voice.told(known.name))
    yield voice.row("framework", voice.told(source.nation.terms["qualifications_framework"]))
    if known.cycle:
        yield voice.row("cycle", voice.say(f"cycle_{known.cycle}"))
    if by:
        yield voice.row("level_assigned_by", voice.say(f"assigned_{by}"))


def content(source: Source) -> Block:
    """Block 4: what was learned, how much, in which way, and what was needed before."""
    return source.block("content", _content(source))


def _content(source: Source) -> Iterator[Row]:
    voice, programme, descriptor = source.voice, source.programme, source.descriptor
    yield voice.row("objective", voice.told(programme.objective))
    yield voice.row(
        "outcomes",
        *(
            tuple(
                f"{text} ({kind})"
                for text, kind in zip(voice.told(one.text), voice.say(one.kind), strict=True)
            )
            for one in programme.outcomes
        ),
        numbered=True,
    )
    if programme.ects is None:
        yield voice.row("ects", voice.say("ects_none"))
    else:
        yield voice.row("ects", voice.number(programme.ects))
    hours = voice.number(programme.workload_hours)
    yield voice.row("hours", voice.say("hours_of", count=hours))
    if programme.ects is not None and descriptor.hours_per_credit:
        yield voice.row("hours_per_credit", voice.same(str(descriptor.hours_per_credit)))
    if descriptor.contact_hours is not None:
        contact = descriptor.contact_hours
        count, minutes = voice.number(contact.count), str(contact.minutes)
        yield voice.row("contact_hours", voice.say("contact_of", count=count, minutes=minutes))
    forms = codes.forms_of_participation()
    yield voice.row(
        "participation",
        voice.listed(voice.told(forms[one.code].label) for one in programme.participation),
    )
    yield voice.row("languages", voice.listed(voice.tongue(one) for one in programme.languages))
    if programme.field is not None:
        name = programme.field.name.get("en", "")
        yield voice.row("field", voice.same(f"{programme.field.code} {name}"))
    needed = [voice.told(programme.prerequisites)]
    needed += [voice.same(one.address) for one in programme.prerequisite_programmes]
    yield voice.row("prerequisites", *needed)
    yield voice.row("pathway", voice.say(source.award.pathway))


def assessment(source: Source) -> Block:
    """Block 5: how it was assessed, under which supervision, with which result."""
    return source.block("assessment", _assessment(source))


def _assessment(source: Source) -> Iterator[Row]:
    voice, programme = source.voice, source.programme
    places = {one.id: n for n, one in enumerate(source.descriptor.learning_outcomes, 1)}
    yield voice.row(
        "assessment", *(_part(source, part, places) for part in source.descriptor.assessment)
    )
    if programme.supervision is None:
        yield voice.row("supervision", voice.say("not_stated"))
    else:
        way = codes.supervisions()[programme.supervision.code]
        yield voice.row("supervision", voice.told(way.label))
    if source.award.grade is None:
        yield voice.row("grade", voice.say("grade_none"))
    else:
        yield voice.row("grade", voice.same(source.award.grade))
    scale = source.nation.grading_scales.get(source.descriptor.grading_scale or "")
    if scale is not None:
        first = voice.say("scale_of", id=scale.id, scope=scale.scope)
        yield voice.row("scale", first, *(_band(source, grade) for grade in scale.grades))


def _part(source: Source, part: Component, places: dict[str, int]) -> Texts:
    voice = source.voice
    kind = voice.told(codes.assessment_types()[part.type].label)
    weight = voice.number(part.weight)
    told = voice.say("part", type=kind, weight=weight, mode=voice.say(part.mode))
    proven = ", ".join(str(places[one]) for one in part.outcomes if one in places)
    return voice.say("part_outcomes", part=told, outcomes=proven) if proven else told


def _band(source: Source, grade: Grade) -> Line:
    voice = source.voice
    passes = voice.say("passes" if grade.passes else "fails")
    label = voice.told(grade.label)
    if grade.min is None or grade.max is None:
        return Line(voice.say("scale_mark", code=grade.code, label=label, passes=passes))
    least, most = voice.number(grade.min), voice.number(grade.max)
    return Line(
        voice.say("scale_band", code=grade.code, min=least, max=most, label=label, passes=passes)
    )
