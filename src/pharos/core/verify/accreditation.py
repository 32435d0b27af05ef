"""The checks `accredited_at_award` and `accredited_now`, from the register's own history.

The programme's facts come from the bundle, found by the achievement's id, never from
the document. The award's instant becomes the legal day of the nation whose regime
governs the programme; `core.standing` answers whether the decisions were in force.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from pharos.core import appeals, standing
from pharos.core.bundle import MOST_ANSWERS, Regime, TrustBundle, TrustedProgramme
from pharos.core.standing import Standing, Subject
from pharos.core.verify.outcomes import Check, failed, not_applicable, passed, unknown
from pharos.core.verify.reading import Credential

NON_FORMAL = "non_formal"


@dataclass(frozen=True)
class Award:
    """What the register knows of an award: its programme, its legal day and regime."""

    programme: TrustedProgramme | None = None
    day: date | None = None
    regime: Regime | None = None


def award_of(credential: Credential, trust: TrustBundle) -> Award:
    """The register's facts for a credential of one of its issuers; empty for others."""
    if trust.issuer(credential.issuer) is None:
        return Award()
    programme = trust.programme(credential.achievement_id or "")
    if programme is None:
        return Award()
    if credential.awarded_at is None:
        return Award(programme)
    day, regime = regime_at(programme.nation, credential.awarded_at, trust)
    return Award(programme, day, regime)


def regime_at(
    nation: str, instant: datetime, trust: TrustBundle
) -> tuple[date | None, Regime | None]:
    """The legal day of an instant and the regime of that day, by the regime's own zone."""
    for regime in trust.regimes:
        if regime.nation == nation:
            day = standing.legal_day(instant, regime.timezone)
            if regime.term.covers(day):
                return day, regime
    return None, None


def check_at_award(credential: Credential, award: Award, trust: TrustBundle, at: datetime) -> Check:
    """Whether all decisions that the regime asks were in force on the award date."""
    id = "accredited_at_award"
    problem = _unanswerable(id, credential, award, trust)
    if problem is not None:
        return problem
    assert award.programme is not None
    if award.day is None:
        code = "award_date_missing" if credential.awarded_at is None else "regime_unknown"
        return unknown(id, code)
    return _kept(trust, (id, award.programme.id, award.day), at, partial(_at_award, award, trust))


def _at_award(award: Award, trust: TrustBundle, at: datetime) -> Check:
    id = "accredited_at_award"
    assert award.programme is not None
    assert award.day is not None
    held = _standings(award.programme, award.regime, award.day, trust, at, judged=True)
    if held is None:
        return unknown(id, "regime_unknown")
    facts = _facts(held, award.day, at, trust)
    if facts["missing"]:
        if _is_unclear(held):
            return unknown(id, "decision_unclear", **facts)
        return failed(id, "not_accredited_at_award", **facts)
    taught_out = any(one.is_teach_out for one in held)
    return passed(id, "accredited_teach_out" if taught_out else id, **facts)


def check_now(credential: Credential, award: Award, trust: TrustBundle, at: datetime) -> Check:
    """The same for today; it is told and never changes the verdict."""
    id = "accredited_now"
    problem = _unanswerable(id, credential, award, trust)
    if problem is not None:
        return problem
    assert award.programme is not None
    day, regime = regime_at(award.programme.nation, at, trust)
    if day is None:
        return unknown(id, "regime_unknown")
    asked = partial(_now, award.programme, day, regime, trust)
    return _kept(trust, (id, award.programme.id, day), at, asked)


def _now(
    programme: TrustedProgramme, day: date, regime: Regime | None, trust: TrustBundle, at: datetime
) -> Check:
    id = "accredited_now"
    held = _standings(programme, regime, day, trust, at, judged=False)
    if held is None:
        return unknown(id, "regime_unknown")
    facts = _facts(held, day, at, trust)
    if facts["missing"]:
        if _is_unclear(held):
            return unknown(id, "decision_unclear", **facts)
        return failed(id, "not_accredited_now", **facts)
    return passed(id, id, **facts)


def _is_unclear(held: list[Standing]) -> bool:
    """Whether what is missing might yet be there: entries that this software cannot read.

    One decision that is missing for sure is enough for a no.
    """
    return all(one.reason in (None, standing.Reason.UNCLEAR) for one in held)


def _kept(
    trust: TrustBundle, asked: tuple[str, str, date], at: datetime, answer: Callable[..., Check]
) -> Check:
    """The answer for a programme and a day, worked out once for a bundle.

    It depends on `at` only as far as something was entered later.
    """
    known_at = min(at, _newest_entry(trust))
    key = (*asked, known_at)
    found: Check | None = trust.answers.get(key)
    if found is None:
        if len(trust.answers) >= MOST_ANSWERS:
            trust.answers.clear()
        found = trust.answers[key] = answer(at=known_at)
    return found


def _newest_entry(trust: TrustBundle) -> datetime:
    found: datetime | None = trust.answers.get("newest entry")
    if found is None:
        entries = [one.decision for one in trust.decisions]
        instants = [one.recorded_at for one in entries]
        instants += [change.recorded_at for one in entries for change in one.changes]
        instants += [change.recorded_at for one in entries for change in one.unread]
        found = trust.answers["newest entry"] = max(instants, default=trust.made_at)
    return found


def _unanswerable(
    id: str, credential: Credential, award: Award, trust: TrustBundle
) -> Check | None:
    issuer = trust.issuer(credential.issuer)
    if issuer is None:
        return not_applicable(id, "outside_register")
    if award.programme is None:
        return unknown(id, "programme_not_listed", programme=credential.achievement_id)
    if trust.issuer(award.programme.issuer) is not issuer and id == "accredited_at_award":
        return failed(id, "programme_of_another", programme=award.programme.id)
    if award.programme.kind == NON_FORMAL:
        return not_applicable(id, "accreditation_not_required")
    return None


def _standings(
    programme: TrustedProgramme,
    regime: Regime | None,
    day: date,
    trust: TrustBundle,
    at: datetime,
    *,
    judged: bool,
) -> list[Standing] | None:
    """How each required kind of decision stands; None when the regime is silent."""
    required = regime.requires.get(programme.kind) if regime else None
    if not required:
        return None
    subject = Subject(
        holder=programme.issuer,
        programme=programme.id,
        kind=programme.kind,
        level=programme.level,
        field=programme.isced_f,
    )
    decisions = [held.decision for held in trust.judged_with(programme.issuer)]
    return [
        standing.in_force(
            decisions, kind=kind, subject=subject, on=day, known_at=at, enrolment_judged=judged
        )
        for kind in required
    ]


def _facts(held: list[Standing], day: date, at: datetime, trust: TrustBundle) -> dict[str, object]:
    told = [_told(one, day, at, trust) for one in held]
    return {
        "day": day.isoformat(),
        "decisions": [one for one in told if one["reason"] is None],
        "missing": [one for one in told if one["reason"] is not None],
    }


def _told(held: Standing, day: date, at: datetime, trust: TrustBundle) -> dict[str, object]:
    told: dict[str, object] = {
        "kind": held.kind,
        "reason": None if held.reason is None else held.reason.value,
    }
    if held.decision is not None:
        trusted = trust.decision(held.decision.id)
        assert trusted is not None
        among = [one.decision for one in trust.judged_with(held.decision.holder)]
        until = standing.end_of_term(held.decision, known_at=at, among=among)
        told["first_day"] = held.decision.term.first_day.isoformat()
        told["until"] = None if until is None else until.isoformat()
        told["number"] = trusted.number
        told["agency"] = dict(trusted.agency_name)
        if appeals.open_appeals(held.decision.known(at), day):
            told["under_appeal"] = True
    if held.change is not None:
        told["since"] = held.change.effective_from.isoformat()
    return told
