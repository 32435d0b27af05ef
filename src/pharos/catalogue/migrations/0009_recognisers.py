"""Which versions name a body among those that recognise them is found without reading them all."""

from django.db import migrations

_STATEMENT = """
    create index catalogue_version_recognisers on catalogue_programmeversion
    using gin (((document)::jsonb -> 'recognised_by_others') jsonb_path_ops)
    where state = 'published'
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0008_seats")]

    operations = [
        migrations.RunSQL(_STATEMENT, "drop index catalogue_version_recognisers"),
    ]
