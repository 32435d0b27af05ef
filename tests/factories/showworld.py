"""The world of the examples inside a running installation, for whoever looks at its pages.

    python -m showworld

Both providers award their shipped rosters through actions; one Georgian award is revoked, one
suspended, one person erased. Prints one object with the numbers of credentials.
"""

import json
import sys
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from borrowed import borrow

from pharos.common import clock
from pharos.common.supervisor.session import session

TESTS = Path(__file__).parents[1]
# An act at this time is in the past whenever this runs, and after all days of the examples.
EARLIER = timedelta(minutes=5)
ROSTERS = {
    "ge": ("data-analysts.csv", "data-analysis"),
    "am": ("teachers.csv", "teacher-course"),
}
SIGNATORIES = {
    "ge": (
        {"ka": "ბესიკ მაგალითაძე", "en": "Besik Magalitadze"},
        {"ka": "რექტორი", "en": "Rector"},
    ),
    "am": (
        {"hy": "Արմեն Օրինակյան", "en": "Armen Orinakyan"},
        {"hy": "Ռեկտոր", "en": "Rector"},
    ),
}
WAIT_SECONDS = 120


def build(tell: Callable[[Any], None] = lambda world: None) -> dict[str, Any]:
    """Award, wait for the worker, change three of the credentials; the numbers of all.

    `tell` hears of the world itself, for whoever goes on in it.
    """
    from pharos.awards import actions as awards
    from pharos.registry.signer.client import SignerClient

    examples = borrow("show_examples", TESTS / "awards" / "conftest.py")
    issuers = borrow("show_issuers", TESTS / "issuing" / "conftest.py")
    drill = borrow("show_drill", TESTS / "factories" / "drillworld.py")
    now = clock.now() - EARLIER
    examples.NOW = issuers.NOW = issuers.awards_world.NOW = now
    world = examples.build_world()
    signer = SignerClient()
    drill._key(world, "registry", "operator-one", "operator-two", "log", signer, now)
    batches = {}
    for nation, slug in issuers.PROVIDERS.items():
        issuers._mandate(world, nation)
        drill._key(world, slug, f"registrar-{nation}", f"head-{nation}", "credentials", signer, now)
        sign(world, nation, now)
        roster, programme = ROSTERS[nation]
        report = world.in_scope(
            f"registrar-{nation}",
            awards.import_roster,
            raw=world.roster(roster),
            version_id=world.versions[programme].id,
            now=now,
        )
        world.in_scope(f"registrar-{nation}", awards.propose_batch, batch_id=report.batch, now=now)
        world.in_scope(f"head-{nation}", awards.confirm, batch_id=report.batch, now=clock.now())
        batches[nation] = (world.organisations[slug].id, report.batch)
    tell(world)
    found = {nation: _issued(*batch) for nation, batch in batches.items()}
    return _changed(world, found)


def sign(world: Any, nation: str, now: Any) -> None:
    """Somebody whose name and office stand on the certificates of the provider."""
    from pharos.organisations import actions as organisations

    name, office = SIGNATORIES[nation]
    world.in_scope(
        f"head-{nation}",
        organisations.name_signatory,
        name=name,
        office=office,
        first_day=date(2021, 9, 1),
        now=now,
    )


def _issued(issuer: Any, batch: Any) -> list[Any]:
    """The credentials of a batch, as soon as the worker signed them."""
    from pharos.common import tenancy
    from pharos.common.actor import system
    from pharos.issuing import queries

    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline:
        with tenancy.scope(system(organisation_id=issuer)):
            rows = queries.credentials_of_batch(issuer, batch)
        if rows:
            return rows
        time.sleep(0.5)
    raise TimeoutError("the worker signed nothing")


def _changed(world: Any, found: dict[str, list[Any]]) -> dict[str, Any]:
    from pharos.common import personkeys, tenancy
    from pharos.issuing import actions

    good, revoked, suspended, erased, *_ = found["ge"]
    now = clock.now()
    world.in_scope(
        "head-ge", actions.revoke, credential_id=revoked.id, reason="misconduct", now=now
    )
    world.in_scope(
        "registrar-ge",
        actions.suspend,
        credential_id=suspended.id,
        reason="under_investigation",
        now=now,
    )
    with tenancy.scope(world.actor("head-ge")):
        personkeys.destroy(erased.person_key_id, now=now)
    return {
        "good": str(good.id),
        "revoked": str(revoked.id),
        "suspended": str(suspended.id),
        "erased": str(erased.id),
        "armenian": str(found["am"][0].id),
    }


if __name__ == "__main__":
    with session(need=("database", "signer")):
        sys.stdout.write(json.dumps(build()) + "\n")
