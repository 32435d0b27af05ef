"""A case goes back: what was made before is set aside, and stays on record beside the new."""

from django.db import migrations, models
from django.db.models import Q

_OUTLIVED = ("finding", "draftreport", "factualcheck", "report", "sitevisit", "motion")
_ONCE = (
    ("finding", models.UniqueConstraint(
        fields=("case", "criterion", "subject"), condition=Q(set_aside=None),
        nulls_distinct=False, name="procedures_finding_once")),
    ("factualcheck", models.UniqueConstraint(
        fields=("case",), condition=Q(set_aside=None), name="procedures_check_once")),
    ("report", models.UniqueConstraint(
        fields=("case",), condition=Q(set_aside=None), name="procedures_report_once")),
    ("panelmember", models.UniqueConstraint(
        fields=("case", "person_id"), condition=Q(removed_at=None),
        name="procedures_member_once")),
    ("motion", models.UniqueConstraint(
        fields=("subject",), condition=Q(result="carried", set_aside=None),
        name="procedures_motion_carried")),
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("procedures", "0003_powers")]

    operations = [
        *(
            migrations.AddField(table, "set_aside", models.UUIDField(null=True))
            for table in _OUTLIVED
        ),
        *(migrations.RemoveConstraint(table, one.name) for table, one in _ONCE),
        *(migrations.AddConstraint(table, one) for table, one in _ONCE),
        migrations.AlterField("step", "by", models.UUIDField(null=True)),
    ]
