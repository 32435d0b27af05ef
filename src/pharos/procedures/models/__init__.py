"""Tables of procedures; what the agency drafts lies in tables that only the agency sees."""

from pharos.procedures.models.cases import (
    Case,
    CasePartner,
    CaseSubject,
    Charge,
    InternalStep,
    NumberSeries,
    Pause,
    Step,
    WorkTime,
)
from pharos.procedures.models.dossier import (
    DraftReport,
    Evidence,
    FactualCheck,
    Finding,
    Question,
    Remark,
    Reply,
    Report,
)
from pharos.procedures.models.listings import ListingProposal
from pharos.procedures.models.panels import (
    ConflictStatement,
    Expert,
    Objection,
    PanelMember,
    SiteVisit,
)
from pharos.procedures.models.sittings import (
    AgencyListing,
    AgendaItem,
    Interest,
    Motion,
    Session,
    Vote,
)

__all__ = [
    "AgencyListing",
    "AgendaItem",
    "Case",
    "CasePartner",
    "CaseSubject",
    "Charge",
    "ConflictStatement",
    "DraftReport",
    "Evidence",
    "Expert",
    "FactualCheck",
    "Finding",
    "Interest",
    "InternalStep",
    "ListingProposal",
    "Motion",
    "NumberSeries",
    "Objection",
    "PanelMember",
    "Pause",
    "Question",
    "Remark",
    "Reply",
    "Report",
    "Session",
    "SiteVisit",
    "Step",
    "Vote",
    "WorkTime",
]
