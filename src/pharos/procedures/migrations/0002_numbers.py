"""Numbers of cases without gaps, for whoever files one: the agency's series, counted here.

A provider that submits acts in its own tenant and cannot write the agency's rows; the function
of the owner counts for it, in the same transaction, so that what is rolled back leaves no gap.
"""

from django.db import migrations

NEXT = """
    create function procedures_next_number(agency uuid, series text, the_year integer)
    returns integer
    language plpgsql security definer set search_path = public, pg_temp as $$
    declare
      given integer;
    begin
      insert into procedures_numberseries (id, agency_id, kind, year, last)
      values (gen_random_uuid(), agency, series, the_year, 1)
      on conflict (agency_id, kind, year) do update set last = procedures_numberseries.last + 1
      returning last into given;
      return given;
    end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("procedures", "0001_cases")]

    operations = [
        migrations.RunSQL(NEXT, "drop function procedures_next_number(uuid, text, integer)"),
    ]
