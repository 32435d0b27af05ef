"""Claims, some of which the holder may hold back, as an SD-JWT (RFC 9901, section 4).

Every salt comes from the caller by the path of its claim, so that the same award gives the
same bytes again; whoever calls makes them unguessable.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from pharos.core import jose, strict
from pharos.core.errors import Malformed, NotAllowed

Json = dict[str, Any]
Path = tuple[str | int, ...]
"""Where a claim stands: names of members and places in arrays, from the top."""
Salt = Callable[[str], bytes]
"""The salt of the claim at a path, which is written like a JSON Pointer: `/grade`."""

DIGESTS: Final = "_sd"
DIGEST_ALGORITHM: Final = "_sd_alg"
ELEMENT: Final = "..."
RESERVED: Final = frozenset({DIGESTS, ELEMENT})
NEVER_DISCLOSABLE: Final = frozenset(
    {"iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "aka_vcts", "status"}
)
"""Claims that a verifier must always see (SD-JWT VC, section 2.2.2.3)."""
MIN_SALT_BYTES: Final = 16  # RFC 9901, section 9.3


@dataclass(frozen=True, slots=True)
class Unsigned:
    """What is to be signed, and the disclosures that go with it."""

    signing_input: bytes
    encoded: tuple[bytes, ...]

    @property
    def disclosures(self) -> tuple[str, ...]:
        """The disclosures as text, in the order of their claims."""
        return tuple(one.decode("ascii") for one in self.encoded)

    @property
    def identity(self) -> bytes:
        """The name of the document: SHA-256 of what is signed."""
        return sha256(self.signing_input).digest()

    def signed(self, signature: bytes) -> bytes:
        """The SD-JWT with all its disclosures, as the holder gets it."""
        return b"~".join((jose.compact(self.signing_input, signature), *self.encoded, b""))


@dataclass(frozen=True, slots=True)
class Shared:
    """Claims that many tokens have in common and always show, encoded once for all of them.

    They come first in the payload; base64url takes three bytes at a time, so that all but the
    last few of them need not be encoded again.
    """

    claims: Mapping[str, Any]
    encoded: bytes
    rest: bytes

    @classmethod
    def of(cls, claims: Mapping[str, Any]) -> "Shared":
        """Raises `sd_structure` for a reserved name, or when there are none."""
        if not claims or not RESERVED.isdisjoint(claims):
            raise Malformed("sd_structure", "shared claims have names of their own")
        begin = jose.json_bytes(claims)[:-1] + b","
        whole = len(begin) - len(begin) % 3
        return cls(claims, strict.b64url_bytes(begin[:whole]), begin[whole:])

    def before(self, claims: Json) -> bytes:
        """The encoded payload of these claims and the token's own."""
        if not self.claims.keys().isdisjoint(claims):
            raise Malformed("sd_structure", "a claim is told twice")
        return self.encoded + strict.b64url_bytes(self.rest + jose.json_bytes(claims)[1:])


def unsigned(
    payload: Mapping[str, Any],
    disclosable: Iterable[Path],
    salt: Salt,
    header: Mapping[str, Any],
    shared: Shared | None = None,
) -> Unsigned:
    """The SD-JWT of these claims in which each of the paths can be held back.

    A path inside of another makes a disclosure within a disclosure (section 4.2.6). Digests
    are sorted, so that their order tells nothing. `shared` are further claims, as prepared
    before. Raises `sd_structure` for a path that leads
    nowhere or to what must always be seen.
    """
    made = _Conceal(salt)
    claims = made.object(payload, _tree(tuple(disclosable)), "")
    if made.disclosures:
        claims[DIGEST_ALGORITHM] = "sha-256"
    if shared is None:
        signing_input = jose.signing_input(header, jose.json_bytes(claims))
    else:
        begin = strict.b64url_bytes(jose.json_bytes(header))
        signing_input = b"%b.%b" % (begin, shared.before(claims))
    return Unsigned(signing_input, tuple(made.disclosures))


@dataclass(slots=True)
class _Branch:
    """A node of the tree of paths: whether it can be held back, and what lies below."""

    below: dict[str | int, "_Branch"]
    chosen: bool = False


@lru_cache(maxsize=256)
def _tree(paths: tuple[Path, ...]) -> _Branch:
    root = _Branch({})
    for path in paths:
        if not path or path[0] in NEVER_DISCLOSABLE:
            raise NotAllowed("sd_structure", "a claim that must always be seen")
        branch = root
        for step in path:
            branch = branch.below.setdefault(step, _Branch({}))
        branch.chosen = True
    return root


class _Conceal:
    """One walk through the claims, from the leaves up."""

    def __init__(self, salt: Salt) -> None:
        self._salt = salt
        self.disclosures: list[bytes] = []

    def object(self, value: Mapping[str, Any], tree: _Branch, path: str) -> Json:
        if not RESERVED.isdisjoint(value):
            raise Malformed("sd_structure", "a claim with a reserved name")
        made = dict(value)
        if not tree.below:
            return made
        _check_steps(tree, value.keys())
        digests: list[str] = []
        for name in [name for name in value if name in tree.below]:
            branch, here = tree.below[name], f"{path}/{name}"
            inner = self.value(value[name], branch, here)
            if branch.chosen:
                del made[name]
                digests.append(self._disclose([name, inner], here))
            else:
                made[name] = inner
        if digests:
            made[DIGESTS] = sorted(digests)
        return made

    def array(self, value: Sequence[Any], tree: _Branch, path: str) -> list[Any]:
        _check_steps(tree, set(range(len(value))))
        made = list(value)
        for place, branch in tree.below.items():
            assert isinstance(place, int)
            here = f"{path}/{place}"
            inner = self.value(value[place], branch, here)
            made[place] = {ELEMENT: self._disclose([inner], here)} if branch.chosen else inner
        return made

    def value(self, value: Any, tree: _Branch, path: str) -> Any:
        # most claims are texts, and to ask whether one is a mapping costs more than the rest
        if type(value) is not str and isinstance(value, Mapping):
            return self.object(value, tree, path)
        if not tree.below:
            return value
        if isinstance(value, list | tuple):
            return self.array(value, tree, path)
        raise Malformed("sd_structure", "a path into a value without parts")

    def _disclose(self, contents: list[Any], path: str) -> str:
        """Keep the disclosure and return its digest (section 4.2.3)."""
        salt = self._salt(path)
        if len(salt) < MIN_SALT_BYTES:
            raise Malformed("sd_structure", "a salt has at least 16 bytes")
        text = strict.b64url_bytes(jose.json_bytes([strict.b64url_encode(salt), *contents]))
        self.disclosures.append(text)
        return strict.b64url_encode(sha256(text).digest())


def _check_steps(tree: _Branch, present: Set[Any]) -> None:
    if not tree.below.keys() <= present:
        raise Malformed("sd_structure", "a path that leads nowhere")
