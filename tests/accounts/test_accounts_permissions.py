"""Every role is tried against every permission, from one table."""

import itertools
import re
from dataclasses import replace

import pytest

from pharos.accounts import policies
from pharos.accounts.policies import Permission, allows, matrix, require
from pharos.common.actor import ANONYMOUS, SYSTEM, Actor
from pharos.common.errors import NotAllowed
from pharos.common.ids import uuid7
from pharos.nations.vocabulary import DECISION_KINDS

ROLES = ("registrar", "head", "officer", "approver", "administrator", "auditor", "operator",
         "quality", "expert", "committee", "evaluator", "official", "partner",
         "custodian")  # fmt: skip
PERSON = Actor(person_id=uuid7(), organisation_id=uuid7())

# The table once more, by hand and from the other side: who may do each thing. A change of
# `permissions.toml` must be made here as well, so that it is seen.
WHO = {
    "accounts:client:manage": "administrator",
    "accounts:client:read": "administrator auditor head",
    "accreditation:authorisation:approve": "approver",
    "accreditation:authorisation:propose": "officer",
    "accreditation:change:approve": "approver",
    "accreditation:change:propose": "officer",
    "accreditation:decision:read": "approver auditor committee head officer quality registrar",
    "accreditation:format:approve": "approver",
    "accreditation:format:propose": "officer registrar",
    "accreditation:institution:approve": "approver",
    "accreditation:institution:propose": "officer",
    "accreditation:licence:approve": "approver",
    "accreditation:licence:propose": "officer",
    "accreditation:programme:approve": "approver",
    "accreditation:programme:propose": "officer",
    "awards:award:read": "auditor custodian head registrar",
    "awards:award:reinstate": "custodian head",
    "awards:award:revoke": "custodian head",
    "awards:award:suspend": "custodian head registrar",
    "awards:batch:confirm": "head",
    "awards:batch:hold": "",  # the system alone, while a decision behind it is suspended
    "awards:batch:import": "registrar",
    "awards:batch:propose": "registrar",
    "awards:batch:read": "auditor head registrar",
    "awards:enrolment:read": "auditor head registrar",
    "awards:enrolment:record": "registrar",
    "awards:erasure:approve": "head",
    "awards:erasure:propose": "registrar",
    "awards:learner:read": "auditor custodian head registrar",
    "awards:learner:record": "custodian registrar",
    "awards:result:read": "auditor head registrar",
    "awards:result:record": "registrar",
    "awards:run:manage": "registrar",
    "awards:run:read": "auditor head quality registrar",
    "catalogue:course:show": "head",
    "catalogue:entry:confirm": "head registrar",
    "catalogue:level:claim": "registrar",
    "catalogue:level:confirm": "approver",
    "catalogue:level:enter": "approver",
    "catalogue:offering:keep": "registrar",
    "catalogue:offering:suspend": "",  # the system alone, when a provider is suspended
    "catalogue:programme:draft": "registrar",
    "catalogue:programme:publish": "head",
    "catalogue:programme:read": (
        "approver auditor committee evaluator expert head officer official partner quality "
        "registrar"
    ),
    "catalogue:programme:withdraw": "head",
    "catalogue:recognition:confirm": "head partner",
    "common:audit:export": "auditor operator",
    "common:audit:read": "administrator approver auditor head operator",
    "common:doctor:run": "operator",
    "common:job:retry": "operator",
    "criteria:set:approve": "approver",
    "criteria:set:edit": "officer",
    "criteria:set:read": "approver auditor committee officer",
    "funding:application:decide": "officer partner registrar",
    "funding:application:read": "approver auditor head officer partner registrar",
    "funding:claim:approve": "approver head",
    "funding:claim:check": "officer partner",
    "funding:claim:make": "registrar",
    "funding:proof:read": "officer partner",
    "funding:scheme:approve": "approver head",
    "funding:scheme:propose": "officer partner",
    "issuing:credential:export": "custodian head registrar",
    "issuing:credential:read": "auditor custodian head registrar",
    "issuing:difference:read": "approver auditor head officer operator registrar",
    "issuing:difference:resolve": "operator",
    "organisations:enquiry:answer": "custodian",
    "issuing:layout:draft": "registrar",
    "issuing:layout:submit": "head",
    "issuing:registration:read": "auditor head officer operator registrar",
    "issuing:registration:send": "operator",
    "needs:answer:give": "registrar",
    "needs:need:file": "head officer partner",
    "needs:need:read": "approver auditor head officer partner quality registrar",
    "needs:partnership:offer": "registrar",
    "needs:partnership:sign": "head",
    "needs:sector:approve": "approver",
    "needs:sector:propose": "officer partner",
    "lightroute:case:notify": "head quality",
    "lightroute:case:read": "approver auditor head officer quality registrar",
    "lightroute:case:sign": "approver",
    "lightroute:case:take": "officer",
    "lightroute:trust:approve": "approver",
    "lightroute:trust:propose": "officer",
    "oversight:appeal:vote": "committee",
    "oversight:filing:decide": "approver",
    "oversight:filing:file": "head quality",
    "oversight:filing:handle": "officer",
    "oversight:filing:read": "approver auditor committee head officer quality",
    "organisations:feature:set": "operator",
    "organisations:mandate:approve": "head",
    "organisations:mandate:propose": "administrator registrar",
    "organisations:mandate:read": "administrator auditor head registrar",
    "organisations:mandate:revoke": "head",
    "organisations:membership:manage": "administrator head",
    "organisations:membership:read": (
        "administrator approver auditor head officer quality registrar"
    ),
    "organisations:organisation:create": "officer",
    "organisations:organisation:edit": "officer",
    "organisations:organisation:review": "approver",
    "organisations:signatory:name": "administrator head",
    "procedures:case:apply": "quality",
    "procedures:case:manage": "officer",
    "procedures:case:read": "approver auditor head officer quality registrar",
    "procedures:listing:approve": "approver",
    "procedures:listing:propose": "officer",
    "procedures:panel:serve": "expert",
    "procedures:session:vote": "committee",
    "registry:issuing:stop": "approver head operator",
    "registry:key:approve": "approver head",
    "registry:key:propose": "administrator operator registrar",
    "registry:key:stop": "administrator approver head operator registrar",
    "registry:log:read": "administrator approver auditor head officer operator registrar",
    "review:decision:answer": "quality",
    "review:decision:ask": "head quality registrar",
    "review:decision:confirm": "head",
    "review:decision:read": "auditor head quality registrar",
    "standards:amendment:approve": "approver",
    "standards:amendment:propose": "officer",
    "standards:comment:write": "approver committee head officer partner quality registrar",
    "stateregister:achievement:find": "official",
    "stateregister:exchange:compare": "operator",
    "stateregister:exchange:read": "approver auditor officer operator",
    "stateregister:exchange:resolve": "operator",
    "stateregister:lookup:read": "approver auditor head",
    "stateregister:quality:read": "approver auditor officer",
}
CELLS = list(itertools.product(ROLES, Permission))


@pytest.mark.parametrize(("role", "permission"), CELLS, ids=[f"{r}-{p}" for r, p in CELLS])
def test_every_role_against_every_permission(role: str, permission: Permission) -> None:
    """AUT-01: only the listed cells pass."""
    actor = replace(PERSON, roles=frozenset({role}))
    assert allows(actor, permission) is (role in WHO[permission].split())


def test_table_and_enumeration_name_the_same() -> None:
    assert set(WHO) == {permission.value for permission in Permission}
    assert set(matrix().roles) == set(ROLES)


def test_permissions_are_words_in_alphabetical_order() -> None:
    values = [permission.value for permission in Permission]
    assert values == sorted(values)
    assert all(re.fullmatch(r"[a-z]+:[a-z]+:[a-z]+", value) for value in values)


def test_a_refusal_names_who_may() -> None:
    actor = replace(PERSON, roles=frozenset({"auditor"}))
    with pytest.raises(NotAllowed) as refused:
        require(actor, Permission.BATCH_CONFIRM)
    assert refused.value.code == "permission_denied"
    assert refused.value.facts == {"permission": "awards:batch:confirm", "roles": "head"}


def test_what_is_allowed_passes() -> None:
    require(replace(PERSON, roles=frozenset({"auditor", "head"})), Permission.BATCH_CONFIRM)


@pytest.mark.parametrize(
    "actor",
    [
        ANONYMOUS,
        PERSON,
        replace(PERSON, roles=frozenset({"emperor"})),
        Actor(person_id=uuid7(), organisation_id=None, roles=frozenset(ROLES)),
    ],
    ids=["anonymous", "no role", "unknown role", "in no organisation"],
)
def test_who_has_no_role_may_nothing(actor: Actor) -> None:
    assert policies.held_by(actor) == frozenset()


def test_the_auditor_only_looks() -> None:
    """AUT-03: a read-only auditor holds no permission that changes anything."""
    assert all(permission.only_looks for permission in matrix().roles["auditor"])


@pytest.mark.parametrize("kind", DECISION_KINDS)
def test_one_role_never_proposes_and_approves_the_same(kind: str) -> None:
    """AUT-06: nobody's role alone carries both halves of four eyes."""
    for held in matrix().roles.values():
        assert not {policies.proposing(kind), policies.approving(kind)} <= held


def test_proposer_and_approver_are_apart_everywhere() -> None:
    halves: dict[str, set[str]] = {}
    for role, held in matrix().roles.items():
        for permission in held:
            stem, _, action = permission.value.rpartition(":")
            if action in ("propose", "approve", "confirm"):
                halves.setdefault(f"{role} {stem}", set()).add(action)
    assert all(len(actions) == 1 for actions in halves.values())


def test_an_administrator_decides_nothing() -> None:
    held = matrix().roles["administrator"]
    assert not [one for one in held if one.value.startswith(("accreditation:", "awards:"))]


def test_a_client_has_what_it_was_given_and_never_an_approval() -> None:
    given = frozenset({"awards:batch:import", "awards:batch:confirm", "head"})
    client = replace(PERSON, kind="client", roles=given)
    assert policies.held_by(client) == {Permission.BATCH_IMPORT}
    ends = {one.value.rpartition(":")[2] for one in matrix().client}
    assert not ends & {"approve", "confirm", "publish", "review", "revoke", "reinstate"}


def test_the_system_judges_nothing() -> None:
    held = policies.held_by(SYSTEM)
    ends = {one.value.rpartition(":")[2] for one in held}
    assert not ends & {"approve", "confirm", "publish", "review", "revoke", "propose"}
    assert Permission.ORGANISATION_CREATE in held
