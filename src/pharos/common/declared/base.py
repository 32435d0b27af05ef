"""Tables of the ground: sessions, jobs, people, bodies, keys and the log, national standards."""

from pharos.common.declaring import Class, Events, Table

_QUEUE = "the queue: ids only, each job's effect writes its own events"

_COLLEAGUES = """select from organisations_membership m where m.person_id = accounts_person.id
    and m.organisation_id = (select nullif(current_setting('pharos.tenant', true), '')::uuid)"""

_LINKED = """select from issuing_credential c where c.person_key_id = common_person_key.id
    and c.id = (select nullif(current_setting('pharos.capability', true), '')::uuid)"""

_NO_TENANT = "tenant is null and nullif(current_setting('pharos.tenant', true), '') is null"
_SYSTEM = "current_setting('pharos.kind', true) = 'system'"

BASE = (
    # --- common --------------------------------------------------------------------------
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
    # --- accounts ------------------------------------------------------------------------
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
    # --- organisations -------------------------------------------------------------------
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
    # --- registry ------------------------------------------------------------------------
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
    # --- standards -----------------------------------------------------------------------
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
    Table("standards_guideline_proposal", Class.TENANT, "organisation_id", frozen=True,
          one_way=("approved_by", "approved_at", "dropped_by", "dropped_at")),
    Table("standards_moved_day", Class.PUBLIC, "organisation_id", frozen=True,
          one_way=("approved_by", "approved_at", "dropped_by", "dropped_at")),
)  # fmt: skip
