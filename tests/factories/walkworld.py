"""Programmes that nobody has decided about yet, in a demonstration that is running.

    python -m walkworld en hy ka

One published programme of the Georgian demonstration university for each word.
"""

import json
import sys
from datetime import date
from pathlib import Path

from pharos.common import clock, tenancy
from pharos.common.actor import Actor
from pharos.common.supervisor.session import session

EXAMPLE = Path(__file__).parents[2] / "examples" / "data-analysis.json"
PROVIDER = "golden-fleece-demo-university"
FIRST_DAY = date(2024, 10, 1)


def title(walk: str) -> dict[str, str]:
    """What the programme of a walk is called."""
    return {"ka": f"მონაცემები სამსახურში {walk}", "en": f"Data at work {walk}"}


def publish(walks: list[str]) -> None:
    """One published programme a walk."""
    from pharos.catalogue import actions

    registrar, head = _person("registrar-ge"), _person("head-ge")
    for walk in walks:
        document = json.loads(EXAMPLE.read_text("utf-8")) | {"title": title(walk)}
        with tenancy.scope(registrar):
            draft = actions.draft(
                slug=f"data-at-work-{walk}", document=document, by=registrar, now=clock.now()
            )
        with tenancy.scope(head):
            actions.publish(
                draft_id=draft.id,
                digest=bytes(draft.digest),
                first_day=FIRST_DAY,
                by=head,
                now=clock.now(),
            )


def _person(key: str) -> Actor:
    from pharos.common.actor import ANONYMOUS
    from pharos.organisations import queries
    from pharos.portal.demo.world import world

    with tenancy.scope(ANONYMOUS):
        provider = queries.organisation(PROVIDER)
    return queries.actor_for(world().people[key], provider.id, now=clock.now(), strong=True)


if __name__ == "__main__":
    with session(need=("database",)):
        publish(sys.argv[1:])
