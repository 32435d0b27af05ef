"""Verifying our own credentials: from the bytes and their log proof to the verdict."""

from time import perf_counter

from pharos.core.verify import Verdict, Verifier
from pharos.issuing.bench import figures
from pharos.issuing.bench.figures import Line
from pharos.issuing.bench.register import AT, Register

GOAL, AIM = 0.25, 0.45
WARM = 5


def measure(*, count: int, rounds: int) -> list[Line]:
    """Each round verifies every credential once under one bundle, as a page of many would."""
    register = Register(count)
    verifier = Verifier(register.trust)
    _verify(verifier, register, WARM)
    ratios, rates, raws = [], [], []
    for _ in range(rounds):
        raw = figures.raw_verify_rate()
        begin = perf_counter()
        _verify(verifier, register, count)
        rate = count / (perf_counter() - begin)
        ratios.append(rate / raw)
        rates.append(round(rate))
        raws.append(round(raw))
    facts = {"per_second": rates, "raw_per_second": raws, "credentials": count}
    return [
        figures.of_rounds(
            "verify own credentials, parse to verdict : raw Ed25519 verify",
            "ratio", ratios, goal=GOAL, aim=AIM, facts=facts,
        )
    ]  # fmt: skip


def _verify(verifier: Verifier, register: Register, count: int) -> None:
    for held in register.held[:count]:
        report = verifier.verify(held.document, at=AT, tlog_proof=held.proof)
        if report.verdict is not Verdict.VALID:
            raise RuntimeError(f"not valid: {[c for c in report.checks if c.code]}")
