"""Everything that pages can show, in a running installation, for whoever looks at them.

    python -m faceworld

The world of `showworld`, and on top of it what people have begun: a run, a batch that waits, a
proposal, a format. Prints one object: the numbers of credentials, what stands for each parameter
of an address, and for each person the key of a session.
"""

import json
import re
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import amendmentworld
import casedesk
import criteriaworld
import showworld
from borrowed import borrow

from pharos.common import clock, tenancy
from pharos.common.supervisor.session import session

GOLDEN, LIGHTHOUSE = "golden-fleece-demo-university", "lighthouse-demo-university"
MINISTRY, AGENCY = "demo-ministry-am", "demo-quality-agency-ge"
HEADINGS = ["Name", "Surname", "Date of birth", "Personal number", "Result", "Points", "Awarded on"]
TESTS = Path(__file__).parents[1]
_ID = "[0-9a-f]{8}-[0-9a-f-]{27}"
DAYS = {"first_day": "21.04.2025", "last_day": "30.06.2025"}
OFFERED = {
    "starts": "01.03.2030", "form": "hybrid", "region": "GE-TB", "place": "Tbilisi",
    "language": "ka", "seats": "20", "application_contact": "Admissions office",
}  # fmt: skip
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

    def visitor(self, name: str) -> Any:
        """The client of somebody who has not signed in yet, under a name for its session."""
        from django.test import Client

        return self.clients.setdefault(name, Client(SERVER_NAME="localhost"))

    def keys(self) -> dict[str, str]:
        """The key of a session of everybody."""
        for person in self.world.people:
            self.of(person)
        return {name: client.cookies["sessionid"].value for name, client in self.clients.items()}

    def mailed(self, address: str, pattern: str) -> str:
        """What stands at a pattern in the newest mail to an address that holds it."""
        from pharos.common import mailbox

        deadline = time.monotonic() + showworld.WAIT_SECONDS
        while time.monotonic() < deadline:
            for one in mailbox.newest():
                if one.to == address and (found := re.search(pattern, one.text)):
                    return found[0]
            time.sleep(0.5)
        raise TimeoutError(f"no mail to {address} with {pattern}")

    def shown(self, person: str, path: str) -> str:
        """The text of a page, as somebody gets it; a visitor for no name."""
        from django.test import Client

        client = self.of(person) if person else Client(SERVER_NAME="localhost")
        answer = client.get(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return str(answer.content.decode())

    def link(self, person: str, path: str, pattern: str) -> str:
        """What a page holds at a pattern: an id out of one of its links or fields."""
        deadline = time.monotonic() + showworld.WAIT_SECONDS
        while (found := re.search(pattern, self.shown(person, path))) is None:
            # the worker may not have come to it
            assert time.monotonic() < deadline, (path, pattern)
            time.sleep(0.5)
        return found[1]

    def first(self, person: str, find: Callable[[], Any]) -> str:
        """The id of the first of something, as this person's organisation sees it."""
        with tenancy.scope(self.world.actor(person)):
            found = find()
        assert found is not None, find
        return str(found.id)


def build() -> dict[str, Any]:
    """The world, the parameters of addresses, the sessions."""
    worlds: list[Any] = []
    numbers = showworld.build(worlds.append)
    hands = Hands(worlds[0])
    _administrator(hands)
    parameters = {
        **_of_a_provider(hands),
        **_of_a_roster(hands),
        **_of_an_agency(hands),
        **_of_an_administrator(hands),
        **_of_a_holder(hands),
        **_of_an_employer(hands),
        **_of_the_light_route(hands),
        **_after_a_decision(hands),
        **amendmentworld.parameters(hands.world),
        **_of_a_keeper(hands),
    }
    # after the holder's: the first award of the shipped roster is theirs
    parameters |= _of_an_official(hands)
    _with_an_app(hands)
    parameters |= {**_with_a_passkey(hands), **_on_the_way_in(hands)}
    return {"numbers": numbers, "parameters": parameters, "sessions": hands.keys()}


def _administrator(hands: Hands) -> None:
    examples = borrow("face_examples", TESTS / "awards" / "conftest.py")
    examples.NOW = clock.now() - showworld.EARLIER
    made = examples._newcomer(hands.world.organisations[GOLDEN].id, "administrator")
    # of two organisations one is chosen
    examples._newcomer(hands.world.organisations[LIGHTHOUSE].id, "administrator", made.person_id)
    hands.world.people["administrator-ge"] = made.person_id


def _of_a_provider(hands: Hands) -> Mapping[str, str]:
    """A run with a learner, a roster on its way, a batch that waits; what signs."""
    from pharos.awards.models import Award, Enrolment, Run
    from pharos.catalogue.models import Course, Draft, Offering

    desk, who = f"/en/desk/{GOLDEN}", "registrar-ge"
    version = hands.world.versions["data-analysis"].id
    run = hands.press(who, f"{desk}/runs/new", version=version, code="spring", **DAYS)
    hands.press(who, f"{run}/enrol", **PERSON)
    hands.press(who, f"{desk}/offerings/new", version=version, **OFFERED)
    outcomes = hands.world.versions["data-analysis"].descriptor.learning_outcomes
    met = {f"outcome_{place}": "6" for place, _ in enumerate(outcomes)}
    hands.press(who, f"{desk}/programmes/versions/{version}/level", **met)
    _course(hands)
    find: dict[str, Callable[[], Any]] = {
        "run_id": Run.objects.first,
        "enrolment_id": Enrolment.objects.first,
        "award_id": Award.objects.first,
        "draft_id": Draft.objects.first,
        "offering_id": Offering.objects.first,
        "course_id": Course.objects.first,
    }
    return {
        **{name: hands.first(who, lookup) for name, lookup in find.items()},
        "version_id": str(version),
        "learner_id": hands.link(who, f"{desk}/learners", rf"/learners/({_ID})"),
        "mandate_id": hands.link(who, f"{desk}/mandates", rf"/mandates/({_ID})"),
    }


def _course(hands: Hands) -> None:
    """A course with attendance alone, shown outside of the register."""
    from pharos.catalogue import actions as catalogue
    from pharos.catalogue.claims import actions as claims

    document = {
        "kind": "non_formal",
        "title": {"ka": "კურსი", "en": "A course"},
        "objective": {"ka": "შესავალი", "en": "An introduction"},
        "workload_hours": {"count": "12", "minutes": 60},
    }
    now = clock.now() - showworld.EARLIER
    draft = hands.world.in_scope(
        "registrar-ge", catalogue.draft, slug="a-course", document=document, now=now
    )
    hands.world.in_scope(
        "head-ge", claims.show_course, draft_id=draft.id, digest=bytes(draft.digest), now=now
    )


def _of_an_agency(hands: Hands) -> Mapping[str, str]:
    """Decisions, one that somebody else has to approve, the change of one, a format."""
    desk, who = f"/en/desk/{AGENCY}", "agency-officer-ge"
    kind, subject = "programme", hands.world.versions["data-analysis"].id
    decision = hands.link(who, f"{desk}/decisions", rf"/decisions/({_ID})")
    proposal = hands.press(
        who, f"{desk}/decisions/new/{kind}/{subject}", act="propose", outcome="accredited",
        number="GE-77", decided_on="15.01.2026", first_day="01.02.2026", years="7",
        levels=["6"], fields="05",
    )  # fmt: skip
    ministry = f"/en/desk/{MINISTRY}"
    return {
        **criteriaworld.parameters(hands.world),
        **casedesk.parameters(hands.world),
        "decision_kind": kind,
        "subject_id": str(subject),
        "decision_id": decision,
        "change_kind": hands.link(who, f"{desk}/decisions/{decision}", rf"{decision}/([a-z]+)"),
        "proposal_id": proposal.rpartition("/")[2],
        "format_id": hands.link(
            "ministry-officer-am", f"{ministry}/formats", rf"/formats/({_ID})/"
        ),
    }


def _of_an_administrator(hands: Hands) -> Mapping[str, str]:
    """A member whose role can end, an access of a program."""
    desk, who = f"/en/desk/{GOLDEN}", "administrator-ge"
    sponsor = str(hands.world.people["registrar-ge"])
    from deskworld import press

    press(
        hands.of(who), f"{desk}/clients/new", name="student system", sponsor=sponsor,
        scopes=["awards:run:read"], days="30",
    )  # fmt: skip
    return {
        "client_id": hands.link(who, f"{desk}/clients", rf"/clients/({_ID})"),
        "membership_id": hands.link(who, f"{desk}/team", rf"/team/end/({_ID})"),
    }


def _of_a_roster(hands: Hands) -> Mapping[str, str]:
    """A file with a fault, and a batch that waits for the second person."""
    from bookworks import xlsx
    from deskworld import press
    from django.core.files.uploadedfile import SimpleUploadedFile

    path, who = f"/en/desk/{GOLDEN}/import", "registrar-ge"
    version = str(hands.world.versions["data-analysis"].id)

    def sent(*rows: list[str]) -> str:
        file = SimpleUploadedFile("roster.xlsx", xlsx([HEADINGS, *rows]))
        answer = press(hands.of(who), path, file=file, version=version)
        assert answer.status_code == 303, answer.content.decode()[:3000]
        return str(answer.headers["Location"].partition("?")[0])

    good = ["თეა", "ლომიძე", "1994-03-12", "99000000099", "passed", "85", "2025-07-04"]
    batch = hands.press(who, sent(good), act="keep")
    faulty = sent(good, [*good[:4], "", "850", "04.13.2025"])
    return {"batch_id": batch.rpartition("/")[2], "import_id": faulty.rpartition("/")[2]}


def _of_a_holder(hands: Hands) -> Mapping[str, str]:
    """The secret link of a learner, who shared the award, wrote to the provider and claimed it."""
    from deskworld import press
    from django.test import Client

    link = hands.mailed("levan.giorgadze@example.org", r"/ka/holder/[\w-]+")
    token = link.rpartition("/")[2]
    held = hands.link("", link, rf"/share/({_ID})")
    learner = Client(SERVER_NAME="localhost")
    shared = {"parts": ["name", "details"], "days": "30"}
    assert learner.post(f"{link}/share/{held}", shared).status_code == 303
    wish = {"wish": "My family name has another letter in the passport."}
    assert learner.post(f"{link}/correct/{held}", wish).status_code == 303
    assert press(hands.of("registrar-ge"), f"/en/me/claim/{token}").status_code == 303
    share = hands.link("", f"{link}/share/{held}", r"/s/([\w-]{22})")
    return {"holder": token, "held": held, "share": share}


def _of_an_official(hands: Hands) -> Mapping[str, str]:
    """A question about the learner whose link the pages know."""
    asked = hands.press(
        "official-one", "/en/desk/registry/state-register", ground="recognition_procedure",
        clause="Made-up act, clause 1", case_number="R-1/2026",
        identifier_kind="national_number", number="99610097726",
    )  # fmt: skip
    return {"lookup_id": asked.rpartition("/")[2]}


def _of_an_employer(hands: Hands) -> Mapping[str, str]:
    """A need that was answered, and an offer to stand behind a version."""
    import demandworld
    import fundingworld

    now = clock.now() - showworld.EARLIER
    found = demandworld.desk_objects(hands.world, now)
    found = {**found, **fundingworld.desk_objects(hands.world, now)}
    return {name: str(one) for name, one in found.items()}


def _of_the_light_route(hands: Hands) -> Mapping[str, str]:
    """A version before its quality office, a notification, a decision with its record."""
    import lightdesk

    return lightdesk.parameters(hands.world, clock.now() - showworld.EARLIER)


def _after_a_decision(hands: Hands) -> Mapping[str, str]:
    """A complaint that waits for its answer."""
    import oversightdesk

    filing = oversightdesk.complaint(hands.world, clock.now() - showworld.EARLIER)
    return {"filing_id": str(filing.id)}


def _of_a_keeper(hands: Hands) -> Mapping[str, str]:
    """A closed body, whose records the Armenian university keeps."""
    import closedbody

    return closedbody.parameters(hands.world, clock.now() - showworld.EARLIER)


def _with_an_app(hands: Hands) -> None:
    """The head in Armenia has an authenticator app."""
    head = hands.of("head-am")
    secret = hands.link("head-am", "/en/account/app", r'class="secret">([A-Z2-7]+)<')
    assert head.post("/en/account/app", {"code": _app_code(secret)}).status_code == 302


def _app_code(secret: str) -> str:
    from allauth.mfa.totp.internal import auth

    return str(auth.format_hotp_value(auth.hotp_value(secret, int(time.time()) // 30)))


def _with_a_passkey(hands: Hands) -> Mapping[str, str]:
    """The registrar in Armenia has a passkey."""
    from allauth.mfa.models import Authenticator

    from pharos.common.actor import Actor

    person = hands.world.people["registrar-am"]
    with tenancy.scope(Actor(person_id=person, organisation_id=None)):
        made = Authenticator.objects.create(
            user_id=person, type="webauthn", data={"name": "Blue key", "passwordless": True}
        )
    return {"passkey": str(made.pk)}


# Four and four digits, and no number of a case such as GE-2026-0001.
_CODE = r"(?<![\w-])\d{4}-\d{4}\b"


def _on_the_way_in(hands: Hands) -> Mapping[str, str]:
    """One is asked for the code, one for the second factor, one invited, one changes address."""
    from deskworld import press

    people = hands.world.people
    plain, second = (f"{people[one]}@example.org" for one in ("operator-one", "head-am"))
    press(hands.visitor("at-the-code"), "/en/sign-in", email=plain)
    hands.mailed(plain, _CODE)
    press(hands.visitor("at-the-second"), "/en/sign-in", email=second)
    code = hands.mailed(second, _CODE)
    press(hands.visitor("at-the-second"), "/en/sign-in/code", code=code)
    press(hands.of("operator-two"), "/en/account/email", email="new@example.org")
    hands.press(
        "administrator-ge", f"/en/desk/{GOLDEN}/team/invite", name="Nona Example",
        email="nona@example.org", language="en", role="registrar",
    )  # fmt: skip
    link = hands.mailed("nona@example.org", r"/sign-in/invitation/[\w.:-]+")
    holder = hands.link("", "/en/demo/mailbox", rf"/demo/mailbox/({_ID})")
    return {"mail_id": holder, "invitation": link.rpartition("/")[2]}


if __name__ == "__main__":
    with session(need=("database", "signer")):
        sys.stdout.write(json.dumps(build()) + "\n")
