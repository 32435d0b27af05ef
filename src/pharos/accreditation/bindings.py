"""What a proposal names, and whether it is what it says: versions, formats, other decisions."""

from datetime import datetime

from pharos.accreditation import quality, queries
from pharos.accreditation.documents import NewChange, NewDecision
from pharos.accreditation.models import Decision
from pharos.catalogue import queries as catalogue
from pharos.catalogue.problems import Problem
from pharos.nations.model import Nation
from pharos.organisations import queries as organisations


def contested(decision: Decision, content: NewChange) -> datetime | None:
    """The entry of the change that an appeal is about; None for the decision, or for no such."""
    found = {str(one.id): one.recorded_at for one in decision.changes.all()}
    return found.get(content.contests or "")


def subject_problems(content: NewDecision) -> list[Problem]:
    """Why the version or format is not the holder's, or not the content that was judged."""
    holder = queries.id_in(content.organisation)
    if content.version is not None:
        version = catalogue.version(queries.id_in(content.version))
        if version.organisation_id != holder:
            return [Problem("subject_of_another", "decision")]
        if bytes(version.digest).hex() != content.version_digest:
            return [Problem("content_changed", "decision")]
    if content.format is not None:
        format_ = queries.certificate_format(queries.id_in(content.format))
        if format_.organisation_id != holder:
            return [Problem("subject_of_another", "decision")]
        if bytes(format_.content_hash).hex() != content.format_hash:
            return [Problem("content_changed", "decision")]
    return []


def quality_problems(content: NewDecision, nation: Nation) -> list[Problem]:
    """Why the law of its day does not accept how the decision came about, or nothing."""
    version = catalogue.version(queries.id_in(content.version)) if content.version else None
    return quality.entry_problems(content, version.kind if version else None, nation)


def bond_problems(content: NewDecision) -> list[Problem]:
    """Why the decision cannot follow or renew the one that it names."""
    for bond in ("follows", "renews"):
        named = getattr(content, bond)
        if named is None:
            continue
        other = queries.decision(queries.id_in(named))
        is_own = str(other.organisation_id) == content.organisation
        if not is_own and not (bond == "follows" and _is_partners(content, other)):
            return [Problem("bond_of_another", "decision")]
        if other.first_day is None:
            return [Problem("bond_to_refusal", "decision")]
        if bond == "renews" and other.kind != content.kind:
            return [Problem("renewal_of_another_kind", "decision")]
    return []


def _is_partners(content: NewDecision, other: Decision) -> bool:
    """Whether the programme names the holder of the other decision as a partner of it."""
    if content.version is None:
        return False
    partners = catalogue.version(queries.id_in(content.version)).descriptor.partners
    return organisations.by_id(other.organisation_id).slug in {one.organisation for one in partners}
