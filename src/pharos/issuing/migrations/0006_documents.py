"""Further documents of an award, each kept under its holder's key."""

import pharos.common.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("issuing", "0005_template_facts"),
    ]

    operations = [
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pharos.common.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("issuer_id", models.UUIDField()),
                ("credential_id", models.UUIDField()),
                ("person_key_id", models.UUIDField()),
                ("format", models.TextField()),
                ("key_id", models.TextField()),
                ("identity", models.BinaryField(unique=True)),
                ("sealed", models.BinaryField()),
                ("log_chunk_id", models.BigIntegerField(unique=True)),
                ("made_at", models.DateTimeField()),
            ],
            options={
                "db_table": "issuing_document",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("credential_id", "format", "key_id"), name="issuing_document_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("identity__octets", 32)),
                        name="issuing_document_identity",
                    ),
                ],
            },
        ),
    ]
