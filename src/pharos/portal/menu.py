"""The menu of a desk: every page that somebody can look for, and who may open it.

A page that is reached only from another page has no entry here.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import NoReverseMatch, reverse

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.nations import codes
from pharos.organisations.desk import Desk


@dataclass(frozen=True, slots=True)
class Entry:
    """One line: the sentence, the URL's name, the permission asked (None: every member).

    `kinds` keeps it to desks of such bodies; empty: of all.
    """

    code: str
    name: str
    permission: Permission | None = None
    area: str = "menu_area_work"
    kinds: frozenset[str] = frozenset()


# In the order in which they stand; an area's entries stand together.
_PROVIDERS = frozenset(
    code for code, one in codes.organisation_kinds().items() if one.role == "provider"
)
_DECIDING = frozenset({"qa_agency", "qa_agency_foreign", "ministry"})
_OFFICES = frozenset({"registry_operator", "ministry"})
_PLATFORM = frozenset({"registry_operator"})
_FUNDERS = frozenset({"ministry", "municipality", "employer", "donor"})
_EMPLOYERS = frozenset({"employer", "professional_association", "research_network"})
ENTRIES: Sequence[Entry] = (
    Entry("menu_today", "desk-today", None, "menu_area_own"),
    Entry("menu_consultations", "consultations", Permission.COMMENT_WRITE, "menu_area_own"),
    Entry("menu_imports", "imports", Permission.BATCH_IMPORT, "menu_area_work", _PROVIDERS),
    Entry("menu_batches", "batches", Permission.BATCH_READ, "menu_area_work", _PROVIDERS),
    Entry("menu_awards", "awards", Permission.AWARD_READ, "menu_area_work", _PROVIDERS),
    Entry("menu_runs", "runs", Permission.RUN_READ, "menu_area_work", _PROVIDERS),
    Entry("menu_learners", "learners", Permission.LEARNER_READ, "menu_area_work", _PROVIDERS),
    Entry("menu_requests", "issuing-requests", Permission.LEARNER_READ, "menu_area_work",
          _PROVIDERS),
    Entry("menu_enquiries", "enquiries", Permission.ENQUIRY_ANSWER),
    Entry("menu_programmes", "programmes-desk", Permission.PROGRAMME_READ, "menu_area_programmes",
          _PROVIDERS),
    Entry("menu_offerings", "offerings", Permission.PROGRAMME_READ, "menu_area_programmes",
          _PROVIDERS),
    Entry("menu_confirmations", "entries", Permission.PROGRAMME_READ, "menu_area_programmes",
          _PROVIDERS),
    Entry("menu_needs", "needs-mine", Permission.NEED_READ, "menu_area_programmes",
          _EMPLOYERS | {"ministry"}),
    Entry("menu_demand", "needs-demand", Permission.NEED_READ, "menu_area_programmes", _PROVIDERS),
    Entry("menu_partnerships", "needs-partnerships", Permission.NEED_READ, "menu_area_programmes",
          _PROVIDERS | _EMPLOYERS),
    Entry("menu_recognitions", "recognitions", Permission.PROGRAMME_READ, "menu_area_programmes",
          _EMPLOYERS | _PROVIDERS),
    Entry("menu_sectors", "needs-sectors", Permission.NEED_READ, "menu_area_programmes",
          frozenset({"ministry"})),
    Entry("menu_funding", "funding-schemes", Permission.FUNDING_READ, "menu_area_programmes",
          _FUNDERS),
    Entry("menu_places", "funding-places", Permission.FUNDING_READ, "menu_area_programmes",
          _PROVIDERS | _FUNDERS),
    Entry("menu_review", "review-queue", Permission.REVIEW_READ, "menu_area_quality", _PROVIDERS),
    Entry("menu_light", "light-mine", Permission.LIGHT_READ, "menu_area_quality", _PROVIDERS),
    Entry("menu_cases", "cases", Permission.CASE_READ, "menu_area_quality", _PROVIDERS),
    Entry("menu_panels", "cases", Permission.PANEL_SERVE, "menu_area_quality"),
    Entry("menu_agenda", "sittings", Permission.SESSION_VOTE, "menu_area_quality"),
    Entry("menu_keys", "keys", Permission.LOG_READ, "menu_area_signing",
          _PROVIDERS | _PLATFORM),
    Entry("menu_mandates", "mandates", Permission.MANDATE_READ, "menu_area_signing", _PROVIDERS),
    Entry("menu_signatories", "signatories", Permission.MANDATE_READ, "menu_area_signing",
          _PROVIDERS),
    Entry("menu_myformats", "formats-mine", Permission.DECISION_READ, "menu_area_signing",
          _PROVIDERS),
    Entry("menu_queue", "accreditation-queue", Permission.DECISION_READ, "menu_area_deciding",
          _DECIDING),
    Entry("menu_light_queue", "light-queue", Permission.LIGHT_READ, "menu_area_deciding",
          frozenset({"qa_agency"})),
    Entry("menu_decisions", "accreditation-decisions", Permission.DECISION_READ,
          "menu_area_deciding", _DECIDING),
    Entry("menu_oversight", "oversight", Permission.OVERSIGHT_READ, "menu_area_deciding",
          _DECIDING | _PROVIDERS),
    Entry("menu_formats", "accreditation-formats", Permission.DECISION_READ,
          "menu_area_deciding", frozenset({"ministry"})),
    Entry("menu_entries", "accreditation-register", Permission.DECISION_READ,
          "menu_area_deciding", _DECIDING),
    Entry("menu_procedures", "cases", Permission.CASE_READ, "menu_area_deciding", _DECIDING),
    Entry("menu_sittings", "sittings", Permission.CASE_READ, "menu_area_deciding", _DECIDING),
    Entry("menu_experts", "experts", Permission.CASE_READ, "menu_area_deciding", _DECIDING),
    Entry("menu_listings", "agency-listings", Permission.CASE_READ, "menu_area_deciding",
          _DECIDING),
    Entry("menu_criteria", "criteria", Permission.CRITERIA_READ, "menu_area_deciding", _DECIDING),
    Entry("menu_levels", "levels", Permission.DECISION_READ, "menu_area_deciding", _DECIDING),
    Entry("menu_standards", "standards-rules", Permission.DECISION_READ, "menu_area_country",
          _DECIDING | _PLATFORM),
    Entry("menu_days", "standards-days", Permission.DECISION_READ, "menu_area_country",
          _DECIDING | _PLATFORM),
    Entry("menu_exchange", "stateregister-exchange", Permission.EXCHANGE_READ,
          "menu_area_register", frozenset({"ministry", "registry_operator"})),
    Entry("menu_quality", "stateregister-quality", Permission.QUALITY_READ,
          "menu_area_register", frozenset({"ministry", "registry_operator"})),
    Entry("menu_stateregister", "stateregister-find", Permission.ACHIEVEMENT_FIND,
          "menu_area_register", frozenset({"ministry", "registry_operator", "enic"})),
    Entry("menu_organisations", "register-organisations", Permission.MEMBERSHIP_READ,
          "menu_area_register", _OFFICES),
    Entry("menu_national", "operations-national", Permission.NATIONAL_REGISTRATION_READ,
          "menu_area_register", _PLATFORM),
    Entry("menu_health", "operations-health", Permission.LOG_READ, "menu_area_operations",
          _PLATFORM),
    Entry("menu_jobs", "operations-jobs", Permission.LOG_READ, "menu_area_operations", _PLATFORM),
    Entry("menu_stop", "operations-stop", Permission.LOG_READ, "menu_area_operations", _PLATFORM),
    Entry("menu_events", "operations-events", Permission.AUDIT_READ, "menu_area_operations"),
    Entry("menu_team", "team", Permission.MEMBERSHIP_READ, "menu_area_people"),
    Entry("menu_clients", "clients", Permission.CLIENT_READ, "menu_area_people"),
    Entry("menu_features", "features", None, "menu_area_people"),
)  # fmt: skip


def of(desk: Desk, language: str, path: str) -> list[Mapping[str, Any]]:
    """The areas with the entries that this actor may open, the page itself marked."""
    held = policies.held_by(desk.by)
    areas: dict[str, list[dict[str, Any]]] = {}
    for one in ENTRIES:
        if one.permission is not None and one.permission not in held:
            continue
        if one.kinds and not one.kinds & desk.kinds:
            continue
        try:
            href = reverse(one.name, kwargs={"language": language, "slug": desk.slug})
        except NoReverseMatch:
            continue
        areas.setdefault(one.area, []).append({"code": one.code, "href": href})
    found = [entry for entries in areas.values() for entry in entries]
    here = max((one["href"] for one in found if _holds(one["href"], path)), key=len, default="")
    for entry in found:
        entry["current"] = entry["href"] == here
    return [{"code": area, "entries": entries} for area, entries in areas.items()]


def _holds(href: str, path: str) -> bool:
    """Whether a page lies under an entry; the desk's first page, where all begins, holds itself."""
    return path == href or (path.startswith(href) and not href.endswith("/"))
