"""The JSON-LD contexts that we know: shipped files, pinned by SHA-256, never fetched.

A context decides what signed words mean, so a changed byte must stop the service:
`check_digests` runs at start, and every file is compared again when it is first read.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from pharos.core.errors import NotAllowed, WrongSignature

VC_V1: Final = "https://www.w3.org/2018/credentials/v1"
VC_V2: Final = "https://www.w3.org/ns/credentials/v2"
BASES: Final = frozenset({VC_V1, VC_V2})
OPEN_BADGES: Final = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
DID_V1: Final = "https://www.w3.org/ns/did/v1"
MULTIKEY_V1: Final = "https://w3id.org/security/multikey/v1"


@dataclass(frozen=True)
class Context:
    """One shipped context; `catches_all` when it gives a meaning to every unknown word."""

    url: str
    file: str
    sha256: str
    catches_all: bool = False

    def read(self) -> bytes:
        """The bytes of the file; `context_changed` when they are not the pinned ones."""
        raw = (_folder() / self.file).read_bytes()
        if hashlib.sha256(raw).hexdigest() != self.sha256:
            raise WrongSignature(
                "context_changed", f"{self.file} is not the pinned file", file=self.file
            )
        return raw


def _folder() -> resources.abc.Traversable:
    return resources.files("pharos.core") / "context_files"


def _read_index() -> dict[str, Context]:
    index = json.loads((_folder() / "index.json").read_text("utf-8"))
    return {url: Context(url=url, **entry) for url, entry in index.items()}


CONTEXTS: Final[Mapping[str, Context]] = MappingProxyType(_read_index())
# What a credential may use. A context that catches all words (`@vocab`) makes every
# undefined term look defined, so it serves the published test vectors only.
PROFILE: Final = frozenset(url for url, context in CONTEXTS.items() if not context.catches_all)
BUNDLED: Final = frozenset(CONTEXTS)


@cache
def load(url: str) -> Mapping[str, Any]:
    """The value of `@context` in the file of `url`; `context_not_allowed` for a stranger."""
    context = CONTEXTS.get(url)
    if context is None:
        raise NotAllowed("context_not_allowed", "a context that is not bundled", url=url[:200])
    return MappingProxyType(json.loads(context.read())["@context"])


@cache
def text(url: str) -> bytes:
    """The definitions of `url` as JSON text, to be put in the place of the address."""
    return json.dumps(dict(load(url)), separators=(",", ":")).encode("ascii")


def check_digests() -> None:
    """Nothing when every shipped context has its pinned bytes; `context_changed` otherwise."""
    for context in CONTEXTS.values():
        context.read()
