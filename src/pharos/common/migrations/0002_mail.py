"""The outbox of mails, and the numbers that the operator sees of it."""

from django.db import migrations, models
from django.db.models import Q

import pharos.common.ids

# Numbers of every organisation's mails: kinds, states and codes, and nobody's address.
COUNTS = """
create function common_mail_counts()
returns table (kind text, state text, code text, count bigint)
language sql stable security definer set search_path = public, pg_temp as $$
  select m.kind, m.state, max(m.last_code), count(*) from common_mail m
   group by 1, 2 order by 1, 2
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("common", "0001_ground")]

    operations = [
        migrations.CreateModel(
            name="Mail",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pharos.common.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("tenant", models.UUIDField(null=True)),
                ("bundle", models.UUIDField()),
                ("kind", models.TextField()),
                ("language", models.CharField(max_length=2)),
                ("about", models.UUIDField(null=True)),
                ("person_key_id", models.UUIDField(null=True)),
                ("address_hash", models.BinaryField(null=True)),
                ("box", models.BinaryField(null=True)),
                ("state", models.TextField(default="waiting")),
                ("attempts", models.IntegerField(default=0)),
                ("last_code", models.TextField(blank=True, default="")),
                ("put_at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "common_mail",
                "indexes": [
                    models.Index(fields=["bundle"], name="common_mail_bundle"),
                    models.Index(fields=["tenant", "state", "id"], name="common_mail_of"),
                    models.Index(
                        fields=["address_hash"],
                        condition=Q(("address_hash__isnull", False)),
                        name="common_mail_address",
                    ),
                    models.Index(
                        fields=["person_key_id"],
                        condition=Q(("person_key_id__isnull", False)),
                        name="common_mail_person",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(("kind__regex", "^mail_[a-z_]+$")), name="common_mail_kind"
                    ),
                    models.CheckConstraint(
                        condition=Q(("language__in", ["en", "hy", "ka"])),
                        name="common_mail_language",
                    ),
                    models.CheckConstraint(
                        condition=Q(
                            Q(("ended_at", None), ("state", "waiting")),
                            Q(
                                ("ended_at__isnull", False),
                                ("state__in", ["sent", "failed", "dropped"]),
                            ),
                            _connector="OR",
                        ),
                        name="common_mail_ended",
                    ),
                    models.UniqueConstraint(fields=["kind", "about"], name="common_mail_once"),
                ],
            },
        ),
        migrations.RunSQL(COUNTS, "drop function common_mail_counts()"),
    ]
