"""From the decision to revoke until the signed list lies where everybody fetches it."""

from time import perf_counter

from pharos.common import clock, tenancy
from pharos.common.settings import settings
from pharos.issuing import actions, queries, tasks
from pharos.issuing.bench import figures
from pharos.issuing.bench.figures import Line
from pharos.issuing.bench.issue import issue_batch
from pharos.issuing.bench.world import World, within
from pharos.issuing.models import Credential
from pharos.registry.signer.client import SignerClient

GOAL, AIM = 1.0, 0.1
ROWS = 50
START = 500_000_000


def measure(made: World, *, count: int, rounds: int) -> list[Line]:
    """Seconds from the call that revokes to the file with both signatures made."""
    issue_batch(made, ROWS, start=START)
    with tenancy.scope(made.worker):
        chosen = list(Credential.objects.order_by("-log_chunk_id")[: max(3, rounds)])
    taken = [_revoke(made, row) for row in chosen]
    return [
        figures.of_rounds(
            "revocation to published, signed list", "s", taken,
            goal=GOAL, aim=AIM, at_least=False, facts={"credentials": len(taken)},
        )
    ]  # fmt: skip


def _revoke(made: World, row: Credential) -> float:
    path = settings().published_dir / "status" / "revocation" / str(row.list_id)
    before = path.read_bytes()
    begin = perf_counter()
    within(
        made.head,
        actions.revoke,
        credential_id=row.id,
        reason="error_in_data",
        now=clock.now(),
    )
    tasks.publish_now(made.worker, row.list_id, now=clock.now(), signer=SignerClient())
    taken = perf_counter() - begin
    with tenancy.scope(made.worker):
        newest = bytes(queries.publication(row.list_id, "revocation").document)
    if path.read_bytes() in (before, b"") or path.read_bytes() != newest:
        raise RuntimeError("the list that is served does not say the revocation")
    return taken
