"""The verifiers of other makers as one call, and what they are told instead of a network."""

import json
import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from borrowed import borrow

from pharos.core import contexts

HERE = Path(__file__).parent
AT = "2026-11-23T00:00:00Z"


@dataclass(frozen=True)
class Answers:
    """What the JavaScript verifier said of each credential, and what it did for that."""

    results: list[dict[str, Any]]
    signatures_checked: int
    loaded: Mapping[str, int]
    versions: Mapping[str, str]

    @property
    def accepted(self) -> int:
        return sum(result["verified"] for result in self.results)


def ask(credentials: Sequence[Any], documents: Mapping[str, Any]) -> Answers:
    """Show signed documents to the peers; `documents` are the only addresses they can read."""
    folder = Path(contexts.__file__).parent / "context_files"
    question = {
        "at": AT,
        "contexts": {url: str(folder / one.file) for url, one in contexts.CONTEXTS.items()},
        "documents": documents,
        "credentials": list(credentials),
    }
    answer = run("verify.mjs", question)
    return Answers(
        answer["results"], answer["signaturesChecked"], answer["loaded"], answer["versions"]
    )


def run(script: str, question: Mapping[str, Any]) -> Any:
    """What a script of this folder answers; it has no network and no other files."""
    done = subprocess.run(
        [_node(), str(HERE / script)],
        input=json.dumps(question).encode(),
        capture_output=True,
        env={"PATH": os.environ.get("PATH", "")},
        cwd=HERE,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode()
    return json.loads(done.stdout)


def _node() -> str:
    node = shutil.which("node")
    if node is None:
        pytest.fail("Node 20 or newer must be on the PATH: the peers are written in JavaScript.")
    if not (HERE / "node_modules").is_dir():
        pytest.fail("The peers are not installed: run `npm ci` in tests/peers, or `make peers`.")
    return node


_issuing = borrow("issuing_world", HERE.parent / "issuing" / "conftest.py")
issuers, own_state = _issuing.issuers, _issuing.own_state


@pytest.fixture(scope="session")
def peers() -> Any:
    return ask


@pytest.fixture(scope="session")
def node() -> Any:
    return run
