"""What a draft can begin with: nothing, a shipped pattern, or an own version."""

from collections.abc import Sequence
from typing import Any, Final
from uuid import UUID

from pharos.catalogue import queries
from pharos.catalogue.drafting import forms
from pharos.catalogue.drafting.patterns import patterns
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, NotFound
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.nations.model import Nation

PATTERN: Final = "pattern-"
VERSION: Final = "version-"
# What belongs to the programme that a copy was made of, and to nobody else.
_ITS_OWN: Final = ("mc_id", "version", "parent_programme", "carved_from")


def starts(
    kinds: Sequence[str], versions: Sequence[ProgrammeVersion], language: str
) -> list[tuple[str, str]]:
    """The choices of a form: the blank one first, patterns of these kinds, own versions."""
    found = [("", sentence("page_start_blank", language))]
    for one in patterns().values():
        if set(kinds) & set(one.kinds):
            name, lead = choose(one.name, language), choose(one.lead, language)
            found.append((f"{PATTERN}{one.code}", f"{name}. {lead}"))
    for version in versions:
        title = choose(version.descriptor.title, language)
        facts = {"title": title, "number": version.number}
        text = sentence("page_start_copy", language, facts)
        found.append((f"{VERSION}{version.id}", text))
    return found


def document_of(
    start: str, *, kind: str, nation: Nation, provider: str, by: Actor
) -> dict[str, Any]:
    """The document that a draft begins with; raises Invalid when a pattern is of another kind.

    A copy is made of versions of the own organisation only.
    """
    begun = forms.beginning(kind=kind, nation=nation, provider=provider)
    if start.startswith(PATTERN):
        return begun | _of_pattern(start.removeprefix(PATTERN), kind)
    if start.startswith(VERSION):
        copied = _of_version(start.removeprefix(VERSION), by)
        if copied.get("kind") == kind:
            return forms.derived(begun | copied, nation)
        # of another kind: what is written stays, what the kind decides does not
        kept = {name: copied[name] for name in copied if name not in begun}
        return forms.derived(begun | kept, nation)
    return begun


def _of_pattern(code: str, kind: str) -> dict[str, Any]:
    pattern = patterns()[code]
    if kind not in pattern.kinds:
        raise Invalid("pattern_of_other_kind", field="start")
    return pattern.document()


def _of_version(text: str, by: Actor) -> dict[str, Any]:
    version = queries.version(UUID(text))
    if version.organisation_id != by.organisation_id:
        raise NotFound("programme_version_unknown")
    document = version.descriptor.to_dict()
    return {name: value for name, value in document.items() if name not in _ITS_OWN}
