"""The rules of form of the VC Data Model 2.0 and 1.1, for credentials and presentations.

Every broken rule is answered, not only the first, each with the place where it stands.
What the words mean is not asked here: see `core.safemode` and `core.lint`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from pharos.core import contexts, strict
from pharos.core.errors import CoreError, Malformed, NotAllowed

# Members whose objects say what they are; `True` where they also need an id.
_TYPED: Final = {
    "credentialStatus": False,  # section 4.10
    "credentialSchema": True,  # section 4.11
    "refreshService": False,  # section 5.4
    "termsOfUse": False,  # section 5.5
    "evidence": False,  # section 5.6
}
# In 1.1 a status has an id as well, evidence need not say its type (sections 4.9 and 5.6).
_OLDER_TYPED: Final = {
    "credentialStatus": True,
    "credentialSchema": True,
    "refreshService": True,
    "termsOfUse": False,
}
TIMES: Final = ("validFrom", "validUntil")
TIMES_OF_11: Final = ("issuanceDate", "expirationDate")
_ENVELOPED: Final = "EnvelopedVerifiableCredential"


def data_model_problems(document: Mapping[str, Any]) -> list[CoreError]:
    """Every rule of form that a credential or presentation breaks; nothing when it is right.

    Codes: `data_model` (facts `path`, `rule`), `context_order`, `context_not_allowed`,
    `malformed_time`. VC Data Model 2.0, sections 4 and 5. A document whose first context is
    that of 1.1 is judged by 1.1, sections 4 and 5.
    """
    types = _as_list(document.get("type"))
    if "VerifiablePresentation" in types:
        return list(_presentation(document))
    return list(_credential(document, ""))


def _problem(path: str, rule: str) -> CoreError:
    return Malformed("data_model", f"{rule} ({path})", path=path, rule=rule)


def is_older(document: Mapping[str, Any]) -> bool:
    """True for a document of VC 1.1, told by its first context (1.1, section 4.1)."""
    return _as_list(document.get("@context"))[:1] == [contexts.VC_V1]


def _credential(document: Mapping[str, Any], path: str) -> Iterator[CoreError]:
    older = is_older(document)
    yield from _contexts(document, path)
    yield from _types(document, path, "VerifiableCredential")
    yield from _id(document, path)
    yield from _issuer(document, path)
    yield from _subjects(document, path)
    yield from _validity(document, path, TIMES_OF_11 if older else TIMES)
    if older and "issuanceDate" not in document:
        yield _problem(path + "issuanceDate", "the instant from which it holds")
    yield from _typed_members(document, path, _OLDER_TYPED if older else _TYPED)
    for member in ("name", "description"):
        if member in document and not _is_language_text(document[member]):
            yield _problem(path + member, "a text, or texts with their languages")
    yield from _related(document, path)


def _presentation(document: Mapping[str, Any]) -> Iterator[CoreError]:
    """Section 4.13."""
    yield from _contexts(document, "")
    yield from _types(document, "", "VerifiablePresentation")
    yield from _id(document, "")
    holder = document.get("holder")
    if "holder" in document and not _is_url(_id_of(holder)):
        yield _problem("holder", "the holder is a URL or an object with one as id")
    for number, held in enumerate(_as_list(document.get("verifiableCredential", []))):
        path = f"verifiableCredential[{number}]."
        if not isinstance(held, dict):
            yield _problem(path, "a presented credential is an object")
        elif _ENVELOPED in _as_list(held.get("type")):
            if not str(held.get("id", "")).startswith("data:"):
                yield _problem(path + "id", "an enveloped credential is a data: URL")
        else:
            yield from _credential(held, path)


def _contexts(document: Mapping[str, Any], path: str) -> Iterator[CoreError]:
    """Section 4.3: the base context first, then URLs or objects."""
    items = _as_list(document.get("@context"))
    if not items or items[0] not in (contexts.VC_V2, contexts.VC_V1):
        yield NotAllowed("context_order", "the VC 2.0 context stands first", path=path)
    protected: dict[str, object] = {}
    for item in items:
        if isinstance(item, dict):
            yield from _protected(item, protected, path)
        elif not _is_url(item):
            yield NotAllowed("context_not_allowed", "a context is a URL", url=str(item)[:200])


def _protected(
    item: Mapping[str, Any], protected: dict[str, object], path: str
) -> Iterator[CoreError]:
    """A protected term keeps its meaning (JSON-LD 1.1, section 4.1.11)."""
    for term, meaning in item.items():
        if term.startswith("@"):
            continue
        base = contexts.load(contexts.VC_V2)
        if protected.get(term, meaning) != meaning or base.get(term, meaning) != meaning:
            yield _problem(path + "@context", f"the protected term {term[:80]} is redefined")
        if item.get("@protected"):
            protected[term] = meaning


def _types(document: Mapping[str, Any], path: str, needed: str) -> Iterator[CoreError]:
    """Section 4.5."""
    types = _as_list(document.get("type"))
    if not all(isinstance(name, str) and name for name in types) or needed not in types:
        yield _problem(path + "type", f"the types are texts, {needed} among them")


def _id(document: Mapping[str, Any], path: str) -> Iterator[CoreError]:
    """Section 4.4: at most one id, a URL."""
    if "id" in document and not _is_url(document["id"]):
        yield _problem(path + "id", "an id is one URL")


def _issuer(document: Mapping[str, Any], path: str) -> Iterator[CoreError]:
    """Section 4.7."""
    if not _is_url(_id_of(document.get("issuer"))):
        yield _problem(path + "issuer", "the issuer is a URL or an object with one as id")


def _subjects(document: Mapping[str, Any], path: str) -> Iterator[CoreError]:
    """Section 4.8: one or more objects, each with claims."""
    subjects = _as_list(document.get("credentialSubject"))
    if not subjects or not all(isinstance(subject, dict) and subject for subject in subjects):
        yield _problem(path + "credentialSubject", "a subject is an object that is not empty")
        return
    for subject in subjects:
        yield from _id(subject, path + "credentialSubject.")


def _validity(
    document: Mapping[str, Any], path: str, members: tuple[str, str]
) -> Iterator[CoreError]:
    """Section 4.9 (1.1: 4.6, 4.8): times with a zone, the first not after the last."""
    instants = []
    for member in members:
        if member in document:
            try:
                instants.append(strict.parse_instant(document[member]))
            except CoreError as error:
                yield Malformed(error.code, error.message, path=path + member)
    if len(instants) == 2 and instants[0] > instants[1]:
        yield _problem(path + members[1], "the last instant lies before the first")


def _typed_members(
    document: Mapping[str, Any], path: str, typed: Mapping[str, bool]
) -> Iterator[CoreError]:
    for member, needs_id in typed.items():
        if member not in document:
            continue
        items = _as_list(document[member])
        if not items:
            yield _problem(path + member, "a list that is empty")
        for item in items:
            yield from _typed(item, path + member, needs_id)


def _typed(item: object, path: str, needs_id: bool) -> Iterator[CoreError]:
    if not isinstance(item, dict):
        yield _problem(path, "an object with a type")
        return
    types = _as_list(item.get("type"))
    if not types or not all(isinstance(name, str) and name for name in types):
        yield _problem(path + ".type", "the object says of what type it is")
    if (needs_id or "id" in item) and not _is_url(item.get("id")):
        yield _problem(path + ".id", "an id is one URL")


def _related(document: Mapping[str, Any], path: str) -> Iterator[CoreError]:
    """Section 5.3: each resource once, by a URL, with a digest."""
    seen: list[object] = []
    for item in _as_list(document.get("relatedResource", [])):
        right = isinstance(item, dict) and _is_url(item.get("id")) and item["id"] not in seen
        if not right or not ({"digestSRI", "digestMultibase"} & set(item)):
            yield _problem(path + "relatedResource", "a resource has its own URL and a digest")
        else:
            seen.append(item["id"])


def _is_language_text(value: object) -> bool:
    """Section 11.1: a text, a value object, or a list of value objects."""
    if isinstance(value, str):
        return True
    items = _as_list(value)
    return bool(items) and all(_is_value_object(item) for item in items)


def _is_value_object(item: object) -> bool:
    allowed = {"@value", "@language", "@direction"}
    return isinstance(item, dict) and set(item) <= allowed and isinstance(item.get("@value"), str)


def _as_list(value: object) -> list[Any]:
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _id_of(value: object) -> object:
    return value.get("id") if isinstance(value, dict) else value


def _is_url(value: object) -> bool:
    if not isinstance(value, str) or ":" not in value:
        return False
    from pyoxigraph import NamedNode

    try:
        NamedNode(value)
    except ValueError:
        return False
    return True
