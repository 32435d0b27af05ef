"""Once wrote the rows of programmes that were older than the search; 0006 writes them now.

The statement that writes a row knows the columns of today, so it runs where all of them exist.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0002_search"),
        ("organisations", "0001_initial"),
    ]

    operations = []
