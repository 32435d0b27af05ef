"""The page of conformance says what the tests run, no more and no less."""

import importlib.util
from pathlib import Path

ROOT = Path(__file__).parents[2]
_SPEC = importlib.util.spec_from_file_location("conformance", ROOT / "tools" / "conformance.py")
conformance = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(conformance)


def test_the_page_of_conformance_is_made_of_the_tests():
    assert conformance.PAGE.read_text("utf-8") == conformance.page()


def test_every_suite_has_cases_or_a_reason():
    counts = conformance.collected()
    for suite in conformance.suites():
        assert conformance.passed(suite, counts) or suite["not_applicable"], suite["standard"]
