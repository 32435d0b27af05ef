"""Random people do random things in the database: what is decided in the end is decided rightly."""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from typing import Any

from caseworld import ORDER, REASONS, TODAY, CaseWorld

from pharos.accreditation.models import Decision, Proposal, Tenure
from pharos.common import tenancy
from pharos.common.errors import DomainError
from pharos.procedures import actions
from pharos.procedures.models import (
    Case,
    ConflictStatement,
    Interest,
    Motion,
    Objection,
    PanelMember,
    Report,
)
from pharos.procedures.rules.words import Choice


class Anyhow:
    """A walk that mostly goes on and is disturbed at each step."""

    def __init__(self, world: CaseWorld, seed: int) -> None:
        self.world, self.dice = world, random.Random(seed)
        version = world.publish()
        world.approve_inside(version)
        self.version = version

    def case(self) -> None:
        """A case about the one version, walked until it ends or nothing goes on any more."""
        case = self.world.open(versions=[self.version.id])
        for _ in range(34):
            case = self.world.again(case, self.world.quality)
            if case.state in ("published", "withdrawn_by_provider", "lapsed"):
                return
            if case.state == "suspended_clock":
                self.tried(self.world.act, self.world.quality, actions.answer_pause,
                           case_id=case.id, text="Here.")  # fmt: skip
                self.tried(self.world.act, self.world.officer, actions.resume, case_id=case.id)
            if self.dice.random() < 0.25:
                self.disturb(case)
            elif case.state == "panel_proposed":
                self.confirm(case)
            elif case.state == "scheduled" and self.dice.random() < 0.8:
                self.ballot(case)
                self.tried(self.world.act, self.world.officer, actions.decide, case_id=case.id)
            elif case.state in ("draft", "returned"):
                self.tried(self.world.step, case, "submitted")
            elif case.state in ORDER:
                self.tried(self.world.step, case, ORDER[ORDER.index(case.state) + 1])
                # whoever was bound comes onto no other panel of the case
                self.tried(self.world.propose_panel, case, "chair", "student", "spare")

    def tried(self, act: Callable[..., Any], *args: Any, **facts: Any) -> None:
        with suppress(DomainError):
            act(*args, **facts)

    def confirm(self, case: Case) -> None:
        """Everybody states, mostly without a conflict; objections are answered."""
        with tenancy.scope(self.world.officer):
            people = list(PanelMember.objects.filter(case=case, removed_at=None)
                          .values_list("person_id", flat=True))  # fmt: skip
            waiting = list(Objection.objects.filter(case=case, outcome=None))
        which = {"case_id": case.id}
        for one in self.world.experts.values():
            if one.person_id in people:
                self.world.act(one, actions.state_conflict,
                               has_conflict=self.dice.random() < 0.1, **which)  # fmt: skip
        for objection in waiting:
            self.tried(self.world.act, self.world.officer, actions.answer_objection,
                       objection_id=objection.id, answer="No tie.", **which)  # fmt: skip
        self.tried(self.world.act, self.world.quality, actions.accept_panel, **which)
        self.tried(self.world.act, self.world.officer, actions.confirm_panel, **which)

    def ballot(self, case: Case) -> None:
        """Whoever is there votes as it comes, after a word on ties."""
        (subject,) = self.world.subjects(case)
        first = self.dice.choice([None, None, TODAY, TODAY + timedelta(days=900)])
        put = {"outcome": "accredited", "years": self.dice.choice([1, 3, 7]), "first_day": first}
        with suppress(DomainError):
            motion = self.world.put(case, subject, **put)
            for one in self.world.committee:
                which = {"case_id": case.id}
                self.tried(self.world.act, one, actions.declare_interest,
                           has_conflict=self.dice.random() < 0.2, **which)  # fmt: skip
                if self.dice.random() < 0.8:
                    choice = self.dice.choice([Choice.FOR, Choice.FOR, Choice.AGAINST])
                    self.tried(self.world.act, one, actions.vote, motion_id=motion.id,
                               choice=choice, **which)  # fmt: skip

    def disturb(self, case: Case) -> None:
        world, dice, which = self.world, self.dice, {"case_id": case.id}
        name = dice.choice(list(world.experts))
        with tenancy.scope(world.officer):
            members = list(PanelMember.objects.filter(case=case, removed_at=None))
        acts: list[Callable[[], Any]] = [
            lambda: world.act(world.experts[name], actions.state_conflict,
                              has_conflict=dice.random() < 0.5, **which),
            lambda: world.act(world.quality, actions.object_to, reason="No.",
                              member_id=dice.choice(members).id, **which),
            lambda: world.act(world.officer, actions.replace_member, because="So.",
                              member_id=dice.choice(members).id,
                              expert_id=dice.choice(list(world.pool.values())), **which),
            lambda: world.act(world.officer, actions.set_panel_aside, reason="A tie.",
                              members=[dice.choice(members).id], **which),
            lambda: world.act(world.officer, actions.remit, **which),
            lambda: world.act(world.officer, actions.suspend, reason="A paper.", **which),
            lambda: world.act(world.officer, actions.decide, **which),
            lambda: world.act(world.officer, actions.finish_report, **which),
            lambda: world.act(world.officer, actions.publish, **which),
            lambda: world.step(case, dice.choice(ORDER)),
        ]  # fmt: skip
        with suppress(DomainError, IndexError, AssertionError, StopIteration):
            dice.choice(acts)()


def test_random_acts_never_end_in_a_wrong_decision(world: CaseWorld) -> None:
    """Never without final report, quorum and complete panel; never two in force for one scope."""
    walks = [Anyhow(world, seed) for seed in range(2)]
    for walk in walks:
        for _ in range(3):
            walk.case()
    with tenancy.scope(world.officer):
        decisions = list(Decision.objects.exclude(case_id=None))
        for decision in decisions:
            _check(decision, world)
        proposed = Proposal.objects.exclude(case_id=None).values_list("case_id", flat=True)
        states = Case.objects.filter(id__in=proposed).values_list("state", flat=True)
        held = {walk: list(Tenure.objects.filter(subject_id=walk.version.id)) for walk in walks}
    assert set(states) <= {"decided", "published"}
    for tenures in held.values():
        for one in tenures:
            assert not any(_overlap(one, two) for two in tenures if two != one)
    # the walks are not empty: some came to a decision, one programme to a second one
    assert len(decisions) >= 2
    assert max(len(tenures) for tenures in held.values()) >= 2


def _overlap(one: Tenure, two: Tenure) -> bool:
    far = date.max
    return one.first_day < (two.until or far) and two.first_day < (one.until or far)


def _check(decision: Decision, world: CaseWorld) -> None:
    """By the rows, without the rules: what must have been there when it was decided."""
    case = Case.objects.get(id=decision.case_id)
    assert Report.objects.filter(case=case, set_aside=None).exists()
    members = list(PanelMember.objects.filter(case=case, removed_at=None))
    assert len(members) >= 3
    assert {one.capacity for one in members} >= {"student", "employer"}
    for one in members:
        newest = ConflictStatement.objects.filter(member=one).last()
        assert newest is not None
        assert not newest.has_conflict
        assert not Objection.objects.filter(member=one, outcome=None).exists()
    (motion,) = Motion.objects.filter(case=case, result="carried", set_aside=None)
    tied = {
        one.by: one.has_conflict for one in Interest.objects.filter(case=case).order_by("at", "id")
    }
    able = {one.person_id for one in world.committee} - {one for one in tied if tied[one]}
    choices = [one.choice for one in motion.votes.all() if one.by in able]
    assert len(choices) >= 3
    assert choices.count("for") > choices.count("against")
    assert motion.reasons == REASONS
