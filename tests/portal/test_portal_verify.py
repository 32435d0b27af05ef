"""The verify page: whatever is sent, a page with a sentence answers."""

import io
import json
import re
from uuid import uuid4

import pikepdf
import pytest
import registerworld as rw
from django.core.files import uploadedfile, uploadhandler
from django.core.files.uploadedfile import SimpleUploadedFile

from pharos.common.sentences import sentence
from pharos.core import limits
from pharos.verification import forms, judging

HOSTILE = """<script>alert(1)</script>"><img src=x onerror=alert(1)>{{7*7}}{% debug %}"""
NUMBER = "3d0b9a7e-3f0c-4b62-9a55-0d6c1b6f3a11"


@pytest.fixture
def send(client, register, own_state, db, portal_publish):
    def post(language="en", **fields):
        portal_publish(register)
        return client.post(f"/{language}/verify", fields, headers={"Accept": "text/html"})

    return post


def uploaded(raw, name="a.json"):
    return SimpleUploadedFile(name, raw)


def band_of(answer):
    return answer.text.partition('<section class="band ')[2].partition('"')[0]


def test_a_file_with_its_proof_is_genuine(send, register):
    issued = register.issue()
    answer = send(file=uploaded(issued.raw), proof=uploaded(issued.tlog_proof, "a.tlog-proof"))
    assert answer.status_code == 200
    assert band_of(answer) == "good"
    assert "Անի Սարգսյան" in answer.text
    assert '<span lang="hy">Անի Սարգսյան</span>' in answer.text
    assert answer.text.count('class="mark ') == 9


def test_the_issuer_s_name_is_the_register_s(send, register):
    """E10: what a document says about its issuer is not shown as its name."""
    issued = register.issue()
    answer = send(document=issued.raw.decode())
    assert "The academy" in answer.text
    assert "A name nobody checked" not in answer.text


@pytest.mark.parametrize(
    ("change", "tone", "name"),
    [
        (lambda w: w.revoked.add(rw.INDEX), "bad", "revoked"),
        (lambda w: w.suspended.add(rw.INDEX), "warn", "suspended"),
        (lambda w: w.decisions.clear(), "bad", "unaccredited"),
    ],
)
def test_each_state_has_its_band(send, register, change, tone, name):
    issued = register.issue()
    change(register)
    answer = send(
        language="hy",
        file=uploaded(issued.raw),
        proof=uploaded(issued.tlog_proof, "a.tlog-proof"),
    )
    assert band_of(answer) == tone
    assert sentence(f"page_band_{name}", "hy") in answer.text


def test_an_altered_document_is_red_whatever_else_it_says(send, register):
    issued = register.issue()
    altered = issued.raw.replace(b'"creditsEarned": 6', b'"creditsEarned": 9')
    answer = send(document=altered.decode())
    assert band_of(answer) == "bad"
    assert sentence("page_band_altered", "en") in answer.text


def test_without_a_proof_nothing_is_called_genuine(send, register):
    answer = send(document=register.issue().raw.decode())
    assert band_of(answer) == "grey"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\x00" * 40,
        b"not json",
        b'{"a": "\\ud800"}',
        b'{"a": "\\u0000"}',
        b"[" * 100_000,
        b'{"type": "VerifiableCredential", "@context": 7}',
        b"%PDF-1.7 nothing",
        b"eyJhbGciOiJub25lIn0.e30.",
        b"\xff\xfe\x00",
        json.dumps({"id": {"a": 1}, "credentialSubject": [1, "x", None], "proof": 5}).encode(),
    ],
)
def test_whatever_is_sent_a_page_answers(send, raw):
    """UNI-07: lone surrogates and NUL in JSON are a sentence, not a fault."""
    for fields in ({"file": uploaded(raw)}, {"document": raw.decode("utf-8", "replace")}):
        answer = send(**fields)
        assert answer.status_code in (200, 422)
        assert "<h1" in answer.text


def test_markup_in_a_document_is_shown_as_it_is_written(send, register):
    """OUT-01: script names are shown literally."""
    document = rw.document()
    document["credentialSubject"]["achievement"]["name"] = HOSTILE
    document["credentialSubject"]["identifier"][0]["identityHash"] = HOSTILE
    answer = send(document=json.dumps(document))
    assert "<script>" not in answer.text
    assert "<img src=x" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "{{7*7}}" in answer.text
    assert "<script>" not in send(number=HOSTILE).text


@pytest.mark.django_db
def test_too_much_is_refused_before_it_is_read(client):
    """VER-21: a compact JWS of 10 MB is answered 413 by its stated length."""
    body = b"x" * (10 * limits.MIB)
    answer = client.post("/en/verify", body, content_type="multipart/form-data; boundary=b")
    assert answer.status_code == 413
    assert sentence("page_verify_too_large", "en", {"limit": 1024}) in answer.text


def test_one_byte_more_than_a_credential_may_have_is_too_much(send):
    answer = send(file=uploaded(b" " * (limits.MAX_CREDENTIAL_BYTES + 1)))
    assert answer.status_code == 413


def test_the_name_of_a_file_means_nothing(send, register):
    """UPL-07: a name with a path, of 300 characters, with an override; nothing is stored."""
    issued = register.issue()
    for name in ("../../x", "con", "a" * 300, "a\u202egpj.exe"):
        assert send(file=uploaded(issued.raw, name)).status_code == 200


@pytest.mark.parametrize(
    "number",
    [
        NUMBER,
        f" {NUMBER} ",
        NUMBER.replace("-", ""),
        f"urn:uuid:{NUMBER}",
        f"http://localhost:8000/c/{NUMBER}",
        f"http://localhost:8000/c/{NUMBER}.pdf",
    ],
)
def test_a_number_or_link_leads_to_its_page(send, number):
    answer = send(language="ka", number=number)
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/c/{NUMBER}?lang=ka")


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("", "page_verify_nothing"),
        ("17", "page_verify_number_malformed"),
        ("x" * 5000, "page_verify_number_malformed"),
        (f"https://elsewhere.example/c/{NUMBER}", "page_verify_link_foreign"),
        ("http://localhost:8000@elsewhere.example/c/1", "page_verify_link_foreign"),
        ("javascript://localhost:8000/c/1", "page_verify_number_malformed"),
        ("http://[", "page_verify_number_malformed"),
    ],
)
def test_other_numbers_get_a_sentence(send, number, code):
    answer = send(language="hy", number=number)
    assert answer.status_code == 422
    assert sentence(code, "hy") in answer.text


def test_nothing_about_the_asker_is_kept(send, register, monkeypatch):
    """E09: no cookie, no row, no file, however large what is sent."""
    monkeypatch.setattr(uploadhandler, "TemporaryFileUploadHandler", None)
    monkeypatch.setattr(uploadedfile, "TemporaryUploadedFile", None)
    issued = register.issue()
    for raw in (issued.raw, issued.raw + b" " * 1_000_000, b"%PDF-" + b" " * 3_000_000):
        answer = send(file=uploaded(raw))
        assert answer.status_code in (200, 413, 422)
        assert not answer.cookies
        assert answer.headers["Cache-Control"] == "no-store"


def certificate(issued, with_proof=True):
    pdf = pikepdf.new()
    pdf.add_blank_page()
    pdf.attachments["credential.json"] = issued.raw
    if with_proof:
        pdf.attachments["credential.json.tlog-proof"] = issued.tlog_proof
    out = io.BytesIO()
    pdf.save(out)
    return out.getvalue()


def test_a_certificate_is_judged_by_the_credential_inside_it(send, register):
    answer = send(file=uploaded(certificate(register.issue()), "a.pdf"))
    assert band_of(answer) == "good"


@pytest.mark.parametrize("raw", [b"%PDF-1.7 nothing", b"%PDF-" + b"\x00" * 99])
def test_a_pdf_without_a_credential_proves_nothing(send, raw):
    """VER-20: the page of a PDF is never believed."""
    answer = send(file=uploaded(raw, "a.pdf"))
    assert answer.status_code == 422
    assert sentence("page_verify_pdf_empty", "en") in answer.text


def rows_of(answer):
    return re.findall(r'<span class="status (\w+)">', answer.text)


def test_several_files_are_a_table_of_verdicts(send, register):
    good, other = register.issue(), register.issue()
    altered = other.raw.replace(b'"creditsEarned": 6', b'"creditsEarned": 9')
    answer = send(
        file=[
            uploaded(good.raw, "one.json"),
            uploaded(good.tlog_proof, "one.json.tlog-proof"),
            uploaded(altered, "two.json"),
            uploaded(certificate(other), "three.pdf"),
            uploaded(b"%PDF-", "four.pdf"),
            uploaded(HOSTILE.encode(), '"><img src=x>.json'),
        ]
    )
    assert answer.status_code == 200
    assert rows_of(answer) == ["good", "bad", "good", "grey", "grey"]
    assert "<img src=x" not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"


def test_numbers_one_a_line_are_a_table(send):
    answer = send(document=f"{NUMBER}\n\nhttps://elsewhere.example/c/{NUMBER}\n")
    assert rows_of(answer) == ["grey", "grey"]
    assert sentence("page_band_unknown", "en") in answer.text
    assert sentence("page_verify_link_foreign", "en") in answer.text


def test_too_many_at_once_are_refused(send):
    """DOS-01: a request asks for a bounded number of checks."""
    numbers = "\n".join(str(uuid4()) for _ in range(forms.MAX_NUMBERS + 1))
    files = [uploaded(b"{}", f"{n}.json") for n in range(forms.MAX_FILES + 1)]
    for answer in (send(document=numbers), send(file=files)):
        assert answer.status_code == 422
        assert sentence("page_verify_problem", "en") in answer.text


@pytest.mark.parametrize(
    ("given", "fits"),
    [
        ("Levan Giorgadze", True),
        ("giorgadze levan", True),
        ("ლევან გიორგაძე", True),
        ("Levan", False),
        ("Levan Giorgadze Esq", False),
        ("", False),
    ],
)
def test_a_name_fits_in_any_script_and_order(given, fits):
    """E03: number and name."""
    assert judging.names_fit(given, ["ლევან გიორგაძე", "Levan Giorgadze"]) is fits


@pytest.mark.django_db
def test_the_camera_may_be_asked_for_on_this_page_alone(client):
    asked = {"Accept": "text/html"}
    assert "camera=(self)" in client.get("/en/verify", headers=asked).headers["Permissions-Policy"]
    assert "camera=()" in client.get("/en/help", headers=asked).headers["Permissions-Policy"]


def test_an_answer_that_has_no_address_says_so(send, register):
    answer = send(document=register.issue().raw.decode())
    assert sentence("page_verdict_sent", "en") in answer.text


def test_before_the_first_publication_it_says_so(client, own_state, db):
    answer = client.post("/en/verify", {"document": "{}"}, headers={"Accept": "text/html"})
    assert answer.status_code == 503
    assert sentence("bundle_missing", "en") in answer.text
