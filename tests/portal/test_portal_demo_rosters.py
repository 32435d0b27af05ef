"""The rosters of a kept demonstration: gone on with, whatever their files look like by now."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from borrowed import borrow
from moments import NOW

from pharos.awards import actions as awards
from pharos.awards import queries
from pharos.common import clock, tenancy
from pharos.issuing import inline, rosters
from pharos.portal.demo import awarding
from pharos.portal.demo.world import world

issuing_world = borrow("demo_issuers", Path(__file__).parents[1] / "issuing" / "conftest.py")
issuers, own_state = issuing_world.issuers, issuing_world.own_state
ROSTER = next(one for one in world().rosters if one.file == "data-analysts.csv")


@pytest.mark.parametrize("stopped", [False, True])
def test_another_edition_of_an_awarded_roster_is_the_same_roster(
    issuers, monkeypatch, stopped: bool
) -> None:
    """Once ended, and once stopped between the confirmation and the signatures."""
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(inline, "SignerClient", lambda: issuers.signer)
    who = rosters.pair(issuers.owner("ge"), None, None)
    raw = issuers.world.roster(ROSTER.file)
    version = issuers.world.versions[ROSTER.programme]
    if stopped:
        waiting = rosters.award(raw, version, who._replace(confirmer=None))
        with tenancy.scope(who.confirmer) as by:
            awards.confirm(batch_id=waiting.batch, by=by, now=clock.now())
    else:
        waiting = rosters.award(raw, version, who)
    seeding = SimpleNamespace(
        world=SimpleNamespace(rosters=(ROSTER,), read=lambda name: raw + b"\r\n"),
        actor=lambda key: who.proposer if key == ROSTER.by else who.confirmer,
    )
    (found,) = awarding.award_all(seeding, lambda done, of: None)  # type: ignore[arg-type]
    assert (found.outcome.batch, found.kept) == (waiting.batch, not stopped)
    assert found.is_as_expected
    assert found.credential is not None
    with tenancy.scope(who.proposer) as by:
        assert [one.id for one in queries.batches_for(by)] == [waiting.batch]
