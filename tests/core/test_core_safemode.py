"""Safe mode: whatever a processor would drop or confuse is refused, with its place."""

import copy
import time
from collections.abc import Iterator
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pharos.core import activecontext, contexts, rdf, safemode
from pharos.core.errors import CoreError

DOCUMENT: dict[str, Any] = {
    "@context": [contexts.VC_V2, contexts.OPEN_BADGES],
    "id": "urn:uuid:0d4f6a2e-58f1-4d5c-9d8e-2a6c6a1f4f00",
    "type": ["VerifiableCredential", "OpenBadgeCredential"],
    "name": {"@value": "Տվյալների վերլուծություն", "@language": "hy"},
    "description": "Կարճ ծրագիր",
    "issuer": {
        "id": "did:web:localhost%3A8000:providers:a",
        "type": ["Profile"],
        "name": "Ակադեմիա",
        "address": {"type": ["Address"], "addressCountryCode": "AM"},
    },
    "validFrom": "2026-11-22T10:00:00Z",
    "credentialSubject": {
        "id": "urn:uuid:11111111-58f1-4d5c-9d8e-2a6c6a1f4f00",
        "type": ["AchievementSubject"],
        "creditsEarned": 3,
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": "Աննա Պետրոսյան",
                "identityType": "name",
            }
        ],
        "result": [
            {
                "id": "urn:uuid:33333333-58f1-4d5c-9d8e-2a6c6a1f4f00",
                "type": ["Result"],
                "resultDescription": "https://registry.example/programmes/a/b/v1#grade",
                "value": "18",
            }
        ],
        "achievement": {
            "id": "https://registry.example/programmes/a/b/v1",
            "type": ["Achievement"],
            "achievementType": "MicroCredential",
            "name": "მონაცემთა ანალიზი",
            "description": "მოკლე პროგრამა",
            "criteria": {"narrative": "ყველა დავალება შესრულებულია"},
            "creditsAvailable": 1.5,
            "inLanguage": "ka",
            "alignment": [
                {
                    "id": "https://registry.example/programmes/a/b/v1#one",
                    "type": ["Alignment"],
                    "targetName": "EQF 5",
                    "targetUrl": "http://data.europa.eu/snb/eqf/5",
                    "targetType": "ext:EQF",
                }
            ],
        },
    },
    "credentialStatus": [
        {
            "id": "urn:uuid:44444444-58f1-4d5c-9d8e-2a6c6a1f4f00",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "94567",
            "statusListCredential": "https://registry.example/status/a/revocation/1",
        }
    ],
}
SIGNED = rdf.canonical_nquads(DOCUMENT)


def _places(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of every object in the document, contexts left out."""
    if isinstance(value, dict):
        yield path
        for member, item in value.items():
            if member != "@context":
                yield from _places(item, (*path, member))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _places(item, (*path, number))


OBJECTS = list(_places(DOCUMENT))


def _at(document: Any, path: tuple[Any, ...]) -> Any:
    for step in path:
        document = document[step]
    return document


def _changed(path: tuple[Any, ...], **members: Any) -> dict[str, Any]:
    document = copy.deepcopy(DOCUMENT)
    _at(document, path).update(members)
    return document


def _refusal(document: dict[str, Any]) -> CoreError:
    with pytest.raises(CoreError) as refused:
        rdf.canonical_nquads(document)
    return refused.value


def _is_noticed(document: dict[str, Any]) -> bool:
    """A changed document is refused, or no longer gives the bytes that were signed."""
    try:
        return rdf.canonical_nquads(document) != SIGNED
    except CoreError:
        return True


def test_the_document_itself_is_accepted() -> None:
    safemode.check_safe(DOCUMENT)
    assert safemode.described_twice(DOCUMENT) == []


@pytest.mark.parametrize("path", OBJECTS, ids=str)
def test_an_undefined_member_is_refused_everywhere(path: tuple[Any, ...]) -> None:
    """LD-04: a member without definition, such as `grade`, added to any object."""
    error = _refusal(_changed(path, grade="20"))
    assert error.code in ("undefined_term", "not_compacted")
    if "@value" not in _at(DOCUMENT, path):
        assert error.code == "undefined_term"
        assert str(error.facts["path"]).endswith("grade")


@pytest.mark.parametrize(
    ("path", "member", "value"),
    [
        ((), "evidence", []),
        ((), "evidence", None),
        ((), "evidence", [[{"type": "Evidence"}]]),
        ((), "type", ["VerifiableCredential", "OpenBadgeCredential", "GoldenCredential"]),
        ((), "type", ["VerifiableCredential", "OpenBadgeCredential", "OpenBadgeCredential"]),
        ((), "type", []),
        ((), "type", None),
        ((), "id", "relative"),
        ((), "id", "_:blank"),
        ((), "id", "https://a b"),
        ((), "id", None),
        ((), "id", ["urn:a:b"]),
        (("issuer",), "id", "/providers/a"),
        (("credentialStatus", 0), "statusListCredential", "status/1"),
        (("credentialSubject",), "result", [{"id": "urn:x:y", "value": None}]),
        (("credentialSubject", "achievement"), "tag", ["a", "a"]),
    ],
)
def test_what_expansion_drops_is_refused(path: tuple[Any, ...], member: str, value: Any) -> None:
    """LD-04: null, empty lists, relative ids, unknown types and repetitions are not signed."""
    assert _refusal(_changed(path, **{member: value})).code == "undefined_term"


@pytest.mark.parametrize(
    ("path", "members"),
    [
        ((), {"@id": "urn:x:y"}),
        ((), {"@type": "VerifiableCredential"}),
        ((), {"https://schema.org/name": "x"}),
        ((), {"description": {"@value": "x"}}),
        ((), {"description": {"@value": "x", "@index": "y"}}),
        ((), {"@included": [{"id": "urn:x:y"}]}),
        ((), {"@graph": []}),
        (("credentialSubject",), {"creditsEarned": "3"}),
    ],
)
def test_other_spellings_of_the_same_graph_are_refused(
    path: tuple[Any, ...], members: dict[str, Any]
) -> None:
    assert _refusal(_changed(path, **members)).code == "not_compacted"


@pytest.mark.parametrize("number", [1e-7, 1e15, 1e20, -1e16, 0.1 + 0.2, 8.36, 1234567890.1234567])
def test_numbers_that_processors_write_differently_are_refused(number: float) -> None:
    error = _refusal(_changed(("credentialSubject",), creditsEarned=number))
    assert error.code == "number_not_portable"


@pytest.mark.parametrize("number", [0, 3, 1.5, 0.5, 1e-6, 30, 999_999_999_999_999, 2.25, -7.5, 0.1])
def test_ordinary_numbers_are_accepted(number: float) -> None:
    safemode.check_safe(_changed(("credentialSubject",), creditsEarned=number))


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ({"@value": "x", "@language": "ar", "@direction": "rtl"}, "direction_not_supported"),
        ({"@value": "x", "@language": "not a tag"}, "language_tag"),
        ({"@value": "x", "@language": ""}, "language_tag"),
        ({"@value": "x", "@language": 7}, "language_tag"),
        ({"@value": None, "@language": "hy"}, "not_compacted"),
        ({"@value": 5, "@language": "hy"}, "not_compacted"),
    ],
)
def test_values_with_a_language_are_whole(name: Any, code: str) -> None:
    assert _refusal(_changed((), name=name)).code == code


def test_an_unknown_context_is_refused() -> None:
    """LD-01: a context that is not bundled is never fetched."""
    listed = [contexts.VC_V2, "https://attacker.example/v1"]
    error = _refusal({**DOCUMENT, "@context": listed})
    assert (error.code, error.facts["url"]) == ("context_not_allowed", listed[1])


@pytest.mark.parametrize(
    "inline",
    [
        {"name": "https://attacker.example/name"},
        {"achievement": "https://attacker.example/a"},
        {"credentialSubject": None},
        {"proof": "https://attacker.example/p"},
        {"@vocab": "https://attacker.example/#"},
        [],
        None,
    ],
)
def test_inline_contexts_are_refused(inline: Any) -> None:
    """LD-02: an inline context that redefines words. LD-05: or that defines all words."""
    listed = [contexts.VC_V2, contexts.OPEN_BADGES, inline]
    assert _refusal({**DOCUMENT, "@context": listed}).code == "context_not_allowed"


@pytest.mark.parametrize("path", [("issuer",), ("credentialSubject", "achievement")], ids=str)
def test_inline_contexts_are_refused_in_nested_objects(path: tuple[Any, ...]) -> None:
    """LD-02: also within the document."""
    error = _refusal(_changed(path, **{"@context": {"name": "https://attacker.example/name"}}))
    assert error.code == "context_not_allowed"


@pytest.mark.parametrize("url", sorted(contexts.BUNDLED - contexts.PROFILE))
def test_bundled_contexts_that_define_every_word_are_refused(url: str) -> None:
    """LD-05: `@vocab` gives each unknown word an IRI, so nothing would look undefined."""
    listed = [contexts.VC_V2, contexts.OPEN_BADGES, url]
    assert _refusal({**DOCUMENT, "@context": listed}).code == "context_not_allowed"


@pytest.mark.parametrize(
    "listed",
    [
        [contexts.OPEN_BADGES, contexts.VC_V2],
        [contexts.OPEN_BADGES],
        contexts.OPEN_BADGES,
        [],
    ],
)
def test_the_base_context_stands_first(listed: Any) -> None:
    """LD-03: VC 2.0 not first."""
    assert _refusal({**DOCUMENT, "@context": listed}).code == "context_order"


def test_a_document_without_a_context_is_refused() -> None:
    """LD-03: no context at all."""
    bare = {key: value for key, value in DOCUMENT.items() if key != "@context"}
    assert _refusal(bare).code == "context_order"


def test_a_list_of_a_thousand_contexts_is_refused() -> None:
    assert _refusal({**DOCUMENT, "@context": [contexts.VC_V2] * 1000}).code == "too_complex"


def test_nesting_has_an_end() -> None:
    deep: dict[str, Any] = {"id": "urn:x:y", "type": "Profile"}
    for _ in range(500):
        deep = {"type": "Profile", "parentOrg": deep}
    assert _refusal({**DOCUMENT, "issuer": deep}).code == "too_complex"


@pytest.mark.parametrize("kind", ["contexts", "combinations of types"])
def test_work_that_contexts_cause_is_bounded(kind: str) -> None:
    if kind == "contexts":
        one = {"@context": [contexts.VC_V2, contexts.OPEN_BADGES], "type": "Evidence"}
        evidence = [{**one, "id": f"urn:x:{number}"} for number in range(1_000)]
    else:
        types = ["Achievement", "Address", "Alignment", "Evidence", "Image", "Profile", "Result"]
        sets = [list(names) for size in (5, 6, 7) for names in combinations(types, size)]
        evidence = [{"type": names, "id": f"urn:x:{n}"} for n in range(40) for names in sets]
    begun = time.monotonic()
    assert _refusal({**DOCUMENT, "evidence": evidence}).code == "too_complex"
    assert time.monotonic() - begun < 2


LEAVES = [
    (path, member)
    for path in OBJECTS
    for member in _at(DOCUMENT, path)
    if member not in ("@context", "@language", "@value")
]


@pytest.mark.parametrize(("path", "member"), LEAVES, ids=str)
def test_every_member_that_is_removed_or_changed_is_noticed(
    path: tuple[Any, ...], member: str
) -> None:
    document = copy.deepcopy(DOCUMENT)
    del _at(document, path)[member]
    assert _is_noticed(document)
    for value in ("other", "urn:other:id", 7, 0.5, True, ["x", "y"], {"type": "Profile"}):
        if _at(DOCUMENT, path)[member] != value:
            assert _is_noticed(_changed(path, **{member: value})), value


WORDS = sorted(activecontext.root((contexts.VC_V2, contexts.OPEN_BADGES)).terms)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**53), 2**53),
    st.floats(allow_nan=False, allow_infinity=False),
    st.sampled_from(["x", "", "urn:a:b", "https://a.example/", "Profile", "20", "hy"]),
    st.just([]),
    st.just({}),
    st.lists(st.sampled_from(["x", "urn:a:b", None, 1, []]), max_size=3),
    st.dictionaries(
        st.sampled_from(["id", "type", "name", "@value", "@language", "@list", "@set", "odd"]),
        st.sampled_from(["x", "en-x", "hy", "urn:a:b", "Profile", None, 3, []]),
        max_size=3,
    ),
)


@settings(max_examples=400, deadline=None)
@given(
    st.sampled_from(OBJECTS),
    st.one_of(st.sampled_from(WORDS), st.sampled_from(["odd", "@index", "@reverse", "@nest"])),
    VALUES,
)
def test_any_member_that_is_added_is_noticed(
    path: tuple[Any, ...], member: str, value: Any
) -> None:
    """LD-04: as a property over all words of the contexts and all kinds of values."""
    if member in _at(DOCUMENT, path):
        return
    assert _is_noticed(_changed(path, **{member: value}))


@pytest.mark.parametrize("tag", ["x", "en-x", "a", "en-a", "en-1", "hy-hy-hy", "abcdefghi"])
@pytest.mark.parametrize("member", ["...", "description"])
def test_a_text_with_an_ill_formed_language_is_refused(member: str, tag: str) -> None:
    """LD-04: the parser would drop the text without a word, so nobody would have signed it."""
    with pytest.raises(CoreError) as refused:
        rdf.canonical_nquads(_changed((), **{member: {"@value": "x", "@language": tag}}))
    assert refused.value.code in {"language_tag", "undefined_term"}


def test_nodes_described_at_two_places_are_named() -> None:
    twin = {"id": DOCUMENT["issuer"]["id"], "type": ["Profile"]}
    document = _changed(("credentialSubject", "achievement"), creator=twin)
    assert safemode.described_twice(document) == [twin["id"]]


@pytest.mark.parametrize("url", sorted(contexts.CONTEXTS))
def test_the_bundled_contexts_use_only_what_we_read(url: str) -> None:
    """The reader of contexts knows these keywords; a new file with others must not come in."""
    known = {"@id", "@type", "@container", "@context", "@protected", "@vocab", "@version"}
    known |= {"@language", "@prefix"}
    waiting: list[Any] = [dict(contexts.load(url))]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            assert {key for key in value if key.startswith("@")} <= known
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
