"""Key ceremonies that were held, and time-stamps of checkpoints."""

import django.contrib.postgres.fields
import pharos.common.ids
from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("registry", "0005_certificates")]

    operations = [
        migrations.CreateModel(
            name="KeyCeremony",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pharos.common.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("title", models.TextField()),
                ("digest", models.TextField(unique=True)),
                (
                    "keys",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), size=None
                    ),
                ),
                ("proposed_by", models.UUIDField()),
                ("confirmed_by", models.UUIDField()),
                ("held_at", models.DateTimeField()),
            ],
            options={
                "db_table": "registry_key_ceremony",
                "constraints": [
                    models.CheckConstraint(
                        condition=~Q(confirmed_by=F("proposed_by")),
                        name="registry_ceremony_two_persons",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CheckpointStamp",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("size", models.BigIntegerField()),
                ("token", models.BinaryField()),
                ("stamped_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
            ],
            options={
                "db_table": "registry_checkpoint_stamp",
                "indexes": [models.Index(fields=["size"], name="registry_stamp_size")],
            },
        ),
    ]
