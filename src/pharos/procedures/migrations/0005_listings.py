"""What is told of an agency's place on a list is proposed by one person, confirmed by another."""

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q

import pharos.common.ids

_WAITS = Q(approved_at=None, dropped_at=None)
_WHOLE = Q(approved_by__isnull=False, approved_at__isnull=False, dropped_at=None)
_RULES = (
    ("procedures_listing_proposal_list", Q(list__in=("eqar", "enqa"))),
    ("procedures_listing_proposal_days", Q(until=None) | Q(until__gt=F("first_day"))),
    ("procedures_listing_end_dated", Q(listing=None) | Q(until__isnull=False)),
    ("procedures_listing_four_eyes", Q(approved_by=None) | ~Q(approved_by=F("proposed_by"))),
    ("procedures_listing_approval_whole", Q(approved_by=None, approved_at=None) | _WHOLE),
    ("procedures_listing_dropped_whole",
     Q(dropped_by=None, dropped_at=None) | Q(dropped_by__isnull=False, dropped_at__isnull=False)),
)  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("procedures", "0004_again")]

    operations = [
        migrations.CreateModel(
            name="ListingProposal",
            fields=[
                ("id", models.UUIDField(
                    default=pharos.common.ids.uuid7, primary_key=True, serialize=False)),
                ("keeper_id", models.UUIDField()),
                ("agency_id", models.UUIDField()),
                ("list", models.TextField()),
                ("first_day", models.DateField()),
                ("until", models.DateField(null=True)),
                ("source", models.TextField()),
                ("proposed_by", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("approved_by", models.UUIDField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("dropped_by", models.UUIDField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                ("listing", models.ForeignKey(
                    db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT,
                    related_name="endings", to="procedures.agencylisting")),
            ],
            options={
                "ordering": ["proposed_at", "id"],
                "constraints": [
                    *(models.CheckConstraint(condition=rule, name=name) for name, rule in _RULES),
                    models.UniqueConstraint(
                        fields=["listing"], condition=_WAITS, name="procedures_listing_one_end"),
                ],
            },
        ),
    ]  # fmt: skip
