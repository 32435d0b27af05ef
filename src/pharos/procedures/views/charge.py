"""What a case costs, how far that is settled, and how long people worked on it."""

from datetime import datetime
from decimal import Decimal
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.organisations import desk
from pharos.procedures import actions, queries, showing
from pharos.procedures.forms.agency import ChargeForm, HoursForm
from pharos.procedures.models import Charge
from pharos.procedures.rules.words import Side
from pharos.procedures.showing import Look
from pharos.procedures.views import looking

_FIELDS = {
    "case_amount_malformed": "amount",
    "case_exemption_unknown": "exemption",
    "case_paid_in_future": "paid_on",
    "case_minutes_malformed": "minutes",
}
_CHARGED = (
    "amount", "exemption", "exemption_note", "contract", "contract_on", "invoice", "invoiced_on",
    "paid_on",
)  # fmt: skip


@desk.page()
def charge(request: HttpRequest, by: Actor, case_id: UUID) -> HttpResponse:
    """Tariff, contract, invoice, payment, exemption; and the time spent."""
    seen = _agency(request, by, case_id)
    row = queries.charge_of(seen.case)
    minutes = queries.hours(case_id)
    return looking.shown(
        request,
        seen,
        "procedures/charge.html",
        "case-charge",
        {
            "charge": row,
            "tariffs": seen.nation.tariffs,
            "usual": seen.nation.tariffs.amounts.get(seen.case.kind),
            "hours": minutes // 60,
            "minutes": minutes % 60,
            "times": showing.work_on(case_id),
            "may_settle": seen.manages,
            "form": looking.filled(
                request, "settle", ChargeForm, _FIELDS, language=request.language,
                exemptions=seen.nation.tariffs.exemptions, initial=_initial(row, seen),
            ),
            "hours_form": looking.filled(
                request, "record_hours", HoursForm, _FIELDS, initial={"day": seen.today}
            ),
        },
    )  # fmt: skip


@charge.post("procedures.charge")
def act(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> desk.Done:
    """The charge is settled further, or time recorded."""
    work = looking.wanted(request, by, {"settle": _settle, "record_hours": _hours})
    work(request, by, now, case_id)
    return looking.done(request, "case-charge", looking.said(request.POST["do"]), case_id=case_id)


def _settle(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    seen = _agency(request, by, case_id)
    form = ChargeForm(
        request.POST, language=request.language, exemptions=seen.nation.tariffs.exemptions
    )
    given = form.checked()
    given["exemption"] = given["exemption"] or None
    actions.settle(case_id=case_id, by=by, now=now, **given)


def _hours(request: HttpRequest, by: Actor, now: datetime, case_id: UUID) -> None:
    given = HoursForm(request.POST).checked()
    actions.record_hours(case_id=case_id, by=by, now=now, **given)


def _agency(request: HttpRequest, by: Actor, case_id: UUID) -> Look:
    seen = looking.look(request, by, case_id)
    if Side.AGENCY not in seen.sides:
        raise NotFound("case_unknown")
    return seen


def _initial(row: Charge | None, seen: Look) -> dict[str, object]:
    if row is None:
        usual: Decimal | None = seen.nation.tariffs.amounts.get(seen.case.kind)
        return {"amount": usual}
    return {name: getattr(row, name) for name in _CHARGED}
