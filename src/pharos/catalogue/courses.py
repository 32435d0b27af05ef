"""When a course with attendance alone may be shown: outside of the register, as what it is.

Attendance is no achievement (R4): such a course never has the kind, the credits or the level of
a micro-credential. The draft of it becomes a programme once an assessment is added.
"""

from collections.abc import Iterator

from pharos.catalogue import rules
from pharos.catalogue.descriptors import Descriptor
from pharos.catalogue.problems import Problem
from pharos.nations import codes as lists
from pharos.nations.model import Nation

RULE = "R4"


def is_attendance_course(descriptor: Descriptor) -> bool:
    """Whether nothing but attendance stands between the learner and the paper."""
    types = lists.assessment_types()
    return all(
        part.type in types and not types[part.type].awards_learning_outcomes
        for part in descriptor.assessment
    )


def problems(descriptor: Descriptor, nation: Nation) -> Iterator[Problem]:
    """Why a draft cannot be shown as a course with a certificate of attendance."""
    if not nation.designer.attendance_courses:
        yield Problem("course_not_offered_here", RULE)
    if not is_attendance_course(descriptor):
        yield Problem("course_is_assessed", RULE)
    if descriptor.ects is not None:
        yield Problem("course_claims_credit", RULE)
    if descriptor.nqf_level is not None or descriptor.eqf_level is not None:
        yield Problem("course_claims_level", RULE)
    if descriptor.workload_hours is None or descriptor.workload_hours.count <= 0:
        yield Problem("field_missing", RULE, {"field": "workload_hours"})
    texts = [one for one in rules.r11_languages(descriptor, nation) if one.rule == "R11"]
    yield from (one for one in texts if one.facts.get("field") in (None, "objective"))
