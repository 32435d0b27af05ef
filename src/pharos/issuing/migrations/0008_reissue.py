"""Credentials signed anew: runs, and what took a credential's place."""

import pharos.common.ids
from django.db import migrations, models
from django.db.models import F, Q

# The state follows the act as before; a successor comes with an act that names it, and never else.
RULE = """
create or replace function issuing_state_follows() returns trigger
language plpgsql set search_path = public, pg_temp as $$
declare
  last issuing_status_change%rowtype;
begin
  if old.state = new.state then
    if new.successor_id is distinct from old.successor_id then
      raise exception 'successor_without_act: % was not superseded', old.id
        using errcode = 'PH004';
    end if;
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
     (case last.act when 'revoke' then 'revoked' when 'supersede' then 'revoked'
                    when 'suspend' then 'suspended' else 'valid' end) then
    raise exception 'status_without_act: % has no act that makes it %', old.id, new.state
      using errcode = 'PH004';
  end if;
  if (last.act = 'supersede') <> (new.successor_id is not null) then
    raise exception 'successor_without_act: % was not superseded', old.id using errcode = 'PH004';
  end if;
  return new;
end $$;
"""

BEFORE = """
create or replace function issuing_state_follows() returns trigger
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
"""


class Migration(migrations.Migration):
    dependencies = [("issuing", "0007_token_lists")]

    operations = [
        migrations.AddField("credential", "successor_id", models.UUIDField(null=True)),
        migrations.RemoveConstraint("credential", "issuing_credential_of_award"),
        migrations.AddConstraint(
            "credential",
            models.UniqueConstraint(
                fields=["issuer_id", "award_id"],
                condition=Q(successor_id=None),
                name="issuing_credential_of_award",
            ),
        ),
        migrations.AddConstraint(
            "credential",
            models.CheckConstraint(
                condition=Q(successor_id=None) | Q(state="revoked"),
                name="issuing_credential_superseded",
            ),
        ),
        migrations.RemoveConstraint("statuschange", "issuing_change_act"),
        migrations.AddConstraint(
            "statuschange",
            models.CheckConstraint(
                condition=Q(act__in=["revoke", "suspend", "reinstate", "supersede"]),
                name="issuing_change_act",
            ),
        ),
        migrations.CreateModel(
            name="Reissue",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pharos.common.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("key_id", models.TextField(null=True)),
                ("proposal_id", models.UUIDField(null=True, unique=True)),
                ("reason", models.TextField()),
                ("proposed_by", models.UUIDField()),
                ("approved_by", models.UUIDField()),
                ("started_at", models.DateTimeField()),
                ("total", models.IntegerField()),
                ("done", models.IntegerField(default=0)),
                ("skipped", models.IntegerField(default=0)),
                ("chunks", models.IntegerField(default=0)),
                ("version_id", models.UUIDField(null=True)),
                ("after_id", models.UUIDField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "issuing_reissue",
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(approved_by=F("proposed_by")),
                        name="issuing_reissue_two_persons",
                    ),
                    models.CheckConstraint(
                        condition=Q(reason__in=["error_in_data", "key_compromised", "superseded"]),
                        name="issuing_reissue_reason",
                    ),
                    models.UniqueConstraint(
                        fields=["key_id"],
                        condition=Q(finished_at=None, key_id__isnull=False),
                        name="issuing_reissue_one_open",
                    ),
                ],
            },
        ),
        migrations.RunSQL(RULE, BEFORE),
    ]
