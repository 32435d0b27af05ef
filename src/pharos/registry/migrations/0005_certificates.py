"""Certificates of keys, and what is proposed about a key."""

import pharos.common.ids
from django.db import migrations, models
from django.db.models import F, Q


def _id() -> tuple[str, models.UUIDField]:
    return "id", models.UUIDField(
        default=pharos.common.ids.uuid7, primary_key=True, serialize=False
    )


class Migration(migrations.Migration):
    dependencies = [("registry", "0004_purposes")]

    operations = [
        migrations.CreateModel(
            name="IssuerCertificate",
            fields=[
                _id(),
                ("organisation_id", models.UUIDField()),
                ("key_id", models.TextField()),
                ("chain", models.TextField()),
                ("sha256", models.TextField(unique=True)),
                ("first_at", models.DateTimeField()),
                ("last_at", models.DateTimeField()),
                ("demonstration", models.BooleanField(default=False)),
                ("entered_by", models.UUIDField(null=True)),
                ("entered_at", models.DateTimeField(db_default=models.functions.Now())),
                ("approved_by", models.UUIDField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "registry_issuer_certificate",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(first_at__lt=F("last_at")),
                        name="registry_certificate_interval",
                    ),
                    models.CheckConstraint(
                        condition=Q(demonstration=True, approved_at__isnull=False)
                        | Q(entered_by__isnull=False, approved_by=None, approved_at=None)
                        | Q(
                            entered_by__isnull=False,
                            approved_by__isnull=False,
                            approved_at__isnull=False,
                        )
                        & ~Q(approved_by=F("entered_by")),
                        name="registry_certificate_two_persons",
                    ),
                ],
                "indexes": [models.Index(fields=["key_id"], name="registry_certificate_key")],
            },
        ),
        migrations.CreateModel(
            name="KeyProposal",
            fields=[
                _id(),
                ("organisation_id", models.UUIDField()),
                ("key_id", models.TextField()),
                ("act", models.TextField()),
                ("since", models.DateTimeField(null=True)),
                ("proposed_by", models.UUIDField()),
                ("proposed_at", models.DateTimeField()),
                ("approved_by", models.UUIDField(null=True)),
                ("approved_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.UUIDField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "registry_key_proposal",
                "constraints": [
                    models.CheckConstraint(
                        condition=Q(act__in=["compromised", "reissue", "unblock"]),
                        name="registry_key_proposal_act",
                    ),
                    models.CheckConstraint(
                        condition=Q(act="compromised", since__isnull=False)
                        | ~Q(act="compromised") & Q(since=None),
                        name="registry_key_proposal_since",
                    ),
                    models.CheckConstraint(
                        condition=Q(approved_by=None, approved_at=None)
                        | Q(approved_by__isnull=False, approved_at__isnull=False, withdrawn_at=None)
                        & ~Q(approved_by=F("proposed_by")),
                        name="registry_key_proposal_two_persons",
                    ),
                    models.UniqueConstraint(
                        fields=["key_id", "act"],
                        condition=Q(approved_at=None, withdrawn_at=None),
                        name="registry_key_proposal_one",
                    ),
                ],
            },
        ),
    ]
