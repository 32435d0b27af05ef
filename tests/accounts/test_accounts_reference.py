"""The page on roles and permissions says what the table says."""

from pathlib import Path

from pharos.accounts.policies import Permission, matrix

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "permissions.md"


def rows() -> list[str]:
    """The table of the page, made of the matrix."""
    table = matrix()
    columns = [*table.roles, "client", "system"]
    held = {**table.roles, "client": table.client, "system": table.system}
    lines = [f"| Permission | {' | '.join(columns)} |", "|---" * (len(columns) + 1) + "|"]
    for permission in Permission:
        marks = ["x" if permission in held[column] else "" for column in columns]
        lines.append(f"| `{permission.value}` | {' | '.join(marks)} |")
    return lines


def test_the_page_is_up_to_date() -> None:
    page = PAGE.read_text("utf-8").splitlines()
    assert [line for line in page if line.startswith("|")] == rows()
