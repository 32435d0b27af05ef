"""A compact code on the page Verify: pasted, from the camera, as a file, through the API."""

import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pharos.common import clock
from pharos.common.sentences import sentence
from pharos.issuing import prints
from pharos.verification import queries


@pytest.fixture
def code(shown):
    shown.issuers.add_documents_key("ge")
    # lists of one second are the same documents, and were signed already
    time.sleep(1.1)
    shown.publish()
    row = shown.credentials["ge"]
    made = prints.compact_code(row.id, now=clock.now(), signer=shown.issuers.signer)
    # a code is valid alone once a checkpoint is younger than it
    time.sleep(1.1)
    shown.publish()
    queries.published_bundle()
    return made


def test_each_way_to_the_page_gives_the_same_verdict(client, code):
    for sent in (
        {"document": code},
        {"document": f"\r\n{code}\r\n"},
        {"number": code},
        {"file": SimpleUploadedFile("code.txt", code.encode())},
    ):
        answer = client.post("/en/verify", sent)
        assert answer.status_code == 200
        assert sentence("page_band_valid", "en") in answer.text
        assert "ლევან გიორგაძე" in answer.text
        assert "Data analysis for decisions" in answer.text


def test_the_name_on_paper_is_compared_with_the_signed_one(client, code):
    answer = client.post("/en/verify", {"number": code, "name": "Levan Giorgadze"})
    assert sentence("page_verdict_name_fits", "en", {"name": "Levan Giorgadze"}) in answer.text


def test_the_api_takes_it_as_text_and_as_a_body(client, code):
    bare = client.post("/api/v1/verify", data=code, content_type="text/plain")
    wrapped = client.post(
        "/api/v1/verify", data={"document": code}, content_type="application/json"
    )
    for answer in (bare, wrapped):
        assert answer.status_code == 200, answer.content
        assert answer.json()["verdict"] == "VALID"
        assert answer.json()["subject"]["holder"][0] == "ლევან გიორგაძე"


def test_a_damaged_code_is_not_valid(client, code):
    """VER-21: whatever is wrong in it is told, and nothing else happens."""
    for wrong in (code[:-3], code[:40] + "A" + code[41:], "PHAROS1:", f"PHAROS1:{'A' * 5000}"):
        answer = client.post("/en/verify", {"document": wrong})
        assert answer.status_code == 200
        assert sentence("page_band_valid", "en") not in answer.text
