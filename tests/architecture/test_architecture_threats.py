"""The page of threats is what the tests say; a threat without a test has a reason."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]

specification = importlib.util.spec_from_file_location("threats", ROOT / "tools" / "threats.py")
assert specification
assert specification.loader
threats = importlib.util.module_from_spec(specification)
specification.loader.exec_module(threats)


def test_the_page_is_what_the_tests_say() -> None:
    """To mend it: `python tools/threats.py --write`."""
    made = threats.page(threats.lines(), threats.closed(ROOT / "tests"))
    assert threats.PAGE.read_text("utf-8") == made


def test_every_threat_has_a_test_or_a_reason() -> None:
    listed = threats.lines()
    assert threats.open_threats(listed, threats.closed(ROOT / "tests")) == []


def test_ids_stand_first_and_may_be_several(tmp_path: Path) -> None:
    (tmp_path / "test_some.py").write_text(
        'CASES = ["LD-03: order", "UTF-16"]\n\n\n'
        '@pytest.mark.parametrize("case", CASES)\n'
        "def test_one(case):\n"
        '    """LD-01, LD-02: both.\n\n    As LD-04 says."""\n'
    )
    named = threats.closed(tmp_path)
    assert dict(named) == {id: ["test_some::test_one"] for id in ("LD-01", "LD-02", "LD-03")}
