"""What each word means at each place of a JSON-LD document, for the bundled contexts.

This reads contexts (JSON-LD 1.1 API, section 4) as far as the shipped ones use them:
terms, prefixes, `@vocab`, type- and property-scoped contexts, `@propagate` by default.
They use no `@import`, `@base`, `@nest` or `@reverse`; a test holds them to that. The graph
itself is made by the JSON-LD processor; we only ask whether a word has a meaning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Final

from pharos.core import contexts, limits
from pharos.core.errors import NotAllowed, TooLarge

_GEN_DELIMS: Final = tuple(":/?#[]@")
_ABSENT: Final = object()


@dataclass(frozen=True)
class Term:
    """One word of a context: its IRI or keyword, coercion, container and scoped context."""

    iri: str | None
    coercion: str | None = None
    containers: frozenset[str] = frozenset()
    scope: Any = _ABSENT
    is_prefix: bool = False

    @property
    def has_scope(self) -> bool:
        return self.scope is not _ABSENT


@dataclass(eq=False)
class ActiveContext:
    """The words in force at one place; `previous` is what comes back in a nested node."""

    terms: dict[str, Term] = field(default_factory=dict)
    vocab: str | None = None
    previous: "ActiveContext | None" = None
    # Contexts made from addresses keep what their scopes make of them; those made from
    # scopes do not, or strangers could fill the memory with combinations of types.
    keeps: bool = True
    _scoped: dict[tuple[int, bool], "ActiveContext"] = field(default_factory=dict, repr=False)

    def expand(self, value: str, *, vocab: bool) -> str | None:
        """The IRI or keyword for `value` (JSON-LD API, 5.2), or None for a nulled term.

        Without a base IRI a relative reference stays as it is: callers refuse it.
        """
        if value.startswith("@"):
            return value
        term = self.terms.get(value)
        if term is not None and (vocab or (term.iri or "").startswith("@")):
            return term.iri
        prefix, colon, suffix = value.partition(":")
        if colon and prefix:
            if prefix == "_" or suffix.startswith("//"):
                return value
            known = self.terms.get(prefix)
            if known is not None and known.is_prefix and known.iri:
                return known.iri + suffix
            return value
        if vocab and self.vocab is not None:
            return self.vocab + value
        return value

    def scoped(self, scope: Any, *, propagate: bool) -> "ActiveContext":
        """This context with a scoped one of a bundled file applied (JSON-LD API, 4.1)."""
        key = (id(scope), propagate)  # scopes live as long as the bundled contexts do
        if key in self._scoped:
            return self._scoped[key]
        result = _applied(self, scope)
        result.keeps = False
        if not propagate:
            result.previous = self.previous or self
        if self.keeps:
            self._scoped[key] = result
        return result


@lru_cache(maxsize=16)
def root(urls: tuple[str, ...]) -> ActiveContext:
    """The words of a document whose `@context` is this list of bundled addresses."""
    active = ActiveContext()
    for url in urls:
        active = _applied(active, contexts.load(url))
    return active


def extended(active: ActiveContext, urls: tuple[str, ...]) -> ActiveContext:
    """The words of an embedded document that names its own contexts again."""
    for url in urls:
        active = _applied(active, contexts.load(url))
    return active


def context_urls(value: object, permitted: frozenset[str]) -> tuple[str, ...]:
    """The addresses of an `@context`: all bundled and permitted, one base of VC first.

    Raises `context_not_allowed` (inline, unknown or too many) and `context_order`.
    VC Data Model 2.0, section 4.3; 1.1, section 4.1.
    """
    items: Sequence[object] = value if isinstance(value, list) else [value]
    if len(items) > limits.MAX_CONTEXTS:
        raise TooLarge("too_complex", "more contexts than we read", limit=limits.MAX_CONTEXTS)
    urls = []
    for item in items:
        if not isinstance(item, str):
            raise NotAllowed("context_not_allowed", "an inline context", url="")
        if item not in permitted:
            raise NotAllowed("context_not_allowed", "not a bundled context", url=item[:200])
        urls.append(item)
    if not urls or urls[0] not in contexts.BASES:
        raise NotAllowed("context_order", "the context of VC 2.0 or 1.1 stands first")
    return tuple(urls)


def _applied(active: ActiveContext, local: Any) -> ActiveContext:
    if local is None:
        return ActiveContext()
    result = ActiveContext(dict(active.terms), active.vocab, active.previous)
    if "@vocab" in local:
        result.vocab = local["@vocab"]
    defined: set[str] = set()
    for word in local:
        if not word.startswith("@"):
            _define(result, local, word, defined)
    return result


def _define(active: ActiveContext, local: Mapping[str, Any], word: str, defined: set[str]) -> None:
    """Create the term (JSON-LD API, 4.2), first those that its IRI leans on."""
    if word in defined:
        return
    defined.add(word)
    raw = local[word]
    simple = isinstance(raw, str)
    entry: Mapping[str, Any] = {"@id": raw} if raw is None or simple else raw
    iri = _iri_of(active, local, word, entry, defined)
    coercion = entry.get("@type")
    containers = entry.get("@container", [])
    active.terms[word] = Term(
        iri=iri,
        coercion=_expanded(active, local, coercion, defined) if coercion else None,
        containers=frozenset([containers] if isinstance(containers, str) else containers),
        scope=entry.get("@context", _ABSENT),
        is_prefix=bool(entry.get("@prefix", simple and (iri or "").endswith(_GEN_DELIMS))),
    )


def _iri_of(
    active: ActiveContext,
    local: Mapping[str, Any],
    word: str,
    entry: Mapping[str, Any],
    defined: set[str],
) -> str | None:
    if "@id" in entry:
        given = entry["@id"]
        if given is None:
            return None
        if given != word:
            return _expanded(active, local, given, defined)
    if ":" in word[1:]:
        prefix, _, suffix = word.partition(":")
        expanded = _expanded(active, local, prefix, defined)
        return (expanded or prefix) + suffix if expanded != prefix else word
    return None if active.vocab is None else active.vocab + word


def _expanded(
    active: ActiveContext, local: Mapping[str, Any], value: str, defined: set[str]
) -> str | None:
    for word in (value, value.partition(":")[0]):
        if word in local and not word.startswith("@"):
            _define(active, local, word, defined)
    return active.expand(value, vocab=True)
