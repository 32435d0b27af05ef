"""SD-JWT (RFC 9901): the test cases of others, what is refused, and the round trip."""

import contextlib
import copy
import json
from hashlib import sha256
from pathlib import Path as File
from typing import Any

import pytest
import tokenworld as tw
import yaml
from hypothesis import given
from hypothesis import strategies as st
from registerworld import NOW

from pharos.core import jose, p256, sdjwt, strict
from pharos.core.errors import CoreError, Malformed
from pharos.core.sdjwt.binding import Binding, check
from pharos.core.sdjwt.issuing import Path, Shared
from pharos.core.sdjwt.reading import SdJwt, read_json

VECTORS = File("tests/vectors/sd-jwt")
CASES = sorted(folder.name for folder in VECTORS.iterdir() if folder.is_dir())
KEY = tw.private_key("sd-jwt")
HOLDER = tw.private_key("holder")
HEADER = {"alg": "ES256", "typ": "dc+sd-jwt", "kid": "did:web:a.example#k"}


class Chosen(yaml.YAMLObject):  # type: ignore[misc]
    """A value behind the tag `!sd` of the test cases."""

    def __init__(self, value: Any) -> None:
        self.value = value

    def __hash__(self) -> int:
        return hash(str(self.value))

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Chosen) and other.value == self.value


class Loader(yaml.SafeLoader):
    """YAML of the test cases, whose days are texts and whose keys may be chosen."""


def _chosen(loader: Loader, node: yaml.Node) -> Chosen:
    if isinstance(node, yaml.MappingNode):
        return Chosen(loader.construct_mapping(node, deep=True))
    if isinstance(node, yaml.SequenceNode):
        return Chosen(loader.construct_sequence(node, deep=True))
    tag = loader.resolve(yaml.ScalarNode, node.value, (True, False))
    if node.style in ("'", '"'):
        tag = "tag:yaml.org,2002:str"
    return Chosen(loader.construct_object(yaml.ScalarNode(tag, node.value), deep=True))


Loader.add_constructor("!sd", _chosen)
Loader.yaml_implicit_resolvers = {
    first: [(tag, regexp) for tag, regexp in found if tag != "tag:yaml.org,2002:timestamp"]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def load(case: str) -> dict[str, Any]:
    found: dict[str, Any] = yaml.load(
        (VECTORS / case / "specification.yml").read_text("utf-8"), Loader
    )
    return found


def plain(value: Any, path: Path, paths: list[Path]) -> Any:
    """The claims without tags; the paths of what was tagged."""
    if isinstance(value, Chosen):
        paths.append(path)
        return plain(value.value, path, paths)
    if isinstance(value, dict):
        made = {}
        for name, item in value.items():
            here = (*path, name.value if isinstance(name, Chosen) else name)
            if isinstance(name, Chosen):
                paths.append(here)
            made[here[-1]] = plain(item, here, paths)
        return made
    if isinstance(value, list):
        return [plain(item, (*path, place), paths) for place, item in enumerate(value)]
    return value


def is_shown(asked: Any, path: Path) -> bool:
    """Whether the holder of a test case discloses what stands at a path.

    A value that lies inside of one that is shown whole (`True`) is shown as well.
    """
    for step in path:
        if asked is True:
            return True
        if isinstance(asked, dict):
            asked = asked.get(step)
        elif isinstance(asked, list):
            asked = asked[step] if isinstance(step, int) and step < len(asked) else None
        else:
            return False
    return bool(asked)


def issue(claims: dict[str, Any], paths: list[Path], header: dict[str, Any] | None = None) -> bytes:
    made = sdjwt.unsigned(claims, paths, tw.salt, HEADER | (header or {}))
    return made.signed(p256.sign(made.signing_input, KEY))


@pytest.mark.parametrize("case", CASES)
def test_the_cases_of_others_come_out_as_they_say(case: str) -> None:
    told = load(case)
    paths: list[Path] = []
    claims = plain(told["user_claims"], (), paths)
    if told.get("key_binding"):
        claims["cnf"] = {"jwk": tw.public_key("holder").to_jwk()}
    header = told.get("extra_header_parameters", {})
    issued = sdjwt.read(issue(claims, paths, header))
    assert issued.claims == claims
    assert set(issued.opened.paths.values()) == set(paths)
    shown = sdjwt.select(issued, lambda path: is_shown(told["holder_disclosed_claims"], path))
    found = from_json(shown) if told.get("serialization_format") == "json" else sdjwt.read(shown)
    jose.verify(found.jws, tw.public_key("sd-jwt"))
    visible = {name: value for name, value in found.claims.items() if name != "cnf"}
    assert visible == told["expect_verified_user_claims"]
    assert {name: found.jws.header[name] for name in header} == header
    if told.get("key_binding"):
        bound = with_key_binding(found)
        check(bound, Binding("https://example.com/verifier", "1234567890", NOW))


def test_every_case_at_hand_is_run() -> None:
    assert len(CASES) == 9


def from_json(shown: bytes) -> SdJwt:
    """The same presentation in the JSON serialization with two signatures (RFC 9901, 8.1)."""
    first, *disclosures, _ = shown.decode().split("~")
    protected, payload, signature = first.split(".")
    other = strict.b64url_encode(jose.json_bytes(HEADER | {"kid": "issuer-key-2"}))
    again = p256.sign(f"{other}.{payload}".encode(), tw.private_key("second"))
    header = {"disclosures": disclosures, "kid": "issuer-key-1"}
    entry = {"protected": protected, "signature": signature, "header": header}
    second = {"protected": other, "signature": strict.b64url_encode(again)}
    found = read_json({"payload": payload, "signatures": [entry, second]})
    assert found[0] == sdjwt.read(shown)
    jose.verify(found[1].jws, tw.public_key("second"))
    [flat] = read_json({"payload": payload, **entry})
    assert flat == found[0]
    return found[0]


def with_key_binding(token: SdJwt, **changes: Any) -> SdJwt:
    asked: dict[str, Any] = {
        "audience": "https://example.com/verifier", "nonce": "1234567890", "issued_at": NOW,
        "algorithm": "ES256",
    }  # fmt: skip
    unsigned = sdjwt.key_binding_input(token, **(asked | changes))
    proof = jose.compact(unsigned, p256.sign(unsigned, HOLDER))
    return sdjwt.read(token.presented + proof)


def test_the_json_serialization_takes_the_proof_of_the_key_along() -> None:
    claims = {"name": "A", "cnf": {"jwk": tw.public_key("holder").to_jwk()}}
    bound = with_key_binding(sdjwt.read(issue(claims, [("name",)])))
    protected, payload, signature = bound.presented.decode().split("~")[0].split(".")
    assert bound.key_binding is not None
    header = {"disclosures": list(bound.disclosures), "kb_jwt": bound.key_binding.decode()}
    entry = {"protected": protected, "signature": signature, "header": header}
    [found] = read_json({"payload": payload, **entry})
    assert found == bound
    check(found, Binding("https://example.com/verifier", "1234567890", NOW))


def test_the_same_claims_give_the_same_bytes() -> None:
    claims = {"b": 1, "a": {"x": [1, 2]}, "c": "ա"}
    paths: list[Path] = [("a",), ("a", "x", 1), ("c",)]
    first = sdjwt.unsigned(claims, paths, tw.salt, HEADER)
    again = sdjwt.unsigned(dict(reversed(claims.items())), reversed(paths), tw.salt, HEADER)
    assert first.signing_input == again.signing_input
    assert set(first.disclosures) == set(again.disclosures)
    assert first.identity == sha256(first.signing_input).digest()


@pytest.mark.parametrize("length", range(4))
def test_claims_shared_by_many_tokens_are_encoded_once(length: int) -> None:
    """Wherever base64url is cut, a token tells the same as when it is encoded whole."""
    common = {"title": "ա" + "x" * length, "field": {"code": "0611"}}
    own = {"name": "Ն", "iat": 1}
    shared = Shared.of(common)
    made = sdjwt.unsigned(own, [("name",)], tw.salt, HEADER, shared)
    whole = sdjwt.unsigned(common | own, [("name",)], tw.salt, HEADER)
    read, told = (sdjwt.read(one.signed(b"\1" * 64)) for one in (made, whole))
    assert read.claims == told.claims == common | own
    assert made.disclosures == whole.disclosures
    for twice in ({"title": "other"}, {"field": 1}):
        with pytest.raises(Malformed, match="twice"):
            sdjwt.unsigned(twice, [], tw.salt, HEADER, shared)
    for wrong in ({}, {"_sd": []}):
        with pytest.raises(Malformed):
            Shared.of(wrong)


@pytest.mark.parametrize(
    ("claims", "paths"),
    [
        ({"a": 1}, [("b",)]),
        ({"a": 1}, [("a", "b")]),
        ({"a": [1]}, [("a", 1)]),
        ({"a": {"_sd": []}}, [("a",)]),
        ({"...": 1}, []),
        ({"iss": "x"}, [("iss",)]),
        ({"status": {"status_list": 1}}, [("status", "status_list")]),
        ({"a": 1}, [()]),
    ],
)
def test_what_cannot_be_held_back_is_refused(claims: Any, paths: list[Path]) -> None:
    with pytest.raises(CoreError, match=r".") as caught:
        sdjwt.unsigned(claims, paths, tw.salt, HEADER)
    assert caught.value.code == "sd_structure"


def test_a_short_salt_is_refused() -> None:
    with pytest.raises(CoreError) as caught:
        sdjwt.unsigned({"a": 1}, [("a",)], lambda path: b"short", HEADER)
    assert caught.value.code == "sd_structure"


# --- what a hostile holder or issuer does -----------------------------------------------


def disclosure(*contents: Any) -> str:
    return strict.b64url_encode(json.dumps(contents).encode())


def digest(text: str) -> str:
    return strict.b64url_encode(sha256(text.encode()).digest())


def token(payload: dict[str, Any], *disclosures: str) -> bytes:
    unsigned = jose.signing_input(HEADER, jose.json_bytes(payload))
    first = jose.compact(unsigned, b"\1" * 64).decode()
    return "~".join((first, *disclosures, "")).encode()


ONE = disclosure("salt", "grade", "18")
TWO = disclosure("other", "grade", "20")
ELEMENT = disclosure("salt", "x")
NESTED = disclosure("salt", "outer", {"_sd": [digest(ONE)]})


@pytest.mark.parametrize(
    ("payload", "disclosures"),
    [
        pytest.param({}, [ONE], id="named by no digest"),
        pytest.param({"_sd": [digest(ONE)]}, [ONE, ONE], id="the same disclosure twice"),
        pytest.param({"_sd": [digest(ONE)] * 2}, [ONE], id="the same digest twice"),
        pytest.param({"_sd": ["x", "x"]}, [], id="the same decoy twice"),
        pytest.param(
            {"_sd": [digest(ONE)], "a": [{"...": digest(ONE)}]}, [ONE], id="digest in two places"
        ),
        pytest.param({"_sd": [digest(ONE), digest(TWO)]}, [ONE, TWO], id="two with one name"),
        pytest.param({"_sd": [digest(ONE)], "grade": "1"}, [ONE], id="covers a claim"),
        pytest.param({"_sd": [digest(ELEMENT)]}, [ELEMENT], id="element as a claim"),
        pytest.param({"a": [{"...": digest(ONE)}]}, [ONE], id="claim as an element"),
        pytest.param({"a": [{"...": digest(ELEMENT), "b": 1}]}, [ELEMENT], id="digest not alone"),
        pytest.param({"a": [{"...": 5}]}, [], id="digest is no text"),
        pytest.param({"_sd": "x"}, [], id="digests no list"),
        pytest.param({"_sd": [5]}, [], id="digests no texts"),
        pytest.param({"a": {"...": "x"}}, [], id="reserved name in an object"),
        pytest.param({"a": {"_sd_alg": "sha-256"}}, [], id="algorithm inside"),
        pytest.param({"_sd": [digest(NESTED), digest(ONE)]}, [NESTED, ONE], id="named twice deep"),
        *(
            pytest.param({"_sd": [digest(bad)]}, [bad], id=name)
            for name, bad in {
                "claims _sd": disclosure("salt", "_sd", ["x"]),
                "claims dots": disclosure("salt", "...", "x"),
                "name no text": disclosure("salt", 5, "x"),
                "salt no text": disclosure(5, "a", "x"),
                "four parts": disclosure("salt", "a", "x", "y"),
                "one part": disclosure("salt"),
                "no list": strict.b64url_encode(b'{"a":1}'),
                "no JSON": strict.b64url_encode(b"["),
                "more than one value": strict.b64url_encode(b'["s","a",1],"x":[2]'),
                "doubled member": strict.b64url_encode(b'["s","a",{"b":1,"b":2}]'),
                "padding": disclosure("salt", "a", "xy") + "=",
                "deep": strict.b64url_encode(b'["s","a",' + b"[" * 90 + b"]" * 90 + b"]"),
            }.items()
        ),
    ],
)
def test_disclosures_that_do_not_belong_are_refused(
    payload: dict[str, Any], disclosures: list[str]
) -> None:
    """VER-13: not referenced, doubled, reserved, or over an existing claim."""
    with pytest.raises(CoreError) as caught:
        assert sdjwt.read(token(payload, *disclosures)).claims
    assert caught.value.code == "sd_structure"


@pytest.mark.parametrize("name", ["md5", "sha-1", "SHA-256", "", 5, None, ["sha-256"], "sha256"])
def test_a_weak_or_unknown_digest_is_refused(name: object) -> None:
    """VER-14: `_sd_alg` of md5 and others."""
    with pytest.raises(CoreError) as caught:
        assert sdjwt.read(token({"_sd_alg": name, "_sd": []})).claims
    assert caught.value.code == "sd_alg_not_allowed"


def test_stronger_digests_are_read() -> None:
    import hashlib

    for name, algorithm in (("sha-384", "sha384"), ("sha-512", "sha512")):
        made = strict.b64url_encode(hashlib.new(algorithm, ONE.encode()).digest())
        found = sdjwt.read(token({"_sd_alg": name, "_sd": [made]}, ONE))
        assert found.claims == {"grade": "18"}


def test_decoys_and_hidden_claims_leave_no_trace() -> None:
    found = sdjwt.read(token({"_sd": ["decoy"], "a": [1, {"...": "decoy-2"}, 2]}))
    assert found.claims == {"a": [1, 2]}


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"~",
        b"a.b.c",
        b"e30.e30.",
        b"e30.e30~~",
        "e30.e30.~ա~".encode(),
        b"e30.e30.~" + b"QQ~" * 600,
    ],
)
def test_what_is_no_sd_jwt_is_refused(raw: bytes) -> None:
    with pytest.raises(CoreError):
        assert sdjwt.read(raw).claims


@given(st.binary(max_size=200) | st.text(".~AZe30", max_size=80).map(str.encode))
def test_any_bytes_give_a_token_or_our_refusal(raw: bytes) -> None:
    with contextlib.suppress(CoreError):
        assert isinstance(sdjwt.read(raw).claims, dict)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-1000, 1000) | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text("abc", min_size=1), inner, max_size=3)
    ),
    max_leaves=8,
)


def every_path(value: Any, path: Path = ()) -> list[Path]:
    parts = value.items() if isinstance(value, dict) else enumerate(value)
    found: list[Path] = []
    for step, item in parts:
        found.append((*path, step))
        if isinstance(item, dict | list):
            found += every_path(item, (*path, step))
    return found


@given(st.dictionaries(st.text("abcxyz", min_size=1), JSON, max_size=4), st.data())
def test_everything_shown_comes_back_and_nothing_shown_hides(claims: Any, data: Any) -> None:
    """The round trip for any claims and any choice of what can be held back."""
    every = every_path(claims)
    paths = data.draw(st.lists(st.sampled_from(every), unique=True)) if every else []
    issued = sdjwt.read(issue(copy.deepcopy(claims), paths))
    assert issued.claims == claims
    hidden = sdjwt.read(sdjwt.select(issued, lambda path: False))
    assert hidden.disclosures == ()
    top = {path[0] for path in paths if len(path) == 1}
    assert set(hidden.claims) == set(claims) - top
    some = data.draw(st.lists(st.sampled_from(paths), unique=True)) if paths else []
    assert sdjwt.read(sdjwt.select(issued, lambda path: path in some)).claims is not None
