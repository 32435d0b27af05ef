"""Letters of a case: told of the record in two languages, and set as the same PDF each time."""

import shutil
import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import deskworld
import pytest
import sealkeys
import sealworld
from caseworld import CaseWorld
from django.contrib.auth.hashers import make_password
from django.test import Client
from moments import NOW, TODAY

from pharos.accounts.models import Login
from pharos.accreditation import actions as accreditation
from pharos.accreditation import queries
from pharos.accreditation.documents import NewChange, NewDecision
from pharos.common import clock, tenancy
from pharos.common.actor import Actor
from pharos.common.dates import day_text
from pharos.common.sentences import sentence
from pharos.procedures import letters
from pharos.procedures.letters import decisions
from pharos.registry import seals


def told(world: CaseWorld, case: Any) -> dict[str, letters.Letter]:
    with tenancy.scope(world.quality):
        found = letters.letters_of(world.again(case, world.quality), world.now)
    return {one.key: one for one in found}


def drawn(pdf: bytes) -> str:
    program = shutil.which("pdftotext")
    assert program is not None, "these tests need poppler-utils"
    found = subprocess.run([program, "-raw", "-", "-"], input=pdf, check=True, capture_output=True)
    return " ".join(found.stdout.decode().split())


def row(letter: letters.Letter, label: str) -> tuple[tuple[str, ...], ...]:
    return next(one.values for one in letter.rows if one.label[-1] == label)


def test_a_whole_case_has_its_letters(world: CaseWorld) -> None:
    """B21, B23: completeness, panel and decision, in the state language and English."""
    case = world.open()
    assert told(world, case) == {}
    world.walk(case, "panel_proposed")
    early = told(world, case)
    assert list(early) == ["completeness-1", "panel-1"]
    complete, panel = early.values()
    assert complete.languages == ("ka", "en")
    assert complete.title == ("შეტყობინება სისრულის შესახებ", "Notice of completeness")
    assert "begins when the fee is paid" in complete.opening[1][1]
    assert len(row(panel, "Members of the panel")) == 3
    assert row(panel, "Members of the panel")[0][1].endswith("chair, international expert")
    world.walk(case, "published")
    decision = told(world, case)["decision-1"]
    assert row(decision, "Outcome")[0][1] == "Granted"
    last = TODAY + timedelta(days=30)
    shown = row(decision, "Appeal until")[0][1]
    # the register's own clock entered the decision, on the day or the one before
    assert shown in {day_text(last - timedelta(days=back), "en") for back in (0, 1)}
    assert str(case.id) in row(decision, "Report")[0][1]


def test_a_letter_is_the_same_file_each_time(world: CaseWorld) -> None:
    case = world.open()
    world.walk(case, "registered")
    letter = told(world, case)["completeness-1"]
    made = letters.render(letter)
    assert made.startswith(b"%PDF-")
    assert made == letters.render(letter)


def test_what_was_returned_says_why_and_until_when(world: CaseWorld) -> None:
    from pharos.procedures import actions

    case = world.open()
    world.walk(case, "completeness_check")
    world.act(world.officer, actions.return_case, case_id=case.id, reason="Page 3 is missing.")
    letter = told(world, case)["returned-1"]
    assert row(letter, "To be mended")[0][0] == "Page 3 is missing."
    assert row(letter, "Answer until")


def test_what_a_typesetter_would_obey_is_set_as_it_is_written(world: CaseWorld) -> None:
    """OUT-02: words of an agency or a provider are text in a letter; no file is read."""
    case = world.open()
    world.walk(case, "registered")
    letter = told(world, case)["completeness-1"]
    name = '#strong[x] $a^2$ *b* `d` <e> \\ #read("/etc/passwd") {{ 7*7 }} <script>'
    written = replace(letter, number=name, opening=((name, name),), closing=((name, name),))
    found = drawn(letters.render(written))
    assert "".join(found.split()).count("".join(name.split())) >= 3


def test_a_letter_bears_the_seal_of_the_agency(
    world: CaseWorld, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """PAdES: whole, valid and trusted for other software; the page says so, or why not."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    case = world.open()
    world.walk(case, "registered")
    world.join(world.officer, world.agency, "officer")
    officer = world.officer.person_id
    with tenancy.scope(Actor(person_id=officer, organisation_id=None)):
        Login.objects.create(id=officer, email="officer@demo.invalid", password=make_password(None))
    client = Client()
    deskworld.sign_in(client, officer)
    page = f"/en/desk/demo-agency/cases/{case.id}/letters"
    plain = client.get(f"{page}/completeness-1.pdf").content
    assert plain == letters.render(told(world, case)["completeness-1"])
    assert sentence("page_case_letters_unsealed", "en") in client.get(page).content.decode()
    person = world.bodies.person
    signer = sealkeys.seal_of(
        world.agency, person(world.agency, "administrator"), person(world.agency, "approver")
    )
    monkeypatch.setattr(seals, "SignerClient", lambda: signer)
    sealed = client.get(f"{page}/completeness-1.pdf").content
    assert sealed.startswith(plain)
    status = sealworld.status_of(sealed)
    assert (status.bottom_line, status.coverage.name) == (True, "ENTIRE_FILE")
    program, file = shutil.which("pdfsig"), tmp_path / "letter.pdf"
    assert program is not None, "these tests need poppler-utils"
    file.write_bytes(sealed)
    said = subprocess.run([program, "-nocert", file], capture_output=True, text=True, check=False)
    assert "Signature is Valid." in said.stdout
    assert "Total document signed" in said.stdout
    assert sentence("page_case_letters_sealed", "en") in client.get(page).content.decode()


def test_a_decision_that_no_case_led_to_is_told_and_printed(world: CaseWorld) -> None:
    """B21: the letter says how to appeal; the print for everybody what changed since, no more."""
    content = NewDecision(
        kind="authorisation", organisation=str(world.university.id), outcome="accredited",
        number="GE/7", decided_on=TODAY, first_day=TODAY, until=TODAY.replace(year=TODAY.year + 6),
        reasons={"en": "It was found in order."},
    )  # fmt: skip
    waits = world.act(world.officer, accreditation.propose, decision=content)
    found = world.approve(waits.id, bytes(waits.digest))
    change = NewChange(decision=str(found.id), kind="suspended", number="GE/8", decided_on=TODAY,
                       first_day=TODAY)  # fmt: skip
    waits = world.act(world.officer, accreditation.propose_change, change=change)
    world.act(world.approver, accreditation.approve_change, proposal_id=waits.id,
              digest=bytes(waits.digest))  # fmt: skip
    with tenancy.scope(world.quality):
        letter = decisions.letter_of(queries.decision(found.id))
    assert (letter.languages, letter.recipient) == (("ka", "en"), tuple(
        world.university.name.get(one, world.university.name["en"]) for one in ("ka", "en")
    ))  # fmt: skip
    assert row(letter, "Reasons") == (("It was found in order.",) * 2,)
    assert row(letter, "How it came about")[0][1] == sentence("page_decision_basis_recorded", "en")
    assert row(letter, "Appeal until")
    assert "GE/8" not in str(letter)
    answer = Client().get(f"/en/decisions/{found.id}.pdf")
    assert answer.headers["Content-Disposition"] == 'inline; filename="GE-7-print.pdf"'
    print_ = drawn(answer.content)
    assert "GE/8: Suspension" in print_
    assert sentence("letter_case_row_appeal_until", "en") not in print_
    entry = Client().get(f"/en/decisions/{found.id}").content.decode()
    assert f'href="/en/decisions/{found.id}.pdf"' in entry
