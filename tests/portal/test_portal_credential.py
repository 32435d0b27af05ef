"""The page of a credential: a link opens it, and it tells what the register knows."""

import io
import json
import re
from html import unescape
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from pharos.common.sentences import sentence
from pharos.issuing import actions, certificate

UNKNOWN = uuid4()


@pytest.fixture
def georgian(shown):
    return shown.credentials["ge"]


def page(client, id, language="en"):
    return client.get(f"/c/{id}", {"lang": language}, headers={"Accept": "text/html"})


def test_whoever_has_the_number_sees_the_verdict_in_each_language(client, shown, georgian):
    for language in ("en", "hy", "ka"):
        answer = page(client, georgian.id, language)
        assert answer.status_code == 200
        assert sentence("page_band_valid", language) in answer.text
        assert f'<html lang="{language}">' in answer.text
        for check in ("format", "proof", "registered", "holder"):
            assert sentence(f"verify_check_{check}", language) in answer.text
    assert "ლევან გიორგაძე" in answer.text
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert answer.headers["Cache-Control"] == "no-store"
    assert not answer.cookies
    armenian = page(client, shown.credentials["am"].id, "hy")
    assert sentence("page_band_pending", "hy") in armenian.text


def test_instants_are_told_by_the_clock_of_the_award_s_nation(client, georgian):
    """Of a credential and of its checks; the zone is told once."""
    for language, place in (("en", "Tbilisi"), ("hy", "Թբիլիսի"), ("ka", "თბილისი")):
        shown = page(client, georgian.id, language).text
        note = sentence("page_frame_clock", language, {"zone": f"{place}, UTC+4"})
        assert shown.count(note) == 1
        assert shown.count("UTC") == 1


def test_a_program_gets_the_bytes_that_were_issued(client, shown, georgian):
    whole = client.get(f"/c/{georgian.id}", headers={"Accept": "application/vc+ld+json"})
    assert whole.headers["Content-Type"] == "application/vc+ld+json"
    assert json.loads(whole.content)["id"] == f"urn:uuid:{georgian.id}"
    named = client.get(f"/c/{georgian.id}.json")
    assert named.content == whole.content
    proof = client.get(f"/c/{georgian.id}.tlog-proof")
    assert proof.text.startswith("c2sp.org/tlog-proof@v1")
    assert "Accept" in whole.headers["Vary"]


def test_the_certificate_carries_the_credential(client, shown, georgian):
    answer = client.get(f"/c/{georgian.id}.pdf")
    assert answer.headers["Content-Type"] == "application/pdf"
    with pikepdf.open(io.BytesIO(answer.content)) as pdf:
        attached = pdf.attachments["credential.json"].get_file().read_bytes()
        proof = pdf.attachments["credential.json.tlog-proof"].get_file().read_bytes()
    assert attached == client.get(f"/c/{georgian.id}.json").content
    assert proof == client.get(f"/c/{georgian.id}.tlog-proof").content


def test_unknown_numbers_all_get_the_same_answer(client, shown):
    """PRV-03: nothing tells a number that never was from one of another kind."""
    answers = {
        client.get(f"/c/{id}{end}", headers={"Accept": "text/html"}).text
        for id in (UNKNOWN, uuid4())
        for end in ("", ".json", ".pdf", ".tlog-proof")
    }
    assert len({text.partition("<main")[2].partition("</main>")[0] for text in answers}) == 1
    answer = client.get(f"/c/{UNKNOWN}", headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (404, "credential_unknown")


def test_revoked_is_red_and_suspended_is_amber(client, shown, georgian):
    shown.issuers.world.in_scope(
        "registrar-ge",
        actions.suspend,
        credential_id=georgian.id,
        reason="under_investigation",
        now=georgian.created,
    )
    shown.publish()
    answer = page(client, georgian.id)
    assert '<section class="band warn"' in answer.text
    assert sentence("page_band_suspended", "en") in answer.text
    shown.issuers.world.in_scope(
        "head-ge",
        actions.revoke,
        credential_id=georgian.id,
        reason="misconduct",
        now=georgian.created,
    )
    shown.publish()
    answer = page(client, georgian.id)
    assert '<section class="band bad"' in answer.text
    assert sentence("page_band_revoked", "en") in answer.text


def test_an_erased_award_says_erased_and_names_nobody(client, shown, georgian):
    """PRV-01: the page of an erased person's award says so, and nothing of it can be fetched."""
    shown.erase("ge", georgian.person_key_id)
    answer = page(client, georgian.id)
    assert answer.status_code == 410
    assert sentence("page_band_erased", "en") in answer.text
    assert "ლევან" not in answer.text
    for end in (".json", ".pdf", ".tlog-proof"):
        assert client.get(f"/c/{georgian.id}{end}").status_code == 410


def test_an_upload_without_its_proof_is_completed_by_ours(client, shown, georgian):
    raw = client.get(f"/c/{georgian.id}.json").content
    answer = client.post("/en/verify", {"document": raw.decode()}, follow=True)
    assert answer.redirect_chain == [(f"/c/{georgian.id}?lang=en&same=1", 303)]
    assert sentence("page_band_valid", "en") in answer.text
    assert sentence("page_verdict_same", "en") in answer.text
    altered = raw.replace(b"Levan", b"Lewan")
    assert altered != raw
    answer = client.post("/en/verify", {"document": altered.decode()})
    assert sentence("page_band_altered", "en") in answer.text


def test_the_register_s_pages_and_files_resolve(client, shown, georgian):
    document = json.loads(client.get(f"/c/{georgian.id}.json").content)
    origin = "http://localhost:8000"
    for address in (
        document["credentialSubject"]["achievement"]["id"],
        document["issuer"]["url"],
        *(one["statusListCredential"] for one in document["credentialStatus"]),
        document["termsOfUse"][0]["id"],
    ):
        assert client.get(address.removeprefix(origin), follow=True).status_code == 200, address
    issuer = client.get("/providers/golden-fleece-demo-university/did.json")
    assert issuer.json()["id"] == document["issuer"]["id"]
    assert issuer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/agencies/golden-fleece-demo-university/did.json").status_code == 404
    status = client.get(document["credentialStatus"][0]["statusListCredential"][len(origin) :])
    assert status.headers["Cache-Control"] == "public, max-age=300"
    assert status.json()["credentialSubject"]["statusPurpose"] == "revocation"
    again = {"If-None-Match": status.headers["ETag"]}
    unchanged = client.get(document["credentialStatus"][0]["statusListCredential"][len(origin) :],
                           headers=again)  # fmt: skip
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert "localhost:8000/log" in client.get("/log/checkpoint").text
    assert client.get("/trust-bundle.json").json()["format"] == "pharos-trust-bundle/1"


def test_what_can_be_done_with_it_is_offered_where_it_holds(client, shown, georgian):
    """Add to a profile with name, body, month, address and number; never for what is revoked."""
    text = page(client, georgian.id).text
    found = re.search(r'href="(https://www[.]linkedin[.]com/[^"]+)" rel="([^"]+)"', text)
    assert "noopener" in found[2]
    asked = parse_qs(urlsplit(unescape(found[1])).query)
    assert asked["certId"] == [str(georgian.id)]
    assert asked["certUrl"][0].endswith(f"/c/{georgian.id}")
    assert asked["organizationName"] == ["Golden Fleece Demonstration University"]
    assert len(asked["issueYear"][0]) == 4
    assert 1 <= int(asked["issueMonth"][0]) <= 12
    for end in (".pdf", ".json", ".tlog-proof"):
        assert f'href="/c/{georgian.id}{end}"' in text
    shown.issuers.world.in_scope(
        "head-ge",
        actions.revoke,
        credential_id=georgian.id,
        reason="misconduct",
        now=georgian.created,
    )
    shown.publish()
    assert "linkedin" not in page(client, georgian.id).text


def test_the_page_tells_to_look_at_its_address_and_is_offered_to_nobody(client, shown, georgian):
    """OUT-05, OUT-07: the QR code holds our address alone; noindex on the page and its files.

    B24: the decisions of the award date and those of today stand beside the issuer.
    """
    text = page(client, georgian.id).text
    assert sentence("page_address_hint", "en", {"origin": "http://localhost:8000"}) in text
    assert certificate.address(georgian.id) == f"http://localhost:8000/c/{georgian.id}"
    assert "og:" not in text
    assert '<meta name="robots" content="noindex">' in text
    for end in ("", ".json", ".pdf", ".svg", ".tlog-proof"):
        answer = client.get(f"/c/{georgian.id}{end}", headers={"Accept": "text/html"})
        assert answer.headers["X-Robots-Tag"] == "noindex"
        assert answer.headers["Cache-Control"] == "no-store"
    facts = text.partition('<h2 id="facts">')[2].partition("</section>")[0]
    for check in ("accredited_at_award", "accredited_now"):
        assert sentence(f"verify_check_{check}", "en") in facts
    assert sentence("verify_accredited_now", "en") in facts


def test_numbers_names_and_certificates_of_ours_are_recognised(client, shown, georgian):
    """E03: a number with a name; several numbers at once; the certificate as it was taken."""
    for name, code in (
        ("Giorgadze Levan", "page_verdict_name_fits"),
        ("Nobody Else", "page_verdict_name_differs"),
    ):
        answer = client.post("/en/verify", {"number": str(georgian.id), "name": name})
        assert answer.status_code == 200
        assert sentence(code, "en", {"name": name}) in answer.text
    unknown = client.post("/en/verify", {"number": str(UNKNOWN), "name": "Levan"})
    assert unknown.status_code == 404
    numbers = f"{georgian.id}\n{UNKNOWN}\n{shown.credentials['am'].id}"
    text = client.post("/ka/verify", {"document": numbers}).text
    assert re.findall(r'<span class="status (\w+)">', text) == ["good", "grey", "grey"]
    assert f'href="/c/{georgian.id}?lang=ka"' in text
    file = SimpleUploadedFile("c.pdf", client.get(f"/c/{georgian.id}.pdf").content)
    answer = client.post("/hy/verify", {"file": file})
    assert answer.headers["Location"] == f"/c/{georgian.id}?lang=hy&same=1"
