"""The form of certificates by page: that of the register or one's own, and how it stands."""

import hashlib

import pytest
from deskworld import press, sign_in
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from moments import NOW

from pharos.accreditation.models import CertificateFormat
from pharos.common import clock, tenancy
from pharos.issuing.views import formats_desk

PAGE = "/en/desk/golden-fleece-demo-university/certificate-formats"


@pytest.fixture
def registrar(issuers, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    client = Client()
    sign_in(client, issuers.world.people["registrar-ge"])
    return client


def hashes(issuers):
    with tenancy.scope(issuers.world.actor("registrar-ge")) as by:
        rows = CertificateFormat.objects.filter(organisation_id=by.organisation_id)
        return [bytes(one.content_hash) for one in rows.order_by("number")]


def test_a_format_is_submitted_and_waits(issuers, registrar):
    empty = registrar.get(PAGE).content.decode()
    assert 'class="trouble"' not in empty
    assert press(registrar, PAGE, act="ours").status_code == 303
    own = SimpleUploadedFile("form.pdf", b"our own form", "application/pdf")
    assert press(registrar, PAGE, act="file", file=own).status_code == 303
    assert press(registrar, PAGE, act="file").status_code == 422
    assert hashes(issuers) == [formats_desk.ours(), hashlib.sha256(b"our own form").digest()]
    shown = registrar.get(PAGE).content.decode()
    assert "Waits for the ministry" not in shown  # no approval is asked for here
    assert 'value="ours"' not in shown


def test_an_approved_format_says_so_in_each_language(issuers, registrar):
    client = Client()
    sign_in(client, issuers.world.people["registrar-am"])
    for language, word in (("en", "Approved"), ("hy", "Հաստատված է"), ("ka", "დამტკიცებულია")):
        page = f"/{language}/desk/lighthouse-demo-university/certificate-formats"
        shown = client.get(page).content.decode()
        assert word in shown, language
        assert "page_" not in shown, language


def test_the_head_looks_and_does_not_submit(issuers, registrar):
    head = Client()
    sign_in(head, issuers.world.people["head-ge"])
    assert head.get(PAGE).status_code == 200
    assert press(head, PAGE, act="ours").status_code == 403
