"""Safe mode: every word and value of a document must survive into the signed graph.

JSON-LD processors drop silently what they do not understand: undefined members, relative
ids, null, empty lists, ill-formed language tags. Whatever is dropped is not signed, so a
stranger could add it to a signed credential. Here such a document is refused instead, and
so are other spellings of the same graph (keywords for aliases, full IRIs for members)
that a reader of the JSON would not recognise. VC Data Model 2.0 asks for the compacted
form (section 6.1) and Data Integrity for the detection of dropped terms (section 4.9).
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from pharos.core import activecontext, contexts, limits
from pharos.core.activecontext import ActiveContext, Term
from pharos.core.errors import CoreError, Malformed, NotAllowed, NotSupported, TooLarge

_LANGUAGE_TAG: Final = re.compile(r"[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*")
# Open Badges writes the namespace of XML Schema with https, the others with http.
_NUMERIC: Final = re.compile(
    r"https?://www\.w3\.org/2001/XMLSchema#"
    r"(float|double|decimal|boolean|integer|(non)?([Pp]ositive|[Nn]egative)Integer)"
)


def check_safe(
    document: Mapping[str, Any], *, permitted: frozenset[str] = contexts.PROFILE
) -> None:
    """Nothing when the whole document survives; a refusal that names the place otherwise.

    Codes: `undefined_term`, `not_compacted`, `number_not_portable`, `language_tag`,
    `direction_not_supported`, `context_not_allowed`, `context_order`, `too_complex`.
    """
    if "@context" not in document:
        raise NotAllowed("context_order", "the document names no context")
    urls = activecontext.context_urls(document["@context"], permitted)
    _Walk(permitted).node(document, activecontext.root(urls), "", depth=1, alone=True)


def check_number(number: int | float, path: str = "") -> None:
    """Nothing when every JSON-LD processor writes this number alike (JSON-LD API, 8.2)."""
    if number == 0:
        return
    # The standard rounds to 15 decimals of the mantissa, some processors write the shortest
    # form: for 8.36 these are 8.359999999999999E0 and 8.36E0. Halves and quarters agree.
    rounded = f"{number:.15E}".partition("E")[0].rstrip("0")
    alike = float(number).is_integer() or _digits(rounded) == _digits(repr(float(number)))
    if not limits.MIN_NUMBER <= abs(number) < limits.MAX_NUMBER or not alike:
        raise _refusal("number_not_portable", path, "a number that processors write differently")


def _digits(text: str) -> str:
    return text.partition("e")[0].replace(".", "").strip("-0")


def _refusal(code: str, path: str, reason: str) -> CoreError:
    kind = NotSupported if code == "direction_not_supported" else Malformed
    return kind(code, f"{reason} ({path or 'the document'})", path=path, reason=reason)


class _Walk:
    """One pass over one document; counts nodes, and contexts that are made for it."""

    def __init__(self, permitted: frozenset[str]) -> None:
        self.permitted = permitted
        self.work = 0

    def _count(self, work: int) -> None:
        self.work += work
        if self.work > limits.MAX_NODES:
            raise TooLarge("too_complex", "more nodes than we read", limit=limits.MAX_NODES)

    def _scoped(self, active: ActiveContext, scope: Any, *, propagate: bool) -> ActiveContext:
        if not active.keeps:
            self._count(1)
        return active.scoped(scope, propagate=propagate)

    def node(
        self,
        value: Mapping[str, Any],
        active: ActiveContext,
        path: str,
        *,
        depth: int,
        alone: bool = False,
    ) -> None:
        """Check one node object; `alone` when no other node's quad would mention it."""
        self._count(1)
        if depth > limits.MAX_JSON_DEPTH:
            raise TooLarge("too_complex", "nested too deep", limit=limits.MAX_JSON_DEPTH)
        if "@context" in value and depth > 1:
            urls = activecontext.context_urls(value["@context"], self.permitted)
            self._count(limits.WORK_OF_A_CONTEXT * len(urls))
            active = activecontext.extended(active, urls)
        by_type = self._with_types(value, active)
        members = 0
        for member, item in value.items():
            if member == "@context":
                continue
            place = f"{path}.{member}" if path else member
            term = self._term(member, by_type, place)
            if term.iri == "@id":
                _check_iri(item, by_type, place)
                continue
            members += 1
            if term.iri == "@type":
                self._types(item, active, place)
            else:
                self._property(item, term, by_type, place, depth)
        if alone and members == 0:
            raise _refusal("undefined_term", path, "a node that says nothing is dropped")

    def _with_types(self, value: Mapping[str, Any], active: ActiveContext) -> ActiveContext:
        """The context with the scoped ones of the node's types, in the order of the words."""
        result = active
        names: list[str] = []
        for member, item in value.items():
            term = active.terms.get(member)
            if term is not None and term.iri == "@type":
                names += [item] if isinstance(item, str) else _strings(item)
        for name in sorted(names):
            term = active.terms.get(name)
            if term is not None and term.has_scope:
                result = self._scoped(result, term.scope, propagate=False)
        return result

    def _term(self, member: str, active: ActiveContext, place: str) -> Term:
        term = active.terms.get(member)
        if term is None:
            if member.startswith("@") or ":" in member:
                raise _refusal("not_compacted", place, "a member that is not a term")
            if active.vocab is None:
                raise _refusal("undefined_term", place, "no context defines this member")
            return Term(iri=active.vocab + member)
        if term.iri is None or (term.iri.startswith("@") and term.iri not in ("@id", "@type")):
            raise _refusal("undefined_term", place, "no context defines this member")
        return term

    def _types(self, item: object, active: ActiveContext, place: str) -> None:
        names = [item] if isinstance(item, str) else item
        if not isinstance(names, list) or not names or len(set(_strings(names))) != len(names):
            raise _refusal("undefined_term", place, "types are different texts, at least one")
        for name in names:
            expanded = active.expand(name, vocab=True)
            if not _is_absolute(expanded):
                raise _refusal("undefined_term", place, f"no context defines the type {name[:80]}")

    def _property(
        self, item: Any, term: Term, active: ActiveContext, place: str, depth: int
    ) -> None:
        if term.coercion == "@json":
            return
        if "@language" in term.containers and isinstance(item, dict):
            _check_language_map(item, place)
            return
        items = item if isinstance(item, list) else [item]
        if "@list" not in term.containers:
            _check_set(items, place)
        for number, value in enumerate(items):
            at = f"{place}[{number}]" if isinstance(item, list) else place
            self._value(value, term, active, at, depth)

    def _value(self, value: Any, term: Term, active: ActiveContext, place: str, depth: int) -> None:
        if isinstance(value, dict):
            self._object(value, term, active, place, depth)
        elif isinstance(value, str):
            if term.has_scope:  # `proofPurpose` defines its words in a scope of its own
                active = self._scoped(active, term.scope, propagate=True)
            _check_text(value, term, active, place)
        elif isinstance(value, bool):
            return
        elif isinstance(value, int | float):
            check_number(value, place)
        else:
            raise _refusal("undefined_term", place, "null and lists of lists are dropped")

    def _object(
        self, value: dict[str, Any], term: Term, active: ActiveContext, place: str, depth: int
    ) -> None:
        if "@value" in value:
            _check_value_object(value, active, place)
            return
        # JSON-LD API, 5.1 step 7: what a type brought ends where a nested node begins.
        only_id = len(value) == 1 and active.expand(next(iter(value)), vocab=True) == "@id"
        inner = active.previous if active.previous is not None and not only_id else active
        if term.has_scope:
            inner = self._scoped(inner, term.scope, propagate=True)
        alone = "@graph" in term.containers
        if alone and only_id:
            raise _refusal("undefined_term", place, "a node that says nothing is dropped")
        self.node(value, inner, place, depth=depth + 1, alone=alone)


def _strings(value: object) -> list[str]:
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


def _is_absolute(text: str | None) -> bool:
    if not text or text.startswith(("@", "_:")) or ":" not in text:
        return False
    from pyoxigraph import NamedNode

    try:
        NamedNode(text)
    except ValueError:
        return False
    return True


def _check_iri(item: object, active: ActiveContext, place: str) -> None:
    if not isinstance(item, str) or not _is_absolute(active.expand(item, vocab=False)):
        raise _refusal("undefined_term", place, "an id is an absolute IRI")


def _check_text(value: str, term: Term, active: ActiveContext, place: str) -> None:
    if term.coercion == "@id" and not _is_absolute(active.expand(value, vocab=False)):
        raise _refusal("undefined_term", place, "a reference is an absolute IRI")
    if term.coercion == "@vocab" and not _is_absolute(active.expand(value, vocab=True)):
        raise _refusal("undefined_term", place, "no context defines this word")
    if term.coercion is not None and _NUMERIC.fullmatch(term.coercion):
        # "3" and 3 would be one literal here: the text could be put in place of the number.
        raise _refusal("not_compacted", place, "a number is written as a number")


def _check_set(items: Sequence[object], place: str) -> None:
    """Refuse what a set cannot show: nothing at all, or the same value twice."""
    if not items:
        raise _refusal("undefined_term", place, "an empty list is dropped")
    plain = [(type(item), item) for item in items if isinstance(item, str | int | float)]
    if len(set(plain)) != len(plain):
        raise _refusal("undefined_term", place, "a value stands twice")


def _check_language_map(item: Mapping[str, Any], place: str) -> None:
    if not item:
        raise _refusal("undefined_term", place, "an empty language map is dropped")
    for tag, texts in item.items():
        _check_language(tag, place)
        values = [texts] if isinstance(texts, str) else _strings(texts)
        if not values or (isinstance(texts, list) and len(set(values)) != len(texts)):
            raise _refusal("undefined_term", f"{place}.{tag}", "a language has different texts")


def _check_language(tag: object, place: str) -> None:
    if not isinstance(tag, str) or not _LANGUAGE_TAG.fullmatch(tag):
        raise _refusal("language_tag", place, "not a language tag of BCP 47")
    from pyoxigraph import Literal

    try:
        # The parser drops a text whose tag RFC 5646 calls ill-formed, such as `x` or `en-x`.
        Literal("", language=tag)
    except ValueError:
        raise _refusal("language_tag", place, "not a language tag of BCP 47") from None


def _check_value_object(value: Mapping[str, Any], active: ActiveContext, place: str) -> None:
    text, others = value["@value"], set(value) - {"@value"}
    if "@direction" in others:
        # One processor refuses it, one writes it, one drops it: no signature can hold it.
        raise _refusal("direction_not_supported", place, "a text direction")
    if others == {"@language"} and isinstance(text, str):
        _check_language(value["@language"], place)
    elif others == {"@type"} and isinstance(text, str):
        datatype = value["@type"]
        if not isinstance(datatype, str) or not _is_absolute(active.expand(datatype, vocab=True)):
            raise _refusal("undefined_term", place, "no context defines this datatype")
    else:
        raise _refusal("not_compacted", place, "a value is a text with a language or a type")


def described_twice(document: Mapping[str, Any]) -> list[str]:
    """The ids of nodes that have members at two places, sorted.

    In the graph both places are one node, so a member could be dropped at one place, or
    moved to the other, without the signature noticing. Other makers write such documents
    rightly; our own never do, so for these every move is seen.
    """
    places: dict[str, int] = {}
    waiting: list[Any] = [document]
    while waiting:
        value = waiting.pop()
        if isinstance(value, list):
            waiting.extend(value)
        elif isinstance(value, Mapping):
            node = value.get("id")
            if isinstance(node, str) and len(value) > 1:
                places[node] = places.get(node, 0) + 1
            waiting.extend(item for name, item in value.items() if name != "@context")
    return sorted(node for node, count in places.items() if count > 1)
