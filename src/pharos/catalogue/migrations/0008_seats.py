"""How many seats of an offering are taken: a row beside it, written by triggers alone."""

import django.db.models.deletion
from django.db import migrations, models

FUNCTION = """
create function catalogue_seat_row() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into catalogue_seats (offering_id, organisation_id, seats, taken)
    values (new.id, new.organisation_id, new.seats, 0)
    on conflict (offering_id) do update set seats = excluded.seats;
  return null;
end $$;
create trigger catalogue_seated after insert or update of seats on catalogue_offering
  for each row execute function catalogue_seat_row();
insert into catalogue_seats (offering_id, organisation_id, seats, taken)
  select id, organisation_id, seats, 0 from catalogue_offering;
"""

BACK = """
drop trigger catalogue_seated on catalogue_offering;
drop function catalogue_seat_row();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0007_claims")]

    operations = [
        migrations.CreateModel(
            name="Seats",
            fields=[
                (
                    "offering",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="filling",
                        serialize=False,
                        to="catalogue.offering",
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("seats", models.PositiveIntegerField(null=True)),
                ("taken", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("seats", None),
                            ("seats__gte", models.F("taken")),
                            _connector="OR",
                        ),
                        name="catalogue_seats_enough",
                    )
                ]
            },
        ),
        migrations.RunSQL(FUNCTION, BACK),
    ]
