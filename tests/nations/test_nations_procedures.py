"""The numbers of procedures and tariffs are read strictly."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from pharos.nations.files import history, regimes
from pharos.nations.reading import NationError, build, merged


def changed(**changes: Any) -> dict[str, Any]:
    return merged(regimes("GE")[-1].document, changes)


def procedures(**changes: Any) -> Callable[[], dict[str, Any]]:
    return lambda: changed(procedures=changes)


def tariffs(**changes: Any) -> Callable[[], dict[str, Any]]:
    return lambda: changed(tariffs=changes)


BAD = [
    (procedures(kinds=["inspection"]), "procedures.kinds[0]"),
    (procedures(colour="blue"), "procedures.colour"),
    (procedures(panel_minimum=1), "procedures.panel_minimum"),
    (procedures(panel_students=-1), "procedures.panel_students"),
    (procedures(panel_students=0), "procedures.panel_students"),
    (procedures(quorum_percent=0), "procedures.quorum_percent"),
    (procedures(quorum_percent=101), "procedures.quorum_percent"),
    (procedures(quorum_minimum=0), "procedures.quorum_minimum"),
    (procedures(cluster_maximum=1), "procedures.cluster_maximum"),
    (procedures(documents={"programme": ["gossip"]}), "procedures.documents.programme[0]"),
    (procedures(preconditions={"party": []}), "procedures.preconditions"),
    (procedures(preconditions={"programme": ["luck"]}), "procedures.preconditions.programme[0]"),
    (tariffs(currency="lari"), "tariffs.currency"),
    (tariffs(currency="gel"), "tariffs.currency"),
    (tariffs(clock_starts_on_payment="yes"), "tariffs.clock_starts_on_payment"),
    (tariffs(exemptions=["friends"]), "tariffs.exemptions[0]"),
    (tariffs(amounts={"programme": "-1"}), "tariffs.amounts.programme"),
    (tariffs(amounts={"programme": "1.234"}), "tariffs.amounts.programme"),
    (tariffs(amounts={"programme": "much"}), "tariffs.amounts.programme"),
]


@pytest.mark.parametrize(("make", "path"), BAD, ids=[f"{n}-{one[1]}" for n, one in enumerate(BAD)])
def test_what_is_wrong_is_refused_with_its_path(
    make: Callable[[], dict[str, Any]], path: str
) -> None:
    with pytest.raises(NationError) as refused:
        build(make())
    assert refused.value.path == path


def test_eight_programmes_are_a_cluster_in_georgia_and_none_in_armenia() -> None:
    """REFERENCE 4.2 gives the number for Georgia; Armenian sources know no clusters."""
    georgia, armenia = history("GE")[-1].procedures, history("AM")[-1].procedures
    assert georgia.cluster_maximum == 8
    assert "cluster" in georgia.kinds
    assert "cluster" not in armenia.kinds
    assert armenia.preconditions_of("programme") == ("institution",)
    assert georgia.documents_of("cluster") == ("application", "self_evaluation")
    assert (georgia.panel_employers, georgia.panel_internationals) == (1, 1)


def test_amounts_are_exact() -> None:
    nation = build(changed(tariffs={"amounts": {"programme": "1200.50"}}))
    assert nation.tariffs.amounts["programme"] == Decimal("1200.50")
