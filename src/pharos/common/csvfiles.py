"""Tables as CSV that a spreadsheet opens and does not run (OWASP: CSV injection).

UTF-8 with a mark, so that every spreadsheet reads Armenian and Georgian; a cell that begins
like a formula begins with an apostrophe instead.
"""

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse

from pharos.common.workbooks.neutral import neutral


def cell(value: object) -> str:
    """A value as it stands in a cell: never the beginning of a formula."""
    found = neutral(
        value if isinstance(value, int | float) else "" if value is None else str(value)
    )
    return str(found)


def written(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """The whole file."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([cell(one) for one in headings])
    writer.writerows([cell(one) for one in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def download(name: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    """The file as an answer that is saved under this ASCII name."""
    answer = HttpResponse(written(headings, rows), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
