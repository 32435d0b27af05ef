"""Bodies of the demonstration that changed: one closed, one renamed and merged, a branch.

The records of the closed academy are kept by the university, where one enquiry waits.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from pharos.common import clock, tenancy
from pharos.common.actor import ANONYMOUS, system
from pharos.organisations import actions, queries
from pharos.organisations.actions import closing
from pharos.organisations.models import Organisation
from pharos.organisations.records import enquiries
from pharos.organisations.records.enquiries import Asked
from pharos.portal.demo.seeding import Seeding

CLOSED: Final = "sundial-demo-academy"
MERGED: Final = "copper-bridge-demo-college"
BRANCH: Final = "golden-fleece-demo-branch"
_UNIVERSITY, _SUCCESSOR = "lighthouse-demo-university", "golden-fleece-demo-university"
_BODIES: Final[Mapping[str, Mapping[str, Any]]] = {
    CLOSED: {
        "name": {"hy": "Արևի ժամացույց ցուցադրական ակադեմիա",
                 "en": "Sundial Demonstration Academy"},
        "nation": "AM", "kinds": ["company_academy"],
    },
    MERGED: {
        "name": {"ka": "სპილენძის ხიდის საჩვენებელი სასწავლებელი",
                 "en": "Copper Bridge Demonstration School"},
        "nation": "GE", "kinds": ["vet_provider", "training_centre"],
    },
    BRANCH: {
        "name": {"hy": "Ոսկե գեղմ ցուցադրական համալսարանի մասնաճյուղ",
                 "en": "Golden Fleece Demonstration University, branch in Armenia"},
        "nation": "AM", "kinds": ["hei_foreign_or_interstate"],
    },
}  # fmt: skip
_RENAMED: Final = {
    "ka": "სპილენძის ხიდის საჩვენებელი კოლეჯი",
    "en": "Copper Bridge Demonstration College",
}


def seed(seeding: Seeding) -> int:
    """How many steps are new; nothing where all was done."""
    entered = [_enter(seeding, slug, facts) for slug, facts in _BODIES.items()]
    steps = (_branch, _rename, _merge, _dissolve)
    return sum(entered) + sum(step(seeding) for step in steps)


def _enter(seeding: Seeding, slug: str, facts: Mapping[str, Any]) -> bool:
    with tenancy.scope(ANONYMOUS):
        if Organisation.objects.filter(slug=slug).exists():
            return False
    now = clock.now()
    made = seeding.act(
        "operator-one", actions.create,
        slug=slug, since=date(2018, 9, 1), fictitious=True, now=now, **facts,
    )  # fmt: skip
    if made.state == "held":
        seeding.act("operator-two", actions.review, organisation_id=made.id, accept=True, now=now)
    return True


def _branch(seeding: Seeding) -> bool:
    branch, parent = _body(BRANCH), _body(_SUCCESSOR)
    with tenancy.scope(ANONYMOUS):
        if queries.relations(branch.id, on=clock.now().date()):
            return False
    seeding.act(
        "operator-one", actions.relate, organisation_id=branch.id, kind="branch_of",
        other_id=parent.id, since=date(2019, 9, 1),
    )  # fmt: skip
    return True


def _rename(seeding: Seeding) -> bool:
    body = _body(MERGED)
    if body.name["en"] == _RENAMED["en"]:
        return False
    since = date(2021, 1, 1)
    seeding.act("operator-one", actions.rename, organisation_id=body.id, name=_RENAMED, since=since)
    return True


def _merge(seeding: Seeding) -> bool:
    return _close(
        seeding, _body(MERGED), reason="Merged into the Golden Fleece Demonstration University.",
        act="Demonstration order 4", day=date(2025, 9, 1), successor_id=_body(_SUCCESSOR).id,
    )  # fmt: skip


def _dissolve(seeding: Seeding) -> bool:
    body = _body(CLOSED)
    is_new = _close(
        seeding, body, reason="Dissolved by its owner.", act="Demonstration act 7",
        day=date(2026, 3, 1), custodian_id=_body(_UNIVERSITY).id,
    )  # fmt: skip
    if is_new:
        asked = Asked("DEMO-2024-17", "davit@learner.demo.invalid", "hy")
        with tenancy.scope(system(organisation_id=body.id)) as by:
            enquiries.ask(entry=body, kind="confirmation", asked=asked, by=by, now=clock.now())
    return is_new


def _close(seeding: Seeding, body: Organisation, **facts: Any) -> bool:
    if body.state == "closed":
        return False
    seeding.act(
        "operator-two", closing.close, organisation_id=body.id, now=clock.now(),
        contact="records@archive.demo.invalid", **facts,
    )  # fmt: skip
    return True


def _body(slug: str) -> Organisation:
    with tenancy.scope(ANONYMOUS):
        return queries.organisation(slug)
