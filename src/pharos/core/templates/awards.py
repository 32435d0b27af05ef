"""Templates of awards: which values vary from learner to learner, and in which order.

A shape is what changes the form of a document: whether it has a grade, an end, a holder's
key. Each (programme version, shape, key, status list) is a template of its own.
"""

from dataclasses import dataclass

from pharos.core.openbadges import Award, Issuer, Programme, Status, document
from pharos.core.templates.compiler import compile_document
from pharos.core.templates.holes import CREATED, Hole, mark
from pharos.core.templates.template import Template

CREDENTIAL = Hole("credential", "uuid")
INDEX = Hole("index", "index")
NATIVE_NAME = Hole("native_name")
LATIN_NAME = Hole("latin_name")
AWARDED_AT = Hole("awarded_at", "midnight")
PATHWAY = Hole("pathway", "pathway")
GRADE = Hole("grade")
VALID_UNTIL = Hole("valid_until", "instant")
HOLDER = Hole("holder", "did")


@dataclass(frozen=True, slots=True)
class Shape:
    """What is there or not there in a family of documents."""

    latin_name: bool = True
    grade: bool = True
    valid_until: bool = False
    holder: bool = False

    def holes(self) -> tuple[Hole, ...]:
        """The holes in the order of the leaves; from `native_name` on they tell of a person."""
        always = (CREDENTIAL, INDEX, AWARDED_AT, PATHWAY, NATIVE_NAME)
        some = (
            (self.latin_name, LATIN_NAME),
            (self.grade, GRADE),
            (self.valid_until, VALID_UNTIL),
            (self.holder, HOLDER),
        )
        return always + tuple(hole for there, hole in some if there)


@dataclass(frozen=True, slots=True)
class Lists:
    """The addresses of the two status lists."""

    revocation: str
    suspension: str


def shape_of(award: Award) -> Shape:
    """The shape that the document of this award has."""
    return Shape(
        latin_name=award.latin_name is not None,
        grade=award.grade is not None,
        valid_until=award.valid_until is not None,
        holder=award.holder is not None,
    )


def leaves_of(award: Award, index: str) -> tuple[str, ...]:
    """The values of the award in hole order, for the template of its shape."""
    return leaves(
        award.credential,
        index,
        award.awarded_at,
        award.pathway,
        award.native_name,
        (award.latin_name, award.grade, award.valid_until, award.holder),
    )


def leaves(
    credential: str,
    index: str,
    awarded_at: str,
    pathway: str,
    native_name: str,
    some: tuple[str | None, ...],
) -> tuple[str, ...]:
    """The same from plain values, without an `Award` for each of a thousand rows.

    `some` are those that only some shapes have, in their order: Latin name, grade, end, holder.
    """
    there = [value for value in some if value is not None]
    return (credential, index, awarded_at, pathway, native_name, *there)


def compile_award(
    programme: Programme,
    issuer: Issuer,
    lists: Lists,
    *,
    shape: Shape,
    origin: str,
    demonstration: bool,
    suite: str,
    verification_method: str,
) -> Template:
    """The template of all awards of a programme version that share shape, lists and key."""
    award = Award(
        credential=mark(CREDENTIAL),
        native_name=mark(NATIVE_NAME),
        latin_name=mark(LATIN_NAME) if shape.latin_name else None,
        awarded_at=mark(AWARDED_AT),
        valid_from=mark(CREATED),
        pathway=mark(PATHWAY),
        grade=mark(GRADE) if shape.grade else None,
        valid_until=mark(VALID_UNTIL) if shape.valid_until else None,
        holder=mark(HOLDER) if shape.holder else None,
    )
    status = Status(lists.revocation, lists.suspension, mark(INDEX))
    skeleton = document(
        programme, issuer, award, status, origin=origin, demonstration=demonstration
    )
    return compile_document(
        skeleton, shape.holes(), suite=suite, verification_method=verification_method
    )
