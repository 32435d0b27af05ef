"""An agency of Georgia and its cases, made once a module."""

from collections.abc import Iterator
from typing import Any

import pytest
import sharedworlds
from caseworld import CaseWorld


@pytest.fixture
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[CaseWorld]:
    """The agency before any case."""
    with django_db_blocker.unblock(), sharedworlds.lent(CaseWorld) as lent:
        yield lent
