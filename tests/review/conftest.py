"""A trusted provider and its agency, made once a module."""

from collections.abc import Iterator
from typing import Any

import pytest
import sharedworlds
from lightworld import LightWorld


@pytest.fixture
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[LightWorld]:
    """The provider on the list, before it notifies anything."""
    with django_db_blocker.unblock(), sharedworlds.lent(LightWorld) as lent:
        yield lent
