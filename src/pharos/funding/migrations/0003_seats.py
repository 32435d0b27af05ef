"""An application may wait for a place, and a funded place takes a seat of its offering."""

from django.db import migrations, models

STATES = ("applied", "waiting", "reserved", "claimed", "paid", "refused", "withdrawn", "released")

# the offering's row of seats is waited for, so that two who reserve the last one at the same
# moment come one after the other, and the second is refused
FUNCTION = """
create function funding_seat() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  moved integer := 0;
begin
  if new.offering_id is null then return null; end if;
  if TG_OP = 'UPDATE' and old.state in ('reserved', 'claimed', 'paid') then
    moved := -1;
  end if;
  if new.state in ('reserved', 'claimed', 'paid') then moved := moved + 1; end if;
  if moved <> 0 then
    update catalogue_seats set taken = greatest(taken + moved, 0)
      where offering_id = new.offering_id;
  end if;
  return null;
end $$;
create trigger funding_seated after insert or update on funding_application
  for each row execute function funding_seat();
update catalogue_seats s set taken = least(coalesce(s.seats, a.places), a.places)
  from (select offering_id, count(*) as places from funding_application
         where state in ('reserved', 'claimed', 'paid') group by offering_id) a
  where a.offering_id = s.offering_id;
"""

BACK = """
drop trigger funding_seated on funding_application;
drop function funding_seat();
update catalogue_seats set taken = 0;
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0002_account"), ("catalogue", "0008_seats")]

    operations = [
        migrations.RemoveConstraint("application", "funding_application_state"),
        migrations.AddConstraint(
            "application",
            models.CheckConstraint(
                condition=models.Q(state__in=STATES), name="funding_application_state"
            ),
        ),
        migrations.RunSQL(FUNCTION, BACK),
    ]
