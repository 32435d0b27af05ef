"""A provider's template, set by a process that is shut in (`child`)."""

import base64
import io
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from datetime import datetime
from importlib import resources
from pathlib import Path
from typing import Any, Final

import pikepdf

from pharos.common.errors import Invalid, Unavailable
from pharos.issuing.layouts import child, data
from pharos.issuing.layouts.parts import Parts

SECONDS: Final = 8
"""Of work; by the clock on the wall twice as many."""
MAX_PAGES: Final = 6
SCREEN: Final = 70
"""Dots an inch of a preview on the page."""
_FONTS: Final = Path(str(resources.files("pharos"))) / "issuing" / "certificate" / "fonts"
# a way to packages that leads nowhere, and no more threads than the memory has room for
_NOWHERE: Final = "http://127.0.0.1:9"
_SURROUNDINGS: Final = {
    "PATH": os.defpath,
    "HTTP_PROXY": _NOWHERE,
    "HTTPS_PROXY": _NOWHERE,
    "ALL_PROXY": _NOWHERE,
    "RAYON_NUM_THREADS": "1",
    "MALLOC_ARENA_MAX": "2",
    "LC_ALL": "C.UTF-8",
}


def pdf(
    parts: Parts,
    told: Mapping[str, Any],
    *,
    code: str,
    document: bytes = b"{}",
    tlog_proof: str = "",
    at: datetime,
) -> bytes:
    """PDF/A-3 of these facts in this form, with the credential and its proof attached.

    `code` is the QR picture. Raises Invalid `layout_failed` with line and message, or what
    else the template is refused for.
    """
    made = _made(parts, told, code, document, tlog_proof, at, {})
    with pikepdf.open(io.BytesIO(made)) as opened:
        if len(opened.pages) > MAX_PAGES:
            raise Invalid("layout_too_many_pages", number=len(opened.pages), limit=MAX_PAGES)
    return made


def page(parts: Parts, told: Mapping[str, Any], *, code: str, number: int, at: datetime) -> bytes:
    """One page as a PNG for the screen; the last one when there are fewer."""
    return _made(parts, told, code, b"{}", "", at, {"ppi": SCREEN, "page": number})


def _made(
    parts: Parts,
    told: Mapping[str, Any],
    code: str,
    document: bytes,
    tlog_proof: str,
    at: datetime,
    more: Mapping[str, Any],
) -> bytes:
    given = data.of(told)
    files = {
        child.TEMPLATE: parts.source.encode(),
        data.FILE: json.dumps(given, ensure_ascii=False).encode(),
        **{one.name: one.content for one in parts.pictures},
    }
    if code:
        files[data.CODE] = code.encode()
    first = given["texts"][0]
    with tempfile.TemporaryDirectory(prefix="pharos-layout-") as root:
        job = {
            "root": root,
            "seconds": SECONDS,
            "fonts": str(_FONTS),
            "timestamp": int(at.timestamp()),
            "files": {name: base64.b64encode(one).decode() for name, one in files.items()},
            "inputs": {
                "credential": document.decode(),
                "proof": tlog_proof,
                "said": f"The signed credential {given['number']}",
                "title": f"{first['title']} – {given['name']}",
                "language": first["language"],
            },
            **more,
        }
        return _answer(json.dumps(job, ensure_ascii=False).encode(), root)


def _answer(job: bytes, root: str) -> bytes:
    surroundings = _SURROUNDINGS | {"HOME": root, "XDG_CACHE_HOME": root, "XDG_DATA_HOME": root}
    try:
        done = subprocess.run(
            [sys.executable, "-I", "-B", "-m", "pharos.issuing.layouts.child"],
            input=job,
            capture_output=True,
            cwd=root,
            env=surroundings,
            timeout=2 * SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise Invalid("layout_too_slow", seconds=SECONDS) from None
    except OSError as error:
        raise Unavailable("layout_unavailable", str(error)) from error
    if done.stdout.startswith(child.MADE):
        return done.stdout.removeprefix(child.MADE)
    if done.stdout.startswith(child.FAILED):
        raise _refused(json.loads(done.stdout.removeprefix(child.FAILED)))
    # the kernel ended it: by the clock of its work, or for want of memory
    if done.returncode in (-9, -24):
        raise Invalid("layout_too_slow", seconds=SECONDS)
    raise Invalid("layout_too_big")


def _refused(told: Mapping[str, Any]) -> Invalid:
    if "code" in told:
        return Invalid(str(told["code"]))
    message = " ".join([str(told["message"]), *map(str, told["hints"])])
    if "package" in message and "download" in message:
        return Invalid("layout_package", line=told["line"] or "?")
    # where the typesetter looked is its own affair
    message = message.partition(" (searched at")[0]
    return Invalid("layout_failed", message, line=told["line"] or "?", said=message)
