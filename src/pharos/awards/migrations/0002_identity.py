"""The identity of an award is SHA-256 over its facts, and the database itself says so."""

from django.db import migrations

_FUNCTION = """
create or replace function awards_identity(
  issuer uuid, award uuid, version uuid, learner uuid, award_date date, enrolled_on date,
  pathway text, identity_check text, grade_scale text, grade_code text, grade text
) returns bytea
language sql immutable parallel safe set search_path = pg_catalog as $$
  -- jsonb writes days as ISO 8601 whatever the session's style is
  select sha256(convert_to(jsonb_build_array(issuer, award, version, learner, award_date,
    enrolled_on, pathway, identity_check, grade_scale, grade_code, grade)::text, 'UTF8'))
$$
"""

_CHECK = """
alter table awards_award add constraint awards_award_identity check (
  identity = awards_identity(issuer_id, id, version_id, learner_id, award_date, enrolled_on,
    pathway, identity_check, grade_scale, grade_code, grade))
"""


class Migration(migrations.Migration):
    dependencies = [("awards", "0001_initial")]

    operations = [
        migrations.RunSQL(_FUNCTION, "drop function awards_identity"),
        migrations.RunSQL(_CHECK, "alter table awards_award drop constraint awards_award_identity"),
    ]
