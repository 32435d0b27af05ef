"""Pages that speak of the code are compared with it."""

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
HTTP = (DOCS / "reference" / "http.md").read_text("utf-8")
BEHIND = (DOCS / "reference" / "pages.md").read_text("utf-8")

specification = importlib.util.spec_from_file_location("reference", ROOT / "tools/reference.py")
assert specification
assert specification.loader
reference = importlib.util.module_from_spec(specification)
specification.loader.exec_module(reference)


@pytest.mark.parametrize("name", reference.PAGES)
def test_pages_made_of_the_code_are_up_to_date(name: str) -> None:
    """To mend it: `python tools/reference.py --write`."""
    assert (DOCS / "reference" / name).read_text("utf-8") == reference.PAGES[name]()


def test_every_page_of_the_reference_is_listed() -> None:
    listed = (DOCS / "index.md").read_text("utf-8")
    pages = {file.relative_to(DOCS).with_suffix("").as_posix() for file in DOCS.rglob("*.md")}
    missing = {page for page in pages if page != "index" and not page.startswith(("adr/", "_"))}
    assert {page for page in missing if not re.search(rf"\b{re.escape(page)}\b", listed)} == set()


@pytest.mark.parametrize(
    "name",
    ["spec-map.md", "divergences.md", "reference/conformance.md", "reference/capabilities.md"],
)
def test_modules_and_tests_that_a_page_names_exist(name: str) -> None:
    """A path in backticks is a file of the tree; `file.py::name` a function or class in it."""
    missing = []
    for path, function in re.findall(
        r"`((?:src|tests|tools)/[\w./-]+)(?:::(\w+))?`", (DOCS / name).read_text("utf-8")
    ):
        file = ROOT / path
        if not file.exists() or (function and not re.search(
            rf"^\s*(?:def|class) {function}\b", file.read_text("utf-8"), re.MULTILINE
        )):  # fmt: skip
            missing.append(f"{path}::{function}")
    assert missing == []


def test_every_address_stands_in_the_reference() -> None:
    from pharos.config.urls import urlpatterns

    told = HTTP + BEHIND
    # the library of sign-in knows its pages by names of its own, at the English address
    found = [route.replace("/en/", "/<language:language>/") for route in routes(urlpatterns)]
    assert [route for route in found if f"`{route}`" not in told] == []


def test_every_operation_of_the_api_stands_in_the_reference() -> None:
    from pharos.config.api import api

    described = {
        f"{method.upper()} {path}"
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
    }
    assert described == set(re.findall(r"^\| `([A-Z]+ /api/v1\S*)`", HTTP, re.MULTILINE))


def routes(patterns: list[Any], before: str = "/") -> list[str]:
    """Every address that is answered, in the notation of Django; of the API there is a table."""
    found = []
    for pattern in patterns:
        written = getattr(pattern.pattern, "_route", None)
        route = before + (
            re.sub(r"\(\?P(<\w+>)[^)]*\)|[\^$]", r"\1", str(pattern.pattern))
            if written is None
            else written
        )
        inner = getattr(pattern, "url_patterns", None)
        if not route.startswith("/api/"):
            found += [route] if inner is None else routes(inner, route)
    return found
