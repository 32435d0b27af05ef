"""A batch that waits is held while a decision behind it is suspended."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("awards", "0003_imports"),
        ("catalogue", "0007_claims"),
    ]

    operations = [
        migrations.AddField(
            model_name="batch",
            name="held_for",
            field=models.TextField(db_default="", default=""),
        ),
        migrations.AddField(
            model_name="batch",
            name="held_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "held_for__in",
                        ("", "provider_suspended", "programme_suspended", "provider_closed"),
                    )
                ),
                name="awards_batch_held_for",
            ),
        ),
    ]
