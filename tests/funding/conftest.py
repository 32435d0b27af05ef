"""The world of the examples, with a funder, a priced offering and what applicants tell."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sharedworlds
from borrowed import borrow
from fundingworld import Funding

awards = borrow("funding_awards", Path(__file__).parents[1] / "awards" / "conftest.py")


@pytest.fixture
def funding(django_db_setup: None, django_db_blocker: Any) -> Iterator[Funding]:
    """A published scheme of a Georgian employer; everything is rolled back."""
    with django_db_blocker.unblock(), sharedworlds.lent(awards.build_world) as world:
        yield Funding(world)
