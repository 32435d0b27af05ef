"""Verifying our own credentials: from the bytes and their log proof to the verdict.

Against the bare verification of the same run and, where the folder of the peers is given,
against the JavaScript verifier of others, which is asked for the signature alone: once with the
shape of the documents known, as for all but the first of a programme, once without.
"""

import json
import shutil
import subprocess
from pathlib import Path
from time import perf_counter
from typing import Any

from pharos.core import contexts, did
from pharos.core.verify import KnownShapes, Verdict, Verifier
from pharos.issuing.bench import figures
from pharos.issuing.bench.figures import Line
from pharos.issuing.bench.register import AT, Register
from pharos.issuing.bench.tokens import PeersMissing

GOAL, AIM = 0.25, 0.45
SEEN, UNSEEN = 20.0, 1.5
WARM = 5
# The general way is slow enough to be measured by a few.
FEW = 40
_SCRIPT = "verify.mjs"


class _Forgetful(KnownShapes):
    """Remembers no shape, so that every document is of one that was never seen."""

    def learn(self, *arguments: Any) -> bool:
        return False


def measure(*, count: int, rounds: int, peers: Path | None = None) -> list[Line]:
    """Each round verifies every credential once under one bundle, as a page of many would."""
    register = Register(count)
    verifier, general = Verifier(register.trust), Verifier(register.trust, shapes=_Forgetful())
    _verify(verifier, register, WARM)
    _verify(general, register, WARM)
    ratios, rates, raws = [], [], []
    seen, unseen, others = [], [], []
    for _ in range(rounds):
        raw = figures.raw_verify_rate()
        rate = _rate(verifier, register, count)
        ratios.append(rate / raw)
        rates.append(round(rate))
        raws.append(round(raw))
        if peers is not None:
            other = _rate_of_others(peers, register, min(count, FEW))
            seen.append(rate / other)
            unseen.append(_rate(general, register, min(count, FEW)) / other)
            others.append(round(other))
    facts = {"per_second": rates, "raw_per_second": raws, "credentials": count}
    lines = [
        figures.of_rounds(
            "verify own credentials, parse to verdict : raw Ed25519 verify",
            "ratio", ratios, goal=GOAL, aim=AIM, facts=facts,
        )
    ]  # fmt: skip
    if peers is not None:
        facts = {"per_second": rates, "javascript_per_second": others}
        lines += [
            figures.of_rounds(
                "verify a shape that was seen : the JavaScript verifier",
                "ratio", seen, goal=SEEN, facts=facts,
            ),
            figures.of_rounds(
                "verify a shape never seen : the JavaScript verifier",
                "ratio", unseen, goal=UNSEEN, facts=facts,
            ),
        ]  # fmt: skip
    return lines


def _rate(verifier: Verifier, register: Register, count: int) -> float:
    begin = perf_counter()
    _verify(verifier, register, count)
    return count / (perf_counter() - begin)


def _verify(verifier: Verifier, register: Register, count: int) -> None:
    for held in register.held[:count]:
        report = verifier.verify(held.document, at=AT, tlog_proof=held.proof)
        if report.verdict is not Verdict.VALID:
            raise RuntimeError(f"not valid: {[c for c in report.checks if c.code]}")


def _rate_of_others(peers: Path, register: Register, count: int) -> float:
    """What the verifier of others does a second, in a process of its own, warmed up."""
    node = shutil.which("node")
    if node is None or not (peers / _SCRIPT).is_file():
        raise PeersMissing("bench_failed", f"no Node, or no {_SCRIPT} in {peers}")
    folder = Path(contexts.__file__).parent / "context_files"
    issuer = register.key.id.partition("#")[0]
    question = {
        "at": AT.isoformat(),
        "contexts": {url: str(folder / one.file) for url, one in contexts.CONTEXTS.items()},
        "documents": {issuer: did.document(issuer, [register.key])},
        "credentials": [json.loads(held.document) for held in register.held[:count]],
        "warm": WARM,
    }
    done = subprocess.run(
        [node, _SCRIPT],
        input=json.dumps(question).encode(),
        capture_output=True,
        check=True,
        cwd=peers,
    )
    answer = json.loads(done.stdout)
    if not all(result["verified"] for result in answer["results"]):
        raise RuntimeError(f"not verified by others: {answer['results'][0]}")
    return count / float(answer["seconds"])
