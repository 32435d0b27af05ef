"""PDFs with a credential attached: what is attached is judged, nothing is unpacked whole."""

import io
import time
import zlib
from typing import Any

import pikepdf
import pytest
import registerworld as rw
from hypothesis import given, settings
from hypothesis import strategies as st
from registerworld import INDETERMINATE, INVALID, VALID, World, outcome

from pharos.core import limits
from pharos.core import pdf as printed
from pharos.core.errors import CoreError
from pharos.core.verify import verify


def document(
    attached: dict[str, bytes], *, text: str = "", lock: Any = False, **stream: Any
) -> bytes:
    """A PDF with these files, and perhaps a page that says something."""
    made = io.BytesIO()
    with pikepdf.new() as pdf:
        pdf.add_blank_page()
        if text:
            font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1,
                                      BaseFont=pikepdf.Name.Helvetica)  # fmt: skip
            pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
            shown = f"BT /F1 24 Tf 50 500 Td ({text}) Tj ET".encode()
            pdf.pages[0].Contents = pdf.make_stream(shown)
        for name, content in attached.items():
            spec = pikepdf.AttachedFileSpec(pdf, b"", filename=name)
            spec.get_file().obj.write(content, **stream)
            pdf.attachments[name] = spec
        pdf.save(made, encryption=lock)
    return made.getvalue()


def test_the_attached_credential_and_its_proof_are_judged() -> None:
    """VER-20: what the page shows is never looked at, only what was signed."""
    world = World()
    issued = world.issue()
    files = {printed.CREDENTIAL: issued.raw, printed.PROOF: issued.tlog_proof or b""}
    raw = document(files, text="Awarded to somebody else")
    report = verify(raw, trust=world.trust(), at=rw.NOW)
    assert report.verdict is VALID
    assert report.facts["holder"] == ["Անի Սարգսյան"]
    without = document({printed.CREDENTIAL: issued.raw})
    assert verify(without, trust=world.trust(), at=rw.NOW).verdict is INDETERMINATE
    altered = issued.raw.replace("Անի".encode(), "Անա".encode())
    forged = document(files | {printed.CREDENTIAL: altered})
    assert verify(forged, trust=world.trust(), at=rw.NOW).verdict is INVALID


@pytest.mark.parametrize("name", ["badge.json", "credential.vc", "award.jsonld", "credential.json"])
def test_a_file_of_others_holds_one_credential_under_any_name(name: str) -> None:
    world = World()
    issued = world.issue()
    raw = document({name: issued.raw, "notes.txt": b"read me", "photo.png": b"\x89PNG"})
    report = verify(raw, trust=world.trust(), at=rw.NOW, tlog_proof=issued.tlog_proof)
    assert report.verdict is VALID


def test_two_credentials_in_one_file_are_not_chosen_between() -> None:
    """VER-19: the first one does not win."""
    world = World()
    one = world.issue()
    other = one.raw.replace("Անի".encode(), "Անա".encode())
    raw = document({"a.json": one.raw, "b.json": other})
    report = verify(raw, trust=world.trust(), at=rw.NOW)
    assert (report.verdict, *outcome(report, "format")) == (INVALID, "failed", "ambiguous_baking")


def test_a_bomb_is_not_inflated() -> None:
    """VER-20: a small file cannot become a large one, wherever in it the bomb lies."""
    bomb = zlib.compress(bytes(200 * limits.MIB), 9)
    for name in (printed.CREDENTIAL, "other.json"):
        raw = document({name: bomb}, filter=pikepdf.Name.FlateDecode)
        began = time.process_time()
        with pytest.raises(CoreError) as refusal:
            printed.attached(raw)
        assert refusal.value.code == "payload_too_large"
        assert time.process_time() - began < 2


def test_a_locked_file_cannot_be_judged() -> None:
    """*Not supported* is no *not valid*: the file may be right."""
    lock = pikepdf.Encryption(owner="o", user="", R=6)
    raw = document({printed.CREDENTIAL: b"{}"}, lock=lock)
    report = verify(raw, trust=World().trust(), at=rw.NOW)
    assert (report.verdict, *outcome(report, "format")) == (
        INDETERMINATE, "unknown", "not_supported",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"%PDF-1.7\n", "malformed"),
        (b"%PDF-1.7\n%%EOF", "malformed"),
        (document({}), "not_a_credential"),
        (document({"other.bin": b"{}"}), "not_a_credential"),
        (document({"photo.json": b"\x89PNG"}), "not_a_credential"),
        (document({printed.CREDENTIAL: b"x"}, filter=pikepdf.Name.FlateDecode), "malformed"),
        (b"%PDF-1.7\n" + b"0" * limits.MAX_PDF_BYTES, "payload_too_large"),
    ],
)
def test_what_holds_none_says_why(raw: bytes, code: str) -> None:
    with pytest.raises(CoreError) as refusal:
        printed.attached(raw)
    assert refusal.value.code == code


def test_a_pdf_without_a_credential_is_never_called_wrong() -> None:
    """VER-20: it may be a picture of a right certificate; what nobody signed cannot be judged."""
    report = verify(document({}), trust=World().trust(), at=rw.NOW)
    assert (report.verdict, *outcome(report, "format")) == (
        INDETERMINATE, "unknown", "not_a_credential",
    )  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.integers(min_value=0, max_value=700))
def test_any_bytes_give_an_answer(noise: bytes, place: int) -> None:
    whole = document({printed.CREDENTIAL: b"{}"})
    for raw in (b"%PDF-1.7\n" + noise, whole[:place] + noise + whole[place:]):
        try:
            printed.attached(raw)
        except CoreError:
            continue
