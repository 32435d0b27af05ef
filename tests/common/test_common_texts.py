"""What people write is cleaned once, or refused by the code of whoever asks."""

import pytest

from pharos.common import texts
from pharos.common.errors import Invalid


def test_a_text_is_kept_in_one_form() -> None:
    """UNI-04, UNI-05: composed letters, one kind of line end; an Armenian ligature stays."""
    assert texts.kept("  cafe\u0301\r\n\u0587 ", code="x") == "caf\u00e9\n\u0587"
    assert texts.kept("  ", code="x", may_be_empty=True) == ""


@pytest.mark.parametrize("text", ["", " \n", "abcd", "a\u202eb", "a\u200bb", "a\0", "\ud800"])
def test_what_hides_turns_or_is_too_long_is_refused(text: str) -> None:
    """UNI-03: with the code, the limit and the field."""
    with pytest.raises(Invalid) as refused:
        texts.kept(text, code="reason_unreadable", limit=3, field="reason")
    assert refused.value.code == "reason_unreadable"
    assert refused.value.facts == {"limit": 3, "field": "reason"}


def test_nothing_can_have_a_code_of_its_own() -> None:
    with pytest.raises(Invalid) as refused:
        texts.kept(" ", code="too_long", missing="nothing_said")
    assert refused.value.code == "nothing_said"
    assert texts.readable(" a ") == "a"
    assert texts.readable("a\u202e") is None
