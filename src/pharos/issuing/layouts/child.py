"""The process that sets a provider's template: `python -m pharos.issuing.layouts.child`.

It knows nothing but what stands on its standard input: no database, no settings, no keys. It
may not open a connection, start a program or write a file, its memory and its time are bounded,
and its root is an empty folder. What it made, or why it could not, goes to standard output.
"""

import base64
import contextlib
import ctypes
import json
import platform
import resource
import struct
import sys
import time
from typing import Any, Final

MEMORY: Final = 640 * 1024 * 1024
MAX_OUTPUT: Final = 8 * 1024 * 1024
SEARCH_SECONDS: Final = 2.0
MADE: Final = b"made\n"
FAILED: Final = b"fail\n"
TEMPLATE: Final = "template.typ"
# The files come before the form: they are attached whatever the form does.
_BEGIN: Final = """#pdf.attach("credential.json", bytes(sys.inputs.credential),
  relationship: "source", mime-type: "application/vc+ld+json",
  description: sys.inputs.said)
#if sys.inputs.proof != "" {
  pdf.attach("credential.json.tlog-proof", bytes(sys.inputs.proof), relationship: "supplement",
    mime-type: "text/plain", description: "Its proof of registration")
}
#set document(title: sys.inputs.title)
#set text(font: ("Noto Sans", "Noto Sans Armenian", "Noto Sans Georgian"), hyphenate: false,
  lang: sys.inputs.language)
#include "template.typ"
"""
# numbers of system calls: socket, execve, execveat (arch/*/syscalls of the Linux kernel)
_CALLS: Final = {"x86_64": (0xC000003E, (41, 59, 322)), "aarch64": (0xC00000B7, (198, 221, 281))}


def main() -> None:
    """One job in, one answer out."""
    job = json.load(sys.stdin.buffer)
    # loaded before the door is shut: what the kernel refuses afterwards is refused to all
    import typst

    fonts = typst.Fonts(
        include_system_fonts=False, include_embedded_fonts=False, font_paths=[job["fonts"]]
    )
    confine(job["seconds"])
    files = {name: base64.b64decode(content) for name, content in job["files"].items()}
    try:
        made = _set(typst, fonts, job, files)
    except typst.TypstError as error:
        line = _line(typst, fonts, job, files, _message(error))
        told = {"message": _message(error), "hints": list(error.hints), "line": line}
        _answer(FAILED, json.dumps(told).encode())
        return
    if len(made) > MAX_OUTPUT:
        _answer(FAILED, json.dumps({"code": "layout_too_big"}).encode())
        return
    _answer(MADE, made)


def confine(seconds: int) -> None:
    """No more memory, time, files or connections than a page needs."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    _shut_network()


def _shut_network() -> bool:
    """Whether the kernel refuses connections and programs from here on (seccomp(2)).

    Where it cannot, no package is found all the same: they are refused before, and the way to
    them leads nowhere (`drawing`).
    """
    found = _CALLS.get(platform.machine())
    if found is None:
        return False
    architecture, calls = found

    def step(code: int, jump: int, other: int, value: int) -> bytes:
        return struct.pack("HBBI", code, jump, other, value)

    refuse = 0x00050000 | 13  # SECCOMP_RET_ERRNO, EACCES
    filters = [
        step(0x20, 0, 0, 4),  # load the architecture
        step(0x15, 0, len(calls) + 2, architecture),  # another one: refuse
        step(0x20, 0, 0, 0),  # load the number of the call
        *(step(0x15, len(calls) - place, 0, call) for place, call in enumerate(calls)),
        step(0x06, 0, 0, 0x7FFF0000),  # SECCOMP_RET_ALLOW
        step(0x06, 0, 0, refuse),
    ]
    code = ctypes.create_string_buffer(b"".join(filters))
    program = ctypes.create_string_buffer(
        struct.pack("HxxxxxxP", len(filters), ctypes.addressof(code))
    )
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl.argtypes = [ctypes.c_int, *[ctypes.c_ulong] * 4]
    if libc.prctl(38, 1, 0, 0, 0):  # PR_SET_NO_NEW_PRIVS
        return False
    return bool(libc.prctl(22, 2, ctypes.addressof(program), 0, 0) == 0)  # PR_SET_SECCOMP


def _set(typst: Any, fonts: Any, job: dict[str, Any], files: dict[str, bytes]) -> bytes:
    pages = job.get("ppi")
    more = {"format": "png", "ppi": float(pages)} if pages else {"pdf_standards": ["a-3a"]}
    made = typst.compile(
        {**files, "main": _BEGIN.encode()},
        root=job["root"],
        font_paths=fonts,
        package_path=job["root"],
        sys_inputs=job["inputs"],
        timestamp=job["timestamp"],
        **more,
    )
    if not pages:
        return bytes(made)
    every = made if isinstance(made, list) else [made]
    place = min(job.get("page", 1), len(every)) - 1
    return bytes(every[place])


def _line(
    typst: Any, fonts: Any, job: dict[str, Any], files: dict[str, bytes], message: str
) -> int | None:
    """The line of the template that the message is about: the first whose text up to there
    gives it, or for what is never closed the last. The typesetter itself names none."""
    lines = files[TEMPLATE].decode().split("\n")
    is_unclosed = message.startswith("unclosed")
    numbers = list(range(1, len(lines) + 1))
    limit = time.monotonic() + SEARCH_SECONDS
    best = None
    for number in reversed(numbers) if is_unclosed else numbers:
        if time.monotonic() > limit:
            return None
        part = {**files, TEMPLATE: "\n".join(lines[:number]).encode()}
        same = _fails_as(typst, fonts, job, part, message)
        if is_unclosed and not same:
            return best
        if same:
            best = number
            if not is_unclosed:
                return number
    return best


def _fails_as(
    typst: Any, fonts: Any, job: dict[str, Any], files: dict[str, bytes], message: str
) -> bool:
    try:
        _set(typst, fonts, {**job, "ppi": None}, files)
    except typst.TypstError as error:
        return _message(error) == message
    return False


def _message(error: Any) -> str:
    return str(error.message)[:500]


def _answer(kind: bytes, content: bytes) -> None:
    sys.stdout.buffer.write(kind + content)
    sys.stdout.buffer.flush()


if __name__ == "__main__":
    # a reader that went away needs no answer
    with contextlib.suppress(BrokenPipeError):
        main()
