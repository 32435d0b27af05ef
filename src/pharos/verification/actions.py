"""What can happen in verification: a bundle is published; a document is checked."""

from dataclasses import replace
from datetime import datetime
from functools import cache

import structlog

from pharos.common import tenancy
from pharos.common.actor import ANONYMOUS, SYSTEM
from pharos.common.errors import Unavailable
from pharos.common.settings import settings
from pharos.core import tiles
from pharos.core.bundle import TrustBundle
from pharos.core.strict import format_instant
from pharos.core.verify import EmptyStore, KnownShapes, Report, Verdict, Verifier, containers
from pharos.core.verify.seals import SealRoots
from pharos.issuing import queries as issuing
from pharos.registry import queries as registry
from pharos.registry.signer.client import SignerClient
from pharos.verification import endings, fetching, pdf, queries, sealroots

log = structlog.get_logger(__name__)
# Templates of programmes without the values of any award: nothing of what was asked is kept.
_SHAPES = KnownShapes()
_KEPT: dict[str, tuple[TrustBundle, Verifier]] = {}


def publish_bundle(*, now: datetime, signer: SignerClient | None = None) -> TrustBundle | None:
    """Make, sign and publish the trust bundle; None before the first checkpoint.

    The signer signs only around the checkpoint that it signed last.
    """
    with tenancy.scope(SYSTEM):
        unsigned = queries.bundle(now=now)
        if unsigned is None:
            return None
        public = registry.log_key().public
    signature = (signer or SignerClient()).sign_bundle(
        public=public, payload=unsigned.signing_input()
    )
    signed = replace(unsigned, signature=signature)
    tiles.write_file(settings().published_dir / "trust-bundle.json", signed.to_json())
    log.info("bundle.published", size=signed.head.size)
    return signed


def check(
    raw: bytes, *, at: datetime, tlog_proof: bytes | None = None, holder: str | None = None
) -> Report:
    """The verdict on a document by the bundle that this installation published last.

    The same engine as the command's. Nothing about the asker is kept (E09); nothing is fetched
    for documents of our own, and for those of others only where the operator lets it.
    """
    trust = queries.published_bundle()
    if trust is None:
        raise Unavailable("bundle_missing", "nothing was published here yet")

    def judge(verifier: Verifier) -> Report:
        report = verifier.verify(raw, at=at, tlog_proof=tlog_proof, holder=holder)
        return pdf.with_seal(report, raw, trust) if containers.is_pdf(raw) else report

    report = _with_reason(judge(_verifier(trust)))
    if not settings().fetches_foreign or not _may_gain(report):
        return report
    return fetching.judged(
        lambda store: judge(Verifier(trust, store, shapes=_SHAPES, roots=_roots())),
        trust,
        _fetcher(),
    )


def _with_reason(report: Report) -> Report:
    """The report that tells why and since when an award of ours does not hold (E12)."""
    number = endings.number_of(report)
    if number is None:
        return report
    acts = endings.ACTS[report.check("status").code]
    with tenancy.scope(ANONYMOUS, capability=number):
        done = [one for one in issuing.changes(number) if one.done_at and one.act in acts]
    if not done:
        return report
    last = max(done, key=lambda one: one.step or 0)
    since = format_instant(last.done_at)
    return endings.with_facts(report, reason=last.reason, since=since)


def _may_gain(report: Report) -> bool:
    """True when documents of others could turn *cannot say* into an answer."""
    issuer = report.facts.get("issuer")
    is_listed = isinstance(issuer, dict) and issuer.get("listed")
    return report.verdict is Verdict.INDETERMINATE and bool(report.facts) and not is_listed


@cache
def _fetcher() -> fetching.Fetcher:
    """One for the process: what was asked lately is not asked again."""
    return fetching.Fetcher()


def _verifier(trust: TrustBundle) -> Verifier:
    """The verifier of a bundle, kept while it is the newest: it has read the status lists."""
    kept = _KEPT.get("newest")
    if kept is None or kept[0] is not trust:
        kept = trust, Verifier(trust, EmptyStore(), shapes=_SHAPES, roots=_roots())
        _KEPT["newest"] = kept
    return kept[1]


def _roots() -> SealRoots:
    """The roots that the operator names; Unavailable when the folder cannot serve."""
    folder = settings().seal_roots
    try:
        return sealroots.kept(folder)
    except sealroots.RootsRefused as error:
        raise Unavailable(
            "verify_seal_roots_refused", file=str(folder), reason=str(error)
        ) from error
