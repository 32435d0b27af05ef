"""An application for a part of a programme says of its parent what the register says."""

from datetime import date
from typing import Any

import pytest
from caseworld import CaseWorld

from pharos.catalogue import actions as catalogue
from pharos.catalogue import queries as programmes
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.errors import DomainError
from pharos.procedures import actions


def carved(world: CaseWorld, parent: ProgrammeVersion, **said: Any) -> ProgrammeVersion:
    """The first outcome of the parent for two credits; `said` is what is said of the parent."""
    whole = parent.descriptor.to_dict()
    outcomes: Any = whole["learning_outcomes"]
    source = {
        "level": whole["nqf_level"], "components": [{"title": {"en": "A", "ka": "ა"}, "ects": "2"}],
        "outcomes": [{"id": "own", "text": outcomes[0]["text"]}],
        "mapping": [{"outcome": one["id"], "parent": "own"} for one in outcomes],
    }  # fmt: skip
    document = {name: one for name, one in whole.items() if name not in ("mc_id", "version")}
    document |= {
        "kind": "carved_out", "ects": "2", "workload_hours": {"count": "50", "minutes": 60},
        "contact_hours": {"count": "10", "minutes": 60},
        "parent_programme": programmes.address(parent),
        "recognising_programmes": [{"programme": "https://school.example/bsc", "max_ects": "2",
                                    "agreement": "1", "first_day": "2026-01-01"}],
    }  # fmt: skip
    document |= {"parent_programme": said.pop("parent_programme", document["parent_programme"]),
                 "carved_from": source | said}  # fmt: skip
    draft = world.act(world.registrar, catalogue.draft, slug=f"part-{len(said)}-{world.courses}",
                      document=document)  # fmt: skip
    world.courses += 1
    version: ProgrammeVersion = world.act(
        world.head, catalogue.publish, draft_id=draft.id, digest=bytes(draft.digest),
        first_day=date(2026, 1, 1),
    )  # fmt: skip
    world.approve_inside(version)
    return version


def refused(world: CaseWorld, part: ProgrammeVersion) -> list[str]:
    case = world.open("carve_out", versions=[part.id])
    with pytest.raises(DomainError) as error:
        world.act(world.quality, actions.submit, case_id=case.id)
    return [one.code for one in error.value.problems]


def test_a_part_is_handed_in_only_as_what_its_accredited_parent_is(world: CaseWorld) -> None:
    """REFERENCE 4.4: parent known and accredited, outcomes of the parent, no more credits."""
    world.criteria("carve_out")
    parent = world.publish()
    world.approve_inside(parent)
    assert refused(world, carved(world, parent)) == ["case_parent_not_in_force"]
    world.walk(world.open(versions=[parent.id]), "published")
    other = {"id": "own", "text": {"en": "Something else", "ka": "სხვა"}}
    for said, code in (
        ({"parent_programme": "http://localhost:8000/programmes/nobody/nothing"},
         "case_parent_unknown"),
        ({"outcomes": [other]}, "case_parent_outcomes_differ"),
        ({"components": [{"title": {"en": "A", "ka": "ა"}, "ects": "7"}]}, "case_parent_too_small"),
    ):  # fmt: skip
        assert refused(world, carved(world, parent, **said)) == [code]
    good = world.open("carve_out", versions=[carved(world, parent).id])
    world.act(world.quality, actions.submit, case_id=good.id)
    assert world.again(good).state == "submitted"
