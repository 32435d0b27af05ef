"""Why a proposal was withdrawn is set once, from nothing."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("standards", "0003_consultations")]

    operations = [
        migrations.AlterField(
            model_name="amendment", name="withdrawn_because", field=models.TextField(null=True)
        )
    ]
