"""Who may: one enumeration of permissions, one table of roles, one question.

The table is `permissions.toml` beside this file. A permission says what a role may do inside
its own organisation; which organisation may take a decision at all is asked of the nation.
"""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType

from pharos.common.actor import Actor
from pharos.common.errors import NotAllowed


class Permission(StrEnum):
    """`scope:resource:action`, in alphabetical order of their values."""

    CLIENT_MANAGE = "accounts:client:manage"
    CLIENT_READ = "accounts:client:read"
    AUTHORISATION_APPROVE = "accreditation:authorisation:approve"
    AUTHORISATION_PROPOSE = "accreditation:authorisation:propose"
    DECISION_CHANGE_APPROVE = "accreditation:change:approve"
    DECISION_CHANGE_PROPOSE = "accreditation:change:propose"
    DECISION_READ = "accreditation:decision:read"
    FORMAT_APPROVE = "accreditation:format:approve"
    FORMAT_PROPOSE = "accreditation:format:propose"
    INSTITUTION_APPROVE = "accreditation:institution:approve"
    INSTITUTION_PROPOSE = "accreditation:institution:propose"
    LICENCE_APPROVE = "accreditation:licence:approve"
    LICENCE_PROPOSE = "accreditation:licence:propose"
    PROGRAMME_DECISION_APPROVE = "accreditation:programme:approve"
    PROGRAMME_DECISION_PROPOSE = "accreditation:programme:propose"
    AWARD_READ = "awards:award:read"
    AWARD_REINSTATE = "awards:award:reinstate"
    AWARD_REVOKE = "awards:award:revoke"
    AWARD_SUSPEND = "awards:award:suspend"
    BATCH_CONFIRM = "awards:batch:confirm"
    BATCH_HOLD = "awards:batch:hold"
    BATCH_IMPORT = "awards:batch:import"
    BATCH_PROPOSE = "awards:batch:propose"
    BATCH_READ = "awards:batch:read"
    ENROLMENT_READ = "awards:enrolment:read"
    ENROLMENT_RECORD = "awards:enrolment:record"
    ERASURE_APPROVE = "awards:erasure:approve"
    ERASURE_PROPOSE = "awards:erasure:propose"
    LEARNER_READ = "awards:learner:read"
    LEARNER_RECORD = "awards:learner:record"
    RESULT_READ = "awards:result:read"
    RESULT_RECORD = "awards:result:record"
    RUN_MANAGE = "awards:run:manage"
    RUN_READ = "awards:run:read"
    COURSE_SHOW = "catalogue:course:show"
    ENTRY_CONFIRM = "catalogue:entry:confirm"
    LEVEL_CLAIM = "catalogue:level:claim"
    LEVEL_CONFIRM = "catalogue:level:confirm"
    LEVEL_ENTER = "catalogue:level:enter"
    OFFERING_KEEP = "catalogue:offering:keep"
    OFFERING_SUSPEND = "catalogue:offering:suspend"
    PROGRAMME_DRAFT = "catalogue:programme:draft"
    PROGRAMME_PUBLISH = "catalogue:programme:publish"
    PROGRAMME_READ = "catalogue:programme:read"
    PROGRAMME_WITHDRAW = "catalogue:programme:withdraw"
    RECOGNITION_CONFIRM = "catalogue:recognition:confirm"
    AUDIT_EXPORT = "common:audit:export"
    AUDIT_READ = "common:audit:read"
    DOCTOR_RUN = "common:doctor:run"
    JOB_RETRY = "common:job:retry"
    CRITERIA_APPROVE = "criteria:set:approve"
    CRITERIA_EDIT = "criteria:set:edit"
    CRITERIA_READ = "criteria:set:read"
    FUNDING_DECIDE = "funding:application:decide"
    FUNDING_READ = "funding:application:read"
    CLAIM_APPROVE = "funding:claim:approve"
    CLAIM_CHECK = "funding:claim:check"
    CLAIM_MAKE = "funding:claim:make"
    PROOF_READ = "funding:proof:read"
    SCHEME_APPROVE = "funding:scheme:approve"
    SCHEME_PROPOSE = "funding:scheme:propose"
    CREDENTIAL_EXPORT = "issuing:credential:export"
    CREDENTIAL_READ = "issuing:credential:read"
    DIFFERENCE_READ = "issuing:difference:read"
    DIFFERENCE_RESOLVE = "issuing:difference:resolve"
    LAYOUT_DRAFT = "issuing:layout:draft"
    LAYOUT_SUBMIT = "issuing:layout:submit"
    NATIONAL_REGISTRATION_READ = "issuing:registration:read"
    NATIONAL_REGISTRATION_SEND = "issuing:registration:send"
    LIGHT_NOTIFY = "lightroute:case:notify"
    LIGHT_READ = "lightroute:case:read"
    LIGHT_SIGN = "lightroute:case:sign"
    LIGHT_TAKE = "lightroute:case:take"
    TRUST_APPROVE = "lightroute:trust:approve"
    TRUST_PROPOSE = "lightroute:trust:propose"
    ANSWER_GIVE = "needs:answer:give"
    NEED_FILE = "needs:need:file"
    NEED_READ = "needs:need:read"
    PARTNERSHIP_OFFER = "needs:partnership:offer"
    PARTNERSHIP_SIGN = "needs:partnership:sign"
    SECTOR_APPROVE = "needs:sector:approve"
    SECTOR_PROPOSE = "needs:sector:propose"
    ENQUIRY_ANSWER = "organisations:enquiry:answer"
    FEATURE_SET = "organisations:feature:set"
    MANDATE_APPROVE = "organisations:mandate:approve"
    MANDATE_PROPOSE = "organisations:mandate:propose"
    MANDATE_READ = "organisations:mandate:read"
    MANDATE_REVOKE = "organisations:mandate:revoke"
    MEMBERSHIP_MANAGE = "organisations:membership:manage"
    MEMBERSHIP_READ = "organisations:membership:read"
    ORGANISATION_CREATE = "organisations:organisation:create"
    ORGANISATION_EDIT = "organisations:organisation:edit"
    ORGANISATION_REVIEW = "organisations:organisation:review"
    SIGNATORY_NAME = "organisations:signatory:name"
    APPEAL_VOTE = "oversight:appeal:vote"
    OVERSIGHT_DECIDE = "oversight:filing:decide"
    OVERSIGHT_FILE = "oversight:filing:file"
    OVERSIGHT_HANDLE = "oversight:filing:handle"
    OVERSIGHT_READ = "oversight:filing:read"
    CASE_APPLY = "procedures:case:apply"
    CASE_MANAGE = "procedures:case:manage"
    CASE_READ = "procedures:case:read"
    LISTING_APPROVE = "procedures:listing:approve"
    LISTING_PROPOSE = "procedures:listing:propose"
    PANEL_SERVE = "procedures:panel:serve"
    SESSION_VOTE = "procedures:session:vote"
    REGISTRY_ISSUING_STOP = "registry:issuing:stop"
    KEY_APPROVE = "registry:key:approve"
    KEY_PROPOSE = "registry:key:propose"
    KEY_STOP = "registry:key:stop"
    LOG_READ = "registry:log:read"
    REVIEW_ANSWER = "review:decision:answer"
    REVIEW_ASK = "review:decision:ask"
    REVIEW_CONFIRM = "review:decision:confirm"
    REVIEW_READ = "review:decision:read"
    AMENDMENT_APPROVE = "standards:amendment:approve"
    AMENDMENT_PROPOSE = "standards:amendment:propose"
    COMMENT_WRITE = "standards:comment:write"
    ACHIEVEMENT_FIND = "stateregister:achievement:find"
    EXCHANGE_COMPARE = "stateregister:exchange:compare"
    EXCHANGE_READ = "stateregister:exchange:read"
    EXCHANGE_RESOLVE = "stateregister:exchange:resolve"
    LOOKUP_READ = "stateregister:lookup:read"
    QUALITY_READ = "stateregister:quality:read"

    @property
    def only_looks(self) -> bool:
        """Whether it changes nothing: all that an auditor holds does not."""
        return self.value.rpartition(":")[2] in ("read", "export")


_DECISIONS: Mapping[str, tuple[Permission, Permission]] = MappingProxyType(
    {
        "authorisation": (Permission.AUTHORISATION_PROPOSE, Permission.AUTHORISATION_APPROVE),
        "institution": (Permission.INSTITUTION_PROPOSE, Permission.INSTITUTION_APPROVE),
        "programme": (
            Permission.PROGRAMME_DECISION_PROPOSE,
            Permission.PROGRAMME_DECISION_APPROVE,
        ),
        "licence": (Permission.LICENCE_PROPOSE, Permission.LICENCE_APPROVE),
        "format": (Permission.FORMAT_PROPOSE, Permission.FORMAT_APPROVE),
    }
)


def proposing(decision_kind: str) -> Permission:
    """The permission that proposing a decision of this kind asks for."""
    return _DECISIONS[decision_kind][0]


def approving(decision_kind: str) -> Permission:
    """The permission that approving a decision of this kind asks for."""
    return _DECISIONS[decision_kind][1]


@dataclass(frozen=True, slots=True)
class Matrix:
    """What each role holds, what API clients can be given, what the system does by itself.

    `strong` is what a person does only after showing a passkey.
    """

    roles: Mapping[str, frozenset[Permission]]
    client: frozenset[Permission]
    system: frozenset[Permission]
    strong: frozenset[Permission]

    def holders(self, permission: Permission) -> tuple[str, ...]:
        """The roles that hold `permission`, sorted."""
        return tuple(sorted(role for role, held in self.roles.items() if permission in held))


@cache
def matrix() -> Matrix:
    """The table of `permissions.toml`; a word in it that is no permission raises ValueError."""
    text = (resources.files("pharos.accounts") / "permissions.toml").read_text("utf-8")
    tables = tomllib.loads(text)
    return Matrix(
        roles=MappingProxyType(
            {role: _permissions(table) for role, table in tables["roles"].items()}
        ),
        client=_permissions(tables["client"]),
        system=_permissions(tables["system"]),
        strong=_permissions(tables["strong"]),
    )


def _permissions(table: Mapping[str, list[str]]) -> frozenset[Permission]:
    return frozenset(Permission(value) for value in table["permissions"])


def held_by(actor: Actor) -> frozenset[Permission]:
    """Everything the actor may do in the organisation it acts in.

    A client's roles are the values of the permissions it was given; never more than the table
    lets clients have, so that an approval is always a person's.
    """
    table = matrix()
    if actor.kind == "system":
        return table.system
    if actor.organisation_id is None:
        return frozenset()
    if actor.kind == "client":
        return frozenset(one for one in table.client if one.value in actor.roles)
    return frozenset().union(*(table.roles.get(role, frozenset()) for role in actor.roles))


def allows(actor: Actor, permission: Permission) -> bool:
    """Whether the actor may, as an answer and not as a refusal."""
    return permission in held_by(actor)


def require(actor: Actor, permission: Permission) -> None:
    """Raise NotAllowed `permission_denied`, naming the roles that may."""
    if not allows(actor, permission):
        raise NotAllowed(
            "permission_denied",
            f"{actor.kind} with roles {sorted(actor.roles)} lacks {permission}",
            permission=permission.value,
            roles=", ".join(matrix().holders(permission)) or "-",
        )


def require_strong(actor: Actor, permission: Permission) -> None:
    """Raise NotAllowed `stronger_factor_needed` to a person who showed no passkey (ACC-04).

    Asked by the doors of pages and API; a command on the server is nobody's session.
    """
    if actor.kind == "person" and not actor.strong and permission in matrix().strong:
        raise NotAllowed("stronger_factor_needed", permission=permission.value)
