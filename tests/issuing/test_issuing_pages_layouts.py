"""A provider's own form by page, from the first line to certificates that are printed in it."""

import io
from datetime import timedelta

import pikepdf
import pytest
from deskworld import press, sign_in
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from moments import NOW

from pharos.accreditation import formats
from pharos.accreditation import queries as accreditation
from pharos.accreditation.models import CertificateFormat
from pharos.common import clock, tenancy
from pharos.common.settings import settings
from pharos.issuing import certificate
from pharos.issuing.layouts import actions, examples, extraction, queries, specimens
from pharos.issuing.layouts.models import LayoutDraft, LayoutPin
from pharos.issuing.views import layouts_live
from pharos.standards import queries as standards

PAGE = "/en/desk/golden-fleece-demo-university/certificate-formats"
MARK = "An own form of Golden Fleece"
SOURCE = examples.plain() + f'\n#text(fill: blue)[{MARK}] #image("picture-1.svg", alt: "mark")\n'
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><path d="M0 0h9v9z"/></svg>'


@pytest.fixture
def desks(issuers, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)
    made = {}
    for who in ("registrar-ge", "head-ge"):
        made[who] = Client()
        sign_in(made[who], issuers.world.people[who])
    return made


def drafted(desks, source=SOURCE):
    registrar = desks["registrar-ge"]
    draft = f"{PAGE}/draft"
    assert press(registrar, draft, act="begin").status_code == 303
    mark = SimpleUploadedFile("mark.svg", SVG, "image/svg+xml")
    assert press(registrar, draft, act="picture", picture=mark).status_code == 303
    assert press(registrar, draft, act="keep", source=source).status_code == 303
    return draft


def submitted(issuers, desks):
    draft = drafted(desks)
    with tenancy.scope(issuers.world.actor("head-ge")) as by:
        digest = queries.draft(by).parts.digest.hex()
    assert press(desks["head-ge"], draft, act="submit", digest=digest).status_code == 303
    with tenancy.scope(issuers.world.actor("head-ge")) as by:
        return accreditation.formats(by.organisation_id)[0]


def test_what_is_written_is_shown_and_what_lacks_is_named(issuers, desks):
    draft = drafted(desks)
    registrar, head = desks["registrar-ge"], desks["head-ge"]
    whole = registrar.get(draft).content.decode()
    assert "The specimens show everything." in whole
    assert 'value="submit"' not in whole
    assert 'value="submit"' in head.get(draft).content.decode()
    picture = registrar.get(f"{draft}/usual-1.png")
    assert (picture["Content-Type"], picture.content[:4]) == ("image/png", b"\x89PNG")
    assert registrar.get(f"{draft}/long.pdf").content.startswith(b"%PDF")
    assert registrar.get(f"{draft}/other.pdf").status_code == 404
    assert press(registrar, draft, act="keep", source="one\n#unknown").status_code == 303
    assert "Line 2: unknown variable" in registrar.get(draft).content.decode()
    refused = press(registrar, draft, act="keep", source='#import "@preview/cetz:0.2.0"')
    assert refused.status_code == 422
    assert "Line 1 loads a package" in refused.content.decode()
    press(registrar, draft, act="keep", source="Only words")
    lacking = registrar.get(draft).content.decode()
    assert "A usual name (English)" in lacking
    with tenancy.scope(issuers.world.actor("head-ge")) as by:
        digest = queries.draft(by).parts.digest.hex()
    assert press(head, draft, act="submit", digest=digest).status_code == 422


def test_two_who_write_one_form_are_told_and_drawings_have_a_measure(issuers, desks, monkeypatch):
    """What another person kept is never written over by a pause in typing."""
    draft = drafted(desks)
    registrar = desks["registrar-ge"]
    with tenancy.scope(issuers.world.actor("registrar-ge")) as by:
        mine = queries.draft(by).parts.digest.hex()
    kept = press(registrar, draft, act="autosave", source=f"{SOURCE} more", seen=mine)
    assert kept.status_code == 200
    with tenancy.scope(issuers.world.actor("registrar-ge")) as by:
        assert queries.draft(by).parts.digest.hex() == kept.json()["seen"]
        LayoutDraft.objects.update(edited_by=issuers.world.people["head-ge"])
    late = press(registrar, draft, act="autosave", source="late", seen=mine)
    assert (late.status_code, late.json()["ended"]) == (409, True)
    shown = press(registrar, draft, act="keep", source="late", seen=mine).content.decode()
    assert "late" in shown
    assert f"{MARK}" in shown
    assert "data-keep" not in shown
    assert press(registrar, draft, act="keep", source="one\n#unknown").status_code == 303
    monkeypatch.setattr(layouts_live, "settings", lambda: settings().model_copy(
        update={"limits": True}))  # fmt: skip
    monkeypatch.setattr(layouts_live, "A_MINUTE", 1)
    assert "Line 2: unknown variable" in registrar.get(f"{draft}/shown").content.decode()
    assert "hx-trigger" in registrar.get(f"{draft}/shown").content.decode()


def test_awards_are_printed_in_the_version_that_was_used_for_ever(issuers, desks):
    """AM 4.3: every award keeps its version, also after the version is used no more."""
    version = submitted(issuers, desks)
    after = issuers.issued()[0]
    with tenancy.scope(issuers.worker("ge")):
        assert queries.pinned(after.chunk_id) == version
        own = certificate.render(after.id)
    assert MARK.replace(" ", "") in extraction.words_of(own)
    with pikepdf.open(io.BytesIO(own)) as opened:
        assert "credential.json" in opened.attachments
    page = f"{PAGE}/{version.id}"
    last = NOW.date()
    told = press(desks["head-ge"], page, act="retire", last_day=last.isoformat())
    assert told.status_code == 303
    programme = issuers.world.versions["data-analysis"]
    with tenancy.scope(issuers.worker("ge")):
        nation = standards.nation(programme.nation, on=NOW.date())
        assert formats.in_use(programme, nation, on=last) == version
        assert formats.in_use(programme, nation, on=last + timedelta(days=1)) != version
        assert certificate.render(after.id) == own
    assert "Last day of use" in desks["head-ge"].get(page).content.decode()
    assert press(desks["head-ge"], page, act="retire", last_day=last.isoformat()).status_code == 409


def test_only_another_person_submits(issuers, desks):
    drafted(desks)
    with tenancy.scope(issuers.world.actor("head-ge")) as by:
        usual = specimens.usual(by.organisation_id, now=NOW)
        found = queries.draft(by)
        assert found.edited_by != by.person_id
        actions.submit(digest=found.parts.digest, specimen=usual, by=by, now=NOW)
        assert CertificateFormat.objects.filter(organisation_id=by.organisation_id).count() == 1
        assert not LayoutPin.objects.exists()
