"""The signed statement of a decision: made once, renewed, gone with the decision."""

import json
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

import pytest
from django.test import Client
from moments import NOW

from pharos.accreditation.endorsing import actions
from pharos.accreditation.models import Decision, SignedStatement
from pharos.common import tenancy
from pharos.common.errors import Conflict, NotFound
from pharos.common.ids import uuid7
from pharos.core import dataintegrity, rdf
from pharos.core.signing import MemorySigner
from pharos.organisations.models import Organisation
from pharos.registry import actions as registry_actions
from pharos.registry import queries as registry
from pharos.registry.models import IssuerKey, SigningIntent
from pharos.registry.rules import possession_challenge, possession_message

pytestmark = pytest.mark.django_db
JSON = {"headers": {"accept": "application/json"}}


def give_key(world: Any, body: Organisation, signer: MemorySigner, name: str = "one") -> IssuerKey:
    """A key of a body, proposed by its administrator and approved by its approver."""
    seed = sha256(f"{body.slug} {name}".encode()).digest()
    signer.add("new", seed)
    public = signer.multikey("new")
    challenge = possession_challenge(organisation_id=str(body.id), public=public)
    [proof] = signer.sign_many([possession_message(challenge)], key_id="new", intent=b"")
    administrator = world.bodies.person(body, "administrator")
    with tenancy.scope(administrator):
        key = registry_actions.propose_key(
            organisation=body, purpose="credentials", public=public, proof=proof, by=administrator
        )
    signer.add(key.key_id, seed)
    with tenancy.scope(world.approver(body)) as by:
        return registry_actions.approve_key(key_id=key.key_id, by=by, now=NOW)


@pytest.fixture
def signer() -> MemorySigner:
    return MemorySigner()


@pytest.fixture
def decided(world: Any, signer: MemorySigner) -> Decision:
    """A programme decision of an agency with a key."""
    give_key(world, world.agency, signer)
    found: Decision = world.decide(world.new("programme", world.publish()))
    return found


@pytest.fixture
def in_process(monkeypatch: pytest.MonkeyPatch, signer: MemorySigner) -> None:
    """Pages sign with the signer of the test."""
    monkeypatch.setattr(actions, "SignerClient", lambda: signer)


def made(decision: Decision, signer: MemorySigner, now: datetime = NOW) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(actions.statement(decision.id, now=now, signer=signer))
    return found


def test_the_body_that_decided_signs_about_the_programme(
    world: Any, decided: Decision, signer: MemorySigner
) -> None:
    document = made(decided, signer)
    did = registry.did_of(world.agency)
    [proof] = document["proof"]
    assert document["issuer"]["id"] == did
    assert proof["verificationMethod"].startswith(f"{did}#z6Mk")
    key = signer.key(proof["verificationMethod"])
    dataintegrity.verify_proof(document, proof, key)
    rdf.check_safe({name: item for name, item in document.items() if name != "proof"})
    assert document["id"].endswith(f"/decisions/{decided.id}/statement")
    assert document["credentialSubject"]["id"].endswith("/programmes/demo-academy/course/v1")
    found = {
        one["targetType"]: one["targetCode"] for one in document["credentialSubject"]["alignment"]
    }
    assert found["ext:Decision"] == decided.number
    assert found["ext:DecisionTerm"] == "2026-02-01/2031-01-31"
    assert found["ext:DecisionHolder"] == registry.did_of(world.academy)


def test_an_institution_is_stated_with_its_scope(world: Any, signer: MemorySigner) -> None:
    from pharos.accreditation.documents import Scope

    give_key(world, world.agency, signer)
    scope = Scope(levels=(6,), fields=("06",), kinds=("credit_bearing",))
    document = made(world.decide(world.new("institution", scope=scope)), signer)
    subject = document["credentialSubject"]
    assert subject["id"] == registry.did_of(world.academy)
    codes = [
        one["targetCode"]
        for one in subject["alignment"]
        if one["targetType"] == "ext:DecisionScope"
    ]
    assert codes == ["level:6", "isced-f:06", "kind:credit_bearing"]


def test_it_is_kept_until_half_of_its_weeks_are_over(
    decided: Decision, signer: MemorySigner
) -> None:
    first = made(decided, signer)
    assert made(decided, signer, NOW + timedelta(days=14)) == first
    later = made(decided, signer, NOW + timedelta(days=15))
    assert later["validFrom"] > first["validFrom"]
    assert later["id"] == first["id"]
    assert SignedStatement.objects.count() == 2
    assert not [one for one in SigningIntent.objects.all() if bytes(one.digests)]


def test_it_ends_before_what_is_known_to_end_the_decision(
    world: Any, decided: Decision, signer: MemorySigner
) -> None:
    made(decided, signer)
    world.change(decided.id, "withdrawn", first_day=date(2026, 12, 1))
    document = made(decided, signer)
    assert document["validUntil"] == "2026-11-30T20:00:00Z"  # midnight in Yerevan
    assert SignedStatement.objects.count() == 2


def test_a_decision_that_is_not_in_force_has_none(
    world: Any, decided: Decision, signer: MemorySigner
) -> None:
    """B20: not for a withdrawn one, not for a refused one, not before it begins."""
    made(decided, signer)
    world.change(decided.id, "suspended", first_day=NOW.date())
    with pytest.raises(Conflict) as refused:
        made(decided, signer)
    assert refused.value.code == "statement_not_made"
    for members in ({"first_day": date(2027, 1, 1), "until": date(2031, 1, 1)},
                    {"outcome": "refused", "first_day": None, "until": None}):  # fmt: skip
        other = world.decide(world.new("institution", **members))
        with pytest.raises(Conflict):
            made(other, signer)
    with pytest.raises(NotFound):
        actions.statement(uuid7(), now=NOW, signer=signer)


def test_a_body_without_a_key_states_nothing(world: Any, signer: MemorySigner) -> None:
    found = world.decide(world.new("programme", world.publish()))
    with pytest.raises(Conflict) as refused:
        made(found, signer)
    assert refused.value.code == "statement_not_made"


def test_programs_get_it_at_its_id_and_people_the_page(decided: Decision, in_process: None) -> None:
    client, path = Client(), f"/decisions/{decided.id}/statement"
    answer = client.get(path, **JSON)
    assert answer.status_code == 200
    assert answer.json()["type"] == ["VerifiableCredential", "EndorsementCredential"]
    assert answer.headers["Cache-Control"] == "public, no-cache"
    assert answer.headers["Content-Type"] == "application/json"
    assert client.get(f"{path}.json").content == answer.content
    page = client.get(path, headers={"accept": "text/html", "accept-language": "hy"})
    assert (page.status_code, page.headers["Location"]) == (302, f"/hy/decisions/{decided.id}")
    assert "Accept" in page.headers["Vary"]
    there = client.get(f"/decisions/{decided.id}?lang=ka")
    assert there.headers["Location"] == f"/ka/decisions/{decided.id}"


def test_the_page_of_the_decision_offers_it_while_it_can_be_had(
    world: Any, decided: Decision, in_process: None
) -> None:
    client, page = Client(), f"/en/decisions/{decided.id}"
    link = f'href="/decisions/{decided.id}/statement.json"'
    assert link in client.get(page).content.decode()
    world.change(decided.id, "withdrawn", first_day=NOW.date())
    assert link not in client.get(page).content.decode()
    answer = client.get(f"/decisions/{decided.id}/statement", **JSON)
    assert answer.status_code == 409
    assert answer.json()["code"] == "statement_not_made"
