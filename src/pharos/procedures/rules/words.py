"""The closed words of a procedure: states, sides, acts, capacities (REFERENCE 4.2)."""

from enum import StrEnum
from types import MappingProxyType
from typing import Final


class State(StrEnum):
    """Where a case stands; the order is that of a case without detours."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    COMPLETENESS_CHECK = "completeness_check"
    RETURNED = "returned"
    REGISTERED = "registered"
    SELF_EVALUATION_ACCEPTED = "self_evaluation_accepted"
    PANEL_PROPOSED = "panel_proposed"
    PANEL_CONFIRMED = "panel_confirmed"
    SITE_VISIT = "site_visit"
    DRAFT_REPORT = "draft_report"
    FACTUAL_CHECK = "factual_check"
    FINAL_REPORT = "final_report"
    SCHEDULED = "scheduled"
    DECIDED = "decided"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn_by_provider"
    SUSPENDED = "suspended_clock"
    LAPSED = "lapsed"


ENDED: Final = frozenset({State.PUBLISHED, State.WITHDRAWN, State.LAPSED})
IN_CLOCK: Final = (
    State.REGISTERED,
    State.SELF_EVALUATION_ACCEPTED,
    State.PANEL_PROPOSED,
    State.PANEL_CONFIRMED,
    State.SITE_VISIT,
    State.DRAFT_REPORT,
    State.FACTUAL_CHECK,
    State.FINAL_REPORT,
    State.SCHEDULED,
)
"""The states in which the agency's time runs and can be stopped."""


WITH_PANEL: Final = (
    State.PANEL_PROPOSED,
    State.PANEL_CONFIRMED,
    State.SITE_VISIT,
    State.DRAFT_REPORT,
    State.FACTUAL_CHECK,
)
"""The states in which a member may still be replaced: until the report is final."""
JUDGED: Final = (
    State.DRAFT_REPORT,
    State.FACTUAL_CHECK,
    State.FINAL_REPORT,
    State.SCHEDULED,
    State.DECIDED,
)
"""The states in which something of the panel's lies that falls with a panel that was bound."""


class Side(StrEnum):
    """In which part somebody acts in a case."""

    PROVIDER = "provider"
    AGENCY = "agency"
    PANEL = "panel"
    COMMITTEE = "committee"


class Move(StrEnum):
    """An act that moves a case to another state."""

    SUBMIT = "submit"
    BEGIN_CHECK = "begin_check"
    RETURN = "return"
    REGISTER = "register"
    ACCEPT_SELF_EVALUATION = "accept_self_evaluation"
    PROPOSE_PANEL = "propose_panel"
    CONFIRM_PANEL = "confirm_panel"
    PLAN_VISIT = "plan_visit"
    BEGIN_REPORT = "begin_report"
    SEND_FACTUAL_CHECK = "send_factual_check"
    FINISH_REPORT = "finish_report"
    SCHEDULE = "schedule"
    DECIDE = "decide"
    PUBLISH = "publish"
    SUSPEND = "suspend"
    RESUME = "resume"
    LAPSE = "lapse"
    WITHDRAW = "withdraw"
    SET_PANEL_ASIDE = "set_panel_aside"
    REMIT = "remit"


class Deed(StrEnum):
    """An act within a state."""

    OPEN = "open"
    CHANGE = "change"
    AGREE = "agree"
    ADD_EVIDENCE = "add_evidence"
    WITHDRAW_EVIDENCE = "withdraw_evidence"
    ASK = "ask"
    REPLY = "reply"
    SETTLE = "settle"
    ACCEPT_PANEL = "accept_panel"
    STATE_CONFLICT = "state_conflict"
    OBJECT = "object"
    ANSWER_OBJECTION = "answer_objection"
    REPLACE_MEMBER = "replace_member"
    HOLD_VISIT = "hold_visit"
    FIND = "find"
    DRAFT_REPORT = "draft_report"
    COMMENT = "comment"
    ANSWER_COMMENTS = "answer_comments"
    ANSWER_PAUSE = "answer_pause"
    DECLARE_INTEREST = "declare_interest"
    MOVE_MOTION = "move_motion"
    VOTE = "vote"
    PROPOSE_AGAIN = "propose_again"
    RECORD_HOURS = "record_hours"


class Capacity(StrEnum):
    """What a member of a panel stands for (ESG 2015, 2.4)."""

    ACADEMIC = "academic"
    STUDENT = "student"
    EMPLOYER = "employer"
    QUALITY = "quality"


class TieKind(StrEnum):
    """What binds a person to a provider."""

    EMPLOYED = "employed"
    CONTRACTED = "contracted"
    STUDYING = "studying"
    FAMILY = "family"
    OTHER = "other"


class Verdict(StrEnum):
    """What a panel finds of one criterion."""

    MET = "met"
    PARTLY = "partly"
    NOT_MET = "not_met"


class Choice(StrEnum):
    """A vote of a member of the committee."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"


class VisitForm(StrEnum):
    """How a panel sees the provider."""

    PHYSICAL = "physical"
    ONLINE = "online"
    DESK = "desk"


CONDITIONS_MET: Final = "conditions_met"
"""The outcome of a follow-up that closes conditions; else `refused`, and nothing changes."""

DECISION_OF: Final = MappingProxyType(
    {
        "authorisation": "authorisation",
        "institution": "institution",
        "programme": "programme",
        "cluster": "programme",
        "joint": "programme",
        "carve_out": "programme",
    }
)
"""The kind of decision that a kind of case ends in; a follow-up ends in a change."""

QUALITY_OF: Final = MappingProxyType({"cluster": "external_cluster", "joint": "external_joint"})
"""The type of quality assurance of what is decided together with others."""

OF_PROVIDER: Final = frozenset({"authorisation", "institution"})
OF_ONE_PROGRAMME: Final = frozenset({"programme", "joint", "carve_out"})
