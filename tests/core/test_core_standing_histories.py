"""Ten thousand random histories: the one rule, and the verifier, against a painted calendar."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from random import Random

import paintedhistory as painted
import pytest
import registerworld as rw

from pharos.core import bundle, did, standing
from pharos.core.bundle import TrustBundle
from pharos.core.standing import Decision, Subject, Term
from pharos.core.verify import accreditation
from pharos.core.verify.reading import Credential

HISTORIES, LOT = 10_000, 500
REQUIRED = {"credit_bearing": painted.KINDS}


def _subject(number: int) -> Subject:
    holder = did.did_web(rw.ORIGIN, "providers", f"p{number}")
    return Subject(holder, f"{rw.ORIGIN}/programmes/p{number}/c/v1", "credit_bearing", 7, "0613")


def _asked(random: Random) -> tuple[date, datetime]:
    known = painted.FIRST + timedelta(days=random.randint(-5, painted.DAYS + 2))
    day = random.choice(painted.CALENDAR)
    return day, datetime(known.year, known.month, known.day, 12, tzinfo=UTC)


def _lot(lot: int) -> tuple[Random, list[tuple[Subject, list[Decision]]]]:
    random = Random(lot)
    subjects = [_subject(n) for n in range(LOT)]
    return random, [(one, painted.history(random, one)) for one in subjects]


@pytest.mark.parametrize("lot", range(HISTORIES // LOT))
def test_the_rule_says_what_the_painted_calendar_says(lot: int) -> None:
    """BIZ-06, BIZ-07: any day, as known at any instant, by the model that looks at every day."""
    random, histories = _lot(lot)
    seen: Counter[str] = Counter()
    for subject, history in histories:
        for is_learner in (False, True):
            day, known_at = _asked(random)
            for kind in painted.KINDS:
                found = standing.in_force(
                    random.sample(history, len(history)), kind=kind, subject=subject, on=day,
                    known_at=known_at, enrolment_judged=is_learner,
                )  # fmt: skip
                said = painted.word(history, kind, subject, day, known_at, is_learner=is_learner)
                assert _word(found, said) == said, (history, kind, day, known_at)
                seen[said] += 1
    assert set(seen) >= {*painted.WEIGHT, "in_force"} - {"unclear"}


def _word(found: standing.Standing, said: str) -> str:
    """Where one decision is in force and another in its teach-out, either may be found."""
    if found.reason is not None:
        return found.reason.value
    if said == "in_force":
        return said
    return "taught_out" if found.is_teach_out else "in_force"


@pytest.mark.parametrize("lot", range(HISTORIES // LOT))
def test_the_verifier_says_what_the_painted_calendar_says(lot: int) -> None:
    """The same histories as a signed bundle, read back, and asked about an award of the day."""
    random, histories = _lot(lot)
    world = rw.World()
    world.issuers = [
        bundle.TrustedIssuer(one.holder, f"p{n}", {"en": "A provider"}, "DM", (), ())
        for n, (one, _) in enumerate(histories)
    ]
    world.decisions = [
        bundle.TrustedDecision(one, rw.AGENCY, {"en": "The agency"}, one.id)
        for _, history in histories
        for one in history
    ]
    programmes = tuple(
        bundle.TrustedProgramme(one.programme, one.holder, "DM", one.kind, one.level, one.field)
        for one, _ in histories
    )
    regime = bundle.Regime("DM", Term(date(2024, 1, 1)), "Asia/Yerevan", "draft", "A draft act",
                           REQUIRED, True)  # fmt: skip
    raw = world.trust(programmes=programmes, regimes=(regime,)).to_json()
    trust = TrustBundle.from_json(raw)
    for subject, history in histories:
        day, known_at = _asked(random)
        said = [painted.word(history, kind, subject, day, known_at, is_learner=True)
                for kind in painted.KINDS]  # fmt: skip
        credential = _credential(subject, day)
        award = accreditation.award_of(credential, trust)
        check = accreditation.check_at_award(credential, award, trust, known_at)
        assert (check.outcome.value, check.code) in _expected(said), (history, day, known_at)


def _credential(subject: Subject, day: date) -> Credential:
    achievement = {"id": subject.programme}
    return Credential(
        document={},
        issuer=subject.holder,
        id=None,
        valid_from=None,
        valid_until=None,
        awarded_at=datetime(day.year, day.month, day.day, tzinfo=UTC),
        subject={"achievement": achievement},
        status=(),
    )


def _expected(said: list[str]) -> set[tuple[str, str]]:
    missing = [one for one in said if one not in ("in_force", "taught_out")]
    if not missing:
        plain = {("passed", "accredited_at_award")}
        taught_out = {("passed", "accredited_teach_out")}
        return taught_out if "taught_out" in said else plain | taught_out
    if set(missing) == {"unclear"}:
        return {("unknown", "decision_unclear")}
    return {("failed", "not_accredited_at_award")}
