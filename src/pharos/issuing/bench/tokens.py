"""Issuing SD-JWT VC: from the facts of an award to the signed token with its disclosures.

Against the bare signature of the same run, and, where the folder of the peers is given, against
the JavaScript library of others that issues the same claims with the same kind of key.
"""

import json
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from time import perf_counter
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec

from pharos.common.errors import DomainError
from pharos.core import p256, strict
from pharos.core.openbadges import specimen
from pharos.core.publickeys import P256, PublicKey
from pharos.core.sdjwt import learning
from pharos.issuing.bench import figures
from pharos.issuing.bench.figures import Line

GOAL, AIM = 5.0, 8.0
RAW_GOAL = 0.1
ISSUED = datetime(2026, 11, 22, 10, tzinfo=UTC)
_SECRET = int.from_bytes(sha256(b"pharos bench").digest(), "big") >> 1
_SCRIPT = "sdjwt.mjs"


class PeersMissing(DomainError):
    """The libraries of others are not where they were said to be."""

    http_status = 500


def measure(*, count: int, rounds: int, peers: Path | None = None) -> list[Line]:
    """Each round issues so many, one after another on one core, as a wallet's claims do."""
    key = ec.derive_private_key(_SECRET, ec.SECP256R1())
    kid = f"{specimen.INSTITUTE.id}#{PublicKey(P256, p256.compressed(key.public_key())).multikey}"
    ratios, theirs, rates, others = [], [], [], []
    issue(key, kid)
    for _ in range(rounds):
        raw = _rate(lambda: p256.sign(bytes(64), key), count)
        rate = _rate(lambda: issue(key, kid), count)
        ratios.append(rate / raw)
        rates.append(round(rate))
        if peers is not None:
            other = _rate_of_others(peers, key, kid, count)
            theirs.append(rate / other)
            others.append(round(other))
    lines = [
        figures.of_rounds(
            "SD-JWT VC issue, facts to token : raw ECDSA P-256 sign",
            "ratio", ratios, goal=RAW_GOAL, facts={"per_second": rates, "credentials": count},
        )
    ]  # fmt: skip
    if peers is not None:
        lines.append(figures.of_rounds(
            "SD-JWT VC issue : the JavaScript library",
            "ratio", theirs, goal=GOAL, aim=AIM,
            facts={"per_second": rates, "javascript_per_second": others, "credentials": count},
        ))  # fmt: skip
    return lines


COURSE = learning.Course.of(specimen.PROGRAMME, specimen.ISSUER, origin=specimen.ORIGIN)


def claims() -> learning.Claims:
    """The claims of the specimen, as our own type tells them; those of its course stand ready."""
    return COURSE.claims(
        specimen.AWARD,
        specimen.STATUS,
        iss=specimen.PROVIDER,
        token_list=f"{specimen.ORIGIN}/status/token/1",
        issued_at=ISSUED,
        demonstration=True,
    )


def issue(key: ec.EllipticCurvePrivateKey, kid: str) -> bytes:
    """One award, from its facts to the token."""
    unsigned = claims().unsigned(kid=kid, salt=lambda path: sha256(path.encode()).digest()[:16])
    return unsigned.signed(p256.sign(unsigned.signing_input, key))


def _rate(once: Callable[[], Any], count: int) -> float:
    begin = perf_counter()
    for _ in range(count):
        once()
    return count / (perf_counter() - begin)


def _rate_of_others(peers: Path, key: ec.EllipticCurvePrivateKey, kid: str, count: int) -> float:
    """What the library of others issues a second, in a process of its own, warmed by one."""
    node = shutil.which("node")
    if node is None or not (peers / _SCRIPT).is_file():
        raise PeersMissing("bench_failed", f"no Node, or no {_SCRIPT} in {peers}")
    made = claims()
    secret = key.private_numbers().private_value.to_bytes(32, "big")
    public = PublicKey(P256, p256.compressed(key.public_key())).to_jwk()
    question = {
        "task": "issue",
        "claims": made.payload,
        "hidden": [path[0] for path in made.disclosable],
        "header": {"kid": kid},
        "key": public | {"d": strict.b64url_encode(secret)},
        "times": count,
    }
    done = subprocess.run(
        [node, _SCRIPT],
        input=json.dumps(question).encode(),
        capture_output=True,
        check=True,
        cwd=peers,
    )
    return count / float(json.loads(done.stdout)["seconds"])
