"""Every address of the portal and who looks at it there: a new name without a row fails a test.

A page is a row of who opens it and what stands for the parameters of its address; words in braces
come from the world that was built. What is no page (files, data, doors of other programs) is named
in `FILES`, what only leads on or only takes a form in `DOORS`.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.urls import URLPattern, get_resolver, reverse

from pharos.catalogue.drafting.sections import SECTIONS

VISITOR = ""
DESKS = {
    "registrar-ge": "golden-fleece-demo-university",
    "head-ge": "golden-fleece-demo-university",
    "quality-ge": "golden-fleece-demo-university",
    "expert-ge-one": "demo-quality-agency-ge",
    "committee-ge-one": "demo-quality-agency-ge",
    "administrator-ge": "golden-fleece-demo-university",
    "registrar-am": "lighthouse-demo-university",
    "agency-officer-ge": "demo-quality-agency-ge",
    "agency-approver-ge": "demo-quality-agency-ge",
    "ministry-officer-am": "demo-ministry-am",
    "ministry-approver-am": "demo-ministry-am",
    "employer-partner-am": "demo-apricot-software",
    "employer-head-am": "demo-apricot-software",
    "employer-partner-ge": "demo-harbour-works",
    "employer-head-ge": "demo-harbour-works",
    "operator-one": "registry",
    "official-one": "registry",
    "operator-two": "registry",
}
PROGRAMME = {"provider": "golden-fleece-demo-university", "programme": "data-analysis"}


@dataclass(frozen=True)
class Row:
    """Who opens a page, with what in its address and after it, and what answers."""

    who: str = VISITOR
    arguments: Mapping[str, Any] = field(default_factory=dict)
    query: str = ""
    status: int = 200


def of(who: str, query: str = "", status: int = 200, **arguments: Any) -> Row:
    """A row of somebody who is signed in."""
    return Row(who, arguments, query, status)


def seen(query: str = "", status: int = 200, **arguments: Any) -> Row:
    """A row of a visitor."""
    return Row(VISITOR, arguments, query, status)


PAGES: Mapping[str, Row] = {
    "home": seen(),
    "verify": seen(),
    "credential": seen(id="{good}"),
    "credential-supplement": seen(id="{good}"),
    "credential-documents": seen(id="{good}"),
    "programmes": seen(),
    "programme-page": seen(**PROGRAMME),
    "programme-version-page": seen(**PROGRAMME, number=1),
    "programme-version-changes": seen(**PROGRAMME, number=1),
    "standards": seen(nation="am"),
    "standards-amendment": seen(nation="am", amendment_id="{amendment_id}"),
    "providers": seen(),
    "agencies": seen(),
    "body-page": seen(folder="agencies", slug="demo-quality-agency-ge"),
    "statistics": seen(),
    "help": seen(),
    "accessibility": seen(),
    "privacy": seen(),
    "about": seen(),
    "api-docs": seen(),
    "accreditation-public": seen(decision_id="{decision_id}"),
    "problem": seen(code="person_erased"),
    "terms": seen(),
    "terms-demonstration": seen(),
    "style": seen(),
    "demo-people": seen(),
    "signin": seen(),
    "account": of("registrar-ge"),
    "account-email": of("registrar-ge"),
    "account-app": of("registrar-ge"),
    "account-email-code": of("operator-two"),
    "account-app-remove": of("head-am"),
    "account-codes": of("head-am"),
    "account-passkey-add": of("registrar-ge"),
    "account-passkey-name": of("registrar-am", pk="{passkey}"),
    "account-passkey-remove": of("registrar-am", pk="{passkey}"),
    "signin-code": of("at-the-code"),
    "signin-second": of("at-the-second"),
    "signin-again": of("head-am"),
    "invitation": seen(token="{invitation}"),
    "desk-chooser": of("administrator-ge"),
    "desk-today": of("registrar-ge"),
    "imports": of("registrar-ge"),
    "imports-draft": of("registrar-ge", import_id="{import_id}"),
    "imports-columns": of("registrar-ge", import_id="{import_id}"),
    "batches": of("registrar-ge"),
    "batch": of("head-ge", batch_id="{batch_id}"),
    "me": of("registrar-ge"),
    "me-claim": of("registrar-ge", token="{holder}"),
    "holder-visits": seen(token="{holder}"),
    "stateregister-exchange": of("operator-one"),
    "stateregister-quality": of("ministry-officer-am"),
    "stateregister-find": of("official-one"),
    "stateregister-lookup": of("official-one", lookup_id="{lookup_id}"),
    "stateregister-lookups": of("operator-two"),
    "holder-lost": seen(),
    "holder": seen(token="{holder}"),
    "holder-account": seen(token="{holder}"),
    "holder-share": seen(token="{holder}", credential_id="{held}"),
    "holder-correct": seen(token="{holder}", credential_id="{held}"),
    "share": seen(token="{share}"),
    "issuing-requests": of("registrar-ge"),
    "formats-mine": of("registrar-am"),
    "formats-draft": of("registrar-am"),
    "formats-version": of("registrar-am", format_id="{format_id}"),
    "accreditation-queue": of("agency-officer-ge"),
    "accreditation-decisions": of("agency-officer-ge"),
    "accreditation-choose": of("agency-officer-ge"),
    "accreditation-decision": of("agency-officer-ge", decision_id="{decision_id}"),
    "accreditation-formats": of("ministry-officer-am"),
    "accreditation-register": of("agency-officer-ge"),
    "reports": seen(),
    "report-public": seen(case_id="{case_published}"),
    "cases": of("agency-officer-ge"),
    "cases-apply": of("quality-ge", "kind=programme"),
    "case": of("agency-officer-ge", case_id="{case_id}"),
    "case-submit": of("quality-ge", case_id="{case_id}"),
    "case-evidence": of("quality-ge", case_id="{case_id}"),
    "case-item": of("quality-ge", case_id="{case_id}", what="criterion", place="1"),
    "case-panel": of("agency-officer-ge", case_id="{case_id}"),
    "case-questions": of("agency-officer-ge", case_id="{case_id}"),
    "case-report": of("agency-officer-ge", case_id="{case_id}"),
    "case-sitting": of("agency-officer-ge", case_id="{case_id}"),
    "case-motion": of("agency-officer-ge", case_id="{case_id}", subject_id="{case_subject}"),
    "case-charge": of("agency-officer-ge", case_id="{case_id}"),
    "case-letters": of("quality-ge", case_id="{case_id}"),
    "sittings": of("agency-officer-ge"),
    "agency-listings": of("agency-officer-ge"),
    "experts": of("agency-officer-ge"),
    "criteria-public": seen(set_id="{criteria_id}"),
    "criteria": of("agency-officer-ge"),
    "criteria-compare": of("agency-officer-ge"),
    "criteria-set": of("agency-approver-ge", set_id="{criteria_id}"),
    "criteria-draft": of("agency-officer-ge", draft_id="{criteria_draft}"),
    "criteria-criterion": of("agency-officer-ge", draft_id="{criteria_draft}", place=1),
    "standards-rules": of("ministry-officer-am"),
    "standards-days": of("ministry-officer-am"),
    "standards-guideline": of("ministry-officer-am"),
    "amendments-draft": of("ministry-officer-am", draft_id="{amendment_draft}"),
    "amendments-value": of(
        "ministry-officer-am", draft_id="{amendment_draft}", parameter="ects.min"
    ),
    "amendments-table": of(
        "ministry-officer-am", draft_id="{amendment_draft}", table="grading_scales"
    ),
    "amendments-entry": of(
        "ministry-officer-am", draft_id="{amendment_draft}", entry="grading_scales.am-4"
    ),
    "amendments-amendment": of("ministry-officer-am", amendment_id="{amendment_id}"),
    "consultations": of("head-ge"),
    "consultations-one": of("head-ge", consultation_id="{consultation_id}"),
    "runs": of("registrar-ge"),
    "runs-new": of("registrar-ge"),
    "runs-run": of("registrar-ge", run_id="{run_id}"),
    "runs-enrol": of("registrar-ge", run_id="{run_id}"),
    "runs-roster": of("registrar-ge", run_id="{run_id}"),
    "runs-enrolment": of("registrar-ge", run_id="{run_id}", enrolment_id="{enrolment_id}"),
    "learners": of("registrar-ge"),
    "learners-learner": of("registrar-ge", learner_id="{learner_id}"),
    "awards": of("registrar-ge"),
    "awards-award": of("head-ge", award_id="{award_id}"),
    "awards-revoke": of("head-ge"),
    "review-queue": of("quality-ge"),
    "review-version": of("quality-ge", version_id="{version_id}"),
    "light-draws": seen(),
    "light-public": seen(decision_id="{light_decision}"),
    "light-mine": of("quality-ge"),
    "light-new": of("quality-ge", version_id="{version_id}"),
    "light-part": of("quality-ge", version_id="{version_id}"),
    "light-case": of("agency-officer-ge", notification_id="{notification_id}"),
    "light-queue": of("agency-officer-ge"),
    "light-providers": of("agency-officer-ge"),
    "light-audits": of("agency-officer-ge"),
    "light-hours": of("agency-officer-ge"),
    "programmes-desk": of("registrar-ge"),
    "programmes-new": of("registrar-ge"),
    "programmes-draft": of("registrar-ge", draft_id="{draft_id}"),
    "programmes-section": of("registrar-ge", draft_id="{draft_id}", section=SECTIONS[0]),
    "programmes-import": of("registrar-ge"),
    "programmes-routes": of("registrar-ge"),
    "courses-desk": of("head-ge"),
    "programmes-level": of("registrar-ge", version_id="{version_id}"),
    "programmes-next": of("registrar-ge", version_id="{version_id}"),
    "levels": of("agency-approver-ge"),
    "levels-version": of("agency-approver-ge", version_id="{version_id}"),
    "courses": seen(),
    "course": seen(course_id="{course_id}"),
    "programmes-draft-changes": of("registrar-ge", draft_id="{draft_id}"),
    "programmes-preview": of("registrar-ge", draft_id="{draft_id}"),
    "programmes-version-changes": of("registrar-ge", version_id="{version_id}"),
    "programmes-version": of("registrar-ge", version_id="{version_id}"),
    "enquiries": of("registrar-am", slug="{closed_body}"),
    "records-ask": seen(provider="{closed_body}"),
    "entries": of("registrar-ge"),
    "offerings": of("registrar-ge"),
    "offerings-new": of("registrar-ge"),
    "offerings-offering": of("registrar-ge", offering_id="{offering_id}"),
    "oversight": of("agency-officer-ge"),
    "oversight-new": of("head-ge", kind="complaint"),
    "oversight-filing": of("agency-officer-ge", filing_id="{filing_id}"),
    "oversight-checks": of("agency-officer-ge", decision_id="{decision_id}"),
    "oversight-prolong": of("agency-officer-ge", decision_id="{decision_id}"),
    "oversight-right": of("agency-approver-ge", listing_id="{listing_id}"),
    "needs": seen(),
    "needs-public": seen(need_id="{need_id}"),
    "recognitions": of("employer-partner-am"),
    "needs-mine": of("employer-partner-am"),
    "needs-new": of("employer-partner-am"),
    "needs-need": of("employer-partner-am", need_id="{need_id}"),
    "needs-demand": of("registrar-am"),
    "needs-partnerships": of("employer-head-am"),
    "needs-offer-new": of("registrar-am"),
    "needs-offer": of("employer-head-am", offer_id="{offer_id}"),
    "needs-sectors": of("ministry-officer-am"),
    "funded": seen(),
    "funding-public": seen(scheme_id="{scheme_id}"),
    "funding-apply": seen(scheme_id="{scheme_id}", version_id="{version_id}"),
    "funding-mine": seen(application_id="{application_id}"),
    "funding-schemes": of("employer-partner-ge"),
    "funding-new": of("employer-partner-ge"),
    "funding-scheme": of("employer-head-ge", scheme_id="{scheme_id}"),
    "funding-places": of("registrar-ge"),
    "funding-place": of("registrar-ge", application_id="{application_id}"),
    "register-organisations": of("operator-one"),
    "register-new": of("operator-one"),
    "register-entry": of("operator-one", entry="lighthouse-demo-university"),
    "accreditation-decide": of(
        "agency-officer-ge", kind="{decision_kind}", subject_id="{subject_id}"
    ),
    "accreditation-change": of(
        "agency-officer-ge", decision_id="{decision_id}", kind="{change_kind}"
    ),
    "accreditation-proposal": of("agency-approver-ge", proposal_id="{proposal_id}"),
    "accreditation-mend": of("agency-officer-ge", proposal_id="{proposal_id}"),
    "portal-specimen": of("ministry-officer-am", format_id="{format_id}"),
    "team": of("administrator-ge"),
    "team-invite": of("administrator-ge"),
    "team-role": of("administrator-ge"),
    "team-end": of("administrator-ge", membership_id="{membership_id}"),
    "clients": of("administrator-ge"),
    "client-new": of("administrator-ge"),
    "client": of("administrator-ge", client_id="{client_id}"),
    "features": of("operator-one"),
    "keys": of("registrar-ge"),
    "mandates": of("registrar-ge"),
    "mandates-mandate": of("registrar-ge", mandate_id="{mandate_id}"),
    "signatories": of("head-ge"),
    "operations-health": of("operator-one"),
    "operations-jobs": of("operator-one"),
    "operations-national": of("operator-one"),
    "operations-stop": of("operator-one"),
    "operations-events": of("operator-two"),
    "mailbox": seen(),
    "mailbox-mail": seen(mail_id="{mail_id}"),
    "signout": of("registrar-ge"),
}
# A page in a state of its own, beside the one that its name has.
STATES: Mapping[str, Row] = {
    **{
        f"credential {state}": seen(id=f"{{{state}}}")
        for state in ("revoked", "suspended", "armenian")
    },
    "credential erased": seen(id="{erased}", status=410),
    **{
        f"programmes-section {section}": of("registrar-ge", draft_id="{draft_id}", section=section)
        for section in SECTIONS[1:]
    },
    "case expert": of("expert-ge-one", case_id="{case_published}"),
    "case-panel expert": of("expert-ge-one", case_id="{case_published}"),
    "case-report provider": of("quality-ge", case_id="{case_published}"),
    "case-sitting committee": of("committee-ge-one", case_id="{case_published}"),
    "body-page provider": seen(folder="providers", slug="golden-fleece-demo-university"),
}
FILES = frozenset(
    {
        "case-file", "case-letter", "report-file", "report-print",
        "decision-letter", "decision-print", "oversight-letter", "oversight-right-letter",
        "credential-json", "credential-proof", "credential-pdf", "credential-qr", "trust-bundle",
        "credential-supplement-pdf", "credential-document", "credential-document-proof",
        "credential-type", "jwt-vc-issuer",
        "status-list", "decision-statement-file", "platform-did", "body-did", "checkpoint", "tile",
        "programme-data",
        "programme-version-data", "programme-ctdl", "programme-version-ctdl",
        "programmes-file", "programmes-feed", "statistics-file",
        "portal-specimen-pdf", "portal-specimen-file", "formats-draft-file",
        "programmes-draft-json", "programmes-version-json",
        "programmes-import-template", "stateregister-quality-file",
        "standards-evidence", "operations-events-csv", "imports-faults", "imports-plain-template",
        "imports-template", "batch-result", "me-export",
    }
)  # fmt: skip
# Addresses that lead on, only take a form, or answer a part of a page.
DOORS = frozenset(
    {
        "start", "body", "decision", "decision-statement", "report", "programme",
        "programme-version",
        "signin-link", "signin-passkey",
        "signin-again-passkey", "account-sessions",
        "account-codes-new", "mailbox-shown", "imports-progress", "batch-progress",
        "formats-draft-shown",
    }
)  # fmt: skip
# The library of sign-in knows the pages by these names; the pages themselves have rows above.
ALIASES = ("account_", "mfa_", "usersessions_")


def routes() -> Mapping[str, str]:
    """The route of every address by its name, but for those of the API."""
    found: dict[str, str] = {}
    for name, route in _walk(get_resolver().url_patterns, ""):
        assert name not in found, f"two addresses are called {name}"
        found[name] = route
    return found


def _walk(patterns: Any, before: str) -> Iterator[tuple[str, str]]:
    for one in patterns:
        route = before + str(one.pattern)
        if not isinstance(one, URLPattern):
            if not route.startswith("api/"):
                yield from _walk(one.url_patterns, route)
        elif one.name and not one.name.startswith(ALIASES):
            yield one.name, route


def path(key: str, row: Row, language: str, found: Mapping[str, str]) -> str:
    """The address of a row in a language."""
    name = key.partition(" ")[0]
    route = routes()[key if key in PAGES else name]
    arguments = {
        one: value.format_map(found) if isinstance(value, str) else value
        for one, value in row.arguments.items()
    }
    query = row.query.format_map(found)
    wanted = set(re.findall(r"<(?:\w+:)?(\w+)>", route))
    if "language" in wanted:
        arguments["language"] = language
    else:
        query = "&".join(part for part in (f"lang={language}", query) if part)
    if "slug" in wanted and "slug" not in arguments:
        arguments["slug"] = DESKS[row.who]
    return str(reverse(name, kwargs=arguments)) + (f"?{query}" if query else "")
