"""What the agency does with an application: check, return, register, charge, stop the clock."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction

from pharos.common.actor import Actor
from pharos.common.errors import Invalid
from pharos.common.ids import uuid7
from pharos.nations.model import Nation
from pharos.procedures import queries
from pharos.procedures.actions import acting, telling
from pharos.procedures.models import Case, Charge, Pause
from pharos.procedures.rules.words import ENDED, Deed, Move, Side

MAX_REFERENCE = 120


@transaction.atomic
def begin_check(*, case_id: UUID, by: Actor, now: datetime) -> Case:
    """The officer takes the application up, to see whether it is complete."""
    return acting.move(acting.locked(by, case_id), Move.BEGIN_CHECK, by, now)


@transaction.atomic
def return_case(*, case_id: UUID, reason: str, by: Actor, now: datetime) -> Case:
    """The application sent back, with what has to be mended."""
    note = acting.optional(reason, limit=acting.MAX_NOTE)
    return acting.move(acting.locked(by, case_id), Move.RETURN, by, now, note=note)


@transaction.atomic
def register(*, case_id: UUID, by: Actor, now: datetime) -> Case:
    """The application is complete: the clock starts, now or with the payment."""
    case = acting.locked(by, case_id)
    today = acting.today(case, now)
    return acting.move(
        case, Move.REGISTER, by, now, changes={"started_on": _start(case, now, today)}
    )


@transaction.atomic
def settle(
    *,
    case_id: UUID,
    by: Actor,
    now: datetime,
    amount: Decimal | None = None,
    contract: str = "",
    contract_on: date | None = None,
    invoice: str = "",
    invoiced_on: date | None = None,
    paid_on: date | None = None,
    exemption: str | None = None,
    exemption_note: str = "",
) -> Charge:
    """What the case costs and how far that is settled (B26); starts a clock that waited for it.

    Raises Invalid `case_exemption_unknown`, `case_paid_in_future`, `case_amount_malformed`.
    """
    case = acting.locked(by, case_id)
    if case.where in ENDED:
        acting.require_state(case)
    nation, today = queries.nation_of(case, now), acting.today(case, now)
    _refuse_charge(nation, today, amount, exemption, (contract_on, paid_on))
    role = acting.deed(case, Deed.SETTLE, by, Side.AGENCY, now)
    entered = {
        "agency_id": case.agency_id,
        "organisation_id": case.organisation_id,
        "amount": nation.tariffs.amounts.get(case.kind) if amount is None else amount,
        "currency": nation.tariffs.currency,
        "contract": acting.optional(contract, limit=MAX_REFERENCE),
        "contract_on": contract_on,
        "invoice": acting.optional(invoice, limit=MAX_REFERENCE),
        "invoiced_on": invoiced_on,
        "paid_on": paid_on,
        "exemption": exemption,
        "exemption_note": acting.optional(exemption_note, limit=acting.MAX_NOTE),
    }
    return _charged(case, entered, by, role, now)


def _refuse_charge(
    nation: Nation,
    today: date,
    amount: Decimal | None,
    exemption: str | None,
    days: Sequence[date | None],
) -> None:
    """Raise for an exemption that the law does not know, a day to come, or no amount at all."""
    if exemption is not None and exemption not in nation.tariffs.exemptions:
        raise Invalid("case_exemption_unknown", exemption=exemption[:40])
    if any(day is not None and day > today for day in days):
        raise Invalid("case_paid_in_future", today=today)
    if amount is not None and (not amount.is_finite() or amount < 0):
        raise Invalid("case_amount_malformed")


def _charged(case: Case, entered: Mapping[str, Any], by: Actor, role: str, now: datetime) -> Charge:
    """The entry, and the clock started that waited for it."""
    who = {"by": by.person_id, "role": role, "at": now}
    charge, _ = Charge.objects.update_or_create(case=case, defaults={**entered, **who})
    if case.started_on is None and (registered := queries.day_of(case, Move.REGISTER)):
        case.started_on = _start(case, now, registered)
        case.save(update_fields=["started_on"])
    return charge


@transaction.atomic
def accept_self_evaluation(*, case_id: UUID, by: Actor, now: datetime) -> Case:
    """Evidence lies under each criterion, contract and payment are settled: a panel may come."""
    return acting.move(acting.locked(by, case_id), Move.ACCEPT_SELF_EVALUATION, by, now)


@transaction.atomic
def suspend(*, case_id: UUID, reason: str, by: Actor, now: datetime) -> Case:
    """The clock stops, because something is missing that the provider has to hand in."""
    case = acting.locked(by, case_id)
    note = acting.optional(reason, limit=acting.MAX_NOTE)
    moved = acting.move(case, Move.SUSPEND, by, now, note=note)
    today = acting.today(case, now)
    days = queries.nation_of(case, now).procedures.answer_days
    role = queries.acting(by, case, Side.AGENCY)
    Pause.objects.create(
        **acting.shared(case, by, role, now), reason=note, first_day=today,
        due_on=queries.calendar_of(case, now).add(today, days),
    )  # fmt: skip
    return moved


@transaction.atomic
def resume(*, case_id: UUID, by: Actor, now: datetime) -> Case:
    """What was missing is there: the case goes on where it was stopped."""
    case = acting.locked(by, case_id)
    moved = acting.move(case, Move.RESUME, by, now)
    end_pause(case, by, now)
    return moved


@transaction.atomic
def lapse(*, case_id: UUID, by: Actor, now: datetime) -> Case:
    """The provider did not answer in its days: the case ends without a decision.

    It happens by itself on the day after the last one (`timing`); an officer need not wait.
    """
    case, step_id = acting.locked(by, case_id), uuid7()
    moved = acting.move(case, Move.LAPSE, by, now, step_id=step_id)
    end_pause(case, by, now)
    telling.later(case, step_id)
    return moved


def _start(case: Case, now: datetime, registered: date) -> date | None:
    """The day on which the agency's clock starts, or None while it waits for the payment."""
    tariffs, charge = queries.nation_of(case, now).tariffs, queries.charge_of(case)
    if not tariffs.clock_starts_on_payment or (charge and charge.exemption):
        return registered
    return max(registered, charge.paid_on) if charge and charge.paid_on else None


def end_pause(case: Case, by: Actor, now: datetime) -> None:
    """The clock stands no longer: the case goes on, or is over."""
    pause = queries.open_pause(case)
    if pause is not None:
        pause.until, pause.ended_by = acting.today(case, now), by.person_id
        pause.save(update_fields=["until", "ended_by"])
