"""What holders do: shares, claims, corrections, and the series of their secret links."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import pharos.common.ids
import pharos.issuing.holders.rules

# Who lost a mail has no organisation yet: the newest credential of each record that was mailed
# to an address, by its keyed hash.
LINKS = """
create function issuing_links_of(hash bytea, most integer)
returns table (tenant uuid, credential uuid)
language sql stable security definer set search_path = public, pg_temp as $$
  select m.tenant, m.about from (
    select distinct on (person_key_id) tenant, about, id from common_mail
     where address_hash = hash and kind = 'mail_issued' and about is not null
     order by person_key_id, id desc) m
  order by m.id desc limit most
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("issuing", "0003_national"), ("common", "0002_mail")]

    operations = [
        migrations.AddField("intent", "letters", models.IntegerField(default=0)),
        migrations.CreateModel(
            name="Share",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pharos.issuing.holders.rules.new_share_id,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("person_key_id", models.UUIDField()),
                ("credential_id", models.UUIDField()),
                (
                    "parts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("created_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "issuing_share",
                "indexes": [models.Index(fields=["person_key_id"], name="issuing_share_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("expires_at__gt", F("created_at"))),
                        name="issuing_share_expires",
                    ),
                    models.CheckConstraint(
                        condition=Q(("parts__contained_by", ["name", "details", "files"])),
                        name="issuing_share_parts",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ShareUse",
            fields=[
                (
                    "share",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="issuing.share",
                    ),
                ),
                ("person_key_id", models.UUIDField()),
                ("opened", models.IntegerField(default=0)),
                ("refused", models.IntegerField(default=0)),
                ("last_at", models.DateTimeField(null=True)),
            ],
            options={"db_table": "issuing_share_use"},
        ),
        migrations.CreateModel(
            name="LinkSeries",
            fields=[
                ("person_key_id", models.UUIDField(primary_key=True, serialize=False)),
                ("issuer_id", models.UUIDField()),
                ("number", models.IntegerField()),
                ("changed_at", models.DateTimeField()),
            ],
            options={
                "db_table": "issuing_link_series",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("number__gt", 0), ("number__lt", 65536)),
                        name="issuing_link_series_number",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pharos.common.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("person_id", models.UUIDField()),
                ("person_key_id", models.UUIDField()),
                ("issuer_id", models.UUIDField()),
                ("claimed_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "issuing_claim",
                "indexes": [models.Index(fields=["person_id"], name="issuing_claim_of")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=Q(("ended_at", None)),
                        fields=("person_key_id",),
                        name="issuing_claim_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pharos.common.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("issuer_id", models.UUIDField()),
                ("person_key_id", models.UUIDField()),
                ("credential_id", models.UUIDField()),
                ("wish", models.BinaryField()),
                ("asked_at", models.DateTimeField()),
                ("outcome", models.TextField(null=True)),
                ("answer", models.BinaryField(null=True)),
                ("answered_by", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "issuing_correction",
                "indexes": [models.Index(fields=["issuer_id", "id"], name="issuing_correction_of")],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(
                            Q(
                                ("answer", None),
                                ("answered_at", None),
                                ("answered_by", None),
                                ("outcome", None),
                            ),
                            Q(
                                ("answer__isnull", False),
                                ("answered_at__isnull", False),
                                ("answered_by__isnull", False),
                                ("outcome__in", ["done", "declined"]),
                            ),
                            _connector="OR",
                        ),
                        name="issuing_correction_answered",
                    ),
                    models.UniqueConstraint(
                        condition=Q(("answered_at", None)),
                        fields=("credential_id",),
                        name="issuing_correction_one_open",
                    ),
                ],
            },
        ),
        migrations.RunSQL(LINKS, "drop function issuing_links_of(bytea, integer)"),
    ]
