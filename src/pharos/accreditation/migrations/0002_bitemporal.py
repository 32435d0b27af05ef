"""What the database itself keeps: its clock, the approver of the act, no overlap of terms."""

from django.db import migrations

KINDS = ("authorisation", "institution", "programme", "licence", "format")

# The embedded build has no btree_gist: a range type of our own over uuid brings equality of
# subjects into the exclusion. One constraint a kind, since text has no range either.
NO_OVERLAP = "".join(
    f"""
    alter table accreditation_tenure add constraint accreditation_tenure_no_overlap_{kind}
      exclude using gist (
        accreditation_uuidrange(subject_id, subject_id, '[]') with &&,
        daterange(first_day, until, '[)') with &&
      ) where (kind = '{kind}');
    """
    for kind in KINDS
)

STAMP = """
    create function accreditation_stamp() returns trigger
    language plpgsql set search_path = public, pg_temp as $$
    begin
      new.recorded_at := clock_timestamp();
      if new.approved_by is distinct from
         nullif(current_setting('pharos.person', true), '')::uuid then
        raise exception 'approver_not_acting: % is approved by the person who acts', TG_TABLE_NAME
          using errcode = 'PH003';
      end if;
      if not exists (
        select from accreditation_proposal p
         where p.id = new.proposal_id and p.state = 'open' and p.digest = new.digest
           and p.agency_id = new.agency_id and p.proposed_by = new.proposed_by
      ) then
        raise exception 'proposal_mismatch: % is not what was proposed', TG_TABLE_NAME
          using errcode = 'PH003';
      end if;
      return new;
    end $$;
    create trigger accreditation_stamp before insert on accreditation_decision
      for each row execute function accreditation_stamp();
    create trigger accreditation_stamp before insert on accreditation_decisionchange
      for each row execute function accreditation_stamp();
"""


class Migration(migrations.Migration):
    dependencies = [("accreditation", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "create type accreditation_uuidrange as range (subtype = uuid)",
            "drop type accreditation_uuidrange",
        ),
        migrations.RunSQL(
            NO_OVERLAP,
            "".join(
                "alter table accreditation_tenure"
                f" drop constraint accreditation_tenure_no_overlap_{kind};"
                for kind in KINDS
            ),
        ),
        migrations.RunSQL(STAMP, "drop function accreditation_stamp() cascade"),
    ]
