"""Tables of programmes and of what is decided about them."""

from pharos.common.declaring import Class, Events, Table

_ANSWERED = """select from catalogue_programme p
    where p.organisation_id = needs_answer.organisation_id and p.slug = needs_answer.slug"""

# Providers of a joint programme beside the one that applies see the case and agree to it.
_PARTNER = "partner_id = (select nullif(current_setting('pharos.tenant', true), '')::uuid)"
_OF_PARTNER = f"""select from procedures_casepartner p where p.case_id = procedures_case.id
    and p.{_PARTNER}"""
_OF_PARTNERS_CASE = f"""select from procedures_casepartner p
    where p.case_id = procedures_casesubject.case_id and p.{_PARTNER}"""

QUALITY = (
    # --- catalogue -----------------------------------------------------------------------
    Table("catalogue_programme", Class.PUBLIC, "organisation_id", frozen=True),
    Table("catalogue_draft", Class.TENANT, "organisation_id"),
    Table("catalogue_programmeversion", Class.PUBLIC, "organisation_id", frozen=True,
          may_change=("state", "last_day")),
    # the deciding body's projection of its own decisions: the provider cannot write it
    Table("catalogue_standing", Class.PUBLIC, "agency_id", key=("decision_id",), frozen=True,
          may_change=("until", "state", "changed_at")),
    # made of versions, which have their events; made again by whoever publishes or withdraws
    Table("catalogue_search", Class.PUBLIC, "organisation_id", key=("programme_id",),
          events=Events.NONE, because="follows the versions, to find them by"),
    Table("catalogue_offering", Class.PUBLIC, "organisation_id"),
    Table("catalogue_seats", Class.PUBLIC, "organisation_id", key=("offering_id",),
          owner_writes=True, events=Events.NONE, because="follows the places of its offering"),
    # each word on a level is the row of the body that said it
    Table("catalogue_levelreferral", Class.PUBLIC, "organisation_id", frozen=True),
    Table("catalogue_recognition", Class.PUBLIC, "organisation_id", frozen=True,
          one_way=("withdrawn_by", "withdrawn_at")),
    Table("catalogue_course", Class.PUBLIC, "organisation_id", frozen=True,
          one_way=("ended_at",)),
    Table("catalogue_confirmation", Class.PUBLIC, "organisation_id", frozen=True),
    # --- needs ---------------------------------------------------------------------------
    Table("needs_sector", Class.PUBLIC, "organisation_id", frozen=True,
          one_way=("approved_by", "approved_at", "ended_by", "ended_at", "ended_reason")),
    Table("needs_need", Class.PUBLIC, "organisation_id", frozen=True,
          one_way=("withdrawn_by", "withdrawn_at", "withdrawn_reason")),
    # its two sides see an answer; everybody, once the programme that it names is published
    Table("needs_answer", Class.CASE, "organisation_id", counterparty="employer_id", frozen=True,
          one_way=("withdrawn_by", "withdrawn_at"),
          policies=(("published", f"for select using (exists ({_ANSWERED}))"),)),
    Table("needs_offer", Class.CASE, "organisation_id", counterparty="employer_id", frozen=True,
          one_way=("withdrawn_by", "withdrawn_at", "declined_by", "declined_at",
                   "declined_reason")),
    # written by the employer alone: no provider says who stands behind its programme
    Table("needs_partnership", Class.PUBLIC, "employer_id", frozen=True,
          one_way=("revoked_by", "revoked_at", "revoked_reason")),
    # --- review --------------------------------------------------------------------------
    # what the office answered so far may change; what it decided, and the head's word, never
    Table("review_decision", Class.TENANT, "organisation_id", frozen=True,
          may_change=("kept", "kept_by"),
          one_way=("answers", "outcome", "reason", "by", "at", "confirmed_by", "confirmed_at",
                   "declined_by", "declined_at", "declined_note")),
    # --- accreditation -------------------------------------------------------------------
    Table("accreditation_certificateformat", Class.PUBLIC, "organisation_id", frozen=True),
    Table("accreditation_formatretirement", Class.PUBLIC, "organisation_id", frozen=True),
    Table("accreditation_proposal", Class.TENANT, "agency_id", frozen=True,
          frozen_if="old.state <> 'open'"),
    Table("accreditation_decision", Class.PUBLIC, "agency_id", frozen=True),
    Table("accreditation_decisionchange", Class.PUBLIC, "agency_id", frozen=True),
    Table("accreditation_tenure", Class.PUBLIC, "agency_id", key=("decision_id",), frozen=True,
          may_change=("until",)),
    Table("accreditation_signedstatement", Class.PUBLIC, "agency_id", frozen=True),
    # --- lightroute ----------------------------------------------------------------------
    Table("lightroute_listing", Class.PUBLIC, "agency_id", frozen=True,
          one_way=("ended_on", "ended_because", "ended_reason", "ended_audit_id",
                   "end_proposed_by", "end_approved_by", "appeal_until")),
    Table("lightroute_notification", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True, may_change=("state", "due_on"),
          one_way=("taken_by", "taken_at", "signed_by", "signed_at", "decision_id", "closed_at",
                   "closed_by", "closed_because", "case_id")),
    Table("lightroute_question", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True, one_way=("answer", "answered_by", "answered_at", "answered_on")),
    Table("lightroute_record", Class.PUBLIC, "agency_id", key=("decision_id",), frozen=True),
    Table("lightroute_draw", Class.PUBLIC, "agency_id", frozen=True,
          one_way=("seed_size", "seed_root", "drawn", "drawn_by", "drawn_at")),
    Table("lightroute_audit", Class.PUBLIC, "agency_id", frozen=True,
          one_way=("outcome", "findings", "decided_on", "proposed_by", "approved_by")),
    Table("lightroute_proposal", Class.TENANT, "agency_id", frozen=True,
          frozen_if="old.state <> 'open'"),
    Table("lightroute_appeal", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True, may_change=("state",),
          one_way=("outcome", "reason", "decided_by", "decided_at", "decided_on", "restored_id")),
    # the agency alone sees who voted how
    Table("lightroute_appealseat", Class.TENANT, "agency_id", frozen=True,
          one_way=("choice", "reason", "voted_at")),
    # --- oversight -----------------------------------------------------------------------
    Table("oversight_filing", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True, may_change=("state", "suspensive", "handled_by", "handled_at", "handled_on",
                                   "proposal_id", "closing_id"),
          one_way=("answer", "outcome")),
    # the agency alone sees who voted how
    Table("oversight_appeal_member", Class.TENANT, "agency_id", frozen=True,
          one_way=("choice", "reason", "voted_at")),
    Table("oversight_check", Class.CASE, "agency_id", counterparty="organisation_id", frozen=True,
          one_way=("findings", "held_by", "held_at", "held_on")),
    Table("oversight_reminder", Class.TENANT, "organisation_id", frozen=True),
    # --- criteria ------------------------------------------------------------------------
    Table("criteria_draft", Class.TENANT, "agency_id", frozen=True,
          frozen_if="old.state <> 'open'"),
    Table("criteria_set", Class.PUBLIC, "agency_id", frozen=True,
          one_way=("until", "retired_by")),
    # --- procedures ----------------------------------------------------------------------
    # what provider and agency both see; what the agency drafts is the agency's alone
    Table("procedures_case", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True, frozen_if="old.state <> 'draft'",
          may_change=("state", "resume_to", "moved_at", "summary", "criteria_set", "criteria",
                      "submitted_on", "started_on", "panel_accepted_at"),
          policies=(("partner", f"for select using (exists ({_OF_PARTNER}))"),)),
    Table("procedures_casesubject", Class.CASE, "organisation_id", counterparty="agency_id",
          policies=(("partner", f"for select using (exists ({_OF_PARTNERS_CASE}))"),)),
    Table("procedures_casepartner", Class.CASE, "organisation_id", counterparty="agency_id",
          policies=(("partner", f"for select using ({_PARTNER})"),
                    ("partner_agrees", f"for update using ({_PARTNER}) with check ({_PARTNER})"))),
    Table("procedures_step", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True),
    Table("procedures_internalstep", Class.TENANT, "agency_id", frozen=True),
    Table("procedures_pause", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True,
          one_way=("answer", "answered_by", "answered_role", "answered_at", "until", "ended_by")),
    Table("procedures_charge", Class.CASE, "organisation_id", counterparty="agency_id",
          key=("case_id",)),
    Table("procedures_numberseries", Class.TENANT, "agency_id", owner_writes=True,
          events=Events.NONE, because="follows the cases that carry the numbers"),
    Table("procedures_worktime", Class.TENANT, "agency_id", frozen=True),
    Table("procedures_expert", Class.TENANT, "agency_id"),
    Table("procedures_panelmember", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True, one_way=("removed_at", "removed_because")),
    Table("procedures_conflictstatement", Class.TENANT, "agency_id", frozen=True),
    Table("procedures_objection", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True,
          one_way=("outcome", "answer", "answered_by", "answered_role", "answered_at")),
    Table("procedures_sitevisit", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True, one_way=("held_on", "held_by", "held_role", "set_aside")),
    Table("procedures_evidence", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True, one_way=("withdrawn_by", "withdrawn_at")),
    Table("procedures_question", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True, one_way=("closed_at",)),
    Table("procedures_reply", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True),
    Table("procedures_remark", Class.TENANT, "agency_id", frozen=True),
    Table("procedures_finding", Class.TENANT, "agency_id"),
    Table("procedures_draftreport", Class.TENANT, "agency_id", frozen=True,
          one_way=("set_aside",)),
    Table("procedures_factualcheck", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True,
          one_way=("comments", "answered_by", "answered_role", "answered_at", "response",
                   "responded_by", "responded_role", "responded_at", "set_aside")),
    # ESG 2015, 2.6: reports are published in full, those of refusals too
    Table("procedures_report", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True, one_way=("published_at", "set_aside"),
          policies=(("published", "for select using (published_at is not null)"),)),
    Table("procedures_session", Class.TENANT, "agency_id", frozen=True),
    Table("procedures_agendaitem", Class.TENANT, "agency_id", frozen=True),
    Table("procedures_interest", Class.TENANT, "agency_id", frozen=True),
    Table("procedures_motion", Class.TENANT, "agency_id", frozen=True,
          one_way=("result", "set_aside")),
    Table("procedures_vote", Class.TENANT, "agency_id", frozen=True),
    Table("procedures_agencylisting", Class.PUBLIC, "keeper_id", frozen=True,
          one_way=("until",)),
    Table("procedures_listingproposal", Class.TENANT, "keeper_id", frozen=True,
          one_way=("approved_by", "approved_at", "dropped_by", "dropped_at")),
)  # fmt: skip
