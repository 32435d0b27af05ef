"""Sealed files: a change after the seal is told, and a seal never makes a credential valid."""

import io
import json
from typing import Any

import pikepdf
import pytest
import registerworld as rw
from registerworld import INVALID, VALID, World, outcome
from sealworld import authority, printed, sealed, waiting

from pharos.core import did, multibase, p256
from pharos.core.verify import verify
from pharos.verification.pdf import credential_in, seals, with_seal


class Office:
    """A register whose academy seals what it prints."""

    def __init__(self) -> None:
        self.world = World()
        public = multibase.encode_p256(p256.compressed(authority()[1].public_key()))
        key = did.Key(
            did.key_id(rw.ACADEMY, public), public, did.KeyState.ACTIVE, active_from=rw.EARLY
        )
        self.world.use_keys(*self.world.keys, key)
        self.issued = self.world.issue()
        proof = (self.issued.tlog_proof or b"").decode()
        self.print = printed(self.issued.raw, proof)

    def report(self, raw: bytes) -> Any:
        trust = self.world.trust()
        return with_seal(verify(raw, trust=trust, at=rw.NOW), raw, trust)


@pytest.fixture(scope="module")
def office() -> Office:
    return Office()


def test_a_sealed_print_is_valid_and_says_whose_seal_it_bears(office: Office) -> None:
    report = office.report(sealed(office.print))
    assert report.verdict is VALID
    [seal] = report.facts["seals"]
    assert seal == {"by": "An academy", "intact": True, "issuer": True}
    json.dumps(report.facts["seals"])


def test_a_print_without_a_seal_is_judged_by_its_credential(office: Office) -> None:
    report = office.report(office.print)
    assert report.verdict is VALID
    assert "seals" not in report.facts


def grown(raw: bytes, change: Any) -> bytes:
    """The file with something written behind its end, as editors do."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter

    writer = IncrementalPdfFileWriter(io.BytesIO(raw))
    change(writer)
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


def other_text(writer: Any) -> None:
    """Another page content in place of the first: the visible name is no longer the signed one."""
    from pyhanko.pdf_utils import generic

    page = writer.root["/Pages"]["/Kids"][0]
    page["/Contents"] = writer.add_object(
        generic.StreamObject(stream_data=b"BT /F1 24 Tf 50 500 Td (Somebody else) Tj ET")
    )
    writer.update_container(page)


def other_title(writer: Any) -> None:
    from pyhanko.pdf_utils import generic

    writer.root["/PageLabels"] = generic.DictionaryObject()
    writer.update_root()


@pytest.mark.parametrize("change", [other_text, other_title])
def test_what_was_changed_after_the_seal_is_not_valid(office: Office, change: Any) -> None:
    """VER-20: the credential still holds, but nobody vouches for what the pages show."""
    report = office.report(grown(sealed(office.print), change))
    assert (report.verdict, *outcome(report, "proof")) == (
        INVALID, "failed", "modified_after_seal",
    )  # fmt: skip
    assert report.check("proof").facts["by"] == "An academy"
    assert outcome(report, "issuer") == ("passed", "issuer_known")


def test_a_byte_changed_under_the_seal_is_told(office: Office) -> None:
    """VER-20: what lies under the signature is covered byte for byte."""
    raw = bytearray(sealed(office.print))
    place = raw.find(b"/MediaBox")
    raw[place + 12] ^= 1
    report = office.report(bytes(raw))
    assert outcome(report, "proof") == ("failed", "modified_after_seal")


def test_a_seal_of_somebody_else_is_told_as_such(office: Office) -> None:
    """A seal of its own on a forged page: the credential decides, and the seal is not ours."""
    trust = office.world.trust()
    stranger = World()
    raw = sealed(office.print)
    report = with_seal(verify(raw, trust=stranger.trust(), at=rw.NOW), raw, stranger.trust())
    assert report.facts["seals"][0]["issuer"] is False
    assert with_seal(verify(raw, trust=trust, at=rw.NOW), raw).facts["seals"][0]["issuer"] is False


def test_a_signature_by_the_wrong_key_is_no_seal(office: Office) -> None:
    root, _, _ = authority()
    made = waiting(office.print)
    report = office.report(made.signed(p256.sign(made.signing_input, root)))
    assert outcome(report, "proof") == ("failed", "modified_after_seal")


def test_a_credential_that_fails_is_not_saved_by_a_seal(office: Office) -> None:
    altered = office.issued.raw.replace("Անի".encode(), "Անա".encode())
    report = office.report(sealed(printed(altered)))
    assert (report.verdict, *outcome(report, "proof")) == (INVALID, "failed", "signature_wrong")
    assert report.facts["seals"][0]["intact"] is True


def test_a_damaged_seal_says_nothing_of_the_file(office: Office) -> None:
    """A field whose value is no signature: the file is judged, the seal cannot be."""
    made = io.BytesIO()
    with pikepdf.open(io.BytesIO(sealed(office.print))) as pdf:
        pdf.Root.AcroForm.Fields[0].V.Contents = pikepdf.String(b"nothing")
        pdf.save(made)
    [seal] = seals(made.getvalue())
    assert seal.is_intact is not True


def test_other_documents_have_no_seal(office: Office) -> None:
    report = verify(office.issued.raw, trust=office.world.trust(), at=rw.NOW)
    assert with_seal(report, office.issued.raw) is report
    assert credential_in(b"{}") is None
    assert credential_in(office.print) == (office.issued.raw, office.issued.tlog_proof)
