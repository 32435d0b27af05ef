"""A template keeps the facts that its digest names, so that other documents can be made of them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("issuing", "0004_holders")]

    operations = [
        migrations.AddField("template", "facts", models.BinaryField(null=True)),
    ]
