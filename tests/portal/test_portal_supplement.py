"""The page of a supplement and what is printed of an award, as whoever has the number sees them."""

import io
import json
import re
import shutil
import subprocess
import tempfile
import time
from dataclasses import replace
from html import unescape
from pathlib import Path

import pikepdf
import pytest
import sealworld
import zxingcpp
from borrowed import borrow
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from pharos.common import clock, tenancy
from pharos.common.sentences import LANGUAGES, sentence
from pharos.core import certificates, p256
from pharos.core.multibase import decode_multikey
from pharos.core.verify import EmptyStore, Verifier
from pharos.issuing import actions as issuing
from pharos.issuing import prints, supplement
from pharos.issuing.supplement import making, model
from pharos.registry import actions as registry
from pharos.verification import command
from pharos.verification import queries as verification

MARKUP = re.compile(r"<[^>]+>")
signers = borrow("supplement_issuers", Path(__file__).parents[1] / "issuing" / "conftest.py")


def told(shown, nation):
    row = shown.credentials[nation]
    with tenancy.scope(shown.issuers.worker(nation)):
        return making.told(row.id)


def text_of(answer):
    return re.sub(r"\s", "", unescape(MARKUP.sub("", answer.text)))


def add_seal(shown, nation):
    """A key for seals with a chain that one person entered and another approved."""
    root, _, chain = sealworld.authority()
    now = clock.now()
    key = signers._key(shown.issuers, nation, "seal", signers.P256)
    public = p256.public_key(decode_multikey(key.public)[1])
    leaf = sealworld.certificate("An academy", public, "A root", root, is_root=False)
    pem = certificates.pem([leaf, chain[-1]])
    shown.issuers.world.in_scope(
        f"registrar-{nation}", registry.enter_certificate, key_id=key.key_id, pem=pem, now=now
    )
    shown.issuers.world.in_scope(
        f"head-{nation}", registry.approve_certificate, key_id=key.key_id, now=now
    )
    return key


def test_the_page_says_in_both_languages_what_the_print_says(client, shown):
    """OUT-07: for whoever has the number, in no cache and no search engine."""
    for nation, native in (("am", "hy"), ("ge", "ka")):
        made = told(shown, nation)
        for language in LANGUAGES:
            address = f"/c/{shown.credentials[nation].id}/supplement"
            answer = client.get(address, {"lang": language})
            assert answer.status_code == 200
            assert f'<html lang="{language}">' in answer.text
            assert answer.headers["X-Robots-Tag"] == "noindex"
            assert answer.headers["Cache-Control"] == "no-store"
            assert "<script" not in answer.text
            text = text_of(answer)
            for block in made.blocks:
                for row in block.rows:
                    for texts in (block.title, row.label, *(line.texts for line in row.lines)):
                        for one in texts:
                            assert re.sub(r"\s", "", one) in text, row.key
            assert f'lang="{native}"' in answer.text
            assert sentence("page_supplement_pdf", language) in unescape(answer.text)


def test_the_page_of_an_award_leads_to_its_supplement(client, shown):
    row = shown.credentials["ge"]
    answer = client.get(f"/c/{row.id}", {"lang": "en"}, headers={"Accept": "text/html"})
    assert f'href="/c/{row.id}/supplement?lang=en"' in answer.text


def test_a_number_of_nobody_has_none(client, shown):
    address = "/c/11111111-2222-4333-8444-555555555555/supplement"
    for path in (address, f"{address}.pdf"):
        assert client.get(path).status_code == 404


def test_a_revoked_award_says_so_on_its_supplement(client, shown):
    row = shown.credentials["ge"]
    with tenancy.scope(shown.issuers.world.actor("head-ge")) as by:
        issuing.revoke(credential_id=row.id, reason="error_in_data", by=by, now=clock.now())
    answer = client.get(f"/c/{row.id}/supplement", {"lang": "en"})
    assert sentence("page_supplement_over", "en") in answer.text
    # no further document is made of it, so the print has neither code nor seal
    assert client.get(f"/c/{row.id}/supplement.pdf").content.startswith(b"%PDF-1.7")


def test_a_name_with_markup_is_shown_literally(client, shown, monkeypatch):
    """OUT-01: a name that looks like a page or a template is text and nothing else."""
    name = "<script>alert(1)</script>{{7*7}}{% debug %}"
    made = told(shown, "ge")
    row = made.row("name")
    line = replace(row.lines[0], texts=(name, name))
    blocks = tuple(
        replace(block, rows=tuple(replace(r, lines=(line,)) if r is row else r for r in block.rows))
        for block in made.blocks
    )
    monkeypatch.setattr(making, "told", lambda _: replace(made, name=name, blocks=blocks))
    answer = client.get(f"/c/{shown.credentials['ge'].id}/supplement", {"lang": "en"})
    assert "<script" not in answer.text
    assert unescape(answer.text).count(name) >= 2


@pytest.fixture
def sealed(shown):
    """Georgia's university seals its prints and signs compact codes."""
    shown.issuers.add_documents_key("ge")
    add_seal(shown, "ge")
    # lists of one second are the same documents, and were signed already
    time.sleep(1.1)
    shown.publish()
    return shown


def test_certificate_and_supplement_bear_the_seal_of_the_issuer(sealed):
    """PAdES B-B over the whole file; the key saw a few hundred bytes."""
    row = sealed.credentials["ge"]
    for raw in (
        prints.certificate_of(row.id, now=clock.now(), signer=sealed.issuers.signer),
        prints.supplement_of(row.id, now=clock.now(), signer=sealed.issuers.signer),
    ):
        status = sealworld.status_of(raw)
        assert status.bottom_line
        assert status.coverage.name == "ENTIRE_FILE"
    again = prints.certificate_of(row.id, now=clock.now(), signer=None)
    assert again == prints.certificate_of(
        row.id, now=clock.now(), signer=None
    )  # kept: nothing is signed again


def test_without_a_key_for_seals_the_print_is_as_it_was_made(shown):
    row = shown.credentials["am"]
    raw = prints.certificate_of(row.id, now=clock.now(), signer=shown.issuers.signer)
    with pikepdf.open(io.BytesIO(raw)) as pdf:
        assert "/AcroForm" not in pdf.Root
        assert "credential.json" in pdf.attachments


def test_the_code_on_the_print_is_the_award_and_verifies_without_network(sealed, tmp_path):
    """OUT-05: one code leads to the register, the other is read by an independent reader."""
    row = sealed.credentials["ge"]
    raw = prints.supplement_of(row.id, now=clock.now(), signer=sealed.issuers.signer)
    sealed.publish()
    codes = [code for page in drawn(raw, tmp_path) for code in zxingcpp.read_barcodes(page)]
    found = {code.text for code in codes}
    assert len(found) == 2
    [compact] = [text for text in found if text.startswith("PHAROS1:")]
    [address] = found - {compact}
    assert address == told(sealed, "ge").address
    trust = verification.published_bundle()
    report = Verifier(trust, EmptyStore()).verify(compact.encode(), at=clock.now())
    assert report.verdict.value == "VALID", report.checks
    assert report.check("registered").code == "registration_not_carried"
    assert report.facts["holder"][0] == told(sealed, "ge").name


def test_where_the_law_asks_for_registration_no_code_is_printed_before_it(sealed):
    """What is signed once must not lack its number for ever."""
    sealed.issuers.add_documents_key("am")
    row = sealed.credentials["am"]
    assert prints.compact_code(row.id, now=clock.now(), signer=sealed.issuers.signer) is None
    made = prints.supplement_of(row.id, now=clock.now(), signer=sealed.issuers.signer)
    assert made.startswith(b"%PDF-1.7")


def drawn(raw, folder):
    """The pages as pictures, drawn by Poppler."""
    program = shutil.which("pdftoppm")
    assert program is not None, "these tests need poppler-utils"
    (folder / "print.pdf").write_bytes(raw)
    subprocess.run(
        [program, "-r", "150", "-png", folder / "print.pdf", folder / "page"], check=True
    )
    return [Image.open(file).convert("L") for file in sorted(folder.glob("page*.png"))]


def test_the_words_of_the_page_and_of_the_print_are_one_supplement(shown):
    made = told(shown, "ge")
    assert isinstance(made, supplement.Supplement)
    assert set(model.words("en")) == set(model.words(made.languages[0]))


def test_a_sealed_print_that_is_brought_back_is_judged_with_its_seal(client, sealed):
    """VER-20: the page, the API and the command tell a change after the seal."""
    row = sealed.credentials["ge"]
    raw = prints.certificate_of(row.id, now=clock.now(), signer=sealed.issuers.signer)
    sealed.publish()
    same = client.post("/en/verify", {"file": SimpleUploadedFile("a.pdf", raw)})
    assert same.headers["Location"].startswith(f"/c/{row.id}?")
    named = client.post(
        "/en/verify", {"file": SimpleUploadedFile("a.pdf", raw), "name": "x", "number": ""}
    )
    assert named.status_code in (200, 303)
    answer = client.post("/api/v1/verify", data=raw, content_type="application/pdf")
    assert answer.json()["verdict"] == "VALID", answer.json()
    assert answer.json()["subject"]["seals"] == [
        {"by": "An academy", "intact": True, "issuer": True}
    ]
    changed = raw.replace(b"/MediaBox[0 0 595", b"/MediaBox[0 0 596")
    assert changed != raw
    page = client.post("/en/verify", {"file": SimpleUploadedFile("a.pdf", changed)})
    assert page.status_code == 200
    assert sentence("verify_modified_after_seal", "en", {"by": "An academy"}) in unescape(page.text)
    assert sentence("page_seal_changed", "en", {"by": "An academy"}) in unescape(page.text)
    told_by_api = client.post("/api/v1/verify", data=changed, content_type="application/pdf").json()
    assert told_by_api["verdict"] == "INVALID"
    codes = {check["id"]: check["code"] for check in told_by_api["checks"]}
    assert codes["proof"] == "modified_after_seal"
    assert _by_command(changed) == ("INVALID", "modified_after_seal")
    assert _by_command(raw) == ("VALID", "proof_holds")


def _by_command(raw):
    out, err = io.StringIO(), io.StringIO()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "print.pdf"
        file.write_bytes(raw)
        bundle = Path(folder) / "trust-bundle.json"
        bundle.write_bytes(verification.published_bundle().to_json())
        command.run([file], trust=bundle, json=True, out=out, err=err)
    found = json.loads(out.getvalue())
    return found["verdict"], next(c["code"] for c in found["checks"] if c["id"] == "proof")
