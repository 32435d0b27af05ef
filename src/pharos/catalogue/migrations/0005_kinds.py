"""Two kinds more: carved out of a programme, and vocational training without credits."""

from django.db import migrations, models
from django.db.models import Q

KINDS = ("non_formal", "credit_bearing", "regulated_30", "carved_out", "vet_training")


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_offerings")]

    operations = [
        migrations.RemoveConstraint("programmeversion", "catalogue_version_kind"),
        migrations.AddConstraint(
            "programmeversion",
            models.CheckConstraint(condition=Q(kind__in=KINDS), name="catalogue_version_kind"),
        ),
        migrations.RemoveConstraint("programmeversion", "catalogue_version_ects"),
        migrations.AddConstraint(
            "programmeversion",
            models.CheckConstraint(
                condition=Q(kind__in=["non_formal", "vet_training"], ects=None)
                | Q(kind__in=["credit_bearing", "carved_out"], ects__gt=0)
                | Q(kind="regulated_30", ects=30),
                name="catalogue_version_ects",
            ),
        ),
    ]
