"""Answers that were kept for idempotency keys go after some days, of every tenant at once."""

from django.db import migrations

# A day at least stays, whatever is asked: a retry of this morning finds its answer.
FORGET = """
create function common_forget_keys(before timestamptz) returns bigint
language sql volatile security definer set search_path = public, pg_temp as $$
  with gone as (
    delete from common_idempotency_key
     where at < least(before, now() - interval '1 day') returning 1
  )
  select count(*) from gone
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0002_mail")]
    operations = [migrations.RunSQL(FORGET, "drop function common_forget_keys(timestamptz)")]
