"""Programmes that were published before there was a search get their rows."""

from typing import Any

from django.db import migrations

from pharos.catalogue import indexing
from pharos.common.tenancy import RunPythonAsOwner


def index_all(apps: Any, schema_editor: Any) -> None:
    using = schema_editor.connection.alias
    with schema_editor.connection.cursor() as cursor:
        cursor.execute("select id from catalogue_programme")
        found = cursor.fetchall()
    for (programme_id,) in found:
        indexing.index(programme_id, using=using)


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_search"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        RunPythonAsOwner(index_all, migrations.RunPython.noop, tables=()),
    ]
