"""A version of the guideline waits for a second person."""

import pharos.common.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("standards", "0004_withdrawn_because"),
    ]

    operations = [
        migrations.CreateModel(
            name="GuidelineProposal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=pharos.common.ids.uuid7, primary_key=True, serialize=False
                    ),
                ),
                ("organisation_id", models.UUIDField()),
                ("nation", models.CharField(max_length=2)),
                ("title", models.JSONField()),
                ("text", models.JSONField()),
                ("source", models.TextField()),
                ("first_day", models.DateField()),
                ("proposed_by", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("approved_by", models.UUIDField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("dropped_by", models.UUIDField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "standards_guideline_proposal",
                "indexes": [models.Index(fields=["nation"], name="standards_guideline_waits")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                            _connector="OR",
                        ),
                        name="standards_guideline_four_eyes",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                            models.Q(
                                ("approved_at__isnull", False),
                                ("approved_by__isnull", False),
                                ("dropped_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="standards_guideline_approval_whole",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("dropped_at__isnull", True), ("dropped_by__isnull", True)),
                            models.Q(("dropped_at__isnull", False), ("dropped_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="standards_guideline_dropped_whole",
                    ),
                ],
            },
        ),
    ]
