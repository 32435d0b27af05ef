"""Statements of quality bodies: their form, and how the verifier judges them."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import registerworld as rw
from registerworld import INDETERMINATE, INVALID, VALID, World, outcome

from pharos.core import rdf, strict
from pharos.core.datamodel import data_model_problems
from pharos.core.openbadges import endorsement, specimen
from pharos.core.openbadges.facts import Coded, Organisation
from pharos.core.safemode import described_twice
from pharos.core.standing import Change, ChangeKind
from pharos.core.verify import Report

Json = dict[str, Any]
AGENCY = Organisation(
    rw.AGENCY, f"{rw.ORIGIN}/agencies/agency", {"en": "The agency", "hy": "Գործակալություն"}, "AM"
)
ACADEMY = Organisation(rw.ACADEMY, f"{rw.ORIGIN}/providers/academy", {"en": "The academy"}, "AM")


def decided(kind: str = "programme", **changes: Any) -> endorsement.Decided:
    base: Json = {
        "address": f"{rw.ORIGIN}/decisions/{kind}-{rw.ACADEMY}",
        "number": f"N-{kind}",
        "kind": Coded(kind, {"en": "Programme accreditation", "hy": "Ծրագրի հավատարմագրում"}),
        "outcome": Coded("accredited", {"en": "accredited", "hy": "հավատարմագրված"}),
        "decided_at": "2026-01-01T00:00:00+04:00",
        "first_day": date(2026, 1, 1),
        "until": date(2031, 1, 1),
        "agency": AGENCY,
        "subject": rw.COURSE if kind == "programme" else rw.ACADEMY,
        "subject_name": {"en": "Data analysis", "hy": "Տվյալների վերլուծություն"},
        "holder": ACADEMY,
        "language": "hy",
    }
    return endorsement.Decided(**(base | changes))


def statement(made: endorsement.Decided | None = None) -> Json:
    return endorsement.document(
        made or decided(),
        valid_from=strict.format_instant(rw.ISSUED),
        valid_until="2026-12-20T00:00:00Z",
        origin=rw.ORIGIN,
        demonstration=True,
    )


@pytest.fixture
def world() -> World:
    """The register with a key of its agency."""
    made = World()
    made.signer.add("agency", b"\x41" * 32)
    made.issuers.append(made.issuer("agency", rw.AGENCY, (made.key("agency", rw.AGENCY),)))
    return made


def judged(world: World, unsigned: Json | None = None, **how: Any) -> Report:
    signed = world.sign(unsigned or statement(), "agency", rw.AGENCY)
    return world.verify(rw.Issued(signed, None), **how)


# --- the document ---------------------------------------------------------------------


def test_a_statement_is_an_endorsement_in_which_every_word_is_signed() -> None:
    made = statement()
    assert data_model_problems(made) == []
    rdf.check_safe(made)
    assert described_twice(made) == []
    assert endorsement.is_statement(made)
    assert not endorsement.is_statement(specimen.credential())
    assert made["id"] == f"{rw.ORIGIN}/decisions/programme-{rw.ACADEMY}/statement"
    assert made["credentialSubject"]["endorsementComment"] == (
        "The agency decided on Data analysis of The academy: Programme accreditation, accredited, "
        "from 2026-01-01 to 2030-12-31 (decision N-programme)."
    )


def test_machines_read_number_kind_outcome_holder_term_and_scope() -> None:
    scope = (Coded("6", {"en": "Level 6"}), Coded("06", {"en": "Information technologies"}))
    found = {
        (one["targetType"], one["targetCode"])
        for one in statement(decided(scope=scope))["credentialSubject"]["alignment"]
    }
    assert found == {
        ("ext:Decision", "N-programme"),
        ("ext:DecisionKind", "programme"),
        ("ext:DecisionOutcome", "accredited"),
        ("ext:DecisionHolder", rw.ACADEMY),
        ("ext:DecisionTerm", "2026-01-01/2030-12-31"),
        ("ext:DecisionScope", "6"),
        ("ext:DecisionScope", "06"),
    }
    open_end = statement(decided(until=None))["credentialSubject"]
    assert "2026-01-01/.." in json.dumps(open_end)
    assert "from 2026-01-01 (decision" in open_end["endorsementComment"]


# --- the verdict ----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["programme", "institution"])
def test_a_statement_of_a_decision_in_force_is_valid(world: World, kind: str) -> None:
    report = judged(world, statement(decided(kind)))
    assert report.verdict is VALID
    assert outcome(report, "status") == ("passed", "decision_in_force")
    assert outcome(report, "accredited_at_award") == ("not_applicable", "not_an_award")
    assert outcome(report, "accredited_now") == ("not_applicable", "not_an_award")
    assert outcome(report, "registered") == ("passed", "decision_listed")
    assert report.check("status").facts["number"] == f"N-{kind}"


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        (ChangeKind.WITHDRAWN, "decision_withdrawn"),
        (ChangeKind.ANNULLED, "decision_annulled"),
        (ChangeKind.SUSPENDED, "decision_suspended"),
    ],
)
def test_what_happened_to_the_decision_ends_its_statement(
    world: World, kind: ChangeKind, code: str
) -> None:
    """B20: the statement was signed before; the register knows better."""
    change = Change(kind, date(2026, 11, 20), datetime(2026, 11, 20, 8, tzinfo=UTC))
    world.change_decision("programme", changes=(change,))
    report = judged(world)
    assert report.verdict is INVALID
    assert outcome(report, "status") == ("failed", code)


def test_a_withdrawal_with_a_teach_out_ends_the_statement_too(world: World) -> None:
    change = Change(
        ChangeKind.WITHDRAWN,
        date(2026, 11, 20),
        datetime(2026, 11, 20, 8, tzinfo=UTC),
        teach_out_until=date(2028, 1, 1),
    )
    world.change_decision("programme", changes=(change,))
    assert outcome(judged(world), "status") == ("failed", "decision_withdrawn")


def test_a_decision_whose_term_is_over_or_to_come(world: World) -> None:
    term = world.decisions[2].decision.term
    world.change_decision("programme", term=replace(term, until=date(2026, 11, 1)))
    assert outcome(judged(world), "status") == ("failed", "decision_ended")
    world.change_decision("programme", term=replace(term, first_day=date(2026, 12, 1)))
    assert outcome(judged(world), "status") == ("failed", "decision_not_yet")
    world.change_decision("programme", term=term, outcome="refused")
    assert outcome(judged(world), "status") == ("failed", "decision_refused")


def test_a_decision_that_the_bundle_does_not_know_is_unknown(world: World) -> None:
    report = judged(world, statement(decided(address=f"{rw.ORIGIN}/decisions/x")))
    assert report.verdict is INDETERMINATE
    assert outcome(report, "status") == ("unknown", "decision_not_listed")
    world.change_decision("programme", recorded_at=rw.NOW + timedelta(hours=1))
    assert outcome(judged(world), "status") == ("unknown", "decision_not_listed")


def test_a_decision_is_stated_by_the_body_that_took_it_and_of_its_own_subject(
    world: World,
) -> None:
    """VER-05: another body of the register, or another programme, under a true number."""
    other = statement(decided(subject=f"{rw.ORIGIN}/programmes/academy/other/v1"))
    assert outcome(judged(world, other), "status") == ("failed", "decision_of_another")
    own = statement(decided(agency=replace(AGENCY, id=rw.ACADEMY)))
    report = world.verify(rw.Issued(world.sign(own), None))
    assert outcome(report, "status") == ("failed", "decision_of_another")
    assert report.verdict is INVALID


def test_it_ends_by_itself_for_those_without_a_register(world: World) -> None:
    late = judged(world, at=datetime(2026, 12, 21, tzinfo=UTC))
    assert outcome(late, "validity") == ("failed", "expired")


def test_nothing_of_it_can_be_changed(world: World) -> None:
    signed = world.sign(statement(), "agency", rw.AGENCY)
    longer = {**signed, "validUntil": "2030-01-01T00:00:00Z"}
    assert world.verify(rw.Issued(longer, None)).verdict is INVALID


def test_a_statement_of_strangers_is_told_as_theirs(world: World) -> None:
    unsigned = statement(decided(agency=replace(AGENCY, id=rw.STRANGER)))
    report = world.verify(
        rw.Issued(world.sign(unsigned, "stranger", rw.STRANGER), None),
    )
    assert outcome(report, "issuer") == ("unknown", "issuer_not_listed")
    assert report.verdict is INDETERMINATE


SCHEMA = Path(__file__).parents[1] / "vectors" / "openbadges-schema"


def test_it_fits_the_schema_of_open_badges_and_spoiled_ones_do_not() -> None:
    whole = json.loads((SCHEMA / "ob_v3p0_achievementcredential_schema.json").read_text("utf-8"))
    schema = {"$ref": "#/$defs/EndorsementCredential", "$defs": whole["$defs"]}
    validator = jsonschema.Draft201909Validator(schema)
    for made in (statement(), statement(decided("institution", until=None))):
        assert list(validator.iter_errors(made)) == []
        for member in ("id", "name", "issuer", "validFrom", "credentialSubject", "type"):
            assert list(validator.iter_errors({k: v for k, v in made.items() if k != member}))
        assert list(validator.iter_errors(made | {"type": ["VerifiableCredential"]}))
        assert list(validator.iter_errors(made | {"proof": {}}))


def test_a_statement_tells_how_the_decision_came_about_and_where_its_report_lies() -> None:
    """ESG 2015, 2.6: whoever has the statement finds the report."""
    report = f"{rw.ORIGIN}/reports/1"
    basis = Coded("procedure", {"en": "Decided in a procedure"}, report)
    (told,) = [
        one
        for one in statement(decided(basis=basis))["credentialSubject"]["alignment"]
        if one["targetType"] == "ext:DecisionBasis"
    ]
    assert (told["targetCode"], told["targetUrl"]) == ("procedure", report)
    kinds = [one["targetType"] for one in statement()["credentialSubject"]["alignment"]]
    assert "ext:DecisionBasis" not in kinds
