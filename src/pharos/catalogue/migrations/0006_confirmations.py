"""Entries are confirmed by their owners; those that were published before count from that day."""

from datetime import date
from typing import Any

from django.db import migrations, models

import pharos.common.ids
from pharos.catalogue import indexing
from pharos.common.tenancy import RunPythonAsOwner


def index_all(apps: Any, schema_editor: Any) -> None:
    """Every programme has its row, with the day on which it was confirmed last."""
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("select id from catalogue_programme")
        found = cursor.fetchall()
    for (programme_id,) in found:
        indexing.index(programme_id, using=schema_editor.connection.alias)


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0005_kinds"),
    ]

    operations = [
        migrations.CreateModel(
            name="Confirmation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pharos.common.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                (
                    "subject",
                    models.TextField(
                        choices=[("organisation", "Organisation"), ("programme", "Programme")]
                    ),
                ),
                ("subject_id", models.UUIDField()),
                ("day", models.DateField()),
                ("confirmed_by", models.UUIDField()),
                ("confirmed_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subject_id", "day"), name="catalogue_confirmation_once_a_day"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("subject__in", ["organisation", "programme"])),
                        name="catalogue_confirmation_subject",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="search",
            name="confirmed_on",
            field=models.DateField(default=date(2000, 1, 1)),
            preserve_default=False,
        ),
        RunPythonAsOwner(index_all, migrations.RunPython.noop, tables=()),
    ]
