"""The decisions of a trust bundle, each with its history, read strictly and written the same.

A kind of change that is newer than this software does not refuse the bundle: it is kept as it
came, and `core.standing` says of its decision that it cannot tell. What older bundles do not
have is written only where it is, so that they keep their signature byte for byte.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from typing import Any

from pharos.core.bundlefields import Fields, day, instant
from pharos.core.decided import (
    AppealOutcome,
    Change,
    ChangeKind,
    Decision,
    Scope,
    Term,
    UnreadChange,
)

LanguageMap = Mapping[str, str]
Json = dict[str, Any]


@dataclass(frozen=True)
class TrustedDecision:
    """A decision with the body that took it, as people are told of it."""

    decision: Decision
    agency_id: str
    agency_name: LanguageMap
    number: str

    def to_json(self) -> Json:
        taken = self.decision
        return {
            "id": taken.id,
            "kind": taken.kind,
            "holder": taken.holder,
            "programme": taken.programme,
            "agency": {"id": self.agency_id, "name": dict(self.agency_name)},
            "number": self.number,
            "outcome": taken.outcome,
            "from": day(taken.term.first_day),
            "until": day(taken.term.until),
            "scope": _scope_json(taken.scope),
            "recorded_at": instant(taken.recorded_at),
            "changes": _changes_json(taken),
        } | _bonds_json(taken)

    @classmethod
    def read(cls, fields: Fields) -> "TrustedDecision":
        agency = fields.nested("agency")
        changes, unread = _read_changes(fields)
        decision = Decision(
            id=fields.text("id"),
            kind=fields.text("kind"),
            holder=fields.text("holder"),
            outcome=fields.text("outcome"),
            term=Term(fields.day("from"), fields.day_or_none("until")),
            recorded_at=fields.instant("recorded_at"),
            programme=fields.text_or_none("programme"),
            scope=_read_scope(fields.nested("scope")),
            changes=changes,
            follows=fields.text_or_none("follows"),
            renews=fields.text_or_none("renews"),
            unread=unread,
        )
        made = cls(
            decision,
            agency_id=agency.text("id"),
            agency_name=agency.language_map("name"),
            number=fields.text("number"),
        )
        agency.close()
        return made


def _bonds_json(decision: Decision) -> Json:
    """Which decision it follows and which it renews, where there is one."""
    bonds = {"follows": decision.follows, "renews": decision.renews}
    return {name: id for name, id in bonds.items() if id is not None}


def _scope_json(scope: Scope) -> Json:
    """Only what is limited is written: a member that is not there limits nothing."""
    made: Json = {}
    if scope.levels is not None:
        made["levels"] = sorted(scope.levels)
    if scope.fields is not None:
        made["fields"] = sorted(scope.fields)
    if scope.kinds is not None:
        made["kinds"] = sorted(scope.kinds)
    return made


def _read_scope(fields: Fields) -> Scope:
    scope = Scope(
        levels=fields.integers_or_none("levels"),
        fields=fields.text_set_or_none("fields"),
        kinds=fields.text_set_or_none("kinds"),
    )
    fields.close()
    return scope


def _changes_json(decision: Decision) -> list[Json]:
    """The changes in their order, those that were not understood at the places they had."""
    made = [_change_json(change) for change in decision.changes]
    for unread in decision.unread:
        made.insert(unread.place, dict(unread.members))
    return made


def _change_json(change: Change) -> Json:
    made: Json = {
        "kind": change.kind.value,
        "from": day(change.first_day),
        "until": day(change.until),
        "teach_out_until": day(change.teach_out_until),
        "retroactive_from": day(change.retroactive_from),
        "recorded_at": instant(change.recorded_at),
    }
    if change.scope is not None:
        made["scope"] = _scope_json(change.scope)
    if change.contests is not None:
        made["contests"] = instant(change.contests)
    if change.suspensive:
        made["suspensive"] = True
    if change.outcome is not None:
        made["outcome"] = change.outcome.value
    return made


def _read_changes(fields: Fields) -> tuple[tuple[Change, ...], tuple[UnreadChange, ...]]:
    places = count()
    found = fields.each("changes", lambda one: _read_change(one, next(places)))
    changes = tuple(one for one in found if isinstance(one, Change))
    return changes, tuple(one for one in found if isinstance(one, UnreadChange))


def _read_change(fields: Fields, place: int) -> Change | UnreadChange:
    kind = fields.text("kind")
    if kind not in frozenset(ChangeKind):
        return UnreadChange(place, fields.instant("recorded_at"), fields.whole())
    scope = fields.nested_or_none("scope")
    outcome = fields.one_of_or_none("outcome", frozenset(AppealOutcome))
    return Change(
        kind=ChangeKind(kind),
        first_day=fields.day("from"),
        recorded_at=fields.instant("recorded_at"),
        until=fields.day_or_none("until"),
        teach_out_until=fields.day_or_none("teach_out_until"),
        retroactive_from=fields.day_or_none("retroactive_from"),
        scope=None if scope is None else _read_scope(scope),
        contests=fields.instant_or_none("contests"),
        suspensive=fields.true_if_any("suspensive"),
        outcome=None if outcome is None else AppealOutcome(outcome),
    )
