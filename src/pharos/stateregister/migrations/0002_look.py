"""The one way from a number to awards across providers, which puts on record what it shows."""

from django.db import migrations

# Only for a question that its official put on record in this very tenant, and only once.
LOOK = """
create function stateregister_look(asked uuid, providers uuid[], identities bytea[])
returns setof stateregister_hit
language sql volatile security definer set search_path = public, pg_temp as $$
  insert into stateregister_hit
    (id, lookup_id, organisation_id, issuer_id, person_key_id, credential_id, version_id,
     awarded_on, state, ground, case_number, asked_at)
  select distinct on (c.id) gen_random_uuid(), k.id, k.organisation_id, c.issuer_id,
         c.person_key_id, c.id, c.version_id, c.awarded_on, c.state, k.ground, k.case_number,
         k.asked_at
    from stateregister_lookup k
    cross join unnest(providers, identities) as w (provider, identity)
    join awards_learner l on l.organisation_id = w.provider and l.identity = w.identity
    join issuing_credential c
      on c.person_key_id = l.person_key_id and c.issuer_id = l.organisation_id
     and c.successor_id is null
   where k.id = asked
     and k.organisation_id = nullif(current_setting('pharos.tenant', true), '')::uuid
     and k.asked_by = nullif(current_setting('pharos.person', true), '')::uuid
     and not exists (select from stateregister_hit h where h.lookup_id = k.id)
   order by c.id
  returning *
$$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("stateregister", "0001_initial"),
        ("awards", "0001_initial"),
        ("issuing", "0004_holders"),
    ]

    operations = [
        migrations.RunSQL(LOOK, "drop function stateregister_look(uuid, uuid[], bytea[])"),
    ]
