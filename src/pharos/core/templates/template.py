"""A template: frozen bytes with holes, and the two things made of them.

The bytes of a template are named by their SHA-256 and never change. `FILLER` is the version
of the rules in this module and in `quads`; a template keeps the one that it was made for.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from json.encoder import encode_basestring
from typing import Any, Final

from pharos.core.errors import Malformed, NotSupported
from pharos.core.multibase import b58btc_encode
from pharos.core.templates import quads
from pharos.core.templates.holes import Hole, Part, Parts
from pharos.core.templates.quads import Dataset, Filler

FORMAT: Final = "pharos-template/1"
FILLER: Final = 1
SUITES: Final = ("eddsa-rdfc-2022", "eddsa-jcs-2022")
Leaves = Sequence[str]


@dataclass(frozen=True)
class Template:
    """What is constant in a family of documents; the first hole is always `created`.

    `leaves` are the values of all other holes in their order, already validated text.
    """

    suite: str
    holes: tuple[Hole, ...]
    contexts: Mapping[str, str]
    before: Parts
    proof: Parts
    after: Parts
    options: Parts
    lines: tuple[Parts, ...]
    filler: int = FILLER
    _options_hash: dict[str, bytes] = field(
        default_factory=dict, init=False, repr=False, compare=False
    )

    @cached_property
    def digest(self) -> bytes:
        """The name of the template: SHA-256 of its bytes."""
        return hashlib.sha256(self.to_bytes()).digest()

    @cached_property
    def places(self) -> Mapping[str, int]:
        """Where the value of each hole stands among the leaves, by the hole's name."""
        return {hole.name: place for place, hole in enumerate(self.holes[1:])}

    def to_bytes(self) -> bytes:
        """The frozen form; `from_bytes` reads it back to the same bytes."""
        value = {
            "format": FORMAT,
            "filler": self.filler,
            "suite": self.suite,
            "holes": [[hole.name, hole.kind] for hole in self.holes],
            "contexts": dict(self.contexts),
            "before": self.before,
            "proof": self.proof,
            "after": self.after,
            "options": self.options,
            "lines": self.lines,
        }
        text = json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        return text.encode()

    @classmethod
    def from_bytes(cls, raw: bytes) -> "Template":
        """The template of these bytes; `template_unreadable` for any others."""
        try:
            value = json.loads(raw)
            made = cls(
                suite=_one_of(SUITES, value["suite"]),
                holes=tuple(Hole(str(name), str(kind)) for name, kind in value["holes"]),
                contexts={str(url): str(digest) for url, digest in value["contexts"].items()},
                before=_parts(value["before"]),
                proof=_parts(value["proof"]),
                after=_parts(value["after"]),
                options=_parts(value["options"]),
                lines=tuple(_parts(line) for line in value["lines"]),
                filler=int(value["filler"]),
            )
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise Malformed("template_unreadable", "not a template") from error
        if made.to_bytes() != raw:
            raise Malformed("template_unreadable", "not the canonical bytes of a template")
        if made.filler != FILLER:
            raise NotSupported("template_unreadable", "a filler of another version is needed")
        return made

    def check(self, leaves: Leaves) -> list[str]:
        """The names of the holes whose value may not be signed; every award is asked."""
        if len(leaves) != len(self.holes) - 1:
            return ["*"]
        pairs = zip(self.holes[1:], leaves, strict=True)
        return [hole.name for hole, value in pairs if not hole.accepts(value)]

    def signing_input(self, leaves: Leaves, created: str) -> bytes:
        """The 64 bytes to be signed: hash of the options, hash of the document.

        Data Integrity EdDSA Cryptosuites 1.0, sections 3.2.4 and 3.3.4.
        """
        return self._hash_options(created) + self._hash_document(leaves, created)

    def identity(self, leaves: Leaves, created: str) -> bytes:
        """SHA-256 of the signing input: the name of the document, whoever signs it."""
        return hashlib.sha256(self.signing_input(leaves, created)).digest()

    def fill(self, leaves: Leaves, created: str, signature: bytes | None = None) -> bytes:
        """The very bytes of the document in canonical JSON, with its proof when signed."""
        values = [encode_basestring(text)[1:-1].encode() for text in (created, *leaves)]
        self._check_count(values)
        if signature is None:
            return self._unsigned(values)
        values.append(b58btc_encode(signature).encode())
        return self._signed(values)

    def canonical(self, leaves: Leaves, created: str) -> bytes:
        """What is hashed of the document: canonical N-Quads, or canonical JSON."""
        if self.suite == "eddsa-jcs-2022":
            return self.fill(leaves, created)
        values = self._literals(leaves, created)
        lines = self._dataset.settle(values)
        return lines.text(values) if lines else self._general(leaves, created)

    def _hash_document(self, leaves: Leaves, created: str) -> bytes:
        if self.suite == "eddsa-jcs-2022":
            return hashlib.sha256(self.fill(leaves, created)).digest()
        values = self._literals(leaves, created)
        lines = self._dataset.settle(values)
        if lines is None:
            return hashlib.sha256(self._general(leaves, created)).digest()
        return lines.digest(values).digest()

    def _general(self, leaves: Leaves, created: str) -> bytes:
        # Two blank nodes look alike: only the whole algorithm can tell them apart.
        from pharos.core import rdf

        return rdf.canonical_nquads(json.loads(self.fill(leaves, created))).encode()

    def _hash_options(self, created: str) -> bytes:
        # One second is shared by a whole chunk, so one entry is all the memory needed.
        found = self._options_hash.get(created)
        if found is None:
            text = "".join(p if isinstance(p, str) else created for p in self.options)
            found = hashlib.sha256(text.encode()).digest()
            self._options_hash.clear()
            self._options_hash[created] = found
        return found

    def _literals(self, leaves: Leaves, created: str) -> list[bytes]:
        values = [created.encode()]
        values += [quads.escape(text).encode() for text in leaves]
        self._check_count(values)
        return values

    def _check_count(self, values: Sequence[bytes]) -> None:
        if len(values) != len(self.holes):
            raise Malformed("template_leaves", "another number of values than of holes")

    @cached_property
    def _dataset(self) -> Dataset:
        return Dataset(self.lines)

    @cached_property
    def _unsigned(self) -> Filler:
        return Filler(self.before + self.after)

    @cached_property
    def _signed(self) -> Filler:
        return Filler(self.before + self.proof + self.after)


def _one_of(allowed: Sequence[str], value: Any) -> str:
    if value not in allowed:
        raise ValueError(f"{value!r} is none of {allowed}")
    return str(value)


def _parts(value: Any) -> Parts:
    parts: list[Part] = [part if isinstance(part, int) else str(part) for part in value]
    return tuple(parts)
