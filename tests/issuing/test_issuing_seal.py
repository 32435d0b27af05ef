"""The seal: only a few hundred bytes go to the key, and the print is guarded as it was made."""

import io

import pikepdf
import pytest
from sealworld import authority, printed, sealed, status_of, token_over, waiting

from pharos.common.errors import DomainError, Unavailable
from pharos.common.settings import settings
from pharos.core import p256
from pharos.core.errors import CoreError
from pharos.registry import seals


def test_only_the_signed_attributes_go_to_the_key() -> None:
    made = waiting()
    assert len(made.signing_input) < 400
    assert made.signing_input[0] == 0x31


def test_a_sealed_print_is_valid_whole_and_trusted() -> None:
    status = status_of(sealed())
    assert status.bottom_line
    assert (status.intact, status.valid, status.trusted) == (True, True, True)
    assert status.coverage.name == "ENTIRE_FILE"


def test_what_was_printed_stays_byte_for_byte_inside_it() -> None:
    """PDF/A-3 with its tags, its metadata and the attached credential."""
    pdf = printed()
    raw = sealed(pdf)
    assert raw.startswith(pdf)
    with pikepdf.open(io.BytesIO(raw)) as opened:
        with opened.open_metadata() as metadata:
            assert (metadata["pdfaid:part"], metadata["pdfaid:conformance"]) == ("3", "A")
        assert opened.Root.MarkInfo.Marked
        assert opened.attachments["credential.json"].get_file().read_bytes() == b'{"a": 1}'
        assert {str(one.AFRelationship) for one in opened.Root.AF} == {"/Source", "/Supplement"}
        [field] = opened.Root.AcroForm.Fields
        assert str(field.V.SubFilter) == "/ETSI.CAdES.detached"
        assert int(opened.Root.Perms.DocMDP.Reference[0].TransformParams.P) == 1
        # what archives ask of an annotation: it is printed and not hidden
        assert int(field.F) & 0b111 == 0b100


def test_a_changed_page_breaks_the_seal() -> None:
    """VER-20: one byte under the seal, or a page added after it, is told."""
    raw = bytearray(sealed())
    place = raw.find(b"/MediaBox")
    raw[place + 11] ^= 1
    assert not status_of(bytes(raw)).intact


def test_the_same_print_has_the_same_content_before_its_seal() -> None:
    pdf = printed()
    assert sealed(pdf)[: len(pdf)] == sealed(pdf)[: len(pdf)] == pdf


def test_a_signature_of_another_key_is_no_seal() -> None:
    root, _, _ = authority()
    made = waiting()
    status = status_of(made.signed(p256.sign(made.signing_input, root)))
    assert not status.valid
    assert not status.bottom_line


def test_a_signature_that_is_none_is_refused() -> None:
    with pytest.raises(CoreError, match="64 bytes"):
        waiting().signed(b"short")


def test_an_authority_s_time_is_added_to_the_signature() -> None:
    """PAdES B-T: the token is over the signature, and another's validation believes it."""
    asked = []

    def stamp(value: bytes) -> bytes:
        asked.append(value)
        return token_over(value)

    _, key, _ = authority()
    made = waiting(stamped=True)
    raw = made.signed(p256.sign(made.signing_input, key), stamp)
    assert [value[0] for value in asked] == [0x30]
    status = status_of(raw)
    assert status.bottom_line
    assert status.timestamp_validity is not None
    assert status.timestamp_validity.valid
    assert status.timestamp_validity.intact


def test_the_configured_authority_is_asked_and_its_answer_is_checked(monkeypatch) -> None:
    """RFC 3161: a token of other bytes, or one without room in the file, is not put in."""
    assert seals.authority() is None
    mine = settings().model_copy(update={"tsa_url": "https://clock.example/"})
    monkeypatch.setattr(seals, "settings", lambda: mine)
    asked = []

    def ask(url: str, value: bytes) -> bytes:
        asked.append(url)
        return token_over(value)

    monkeypatch.setattr(seals.stamps, "ask", ask)
    stamp = seals.authority()
    assert stamp is not None
    assert stamp(b"value")[0] == 0x30
    assert asked == ["https://clock.example/"]
    monkeypatch.setattr(seals.stamps, "ask", lambda _, __: token_over(b"another"))
    with pytest.raises(DomainError, match="other bytes"):
        stamp(b"value")
    monkeypatch.setattr(seals.stamps, "ask", lambda _, __: bytes(seals.pades.STAMP_ROOM + 1))
    monkeypatch.setattr(seals.stamps, "verify", lambda _, __: None)
    with pytest.raises(DomainError, match="too long"):
        stamp(b"value")


def test_a_silent_authority_leaves_a_seal_without_its_time() -> None:
    """B-B instead of B-T: the print is given out, and the log says so."""

    def silent(_: bytes) -> bytes:
        raise Unavailable("stamp_unavailable", "no answer")

    _, key, _ = authority()
    made = waiting(stamped=True)
    status = status_of(seals._stamped(made, p256.sign(made.signing_input, key), silent))
    assert status.bottom_line
    assert status.timestamp_validity is None
