"""The check `validity`: the document's own time, with 60 seconds for clocks that differ."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pharos.core import strict
from pharos.core.verify.outcomes import Check, failed, passed
from pharos.core.verify.proofs import ProofFinding
from pharos.core.verify.reading import Credential

LEEWAY = timedelta(seconds=60)


def check(credential: Credential, findings: Sequence[ProofFinding], at: datetime) -> Check:
    """Whether `at` lies within the credential's validity and that of its proofs."""
    begin, end = credential.valid_from, credential.valid_until
    facts: dict[str, object] = {"valid_from": _text(begin), "valid_until": _text(end)}
    if begin is not None and at + LEEWAY < begin:
        return failed("validity", "not_yet_valid", **facts)
    if end is not None and at - LEEWAY >= end:
        return failed("validity", "expired", **facts)
    for finding in findings:
        if finding.created is not None and at + LEEWAY < finding.created:
            return failed("validity", "proof_from_future", created=_text(finding.created))
        if finding.expires is not None and at - LEEWAY >= finding.expires:
            return failed("validity", "proof_expired", expires=_text(finding.expires))
    return passed("validity", "within_validity", **facts)


def _text(value: datetime | None) -> str | None:
    return None if value is None else strict.format_instant(value)
