"""What a proposal names, and whether it is what it says: versions, formats, other decisions."""

from datetime import datetime

from pharos.accreditation import queries
from pharos.accreditation.documents import NewChange, NewDecision
from pharos.accreditation.models import Decision
from pharos.catalogue import queries as catalogue
from pharos.catalogue.problems import Problem


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


def bond_problems(content: NewDecision) -> list[Problem]:
    """Why the decision cannot follow or renew the one that it names."""
    for bond in ("follows", "renews"):
        named = getattr(content, bond)
        if named is None:
            continue
        other = queries.decision(queries.id_in(named))
        if str(other.organisation_id) != content.organisation:
            return [Problem("bond_of_another", "decision")]
        if other.first_day is None:
            return [Problem("bond_to_refusal", "decision")]
        if bond == "renews" and other.kind != content.kind:
            return [Problem("renewal_of_another_kind", "decision")]
    return []
