"""The check `issuer`: whose key it is, whether we trust it, and whether it might sign then.

The time that counts is the one that the log bears witness to, not the one that the
document claims (KEY-01 to KEY-03).
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pharos.core import did
from pharos.core.bundle import MOST_ANSWERS, TrustBundle, TrustedIssuer
from pharos.core.errors import CoreError
from pharos.core.values import instant_text
from pharos.core.verify.log import LogFinding
from pharos.core.verify.outcomes import Check, Outcome, failed, passed, unknown
from pharos.core.verify.proofs import ProofFinding
from pharos.core.verify.reading import Credential

LEEWAY = timedelta(seconds=60)
# A signature reaches the log with the next checkpoint: within a minute, after a fault of
# the sequencer within hours. A key that retires in between has signed rightly.
LOG_DELAY = timedelta(hours=6)


def check(
    credential: Credential,
    findings: Sequence[ProofFinding],
    trust: TrustBundle,
    log: LogFinding,
) -> Check:
    """Whether the issuer is one of the register's and every proof made by a key of its."""
    issuer = trust.issuer(credential.issuer)
    if issuer is None:
        return _stranger(credential.issuer, trust)
    if not findings:
        return unknown("issuer", "not_checked")
    logged = log.entry.time if log.entry else None
    if len(findings) == 1:
        return _remembered(findings[0], issuer, trust, logged)
    judged = [_judge(finding, issuer, trust, logged) for finding in findings]
    return min(judged, key=_severity)


def _remembered(
    finding: ProofFinding, issuer: TrustedIssuer, trust: TrustBundle, logged: datetime | None
) -> Check:
    """The answer about a key and its two times, which is the same for a whole chunk."""
    key = ("issuer", issuer.id, finding.method, finding.created, logged)
    found: Check | None = trust.answers.get(key)
    if found is None:
        if len(trust.answers) >= MOST_ANSWERS:
            trust.answers.clear()
        found = trust.answers[key] = _judge(finding, issuer, trust, logged)
    return found


def is_ours(issuer: str, trust: TrustBundle) -> bool:
    """True when an identifier lies under the register's own host, whether we know it or not."""
    name, origin = issuer.casefold(), trust.origin.casefold()
    if name == origin or name.startswith(f"{origin}/"):
        return True
    try:
        host = did.did_web(trust.origin).casefold()
    except CoreError:
        return False
    return name == host or name.startswith(f"{host}:")


def _severity(check: Check) -> int:
    weights = {
        "issuer_known": 9,
        "issuer_known_key_retired": 8,
        "issuer_known_key_compromised_later": 7,
    }
    if check.outcome is Outcome.FAILED:
        return 0
    return weights.get(check.code, 1)


def _stranger(issuer: str, trust: TrustBundle) -> Check:
    if is_ours(issuer, trust):
        return failed("issuer", "issuer_key_unknown", issuer=issuer)
    return unknown("issuer", "issuer_not_listed", issuer=issuer)


def _judge(
    finding: ProofFinding, issuer: TrustedIssuer, trust: TrustBundle, logged: datetime | None
) -> Check:
    facts: dict[str, object] = {"issuer": issuer.id, "name": dict(issuer.name)}
    controller = finding.method.partition("#")[0]
    owner = trust.issuer(controller)
    if owner is not None and owner.id != issuer.id:
        return failed("issuer", "issuer_key_mismatch", **facts, key=finding.method)
    key = issuer.key(finding.method)
    if key is None:
        foreign = owner is None and controller not in (issuer.id, *issuer.aliases)
        code = "issuer_key_mismatch" if foreign else "issuer_key_unknown"
        return failed("issuer", code, **facts, key=finding.method)
    if finding.created is None:
        return unknown("issuer", "not_checked")
    return _judge_time(key, finding.created, logged, facts | _interval(key, logged))


def _judge_time(
    key: did.Key, created: datetime, logged: datetime | None, facts: dict[str, object]
) -> Check:
    if key.compromised_at is not None:
        return _judge_compromised(key.compromised_at, logged, facts)
    until = key.active_until
    too_early = key.active_from is None or created + LEEWAY < key.active_from
    too_late = until is not None and created >= until
    logged_too_late = until is not None and logged is not None and logged >= until + LOG_DELAY
    if too_early or too_late or logged_too_late:
        return failed("issuer", "key_not_valid_at_time", **facts)
    if until is None:
        return passed("issuer", "issuer_known", **facts)
    if logged is None:
        return unknown("issuer", "key_time_unproven", **facts)
    return passed("issuer", "issuer_known_key_retired", **facts)


def _judge_compromised(
    compromised_at: datetime, logged: datetime | None, facts: dict[str, object]
) -> Check:
    if logged is None:
        return unknown("issuer", "key_compromised", **facts)
    if logged < compromised_at:
        return passed("issuer", "issuer_known_key_compromised_later", **facts)
    return failed("issuer", "key_compromised_before_entry", **facts)


def _interval(key: did.Key, logged: datetime | None) -> dict[str, object]:
    return {
        "key": key.id,
        "key_from": instant_text(key.active_from),
        "key_until": instant_text(key.active_until),
        "compromised_at": instant_text(key.compromised_at),
        "logged_at": instant_text(logged),
    }
