"""What the sequencer does across tenants: three functions of the owner, and the first state."""

from django.db import migrations

EMPTY_ROOT = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

FUNCTIONS = f"""
create function registry_integrate(
  chunks bigint[], firsts bigint[], old_size bigint, new_size bigint,
  new_edge text, new_root bytea, heads jsonb
) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare placed bigint;
begin
  update registry_log_state set size = new_size, edge = new_edge, root = new_root
    where id = 1 and size = old_size and new_size > old_size;
  if not found then
    raise exception 'log_moved: the tree is not where the sequencer left it';
  end if;
  update registry_log_chunk c set first_index = p.first
    from unnest(chunks, firsts) as p(id, first)
    where c.id = p.id and c.first_index is null;
  get diagnostics placed = row_count;
  if placed <> cardinality(chunks) then
    raise exception 'log_moved: a chunk was placed by another';
  end if;
  insert into registry_published_head (tenant, seq)
    select key::uuid, value::bigint from jsonb_each_text(heads)
    on conflict (tenant) do update set seq = excluded.seq;
end $$;

create function registry_publish_checkpoint(
  the_size bigint, the_root bytea, moment timestamptz, the_note text
) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if not exists (select 1 from registry_log_state where size = the_size and root = the_root) then
    raise exception 'log_moved: no such tree';
  end if;
  insert into registry_checkpoint (size, root, signed_at, note)
    values (the_size, the_root, moment, the_note)
    on conflict (size) do nothing;
  perform pg_notify('pharos_checkpoint', the_size::text);
end $$;

alter table registry_log_chunk alter column leaves set storage external;
alter table registry_log_chunk
  add constraint registry_log_chunk_leaves check (octet_length(leaves) = 32 * count);
insert into registry_log_state (id, size, edge, root)
  values (1, 0, '{{"size":0,"levels":[]}}', decode('{EMPTY_ROOT}', 'hex'));
"""

BACK = """
drop function registry_integrate(bigint[], bigint[], bigint, bigint, text, bytea, jsonb);
drop function registry_publish_checkpoint(bigint, bytea, timestamptz, text);
delete from registry_log_state;
"""


class Migration(migrations.Migration):
    dependencies = [("registry", "0001_initial")]
    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
