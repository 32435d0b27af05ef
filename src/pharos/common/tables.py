"""THE declaration of each table: whose its rows are, how its events are written, what is fixed.

`tenancy.install` makes policies and triggers of it; `grants.csv` beside it says which role may
do what. A table of ours that is missing here fails a test and is granted to nobody.

    Table("catalogue_programmeversion", Class.PUBLIC, "organisation_id",
          frozen=True, frozen_if="old.state <> 'draft'", may_change=("state",))
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType


class Class(StrEnum):
    """Who sees a row; writing is always the owning tenant's (or person's)."""

    PUBLIC = "public"  # everybody reads, the tenant writes
    TENANT = "tenant"  # the tenant alone
    CASE = "case"  # the tenant and its counterparty, both read and write
    PERSON = "person"  # the person alone
    PLATFORM = "platform"  # nobody's: the grants alone decide


class Events(StrEnum):
    """How changes reach the event log."""

    ROW = "row"  # human rate: each row with its old and new content hash
    CHUNK = "chunk"  # hot: one a statement and chunk; later changes of a row as ROW
    NONE = "none"  # none, for the reason that `because` gives


@dataclass(frozen=True, slots=True, kw_only=True)
class _Details:
    counterparty: str | None = None
    """Column of the second tenant that reads and writes (CASE; PUBLIC: writes too)."""
    person: str | None = None
    """Column of the person: owner of the row (PERSON), or one who may read it as well."""
    capability: str | None = None
    """Column that a link's unguessable id is compared with: who has the link may read."""
    key: tuple[str, ...] = ("id",)
    """Columns that name a row in its events."""
    events: Events = Events.ROW
    because: str = ""
    chunk: str = ""
    """CHUNK: column whose value groups the rows of one chunk."""
    position: str = ""
    """CHUNK: column that orders the rows within their chunk."""
    identity: str = ""
    """CHUNK: column with the row's stored 32-byte digest; empty: the whole row's content."""
    begins: tuple[tuple[str, str], ...] = ()
    """CHUNK with identity: what columns that it leaves out hold until their first event."""
    frozen: bool = False
    """Rows neither change nor go, but for the columns named next."""
    frozen_if: str = ""
    """SQL over `old`: only such rows are frozen; empty: all."""
    may_change: tuple[str, ...] = ()
    one_way: tuple[str, ...] = ()
    """Columns that may be set once, from empty or false."""
    owner_writes: bool = False
    """Written across tenants by SECURITY DEFINER functions of the owner."""
    policies: tuple[tuple[str, str], ...] = ()
    """Further policies, (name, clause), for what the classes cannot say; give the reason."""


@dataclass(frozen=True, slots=True)
class Table(_Details):
    """One table; `tenant` is the column of the tenant whose the row is."""

    name: str
    kind: Class
    tenant: str | None = None

    def __post_init__(self) -> None:
        """Refuse a declaration that the database could not keep."""
        owned = self.kind in (Class.PUBLIC, Class.TENANT, Class.CASE)
        if owned and not self.tenant:
            raise ValueError(f"{self.name}: {self.kind} needs the column of its tenant")
        if self.kind is Class.CASE and not self.counterparty:
            raise ValueError(f"{self.name}: a case needs the column of its counterparty")
        if self.kind is Class.PERSON and not self.person:
            raise ValueError(f"{self.name}: person needs the column of its person")
        if self.events is Events.NONE and not self.because:
            raise ValueError(f"{self.name}: say why no events are written")
        if self.events is Events.CHUNK and not (self.chunk and self.position):
            raise ValueError(f"{self.name}: a chunk event needs chunk and position")


_QUEUE = "the queue: ids only, each job's effect writes its own events"

_COLLEAGUES = """select from organisations_membership m where m.person_id = accounts_person.id
    and m.organisation_id = (select nullif(current_setting('pharos.tenant', true), '')::uuid)"""

_LINKED = """select from issuing_credential c where c.person_key_id = common_person_key.id
    and c.id = (select nullif(current_setting('pharos.capability', true), '')::uuid)"""

_OF_CHUNK = """select from issuing_credential c where c.chunk_id = issuing_national_outbox.chunk_id
    and c.id = (select nullif(current_setting('pharos.capability', true), '')::uuid)"""

_NO_TENANT = "tenant is null and nullif(current_setting('pharos.tenant', true), '') is null"
_SYSTEM = "current_setting('pharos.kind', true) = 'system'"

# The holder of a learner's record: whoever showed the secret link of one of its credentials.
_HOLDER = """person_key_id
    = (select nullif(current_setting('pharos.capability', true), '')::uuid)"""

_HELD = f"""select from issuing_credential c where c.id = issuing_status_change.credential_id
    and c.{_HOLDER}"""

_ANSWERED = """select from catalogue_programme p
    where p.organisation_id = needs_answer.organisation_id and p.slug = needs_answer.slug"""

_LINK = "share_id = (select nullif(current_setting('pharos.capability', true), '')::uuid)"

# Providers of a joint programme beside the one that applies see the case and agree to it.
_PARTNER = "partner_id = (select nullif(current_setting('pharos.tenant', true), '')::uuid)"
_OF_PARTNER = f"""select from procedures_casepartner p where p.case_id = procedures_case.id
    and p.{_PARTNER}"""
_OF_PARTNERS_CASE = f"""select from procedures_casepartner p
    where p.case_id = procedures_casesubject.case_id and p.{_PARTNER}"""

_TABLES = (
    # --- common ---------------------------------------------------------------------------
    Table("django_migrations", Class.PLATFORM, events=Events.NONE, because="the owner's notes"),
    # a session is found by the key of its cookie, before anybody is known
    Table("django_session", Class.PLATFORM, key=("session_key",),
          events=Events.NONE, because="who is signed in, not what is done"),
    Table("procrastinate_jobs", Class.PLATFORM, events=Events.NONE, because=_QUEUE),
    Table("procrastinate_events", Class.PLATFORM, events=Events.NONE, because=_QUEUE),
    Table("procrastinate_workers", Class.PLATFORM, events=Events.NONE, because=_QUEUE),
    Table("procrastinate_periodic_defers", Class.PLATFORM, events=Events.NONE, because=_QUEUE),
    Table("common_job_trouble", Class.PLATFORM, key=("job_id",),
          events=Events.NONE, because="why the queue tries a job again"),
    Table("common_job_retry", Class.TENANT, "tenant", frozen=True),
    Table("common_event", Class.TENANT, "tenant", key=("tenant", "seq"), owner_writes=True,
          frozen=True, events=Events.NONE, because="these are the events"),
    Table("common_chain_head", Class.TENANT, "tenant", key=("tenant",), owner_writes=True,
          events=Events.NONE, because="follows the events"),
    Table("common_idempotency_key", Class.TENANT, "tenant", owner_writes=True,
          events=Events.NONE, because="the write itself has its events"),
    # who has the link of a credential may read the name in it, as long as the key is there
    Table("common_person_key", Class.TENANT, "tenant", capability="id",
          policies=(("linked", f"for select using (exists ({_LINKED}))"),)),
    # sign-in mails belong to no organisation: whoever has none may write them, and only the
    # system at work reads and delivers them
    Table("common_mail", Class.TENANT, "tenant", events=Events.NONE,
          because="the act that it tells of has its event; contents go after some days",
          policies=(("nobodys", f"using ({_NO_TENANT} and {_SYSTEM})"),
                    ("nobodys_new", f"for insert with check ({_NO_TENANT})"))),
    Table("common_installation", Class.PLATFORM, frozen=True,
          events=Events.NONE, because="recorded by the first migrate, compared at each start"),
    # --- accounts -------------------------------------------------------------------------
    # one who acts: reads and changes itself; colleagues in the acting organisation see it too
    Table("accounts_person", Class.PERSON, person="id",
          policies=(("colleagues", f"for select using (exists ({_COLLEAGUES}))"),)),
    Table("accounts_api_client", Class.TENANT, "organisation_id", capability="id"),
    # the door finds it by the id that the token carries, before anybody is known
    Table("accounts_person_token", Class.PERSON, person="person_id", capability="id",
          frozen=True, one_way=("ended_at",)),
    # how the sign-in finds somebody before anybody is known: nothing but the folded address
    Table("accounts_login", Class.PLATFORM),
    # the sign-in library's: read before anybody is known, so no row can be kept to its person
    Table("account_emailaddress", Class.PLATFORM, events=Events.NONE, because="not used"),
    Table("account_emailconfirmation", Class.PLATFORM, events=Events.NONE, because="not used"),
    Table("mfa_authenticator", Class.PLATFORM),
    Table("usersessions_usersession", Class.PLATFORM,
          events=Events.NONE, because="where one is signed in; what is done there has its events"),
    Table("accounts_cache", Class.PLATFORM, key=("cache_key",),
          events=Events.NONE, because="counters of attempts, gone after minutes"),
    Table("accounts_signin_link", Class.PERSON, person="person_id", capability="id",
          frozen=True, one_way=("used_at",)),
    Table("accounts_client_use", Class.TENANT, "organisation_id", key=("client_id",),
          events=Events.NONE, because="only when a client was last seen"),
    # --- organisations --------------------------------------------------------------------
    Table("organisations_organisation", Class.PUBLIC, "keeper_id", frozen=True,
          may_change=("name", "legal_form", "legal_ids", "register_note", "state", "held_for"),
          one_way=("reviewed_by", "reviewed_at")),
    Table("organisations_kind", Class.PUBLIC, "keeper_id", frozen=True, one_way=("until_day",)),
    Table("organisations_name", Class.PUBLIC, "keeper_id", frozen=True, one_way=("until_day",)),
    Table("organisations_relation", Class.PUBLIC, "keeper_id",
          frozen=True, one_way=("until_day",)),
    Table("organisations_custody", Class.PUBLIC, "keeper_id", frozen=True, one_way=("until_day",)),
    Table("organisations_enquiry", Class.TENANT, "organisation_id", frozen=True,
          one_way=("answered_by", "answered_at")),
    # the organisation's own, and of the office that appointed the first people of a new one
    Table("organisations_membership", Class.CASE, "organisation_id", counterparty="appointed_in",
          person="person_id", frozen=True,
          one_way=("active_until", "ended_by", "ended_reason")),
    # the link of the mail finds it, before anybody is known
    # the organisation's own, and of the office that invited the first people of a new one
    Table("organisations_invitation", Class.CASE, "organisation_id", counterparty="invited_in",
          capability="id", frozen=True,
          one_way=("accepted_by", "accepted_at", "withdrawn_by", "withdrawn_at")),
    Table("organisations_switch", Class.PUBLIC, "keeper_id", frozen=True,
          may_change=("is_on", "set_by", "set_at")),
    Table("organisations_mandate", Class.PUBLIC, "organisation_id", frozen=True,
          one_way=("approved_by", "approved_at", "revoked_by", "revoked_at", "revoked_reason")),
    Table("organisations_signatory", Class.PUBLIC, "organisation_id",
          frozen=True, one_way=("until_day",)),
    # --- registry -------------------------------------------------------------------------
    Table("registry_log_chunk", Class.PUBLIC, "tenant", owner_writes=True,
          frozen=True, one_way=("first_index",), events=Events.NONE, because="this is the log"),
    Table("registry_log_state", Class.PLATFORM, owner_writes=True,
          events=Events.NONE, because="follows the log; the signer guards it"),
    Table("registry_checkpoint", Class.PLATFORM, key=("size",), owner_writes=True, frozen=True,
          events=Events.NONE, because="signed, and checked by everybody who holds another"),
    Table("registry_published_head", Class.PLATFORM, key=("tenant",), owner_writes=True,
          events=Events.NONE, because="follows the log"),
    Table("registry_entry", Class.PUBLIC, "tenant", frozen=True,
          events=Events.NONE, because="the leaf in the log commits to it"),
    Table("registry_issuer_key", Class.PUBLIC, "organisation_id", frozen=True,
          may_change=("state", "blocked_by", "blocked_at"),
          one_way=("approved_by", "active_from", "active_until", "compromised_at")),
    Table("registry_issuer_certificate", Class.PUBLIC, "organisation_id", frozen=True,
          one_way=("approved_by", "approved_at")),
    Table("registry_key_proposal", Class.TENANT, "organisation_id", frozen=True,
          one_way=("approved_by", "approved_at", "withdrawn_by", "withdrawn_at")),
    Table("registry_key_ceremony", Class.PUBLIC, "organisation_id", frozen=True),
    Table("registry_checkpoint_stamp", Class.PLATFORM, frozen=True, events=Events.NONE,
          because="signed by the authority, about a checkpoint that is signed too"),
    # messages may tell of a person: they are emptied when signed, and by the hour otherwise
    Table("registry_signing_intent", Class.TENANT, "tenant", frozen=True, owner_writes=True,
          may_change=("digests",), one_way=("emptied_at",),
          events=Events.NONE, because="the chunk that it becomes has its event"),
    Table("registry_issuing_stop", Class.PLATFORM, frozen=True,
          one_way=("lift_proposed_by", "lift_proposed_at", "lifted_by", "lifted_at")),
    # --- standards ------------------------------------------------------------------------
    Table("standards_amendment", Class.PUBLIC, "organisation_id", frozen=True,
          one_way=("approved_by", "approved_at", "recorded_on", "withdrawn_by", "withdrawn_at",
                   "withdrawn_because")),
    Table("standards_amendment_draft", Class.TENANT, "organisation_id", frozen=True,
          frozen_if="old.ended_at is not null"),
    Table("standards_evidence", Class.PUBLIC, "organisation_id", frozen=True),
    Table("standards_consultation", Class.PUBLIC, "organisation_id", frozen=True,
          one_way=("closed_by", "closed_at", "summary")),
    Table("standards_comment", Class.PUBLIC, "organisation_id", frozen=True),
    Table("standards_answer", Class.PUBLIC, "organisation_id", key=("comment_id",), frozen=True),
    Table("standards_guideline", Class.PUBLIC, "organisation_id", frozen=True),
    Table("standards_moved_day", Class.PUBLIC, "organisation_id", frozen=True,
          one_way=("approved_by", "approved_at", "dropped_by", "dropped_at")),
    # --- catalogue ------------------------------------------------------------------------
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
    # each word on a level is the row of the body that said it
    Table("catalogue_levelreferral", Class.PUBLIC, "organisation_id", frozen=True),
    Table("catalogue_recognition", Class.PUBLIC, "organisation_id", frozen=True,
          one_way=("withdrawn_by", "withdrawn_at")),
    Table("catalogue_course", Class.PUBLIC, "organisation_id", frozen=True,
          one_way=("ended_at",)),
    Table("catalogue_confirmation", Class.PUBLIC, "organisation_id", frozen=True),
    # --- needs ----------------------------------------------------------------------------
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
    # --- review ---------------------------------------------------------------------------
    # what the office answered so far may change; what it decided, and the head's word, never
    Table("review_decision", Class.TENANT, "organisation_id", frozen=True,
          may_change=("kept", "kept_by"),
          one_way=("answers", "outcome", "reason", "by", "at", "confirmed_by", "confirmed_at",
                   "declined_by", "declined_at", "declined_note")),
    # --- accreditation --------------------------------------------------------------------
    Table("accreditation_certificateformat", Class.PUBLIC, "organisation_id", frozen=True),
    Table("accreditation_formatretirement", Class.PUBLIC, "organisation_id", frozen=True),
    Table("accreditation_proposal", Class.TENANT, "agency_id", frozen=True,
          frozen_if="old.state <> 'open'"),
    Table("accreditation_decision", Class.PUBLIC, "agency_id", frozen=True),
    Table("accreditation_decisionchange", Class.PUBLIC, "agency_id", frozen=True),
    Table("accreditation_tenure", Class.PUBLIC, "agency_id", key=("decision_id",), frozen=True,
          may_change=("until",)),
    Table("accreditation_signedstatement", Class.PUBLIC, "agency_id", frozen=True),
    # --- lightroute -----------------------------------------------------------------------
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
    # --- oversight ------------------------------------------------------------------------
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
    # --- criteria -------------------------------------------------------------------------
    Table("criteria_draft", Class.TENANT, "agency_id", frozen=True,
          frozen_if="old.state <> 'open'"),
    Table("criteria_set", Class.PUBLIC, "agency_id", frozen=True,
          one_way=("until", "retired_by")),
    # --- procedures -----------------------------------------------------------------------
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
          frozen=True, one_way=("held_on", "held_by", "held_role")),
    Table("procedures_evidence", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True, one_way=("withdrawn_by", "withdrawn_at")),
    Table("procedures_question", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True, one_way=("closed_at",)),
    Table("procedures_reply", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True),
    Table("procedures_remark", Class.TENANT, "agency_id", frozen=True),
    Table("procedures_finding", Class.TENANT, "agency_id"),
    Table("procedures_draftreport", Class.TENANT, "agency_id", frozen=True),
    Table("procedures_factualcheck", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True,
          one_way=("comments", "answered_by", "answered_role", "answered_at", "response",
                   "responded_by", "responded_role", "responded_at")),
    # ESG 2015, 2.6: reports are published in full, those of refusals too
    Table("procedures_report", Class.CASE, "organisation_id", counterparty="agency_id",
          frozen=True, one_way=("published_at",),
          policies=(("published", "for select using (published_at is not null)"),)),
    Table("procedures_session", Class.TENANT, "agency_id", frozen=True),
    Table("procedures_agendaitem", Class.TENANT, "agency_id", frozen=True),
    Table("procedures_interest", Class.TENANT, "agency_id", frozen=True),
    Table("procedures_motion", Class.TENANT, "agency_id", frozen=True, one_way=("result",)),
    Table("procedures_vote", Class.TENANT, "agency_id", frozen=True),
    Table("procedures_agencylisting", Class.PUBLIC, "keeper_id", frozen=True,
          one_way=("until",)),
    # --- awards ---------------------------------------------------------------------------
    Table("awards_run", Class.TENANT, "organisation_id", frozen=True, may_change=("is_open",)),
    Table("awards_learner", Class.TENANT, "organisation_id", frozen=True,
          may_change=("box", "identity", "likeness"), one_way=("erased_at",),
          events=Events.CHUNK, chunk="entered_in", position="id"),
    Table("awards_enrolment", Class.TENANT, "organisation_id", frozen=True,
          may_change=("state", "ended_on", "ended_because")),
    Table("awards_result", Class.TENANT, "organisation_id", frozen=True,
          events=Events.CHUNK, chunk="entered_in", position="id"),
    Table("awards_batch", Class.TENANT, "organisation_id", frozen=True,
          may_change=("state", "awarded", "chunks", "issued", "refused", "paused_by", "paused_at",
                      "held_for", "held_since"),
          one_way=("proposed_by", "proposed_at", "confirmed_by", "confirmed_at")),
    # drafts before a batch, encrypted and gone after a week; the batch has its events
    Table("awards_import", Class.TENANT, "organisation_id",
          events=Events.NONE, because="a draft: what comes of it is a batch with its events"),
    Table("awards_import_part", Class.TENANT, "organisation_id", key=("import_id", "number"),
          events=Events.NONE, because="rows of a draft, deleted with it"),
    Table("awards_known_heading", Class.TENANT, "organisation_id"),
    # the hashes of an erased person go, everything else stays as it was judged
    Table("awards_batch_row", Class.TENANT, "organisation_id", key=("batch_id", "number"),
          frozen=True, may_change=("identity", "likeness"),
          events=Events.CHUNK, chunk="batch_id", position="number"),
    Table("awards_award", Class.TENANT, "issuer_id", key=("issuer_id", "id"),
          frozen=True, may_change=("state", "state_because"),
          events=Events.CHUNK, chunk="batch_id", position="row_number", identity="identity",
          begins=(("state", "confirmed"), ("state_because", ""))),
    Table("awards_erasure", Class.TENANT, "organisation_id", frozen=True,
          one_way=("approved_by", "approved_at")),
    # --- funding --------------------------------------------------------------------------
    Table("funding_scheme", Class.PUBLIC, "organisation_id", frozen=True,
          one_way=("approved_by", "approved_at", "closed_by", "closed_at", "closed_reason")),
    # a trigger of the owner moves it with the places, whichever side changes them
    Table("funding_account", Class.TENANT, "organisation_id", key=("scheme_id",),
          owner_writes=True, events=Events.NONE, because="follows the places of its scheme"),
    # provider and funder; whoever applied has the link
    Table("funding_application", Class.CASE, "organisation_id", counterparty="funder_id",
          capability="id", frozen=True,
          may_change=("state", "amount", "reserved_until", "decided_by", "decided_at", "reason",
                      "box", "ended_at"), one_way=("erased_at",)),
    # the funder's alone: no provider ever reads why somebody is funded
    Table("funding_proof", Class.TENANT, "organisation_id", frozen=True, may_change=("box",),
          one_way=("erased_at",)),
    Table("funding_claim", Class.CASE, "organisation_id", counterparty="funder_id", frozen=True,
          one_way=("checked_by", "checked_at", "approved_by", "approved_at", "refused_by",
                   "refused_at", "refused_reason")),
    # --- issuing --------------------------------------------------------------------------
    Table("issuing_template", Class.PUBLIC, "organisation_id", frozen=True),
    Table("issuing_layout_draft", Class.TENANT, "organisation_id"),
    Table("issuing_layout", Class.PUBLIC, "organisation_id", frozen=True),
    Table("issuing_layout_pin", Class.PUBLIC, "organisation_id", key=("chunk_id",), frozen=True),
    Table("issuing_status_list", Class.PUBLIC, "organisation_id", frozen=True,
          may_change=("revoked", "suspended", "version")),
    # no events here: one would hold the tenant's chain while a whole chunk is made
    Table("issuing_status_pool", Class.TENANT, "organisation_id", key=("list_id",), frozen=True,
          may_change=("taken", "free"), events=Events.NONE,
          because="a trigger lets it only grow; credentials tell which places are theirs"),
    Table("issuing_publication", Class.PUBLIC, "organisation_id", frozen=True,
          events=Events.NONE, because="signed by the issuer; the list has its events"),
    Table("issuing_intent", Class.TENANT, "organisation_id", frozen=True,
          may_change=("rows", "digests_of", "count", "letters", "key_id", "created", "list_id"),
          one_way=("emptied_at",),
          events=Events.NONE, because="the chunk that it becomes has its event"),
    Table("issuing_chunk", Class.TENANT, "organisation_id", frozen=True,
          one_way=("log_chunk_id",), events=Events.NONE,
          because="its credentials have the event of the chunk"),
    Table("issuing_credential", Class.TENANT, "issuer_id", capability="id",
          key=("issuer_id", "id"), events=Events.CHUNK, chunk="chunk_id", position="position",
          identity="identity", begins=(("state", "valid"),), frozen=True, may_change=("state",),
          one_way=("successor_id",), policies=(("holder", f"for select using ({_HOLDER})"),)),
    Table("issuing_reissue", Class.TENANT, "organisation_id", frozen=True,
          may_change=("done", "skipped", "chunks", "version_id", "after_id"),
          one_way=("finished_at",)),
    Table("issuing_status_change", Class.TENANT, "organisation_id", capability="credential_id",
          frozen=True, one_way=("approved_by", "done_at", "step", "log_chunk_id"),
          policies=(("holder", f"for select using (exists ({_HELD}))"),)),
    Table("issuing_document", Class.TENANT, "issuer_id", capability="credential_id", frozen=True,
          policies=(("holder", f"for select using ({_HOLDER})"),)),
    # what holders do is theirs and not the provider's: the secret link is their key
    Table("issuing_share", Class.PERSON, person="person_key_id", capability="id", frozen=True,
          one_way=("withdrawn_at",), policies=(("holder", f"using ({_HOLDER})"),)),
    Table("issuing_share_use", Class.PERSON, person="person_key_id", key=("share_id",),
          events=Events.NONE, because="only how often a share was opened, not by whom",
          policies=(("holder", f"using ({_HOLDER})"), ("link", f"using ({_LINK})"))),
    # the provider's mails carry links of the newest series
    Table("issuing_link_series", Class.PERSON, "issuer_id", person="person_key_id",
          key=("person_key_id",), policies=(("holder", f"using ({_HOLDER})"),)),
    Table("issuing_claim", Class.PERSON, person="person_id", frozen=True,
          one_way=("ended_at",)),
    Table("issuing_correction", Class.TENANT, "issuer_id", frozen=True,
          one_way=("outcome", "answer", "answered_by", "answered_at"),
          policies=(("holder", f"for select using ({_HOLDER})"),
                    ("holder_asks", f"for insert with check ({_HOLDER})"))),
    Table("issuing_counter", Class.TENANT, "organisation_id",
          key=("organisation_id", "version_id", "month", "act"),
          events=Events.NONE, because="doctor makes it again from the rows"),
    # the operator of the register looks after what waits and what differs, of every issuer
    Table("issuing_national_outbox", Class.CASE, "organisation_id", counterparty="keeper_id",
          key=("chunk_id",), frozen=True,
          may_change=("answered", "attempts", "next_at", "last_code"), one_way=("done_at",),
          events=Events.NONE, because="the chunk has its event, and each answer",
          policies=(("capability", f"for select using (exists ({_OF_CHUNK}))"),)),
    Table("issuing_national_registration", Class.TENANT, "issuer_id",
          capability="credential_id", key=("issuer_id", "credential_id"), frozen=True,
          events=Events.CHUNK, chunk="log_chunk_id", position="log_position"),
    Table("issuing_difference", Class.CASE, "organisation_id", counterparty="keeper_id",
          frozen=True, one_way=("resolution", "note", "resolved_by", "resolved_at")),
    Table("issuing_comparison", Class.CASE, "organisation_id", counterparty="keeper_id",
          key=("organisation_id",), frozen=True,
          may_change=("next_at", "compared_at", "compared", "last_code"),
          events=Events.NONE, because="only when the sides were last compared"),
    # --- state register -------------------------------------------------------------------
    Table("stateregister_lookup", Class.TENANT, "organisation_id", frozen=True),
    # the person reads who looked; rows come from the one function that finds them
    Table("stateregister_hit", Class.TENANT, "organisation_id", frozen=True, owner_writes=True,
          policies=(("holder", f"for select using ({_HOLDER})"),)),
    # nothing of persons: what both registers say of bodies and licences
    Table("stateregister_discrepancy", Class.PUBLIC, "organisation_id", frozen=True,
          one_way=("resolution", "note", "resolved_by", "resolved_at")),
    Table("stateregister_reconciliation", Class.PUBLIC, "organisation_id", events=Events.NONE,
          because="only when the sides were last compared; each line has its event"),
    # --- verification ---------------------------------------------------------------------
)  # fmt: skip

TABLES: Mapping[str, Table] = MappingProxyType({table.name: table for table in _TABLES})

if len(TABLES) != len(_TABLES):
    raise ValueError("a table is declared twice")
