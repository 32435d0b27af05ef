"""A decision in the words of the trust bundle, which are those of the log as well."""

from dataclasses import replace
from uuid import UUID

from pharos.accreditation import queries
from pharos.accreditation.models import Decision
from pharos.catalogue import queries as catalogue
from pharos.core.bundle import TrustedDecision
from pharos.organisations import queries as organisations
from pharos.registry import queries as registry


def trusted(decision: Decision) -> TrustedDecision:
    """The decision with its loaded changes and the public ids of holder, programme and agency."""
    agency = organisations.by_id(decision.agency_id)
    programme = catalogue.address(decision.version) if decision.version else None
    public = replace(
        queries.as_core(decision),
        holder=provider_did(decision.organisation_id),
        programme=programme,
    )
    return TrustedDecision(
        decision=public,
        agency_id=registry.did_of(agency),
        agency_name=dict(agency.name),
        number=decision.number,
    )


def provider_did(organisation_id: UUID) -> str:
    """The DID under which a provider signs and decisions name it."""
    return registry.did_of(organisations.by_id(organisation_id))
