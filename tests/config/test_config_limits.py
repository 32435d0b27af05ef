"""Limits of forms and patterns: what a request may hold, and that nobody brings an expression."""

import ast
from pathlib import Path
from time import process_time

import pytest
from django.conf import settings as django_settings
from django.test import Client

SOURCE = Path(__file__).parents[2] / "src" / "pharos"
COMPILING = {
    "compile",
    "match",
    "fullmatch",
    "search",
    "sub",
    "subn",
    "split",
    "findall",
    "finditer",
}
# Patterns that are built of our own words and digits, never of what somebody sent.
OURS = {"awards/rosters", "common/workbooks", "core", "nations"}
BOUNDARY = "boundary"


def multipart(parts: int, *, files: bool) -> bytes:
    """A form of many parts without content."""
    more = '; filename="a"' if files else ""
    part = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="a"{more}\r\n\r\n\r\n'
    return (part * parts + f"--{BOUNDARY}--\r\n").encode()


@pytest.mark.django_db
@pytest.mark.parametrize("files", [True, False])
def test_ten_thousand_parts_are_refused(files: bool) -> None:
    """DOS-04: a form of 10,000 parts: 400, quickly, and nothing was done."""
    body = multipart(10_000, files=files)
    begin = process_time()
    answer = Client(raise_request_exception=False).post(
        "/en/verify", body, content_type=f"multipart/form-data; boundary={BOUNDARY}"
    )
    assert answer.status_code == 400
    assert process_time() - begin < 2


@pytest.mark.django_db
def test_a_hundred_thousand_fields_are_refused() -> None:
    """DOS-04: 100,000 fields of a form: 400."""
    body = "&".join(f"f{number}=1" for number in range(100_000))
    begin = process_time()
    answer = Client(raise_request_exception=False).post(
        "/en/verify", body, content_type="application/x-www-form-urlencoded"
    )
    assert answer.status_code == 400
    assert process_time() - begin < 2


@pytest.mark.django_db
def test_a_part_without_end_is_refused() -> None:
    """DOS-04: headers of a part that never end, and a part that is larger than a document."""
    for body in (
        f"--{BOUNDARY}\r\n".encode() + b"X: " + b"y" * 200_000,
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="text"\r\n\r\n'.encode()
        + b"y" * (9 * 1024 * 1024),
    ):
        answer = Client(raise_request_exception=False).post(
            "/en/verify", body, content_type=f"multipart/form-data; boundary={BOUNDARY}"
        )
        assert answer.status_code in (200, 400, 413)
        assert answer.status_code < 500


def test_the_limits_of_forms_are_those_we_mean() -> None:
    """DOS-04: nobody turned them off."""
    assert django_settings.DATA_UPLOAD_MAX_NUMBER_FIELDS <= 1_000
    assert django_settings.DATA_UPLOAD_MAX_NUMBER_FILES <= 100
    assert django_settings.DATA_UPLOAD_MAX_MEMORY_SIZE <= 8 * 1024 * 1024


def test_nobody_brings_an_expression() -> None:
    """DOS-02: every pattern stands in our source; none is made of what somebody sent."""
    found = []
    for file in sorted(SOURCE.rglob("*.py")):
        where = file.relative_to(SOURCE).as_posix()
        if where.startswith(tuple(OURS)):
            continue
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if _is_of_re(node) and not _is_ours(node.args[0]):  # type: ignore[attr-defined]
                found.append(f"{where}:{node.lineno}")  # type: ignore[attr-defined]
    assert found == []


def test_no_question_to_the_database_takes_an_expression() -> None:
    """DOS-02: nothing that matches an expression on what is asked."""
    found = [
        file.relative_to(SOURCE).as_posix()
        for file in sorted([*SOURCE.rglob("*.py"), *SOURCE.rglob("*.sql")])
        if "migrations" not in file.parts
        for text in [file.read_text("utf-8")]
        if "__iregex" in text or "similar to" in text or "regexp_" in text
    ]
    assert found == []


def _is_of_re(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id == "re"
        and node.func.attr in COMPILING
    )


def _is_ours(pattern: ast.expr) -> bool:
    """A constant, constants joined, or a text whose places are names of constants."""
    if isinstance(pattern, ast.Constant):
        return True
    if isinstance(pattern, ast.BinOp):
        return _is_ours(pattern.left) and _is_ours(pattern.right)
    if isinstance(pattern, ast.JoinedStr):
        places = [one.value for one in pattern.values if isinstance(one, ast.FormattedValue)]
        return all(isinstance(one, ast.Name) and one.id.lstrip("_").isupper() for one in places)
    return isinstance(pattern, ast.Name) and pattern.id.lstrip("_").isupper()
