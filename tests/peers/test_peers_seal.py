"""Sealed prints as other makers see them: Poppler, pyHanko's validator, a reader of codes."""

import io
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest
import sealworld
import segno
import zxingcpp
from PIL import Image
from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

from pharos.core import compactqr, p256
from pharos.core.openbadges import specimen
from pharos.core.openbadges.facts import Outcome

pytestmark = pytest.mark.peers
KID = "did:web:register.example.org:providers:specimen-institute#zDnaeExample"
GEORGIAN = replace(
    specimen.PROGRAMME,
    title={"ka": "მონაცემებზე დაფუძნებული სწავლება", "en": "Teaching with data"},
    language="ka",
    outcomes=(
        Outcome({"ka": "ირჩევს შესაფერის მონაცემებს", "en": "Chooses fitting data"}, "skill"),
    ),
)


def pdfsig(raw: bytes, folder: Path) -> str:
    """What Poppler says of the signatures of a file; a missing program fails."""
    program = shutil.which("pdfsig")
    assert program is not None, "these tests need poppler-utils"
    file = folder / "sealed.pdf"
    file.write_bytes(raw)
    done = subprocess.run(
        [program, "-nocert", str(file)], capture_output=True, text=True, check=False
    )
    return done.stdout


def test_poppler_accepts_the_seal_and_sees_the_whole_file_under_it(tmp_path: Path) -> None:
    told = pdfsig(sealworld.sealed(), tmp_path)
    assert "Signature Validation: Signature is Valid." in told
    assert "Total document signed" in told
    assert "ETSI.CAdES.detached" in told
    assert "Signing Hash Algorithm: SHA-256" in told
    assert "An academy" in told


def test_poppler_and_pyhanko_refuse_what_we_spoil(tmp_path: Path) -> None:
    """VER-20: a byte under the seal, a signature of another key, a file that grew."""
    raw = bytearray(sealworld.sealed())
    raw[raw.find(b"/MediaBox") + 12] ^= 1
    assert "Signature is Valid" not in pdfsig(bytes(raw), tmp_path)
    assert not sealworld.status_of(bytes(raw)).bottom_line
    root, _, _ = sealworld.authority()
    made = sealworld.waiting()
    wrong = made.signed(p256.sign(made.signing_input, root))
    assert "Signature is Valid" not in pdfsig(wrong, tmp_path)
    assert not sealworld.status_of(wrong).bottom_line
    writer = IncrementalPdfFileWriter(io.BytesIO(sealworld.sealed()))
    writer.root["/PageLabels"] = writer.root["/Pages"]
    writer.update_root()
    grown = io.BytesIO()
    writer.write(grown)
    assert "Not total document signed" in pdfsig(grown.getvalue(), tmp_path)
    assert not sealworld.status_of(grown.getvalue()).bottom_line


def test_pyhanko_believes_the_time_of_an_authority() -> None:
    """PAdES B-T."""
    _, key, _ = sealworld.authority()
    made = sealworld.waiting(stamped=True)
    status = sealworld.status_of(
        made.signed(p256.sign(made.signing_input, key), sealworld.token_over)
    )
    assert status.bottom_line
    assert status.timestamp_validity.trusted
    assert re.search("UNTOUCHED|NONE", str(status.modification_level).upper())


@pytest.mark.parametrize("programme", [specimen.PROGRAMME, GEORGIAN])
def test_an_independent_reader_reads_the_compact_code_letter_by_letter(programme: object) -> None:
    """As it is printed: seven centimetres at 150 dots an inch, slightly turned, in grey."""
    made = compactqr.signing_input(
        programme,
        specimen.ISSUER,
        specimen.AWARD,
        specimen.STATUS,
        kid=KID,
        created="2026-11-22T10:00:00Z",
        demonstration=True,
    )
    text = compactqr.text(made, bytes(range(64)))
    level = "m" if len(text) <= compactqr.MAX_CHARACTERS_M else "l"
    drawn = io.BytesIO()
    segno.make(text, error=level, boost_error=False).save(drawn, kind="png", scale=6, border=4)
    picture = Image.open(drawn).convert("L")
    paper = picture.resize((560, 560), Image.Resampling.BICUBIC).rotate(2, fillcolor=255)
    [code] = zxingcpp.read_barcodes(paper)
    assert code.text == text
    assert compactqr.read(code.text).told.award == specimen.AWARD
