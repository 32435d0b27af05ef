"""Everything that pages can show, in a running installation, for whoever looks at them.

    python -m faceworld

The world of `showworld`, and on top of it what people have begun: a run, a batch that waits, a
proposal, a format. Prints one object: the numbers of credentials, what stands for each parameter
of an address, and for each person the key of a session.
"""

import json
import sys
from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

import showworld

from pharos.common import clock, tenancy
from pharos.common.supervisor.session import session

GOLDEN, LIGHTHOUSE = "golden-fleece-demo-university", "lighthouse-demo-university"
MINISTRY, AGENCY = "demo-ministry-am", "demo-quality-agency-ge"
DAYS = {"first_day": "21.04.2025", "last_day": "30.06.2025"}
PERSON = {
    "given_name": "ნინო",
    "family_name": "ბერიძე",
    "given_name_latin": "Nino",
    "family_name_latin": "Beridze",
    "birth_date": "12.03.1994",
    "national_number": "99000000017",
    "enrolled_on": "21.04.2025",
}


class Hands:
    """People who press buttons, and what comes of it."""

    def __init__(self, world: Any) -> None:
        self.world = world
        self.clients: dict[str, Any] = {}

    def of(self, person: str) -> Any:
        """The client of this person, signed in."""
        # they read models, which are there when the session is
        from deskworld import sign_in
        from django.test import Client

        if person not in self.clients:
            self.clients[person] = Client(SERVER_NAME="localhost")
            sign_in(self.clients[person], self.world.people[person])
        return self.clients[person]

    def press(self, person: str, path: str, **fields: Any) -> str:
        """The address that a form leads to."""
        from deskworld import press

        answer = press(self.of(person), path, **fields)
        assert answer.status_code == 303, (path, answer.status_code, answer.content.decode()[:3000])
        return str(answer.headers["Location"].partition("?")[0])

    def keys(self) -> dict[str, str]:
        """The key of a session of everybody."""
        found = {}
        for person in self.world.people:
            cookies = self.of(person).cookies
            found[person] = next(m.value for name, m in cookies.items() if "session" in name)
        return found

    def first(self, person: str, find: Callable[[], Any]) -> str:
        """The id of the first of something, as this person's organisation sees it."""
        with tenancy.scope(self.world.actor(person)):
            found = find()
        assert found is not None, find
        return str(found if isinstance(found, UUID) else found.id)


def build() -> dict[str, Any]:
    """The world, the parameters of addresses, the sessions."""
    worlds: list[Any] = []
    numbers = showworld.build(worlds.append)
    hands = Hands(worlds[0])
    return {
        "numbers": numbers,
        "parameters": _parameters(hands),
        "sessions": hands.keys(),
        "made_at": clock.now().isoformat(),
    }


def _parameters(hands: Hands) -> Mapping[str, str]:
    """What stands for each parameter of an address."""
    from pharos.accreditation.models import Decision
    from pharos.awards.models import Award, Batch, Enrolment, Learner, Run
    from pharos.catalogue.models import Draft

    desk = f"/en/desk/{GOLDEN}"
    version = hands.world.versions["data-analysis"].id
    run = hands.press("registrar-ge", f"{desk}/runs/new", version=version, code="spring", **DAYS)
    hands.press("registrar-ge", f"{run}/enrol", **PERSON)
    find: dict[str, tuple[str, Callable[[], Any]]] = {
        "run_id": ("registrar-ge", Run.objects.first),
        "enrolment_id": ("registrar-ge", Enrolment.objects.first),
        "learner_id": ("registrar-ge", Learner.objects.first),
        "award_id": ("registrar-ge", Award.objects.first),
        "batch_id": ("registrar-ge", Batch.objects.first),
        "draft_id": ("registrar-ge", Draft.objects.first),
        "decision_id": ("agency-officer-ge", Decision.objects.first),
        "organisation_id": ("registrar-ge", lambda: hands.world.organisations[GOLDEN]),
        "version_id": ("registrar-ge", lambda: version),
    }
    return {name: hands.first(person, lookup) for name, (person, lookup) in find.items()}


if __name__ == "__main__":
    with session(need=("database", "signer")):
        sys.stdout.write(json.dumps(build()) + "\n")
