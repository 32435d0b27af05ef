-- What is written once stays as it was written.

create or replace function common_refuse() returns trigger
language plpgsql set search_path = public, pg_temp as $$
begin
  raise exception 'immutable: % of %', lower(TG_OP), TG_TABLE_NAME using errcode = 'PH002';
end $$;

-- Arguments: columns that may change; columns that may be set once.
create or replace function common_refuse_change() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  before jsonb := to_jsonb(old) - string_to_array(TG_ARGV[0], ',');
  after jsonb := to_jsonb(new) - string_to_array(TG_ARGV[0], ',');
  once text[] := string_to_array(TG_ARGV[1], ',');
  name text;
begin
  for name in select key from jsonb_each(after) where value is distinct from before->key loop
    if not (name = any(once) and before->name in ('null'::jsonb, 'false'::jsonb)) then
      raise exception 'immutable: % of %', name, TG_TABLE_NAME using errcode = 'PH002';
    end if;
  end loop;
  return new;
end $$;
