"""A nation whose figures stand here, so that its files may change."""

from dataclasses import replace

import pytest

from pharos.nations import files
from pharos.nations.model import Nation


@pytest.fixture
def armenia() -> Nation:
    """The newest Armenian regime with deciders, durations and demands of our own."""
    return replace(
        files.history("AM")[-1],
        decisions_required={
            "credit_bearing": ("authorisation", "institution", "programme"),
            "regulated_30": ("authorisation", "licence"),
        },
        deciders={
            "authorisation": ("ministry",),
            "institution": ("qa_agency",),
            "programme": ("qa_agency",),
            "licence": ("ministry",),
            "format": ("ministry",),
        },
        durations={"institution": (6, 4), "programme": (5,), "licence": (5,)},
        conditional_durations={"institution": (4,)},
        conditions_deadline={"institution": 2},
        open_ended=("authorisation", "format"),
    )
