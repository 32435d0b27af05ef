"""The guard before canonicalisation: how much work the blank nodes of a graph cause.

RDFC-1.0 tries every order of blank nodes that look alike, so a small hostile graph keeps
a canonicaliser busy for ever, and ours is native code that nothing can interrupt. This
walks the same path as the algorithm (Hash N-Degree Quads, section 4.8), counts its steps
and stops at a limit: the answer is the same on every machine. Graphs whose blank nodes
all differ at first sight, like all that we issue, cost one hash a node and no walk.
"""

import hashlib
from collections import defaultdict
from collections.abc import Sequence
from itertools import permutations
from typing import TYPE_CHECKING, Final

from pharos.core import limits
from pharos.core.errors import TooLarge

if TYPE_CHECKING:
    import pyoxigraph as ox

_POSITIONS: Final = "sog"


def check_work(quads: Sequence["ox.Quad"], *, algorithm: str = "sha256") -> None:
    """Nothing when the graph can be canonicalised soon; `too_complex` otherwise.

    RDF Dataset Canonicalization 1.0, section 7.1 (dataset poisoning).
    """
    _Guard(quads, algorithm).check()


class _Issuer:
    """Names in the order of asking (section 4.5)."""

    def __init__(self, prefix: str, names: dict[str, str] | None = None) -> None:
        self.prefix = prefix
        self.names = names if names is not None else {}

    def issue(self, node: str) -> str:
        return self.names.setdefault(node, f"_:{self.prefix}{len(self.names)}")

    def copy(self) -> "_Issuer":
        return _Issuer(self.prefix, dict(self.names))


class _Guard:
    def __init__(self, quads: Sequence["ox.Quad"], algorithm: str) -> None:
        self.hash_name = algorithm
        self.mentions: dict[str, list[tuple[str | None, ...]]] = defaultdict(list)
        self.lines: dict[str, list[tuple[list[str], tuple[str | None, ...]]]] = defaultdict(list)
        self.predicates: dict[str, list[str]] = defaultdict(list)
        self.first: dict[str, str] = {}
        self.canonical = _Issuer("c14n")
        self.steps = 0
        for quad in dict.fromkeys(quads):
            self._note(quad)

    def _note(self, quad: "ox.Quad") -> None:
        import pyoxigraph as ox

        terms = (quad.subject, quad.object, quad.graph_name)
        nodes = tuple(term.value if isinstance(term, ox.BlankNode) else None for term in terms)
        parts = [str(quad.subject), str(quad.predicate), str(quad.object), ""]
        if not isinstance(quad.graph_name, ox.DefaultGraph):
            parts[3] = str(quad.graph_name)
        for node in {node for node in nodes if node is not None}:
            self.lines[node].append((parts, nodes))
            self.mentions[node].append(nodes)
            self.predicates[node].append(str(quad.predicate))

    def check(self) -> None:
        """Walk as section 4.4.3 does; raise when the limit of nodes or steps is passed."""
        if len(self.lines) > limits.MAX_BLANK_NODES:
            raise TooLarge("too_complex", "more blank nodes than we read")
        alike: dict[str, list[str]] = defaultdict(list)
        for node in self.lines:
            self.first[node] = self._first_degree(node)
            alike[self.first[node]].append(node)
        if len(alike) == len(self.lines):
            return
        for value in sorted(alike):
            if len(alike[value]) == 1:
                self.canonical.issue(alike[value][0])
        for value in sorted(alike):
            if len(alike[value]) > 1:
                self._name_alike(alike[value])

    def _name_alike(self, nodes: list[str]) -> None:
        found = []
        for node in nodes:
            if node not in self.canonical.names:
                issuer = _Issuer("b")
                issuer.issue(node)
                found.append(self._n_degree(node, issuer))
        for _, issuer in sorted(found, key=lambda pair: pair[0]):
            for node in issuer.names:
                self.canonical.issue(node)

    def _digest(self, text: str) -> str:
        return hashlib.new(self.hash_name, text.encode("utf-8")).hexdigest()

    def _first_degree(self, node: str) -> str:
        """Section 4.6: the node is _:a, every other blank node _:z."""
        lines = []
        for parts, nodes in self.lines[node]:
            seen = [None if other is None else "_:a" if other == node else "_:z" for other in nodes]
            words = [seen[0] or parts[0], parts[1], seen[1] or parts[2], seen[2] or parts[3]]
            lines.append(" ".join(word for word in words if word) + " .\n")
        return self._digest("".join(sorted(lines)))

    def _step(self, count: int = 1) -> None:
        self.steps += count
        if self.steps > limits.MAX_SYMMETRY_WORK:
            raise TooLarge("too_complex", "blank nodes too much alike to be put in order")

    def _related(self, node: str, issuer: _Issuer) -> dict[str, list[str]]:
        """Sections 4.7 and 4.8.2, step 3: the neighbours by their hashes."""
        groups: dict[str, list[str]] = defaultdict(list)
        for nodes, predicate in zip(self.mentions[node], self.predicates[node], strict=True):
            for position, other in zip(_POSITIONS, nodes, strict=True):
                if other is None or other == node:
                    continue
                self._step()
                name = (
                    self.canonical.names.get(other) or issuer.names.get(other) or self.first[other]
                )
                along = "" if position == "g" else predicate
                groups[self._digest(position + along + name)].append(other)
        return groups

    def _n_degree(self, node: str, issuer: _Issuer) -> tuple[str, _Issuer]:
        """Section 4.8: the hash of the node's surroundings and the names given on the way."""
        self._step()
        data = ""
        groups = self._related(node, issuer)
        for value in sorted(groups):
            chosen_path = ""
            chosen_issuer = issuer
            for order in permutations(groups[value]):
                self._step(len(order))
                tried = self._try(order, issuer.copy(), chosen_path)
                if tried is not None and (not chosen_path or tried[0] < chosen_path):
                    chosen_path, chosen_issuer = tried
            data += value + chosen_path
            issuer = chosen_issuer
        return self._digest(data), issuer

    def _try(
        self, order: Sequence[str], issuer: _Issuer, chosen_path: str
    ) -> tuple[str, _Issuer] | None:
        """The path of one order, or None as soon as it can no longer be the least."""
        path = ""
        deeper: list[str] = []
        for other in order:
            if other in self.canonical.names:
                path += self.canonical.names[other]
            else:
                if other not in issuer.names:
                    deeper.append(other)
                path += issuer.issue(other)
            if _worse(path, chosen_path):
                return None
        for other in deeper:
            value, result = self._n_degree(other, issuer)
            path += issuer.issue(other) + f"<{value}>"
            issuer = result
            if _worse(path, chosen_path):
                return None
        return path, issuer


def _worse(path: str, chosen: str) -> bool:
    return bool(chosen) and len(path) >= len(chosen) and path > chosen
