"""Certificates: what is attached is read with limits, and nothing of the page is believed."""

import io
import zlib

import pikepdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pharos.core import limits
from pharos.verification.pdf import CREDENTIAL, PROOF, credential_in


def certificate(attached: dict[str, bytes], **stream: object) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        for name, content in attached.items():
            spec = pikepdf.AttachedFileSpec(document, b"", filename=name)
            spec.get_file().obj.write(content, **stream)
            document.attachments[name] = spec
        document.save(made)
    return made.getvalue()


def test_the_attached_credential_and_its_proof_are_found() -> None:
    """VER-20: what is verified is what was signed, not what the page shows."""
    both = certificate({CREDENTIAL: b'{"a": 1}', PROOF: b"proof"})
    assert credential_in(both) == (b'{"a": 1}', b"proof")
    assert credential_in(certificate({CREDENTIAL: b"{}"})) == (b"{}", None)
    packed = certificate({CREDENTIAL: zlib.compress(b"{}")}, filter=pikepdf.Name.FlateDecode)
    assert credential_in(packed) == (b"{}", None)


def test_a_bomb_is_not_inflated() -> None:
    """VER-20: a thousandfold attachment is given up at the limit."""
    bomb = zlib.compress(bytes(50 * limits.MAX_CREDENTIAL_BYTES), 9)
    assert credential_in(certificate({CREDENTIAL: bomb}, filter=pikepdf.Name.FlateDecode)) is None


@pytest.mark.parametrize(
    "raw",
    [
        b"%PDF-1.7\n",
        b"%PDF-1.7\n%%EOF",
        certificate({}),
        certificate({"other.json": b"{}"}),
        certificate({CREDENTIAL: b"not deflated"}, filter=pikepdf.Name.FlateDecode),
    ],
)
def test_other_files_hold_no_credential(raw: bytes) -> None:
    assert credential_in(raw) is None


@given(st.binary(max_size=400), st.integers(min_value=0, max_value=700))
def test_any_bytes_give_an_answer(noise: bytes, place: int) -> None:
    whole = certificate({CREDENTIAL: b"{}"})
    credential_in(b"%PDF-1.7\n" + noise)
    credential_in(whole[:place] + noise + whole[place:])
