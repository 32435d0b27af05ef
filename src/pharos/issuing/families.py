"""Templates of a programme version: found by what they are made of, or compiled and frozen.

What a template is made of (facts, shape, lists, key) is named by a digest, so that a chunk
finds the template of the chunk before it and a change of any fact makes another.
"""

import hashlib
import json
from dataclasses import dataclass
from functools import lru_cache

from pharos.catalogue.models import ProgrammeVersion
from pharos.common.settings import settings
from pharos.core import jcs
from pharos.core import openbadges as ob
from pharos.core.errors import CoreError
from pharos.core.openbadges.frozen import plain, thawed
from pharos.core.templates import Template as Compiled
from pharos.core.templates.awards import Lists, Shape, compile_award
from pharos.issuing.models import StatusList, Template


@dataclass(frozen=True, slots=True)
class Family:
    """A frozen template with the number that credentials keep."""

    number: int
    compiled: Compiled


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything constant in the documents of a family, but their shape."""

    programme: ob.Programme
    issuer: ob.Issuer
    lists: Lists
    key_id: str


def lists_of(status_list: StatusList) -> Lists:
    """The addresses of the two lists, one a purpose."""
    return Lists(*(list_url(status_list.id, purpose) for purpose in ("revocation", "suspension")))


def list_url(list_id: int, purpose: str) -> str:
    """Where the signed list of a purpose is published."""
    return f"{settings().origin}/status/{purpose}/{list_id}"


def family(version: ProgrammeVersion, facts: Facts, shape: Shape) -> Family:
    """The template of these facts and this shape, compiled when it is new."""
    source = source_of(facts, shape)
    digest = hashlib.sha256(source).digest()
    row = Template.objects.filter(organisation_id=version.organisation_id, source=digest).first()
    if row is None:
        row = _compile(version, facts, shape, source)
    return Family(row.id, load(row.id))


def _compile(version: ProgrammeVersion, facts: Facts, shape: Shape, source: bytes) -> Template:
    compiled = compile_award(
        facts.programme,
        facts.issuer,
        facts.lists,
        shape=shape,
        origin=settings().origin,
        demonstration=settings().installation == "demonstration",
        suite=settings().credential_suite,
        verification_method=facts.key_id,
    )
    row, _ = Template.objects.get_or_create(
        digest=compiled.digest,
        defaults={
            "organisation_id": version.organisation_id,
            "version_id": version.id,
            "source": hashlib.sha256(source).digest(),
            "facts": source,
            "suite": compiled.suite,
            "key_id": facts.key_id,
            "body": compiled.to_bytes(),
        },
    )
    return row


@lru_cache(maxsize=256)
def load(number: int) -> Compiled:
    """The template of this number from its frozen bytes; their digest is compared."""
    row = Template.objects.get(id=number)
    compiled = Compiled.from_bytes(bytes(row.body))
    if compiled.digest != bytes(row.digest):
        raise CoreError("template_unreadable", "the bytes are not those that the row names")
    return compiled


def source_of(facts: Facts, shape: Shape) -> bytes:
    """The facts and the shape in canonical JSON, with what the installation adds."""
    installation = [settings().origin, settings().installation, settings().credential_suite]
    return jcs.canonical_json([plain(facts), plain(shape), installation])


def thaw(source: bytes) -> Facts:
    """The facts that were kept with a template; raises CoreError `facts_unreadable`."""
    facts, _shape, _installation = json.loads(source)
    return thawed(Facts, facts)
