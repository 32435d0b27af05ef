"""Who moves a case is kept by the database too: a provider applies and withdraws, no more.

Both sides write the row of a case, as far as row-level security goes; what is checked, reported,
decided and published is the agency's alone (ESG 2015, 3.3).
"""

from django.db import migrations

POWERS = """
    create function procedures_powers() returns trigger
    language plpgsql set search_path = public, pg_temp as $$
    begin
      if new.state is distinct from old.state
         and new.state not in ('submitted', 'withdrawn_by_provider')
         and new.agency_id is distinct from
             nullif(current_setting('pharos.tenant', true), '')::uuid then
        raise exception 'case_of_agency: only the agency moves a case to %', new.state
          using errcode = 'PH003';
      end if;
      return new;
    end $$;
    create trigger procedures_powers before update on procedures_case
      for each row execute function procedures_powers();
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0002_numbers")]

    operations = [
        migrations.RunSQL(POWERS, "drop function procedures_powers() cascade"),
    ]
