"""What the database itself keeps of the status: one way out, and two persons back."""

from django.db import migrations

RULES = """
-- A bit of the revocation list that is set stays set, whoever writes (STA-07).
create function issuing_revoked_stays() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  before bit varying := ('x' || encode(old.revoked, 'hex'))::bit(131072);
  after bit varying := ('x' || encode(new.revoked, 'hex'))::bit(131072);
begin
  if (before & ~after) <> repeat('0', 131072)::bit varying then
    raise exception 'revocation_one_way: a revoked place was cleared' using errcode = 'PH004';
  end if;
  if new.version <= old.version then
    raise exception 'status_version: the version of a list only grows' using errcode = 'PH004';
  end if;
  return new;
end $$;
create trigger issuing_revoked_stays before update on issuing_status_list
  for each row execute function issuing_revoked_stays();

-- A place that was given out is never given out again (STA-10).
create function issuing_taken_stays() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  before bit varying := ('x' || encode(old.taken, 'hex'))::bit(131072);
  after bit varying := ('x' || encode(new.taken, 'hex'))::bit(131072);
begin
  if (before & ~after) <> repeat('0', 131072)::bit varying then
    raise exception 'place_given_twice: a place was taken back' using errcode = 'PH004';
  end if;
  return new;
end $$;
create trigger issuing_taken_stays before update on issuing_status_pool
  for each row execute function issuing_taken_stays();

-- The state of a credential follows an act on record; nothing leads out of revoked.
create function issuing_state_follows() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  last issuing_status_change%rowtype;
begin
  if old.state = new.state then
    return new;
  end if;
  if old.state = 'revoked' then
    raise exception 'revocation_one_way: % was revoked', old.id using errcode = 'PH004';
  end if;
  select * into last from issuing_status_change c
    where c.credential_id = new.id and c.organisation_id = new.issuer_id
      and c.done_at is not null
    order by c.step desc limit 1;
  if not found or new.state is distinct from
     (case last.act when 'revoke' then 'revoked' when 'suspend' then 'suspended'
                    else 'valid' end) then
    raise exception 'status_without_act: % has no act that makes it %', old.id, new.state
      using errcode = 'PH004';
  end if;
  return new;
end $$;
create trigger issuing_state_follows before update on issuing_credential
  for each row execute function issuing_state_follows();

-- An intent lives for a second and holds ciphertext, which does not compress.
alter table issuing_intent alter column rows set storage external;
-- Leaves are packed already and small: compressing them costs time and saves nothing.
alter table issuing_credential alter column sealed set storage main;
alter table issuing_status_list alter column revoked set storage external;
alter table issuing_status_list alter column suspended set storage external;
"""

BACK = """
drop function issuing_revoked_stays() cascade;
drop function issuing_taken_stays() cascade;
drop function issuing_state_follows() cascade;
"""


class Migration(migrations.Migration):
    dependencies = [("issuing", "0001_initial")]
    operations = [migrations.RunSQL(RULES, BACK)]
