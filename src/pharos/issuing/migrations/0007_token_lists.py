"""A publication may be a list of tokens, too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("issuing", "0006_documents"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="publication",
            name="issuing_publication_purpose",
        ),
        migrations.AddConstraint(
            model_name="publication",
            constraint=models.CheckConstraint(
                condition=models.Q(("purpose__in", ("revocation", "suspension", "token"))),
                name="issuing_publication_purpose",
            ),
        ),
    ]
