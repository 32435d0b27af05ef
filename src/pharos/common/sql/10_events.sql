-- The event log: written by triggers of the owner, chained within the acting tenant.
-- PH001: no actor is set. PH002: this never changes.

-- The content of a row without its empty columns: a column that a later release adds
-- empty leaves the hash of older rows as it was.
create or replace function common_row_hash(content jsonb) returns bytea
language sql immutable strict parallel safe as $$
  select sha256(convert_to(coalesce(
    (select jsonb_object_agg(key, value) from jsonb_each(content) where value <> 'null'::jsonb),
    '{}'::jsonb)::text, 'UTF8'))
$$;

create or replace function common_row_key(content jsonb, columns text) returns text
language sql immutable strict parallel safe as $$
  select string_agg(content->>name, '/' order by place)
  from unnest(string_to_array(columns, ',')) with ordinality as c(name, place)
$$;

create or replace function common_append_event(
  entity text, act text, row_id text, first text, last text, count bigint,
  digest bytea, marks bytea, old bytea, new bytea, facts text
) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  the_tenant uuid := coalesce(nullif(current_setting('pharos.tenant', true), '')::uuid,
                              '00000000-0000-0000-0000-000000000000');
  the_person uuid := nullif(current_setting('pharos.person', true), '')::uuid;
  the_kind text := nullif(current_setting('pharos.kind', true), '');
  head common_chain_head%rowtype;
  next_seq bigint;
  moment timestamptz;
  fields text;
  sealed bytea;
begin
  if the_kind is null or (the_person is null and the_kind <> 'system') then
    raise exception 'actor_missing: % of % without an actor', act, entity
      using errcode = 'PH001';
  end if;
  insert into common_chain_head (tenant, seq, hash)
    values (the_tenant, 0, decode(repeat('00', 32), 'hex'))
    on conflict do nothing;
  select * into strict head from common_chain_head h where h.tenant = the_tenant for update;
  next_seq := head.seq + 1;
  moment := clock_timestamp();
  fields := jsonb_build_array(
    the_tenant::text, next_seq::text,
    to_char(moment at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'),
    the_person::text, the_kind, entity, act, row_id, first, last, count::text,
    encode(digest, 'hex'), encode(marks, 'hex'), encode(old, 'hex'), encode(new, 'hex'),
    facts, encode(head.hash, 'hex'))::text;
  sealed := sha256(convert_to(fields, 'UTF8'));
  insert into common_event (tenant, seq, at, person, kind, entity, act, row_id, first, last,
                            count, digest, marks, old, new, facts, prev, hash)
    values (the_tenant, next_seq, moment, the_person, the_kind, entity, act, row_id, first, last,
            count, digest, marks, old, new, facts, head.hash, sealed);
  update common_chain_head h set seq = next_seq, hash = sealed where h.tenant = the_tenant;
end $$;

-- Human-rate tables: one event a row. Argument: the columns of its key.
create or replace function common_event_row() returns trigger
language plpgsql security definer
set search_path = public, pg_temp set timezone = 'UTC' set bytea_output = 'hex'
set intervalstyle = 'postgres' as $$
declare
  before bytea; after bytea; key text;
begin
  if TG_OP <> 'INSERT' then
    before := common_row_hash(to_jsonb(old));
    key := common_row_key(to_jsonb(old), TG_ARGV[0]);
  end if;
  if TG_OP <> 'DELETE' then
    after := common_row_hash(to_jsonb(new));
    key := common_row_key(to_jsonb(new), TG_ARGV[0]);
  end if;
  if before is distinct from after then
    perform common_append_event(TG_TABLE_NAME, lower(TG_OP), key, null, null, 1,
                                null, null, before, after, null);
  end if;
  return null;
end $$;

-- Hot tables: one event a statement and chunk, over the rows' digests in order.
-- Arguments: chunk column, position column, SQL of a row's 32-byte digest.
create or replace function common_event_chunk() returns trigger
language plpgsql security definer
set search_path = public, pg_temp set timezone = 'UTC' set bytea_output = 'hex'
set intervalstyle = 'postgres' as $$
declare
  part record;
begin
  -- materialized: the digest of a row is computed once though it is used twice
  for part in execute format(
    'with r as materialized (
       select t.%1$I as chunk, t.%2$I as place, %3$s as digest from inserted t)
     select chunk::text, count(*) as count,
            (array_agg(place::text order by place))[1] as first,
            (array_agg(place::text order by place desc))[1] as last,
            sha256(string_agg(digest, ''''::bytea order by place)) as digest,
            string_agg(substr(digest, 1, 4), ''''::bytea order by place) as marks
       from r group by r.chunk order by r.chunk', TG_ARGV[0], TG_ARGV[1], TG_ARGV[2])
  loop
    perform common_append_event(TG_TABLE_NAME, 'insert', part.chunk, part.first, part.last,
                                part.count, part.digest, part.marks, null, null, null);
  end loop;
  return null;
end $$;

-- Later changes of hot rows that have an identity: few rows give an event each, many give one
-- a chunk, with 8 bytes of each key's and 16 of each new content's hash in `marks`.
-- Arguments: key columns, chunk column, position column.
create or replace function common_event_chunk_update() returns trigger
language plpgsql security definer
set search_path = public, pg_temp set timezone = 'UTC' set bytea_output = 'hex'
set intervalstyle = 'postgres' as $$
declare
  part record;
  many boolean;
begin
  execute 'select count(*) > 8 from after' into many;
  if not many then
    for part in execute format(
      'with a as materialized (
         select common_row_key(to_jsonb(t), %1$L) as key, common_row_hash(to_jsonb(t)) as content
           from after t),
       b as materialized (
         select common_row_key(to_jsonb(t), %1$L) as key, common_row_hash(to_jsonb(t)) as content
           from before t)
       select key, b.content as old, a.content as new from a join b using (key)
        where a.content <> b.content order by key', TG_ARGV[0])
    loop
      perform common_append_event(TG_TABLE_NAME, 'update', part.key, null, null, 1,
                                  null, null, part.old, part.new, null);
    end loop;
    return null;
  end if;
  for part in execute format(
    'with r as materialized (
       select t.%2$I as chunk, t.%3$I as place, common_row_key(to_jsonb(t), %1$L) as key,
              common_row_hash(to_jsonb(t)) as content
         from after t)
     select chunk::text, count(*) as count,
            (array_agg(place::text order by place))[1] as first,
            (array_agg(place::text order by place desc))[1] as last,
            sha256(string_agg(content, ''''::bytea order by place)) as digest,
            string_agg(substr(sha256(convert_to(key, ''UTF8'')), 1, 8) || substr(content, 1, 16),
                       ''''::bytea order by place) as marks
       from r group by r.chunk order by r.chunk', TG_ARGV[0], TG_ARGV[1], TG_ARGV[2])
  loop
    perform common_append_event(TG_TABLE_NAME, 'update', part.chunk, part.first, part.last,
                                part.count, part.digest, part.marks, null, null, null);
  end loop;
  return null;
end $$;

-- The door for refusals: the act was rolled back, its attempt is on record.
create or replace function common_record_refusal(act text, facts text) returns void
language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform common_append_event('refusal', act, null, null, null, 0,
                              null, null, null, null, facts);
end $$;

-- The newest hash of every tenant's chain: a leaf of the log with each checkpoint.
create or replace function common_chain_heads()
returns table (tenant uuid, seq bigint, hash bytea)
language sql stable security definer set search_path = public, pg_temp as $$
  select h.tenant, h.seq, h.hash from common_chain_head h order by h.tenant
$$;
