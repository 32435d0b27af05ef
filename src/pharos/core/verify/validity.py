"""The check `validity`: the document's own time, with 60 seconds for clocks that differ."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from pharos.core.values import instant_text
from pharos.core.verify.outcomes import Check, failed, passed
from pharos.core.verify.proofs import ProofFinding
from pharos.core.verify.reading import Credential

LEEWAY = timedelta(seconds=60)


def check(credential: Credential, findings: Sequence[ProofFinding], at: datetime) -> Check:
    """Whether `at` lies within the credential's validity and that of its proofs."""
    begin, end = credential.valid_from, credential.valid_until
    facts: dict[str, object] = {"valid_from": instant_text(begin), "valid_until": instant_text(end)}
    if begin is not None and at + LEEWAY < begin:
        return failed("validity", "not_yet_valid", **facts)
    if end is not None and at - LEEWAY >= end:
        return failed("validity", "expired", **facts)
    for finding in findings:
        if finding.created is not None and at + LEEWAY < finding.created:
            return failed("validity", "proof_from_future", created=instant_text(finding.created))
        if finding.expires is not None and at - LEEWAY >= finding.expires:
            return failed("validity", "proof_expired", expires=instant_text(finding.expires))
    return passed("validity", "within_validity", **facts)
