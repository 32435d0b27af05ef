"""Letters that end an appeal and a complaint: what came of it, and no word of who voted how."""

from pathlib import Path
from typing import Any

from borrowed import borrow
from moments import TODAY

from pharos.common import tenancy
from pharos.common.dates import day_text
from pharos.oversight import letters
from pharos.oversight.actions import complaints
from pharos.procedures.letters import Letter, render

acts = borrow("acts_of_letters", Path(__file__).with_name("test_oversight_actions.py"))


def of(world: Any, filing: Any) -> Letter | None:
    with tenancy.scope(world.quality):
        return letters.of_filing(type(filing).objects.get(id=filing.id))


def english(letter: Letter | None) -> dict[str, str]:
    assert letter is not None
    assert letter.languages[-1] == "en"
    return {one.label[-1]: one.values[0][-1] for one in letter.rows}


def test_an_outcome_and_an_answer_come_as_letters(world: Any) -> None:
    """ESG 2015, 2.7: both reach the provider in the state language and English, with reasons."""
    decision = world.decide(world.new("institution"))
    filing = acts.appeal(world, decision)
    assert of(world, filing) is None
    acts.decided(world, filing, "remit")
    outcome = of(world, filing)
    assert outcome is not None
    told = english(outcome)
    assert told["About the decision"] == "Accreditation of the institution, 1-D"
    assert told["Outcome"] == "Back to the committee, which decides anew"
    assert told["Reasons"] == "As said.\n\nAs said."
    assert outcome.title == ("Բողոքի արդյունքը", "Outcome of the appeal")
    assert render(outcome).startswith(b"%PDF-")
    complaint = world.act(world.quality, complaints.file_complaint, agency_id=world.agency.id,
                          about="panel", text="They were late.", happened_on=TODAY)  # fmt: skip
    other = world.bodies.person(world.agency, "approver")
    world.act(other, complaints.answer, filing_id=complaint.id, outcome="justified",
              text="We are sorry.", measures="Panels are briefed on time.")  # fmt: skip
    told = english(of(world, complaint))
    assert told["When it happened"] == day_text(TODAY, "en")
    assert (told["Outcome"], told["Measures"]) == (
        "Justified", "Panels are briefed on time.",
    )  # fmt: skip
