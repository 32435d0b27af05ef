"""Tables of awards and credentials, of who pays and of who looks."""

from pharos.common.declaring import Class, Events, Table

_OF_CHUNK = """select from issuing_credential c where c.chunk_id = issuing_national_outbox.chunk_id
    and c.id = (select nullif(current_setting('pharos.capability', true), '')::uuid)"""

# The holder of a learner's record: whoever showed the secret link of one of its credentials.
_HOLDER = """person_key_id
    = (select nullif(current_setting('pharos.capability', true), '')::uuid)"""

_HELD = f"""select from issuing_credential c where c.id = issuing_status_change.credential_id
    and c.{_HOLDER}"""

_LINK = "share_id = (select nullif(current_setting('pharos.capability', true), '')::uuid)"

AWARDS = (
    # --- awards --------------------------------------------------------------------------
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
    # --- funding -------------------------------------------------------------------------
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
    # --- issuing -------------------------------------------------------------------------
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
    # --- state register ------------------------------------------------------------------
    Table("stateregister_lookup", Class.TENANT, "organisation_id", frozen=True),
    # the person reads who looked; rows come from the one function that finds them
    Table("stateregister_hit", Class.TENANT, "organisation_id", frozen=True, owner_writes=True,
          policies=(("holder", f"for select using ({_HOLDER})"),)),
    # nothing of persons: what both registers say of bodies and licences
    Table("stateregister_discrepancy", Class.PUBLIC, "organisation_id", frozen=True,
          one_way=("resolution", "note", "resolved_by", "resolved_at")),
    Table("stateregister_reconciliation", Class.PUBLIC, "organisation_id", events=Events.NONE,
          because="only when the sides were last compared; each line has its event"),
    # --- verification --------------------------------------------------------------------
)  # fmt: skip
