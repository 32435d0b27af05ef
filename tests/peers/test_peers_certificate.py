"""The certificate as another program of PDFs sees it: pixels, text and attached files.

Poppler draws the page, reads its text and takes the files out; a reader of bar codes reads the
code from the drawn page, and the files that were taken out are verified.
"""

import io
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import zxingcpp
from borrowed import borrow
from PIL import Image, ImageChops

from pharos.common import clock, tenancy
from pharos.core.verify import Outcome, Verdict
from pharos.issuing import certificate, queries
from pharos.issuing.certificate import facts
from pharos.verification import actions

pytestmark = pytest.mark.peers

portal = borrow("peers_portal", Path(__file__).parents[1] / "portal" / "conftest.py")
own_state, signer, shown = portal.own_state, portal.signer, portal.shown
SCRIPTS = {"am": "\u0531-\u0587", "ge": "\u10d0-\u10ff"}
DPI = 110


def poppler(program: str, *arguments: object) -> bytes:
    """What a program of Poppler answers; a missing one fails, it is never skipped."""
    executable = shutil.which(program)
    assert executable is not None, "these tests need poppler-utils"
    return subprocess.run(
        [executable, *map(str, arguments)], check=True, capture_output=True
    ).stdout


@pytest.fixture(params=["ge", "am"])
def made(request: pytest.FixtureRequest, shown: Any, tmp_path: Path) -> tuple[Any, Any, Path]:
    """The nation, what the certificate of a real award was told, and the file."""
    row = shown.credentials[request.param]
    with tenancy.scope(shown.issuers.worker(request.param)):
        told = facts.of(row, queries.document(row.id))
        pdf = certificate.render(row.id)
    file = tmp_path / "certificate.pdf"
    file.write_bytes(pdf)
    return request.param, told, file


def test_the_certificate_is_right_in_pixels_in_text_and_in_its_files(
    made: tuple[Any, Any, Path], tmp_path: Path
) -> None:
    """OUT-05, OUT-09: code, names and attachments, drawn and read by another program."""
    nation, told, file = made
    _text_is_what_was_signed(nation, told, file)
    _code_leads_home(told, file)
    _files_verify(nation, file, tmp_path)


def _text_is_what_was_signed(nation: str, told: Any, file: Path) -> None:
    raw = poppler("pdftotext", "-raw", file, "-").decode()
    text = "".join(raw.split())
    first, other = told["texts"]
    for wanted in (told["name"], told["latin"], first["title"], other["title"], first["provider"]):
        assert "".join(wanted.split()) in text
    for outcome in first["outcomes"]:
        assert "".join(outcome.split()) in text
    # letters of the nation's script are there, and none is a box or a capital of Georgian
    assert len(re.findall(f"[{SCRIPTS[nation]}]", raw)) > 500
    assert not re.search("[\ufffd\u1c90-\u1cbf\ue000-\uf8ff]", raw)


def _code_leads_home(told: Any, file: Path) -> None:
    page = _drawn(file, 1)
    [code] = zxingcpp.read_barcodes(page)
    assert code.text == told["address"]
    # something is drawn in the middle, nothing runs over the edge of the paper
    ink = ImageChops.invert(page).point(lambda value: 255 if value > 128 else 0)
    left, top, right, bottom = ink.getbbox()
    edge = DPI // 4
    assert left > edge
    assert top > edge
    assert right < page.width - edge
    assert bottom < page.height - edge


def _files_verify(nation: str, file: Path, folder: Path) -> None:
    poppler("pdfdetach", "-saveall", "-o", folder, file)
    document = (folder / "credential.json").read_bytes()
    proof = (folder / "credential.json.tlog-proof").read_bytes()
    report = actions.check(document, at=clock.now(), tlog_proof=proof)
    open_checks = {check.code for check in report.checks if check.outcome is Outcome.UNKNOWN}
    # where registration is constitutive, the register has not answered yet
    assert open_checks == (set() if nation == "ge" else {"registration_pending"})
    assert not [check for check in report.checks if check.outcome is Outcome.FAILED]
    altered = document.replace(b'"awardedDate":"20', b'"awardedDate":"19', 1)
    assert altered != document
    assert actions.check(altered, at=clock.now()).verdict is Verdict.INVALID


def _drawn(file: Path, number: int) -> Image.Image:
    png = poppler("pdftoppm", "-f", number, "-l", number, "-r", DPI, "-png", file)
    return Image.open(io.BytesIO(png)).convert("L")
