"""What tests of issuing ask again and again about jobs, chunks and their awards."""

import json

import pytest
from django.db import connection

from pharos.awards.models import Award
from pharos.common import tenancy
from pharos.common.errors import DomainError
from pharos.issuing import queries


def refused_with(code, kind=DomainError):
    return pytest.raises(kind, check=lambda error: error.code == code)


def jobs_named(name):
    with connection.cursor() as cursor:
        cursor.execute(
            "select args from procrastinate_jobs where task_name = %s order by id", [name]
        )
        return [json.loads(row[0]) if isinstance(row[0], str) else row[0] for row in cursor]


def of_batch(issuers, batch, nation="ge"):
    with tenancy.scope(issuers.worker(nation)):
        return queries.credentials_of_batch(issuers.owner(nation), batch)


def awards_of(issuers, batch, nation="ge"):
    with tenancy.scope(issuers.worker(nation)):
        return {one.id: one for one in Award.objects.filter(batch_id=batch)}
