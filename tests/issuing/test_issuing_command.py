"""What the commands understand: ids, programmes, who acts; and how far a roster goes."""

from pathlib import Path
from uuid import uuid4

import pytest
from moments import NOW

from pharos import cli
from pharos.common import clock, tenancy
from pharos.common.errors import Invalid, NotAllowed, NotFound
from pharos.issuing import changes, inline, queries, rosters

AM, GE = "lighthouse-demo-university", "golden-fleece-demo-university"


@pytest.fixture(autouse=True)
def _now(monkeypatch: pytest.MonkeyPatch) -> None:
    """The instant at which the world of the examples was made."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def refused_with(code, kind):
    return pytest.raises(kind, check=lambda error: error.code == code)


def test_ids_are_read_from_words_addresses_and_files(tmp_path: Path) -> None:
    one, two, three = uuid4(), uuid4(), uuid4()
    file = tmp_path / "ids.txt"
    file.write_text(f"# revoked on Monday\n{two}\n\n  http://localhost:8000/c/{three}  \n{one}\n")
    assert changes.read_ids([f"urn:uuid:{one}", str(file)]) == [one, two, three]
    with refused_with("credential_id_malformed", Invalid):
        changes.read_ids(["the first one"])


def test_a_programme_is_named_by_slug_address_or_id(issuers) -> None:
    version = issuers.world.versions["data-analysis"]
    address = f"http://localhost:8000/programmes/{GE}/data-analysis"
    for name in ("data-analysis", "data-analysis/v1", address, f"{address}/v1", str(version.id)):
        assert rosters.version_of(GE, name) == version, name
    for name in ("data-analysis/v2", "data-analysis/vX", "teacher-course"):
        with refused_with("programme_version_unknown", NotFound):
            rosters.version_of(GE, name)
    with refused_with("organisation_unknown", NotFound):
        rosters.version_of("nobody", "data-analysis")


def test_the_two_who_act_are_named_or_those_whose_roles_it_is(issuers, monkeypatch) -> None:
    """AUT-06: two persons, also where nobody is named; in production people must be named."""
    owner = issuers.owner("ge")
    who = rosters.pair(owner, None, None)
    assert (who.proposer.roles, who.confirmer.roles) == ({"registrar"}, {"head"})
    assert who.proposer.person_id != who.confirmer.person_id

    registrar = f"{who.proposer.person_id}@example.org"
    alone = rosters.pair(owner, registrar, None)
    assert alone == (who.proposer, None)
    with refused_with("not_a_member", NotAllowed):
        rosters.pair(issuers.owner("am"), registrar, None)

    production = rosters.settings().model_copy(update={"installation": "production"})
    monkeypatch.setattr(rosters, "settings", lambda: production)
    with refused_with("acting_person_missing", Invalid):
        rosters.pair(owner, None, None)


def test_one_person_alone_leaves_the_batch_waiting(issuers) -> None:
    """AUT-06: the same person in both places is no second person."""
    version = issuers.world.versions["teacher-course"]
    who = rosters.pair(issuers.owner("am"), None, None)
    raw = issuers.world.roster("teachers.csv")
    for second in (None, who.proposer):
        outcome = rosters.award(raw, version, who._replace(confirmer=second))
        assert (outcome.waits, outcome.accepted, outcome.issued) == (True, 120, 0)


def test_a_batch_goes_on_from_wherever_it_stands(issuers, monkeypatch) -> None:
    monkeypatch.setattr(inline, "SignerClient", lambda: issuers.signer)
    version = issuers.world.versions["data-analysis"]
    who = rosters.pair(issuers.owner("ge"), None, None)
    raw = issuers.world.roster("data-analysts.csv")
    waiting = rosters.award(raw, version, who._replace(confirmer=None))
    moved: list[tuple[int, int]] = []
    done = rosters.resume(waiting, who, progress=lambda *step: moved.append(step))
    assert (done.batch, done.issued, done.rejected) == (waiting.batch, 60, ())
    assert moved == [(60, 60)]
    assert rosters.resume(waiting, who).issued == 60
    with tenancy.scope(who.proposer):
        made = queries.credentials_of_batch(issuers.owner("ge"), done.batch)
    assert done.credentials == tuple(one.id for one in made)
    assert len(set(done.credentials)) == 60

    again = rosters.award(raw, version, who)
    assert (again.batch, again.issued) == (None, 0)
    assert {one.code for one in again.rejected} == {"already_awarded"}
    assert list(again.as_dict("hy", seconds=1)) == [
        "batch", "rows", "accepted", "rejected", "issued", "seconds", "credentials"
    ]  # fmt: skip


@pytest.mark.parametrize(
    "words",
    [
        ["award", "no-such-roster.csv", "--provider", GE, "--programme", "data-analysis"],
        ["award", __file__, "--provider", GE],
        ["award", __file__, "--provider", GE, "--programme", "x", "--award-date", "22.11.2026"],
        ["award", __file__, "--provider", GE, "--programme", "x", "--language", "xx"],
        ["revoke", str(uuid4())],
        ["export", str(uuid4()), "--format", "docx", "-o", "x"],
        ["demo", "--language", "xx"],
    ],
)
def test_wrong_usage_is_64_before_anything_starts(words: list[str], capsys) -> None:
    assert cli.run(words) == 64
    assert capsys.readouterr().err.startswith(f"pharos {words[0]}: ")
