"""Who keeps the records of a closed organisation, and what is asked there."""

import django.db.models.deletion
import pharos.common.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organisations", "0004_roles"),
    ]

    operations = [
        migrations.CreateModel(
            name="Enquiry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pharos.common.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("kind", models.TextField()),
                ("person_key_id", models.UUIDField()),
                ("box", models.BinaryField()),
                ("asked_at", models.DateTimeField()),
                ("answered_by", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "organisations_enquiry",
                "indexes": [
                    models.Index(fields=["organisation_id", "asked_at"], name="organisations_asks")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["duplicate", "confirmation"])),
                        name="organisations_enquiry_kind",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("answered_at", None), ("answered_by", None)),
                            models.Q(
                                ("answered_at__isnull", False), ("answered_by__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="organisations_enquiry_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Custody",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pharos.common.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("keeper_id", models.UUIDField()),
                ("act", models.TextField()),
                ("contact", models.TextField(default="")),
                ("from_day", models.DateField()),
                ("until_day", models.DateField(null=True)),
                ("recorded_by", models.UUIDField(null=True)),
                (
                    "custodian",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="keeps",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="custodies",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "db_table": "organisations_custody",
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("until_day__isnull", True)),
                        fields=("organisation",),
                        name="organisations_custody_one_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("organisation", models.F("custodian")), _negated=True),
                        name="organisations_custody_by_another",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until_day__isnull", True),
                            ("until_day__gte", models.F("from_day")),
                            _connector="OR",
                        ),
                        name="organisations_custody_term",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("act", ""), _negated=True),
                        name="organisations_custody_act",
                    ),
                ],
            },
        ),
    ]
