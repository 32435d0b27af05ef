"""The JavaScript library of SD-JWT VC as one call; its script lies with the other peers."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

PEERS = Path(__file__).parent.parent / "peers"


def ask(question: dict[str, Any]) -> dict[str, Any]:
    """One task for the library: `verify`, `present` or `issue`; see the script."""
    node = shutil.which("node")
    assert node is not None, "Node 20 or newer must be on the PATH"
    done = subprocess.run(
        [node, str(PEERS / "sdjwt.mjs")],
        input=json.dumps(question).encode(),
        capture_output=True,
        env={"PATH": os.environ.get("PATH", "")},
        cwd=PEERS,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stderr.decode()
    found: dict[str, Any] = json.loads(done.stdout)
    return found
