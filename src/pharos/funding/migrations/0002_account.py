"""The account of a scheme follows its places: one trigger of the owner, and nobody's hand."""

from django.db import migrations

FUNCTION = """
create function funding_settle() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
  reserved_before numeric := 0;
  spent_before numeric := 0;
  reserved_after numeric := 0;
  spent_after numeric := 0;
begin
  if TG_OP = 'UPDATE' then
    if old.state in ('reserved', 'claimed') then reserved_before := old.amount; end if;
    if old.state = 'paid' then spent_before := old.amount; end if;
  end if;
  if new.state in ('reserved', 'claimed') then reserved_after := new.amount; end if;
  if new.state = 'paid' then spent_after := new.amount; end if;
  if reserved_before = reserved_after and spent_before = spent_after then
    return null;
  end if;
  update funding_account
    set reserved = reserved + reserved_after - reserved_before,
        spent = spent + spent_after - spent_before
    where scheme_id = new.scheme_id;
  if not found then
    raise exception 'the scheme has no account' using errcode = '23514';
  end if;
  return null;
end $$;
create trigger funding_settled after insert or update on funding_application
  for each row execute function funding_settle();
"""

BACK = """
drop trigger funding_settled on funding_application;
drop function funding_settle();
"""


class Migration(migrations.Migration):
    dependencies = [("funding", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTION, BACK)]
