"""What the two types that we issue say of themselves.

`document` is the type metadata of our own type as it is published (SD-JWT VC, section 5),
with names in Armenian, Georgian and English; credentials name its digest, so the bytes of a
version never change. The EU wallet's Learning Credential is defined elsewhere; of it we keep
which claims it has.
"""

import base64
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib import resources
from typing import Any, Final

from pharos.core import jose

OWN: Final = "micro_credential_1"
EU_LEARNING: Final = "eu_learning_credential_1"
EU_VCT: Final = "urn:eu.europa.ec.eudi:learning:credential:1"
LANGUAGES: Final = ("hy", "ka", "en")
_PATH: Final = "/credential-types/micro-credential/1"


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of a type."""

    name: str
    disclosable: bool
    mandatory: bool
    labels: Mapping[str, str]


@cache
def claims_of(type_name: str) -> tuple[Claim, ...]:
    """The claims of a type, in the order of its definition."""
    return tuple(
        Claim(name, told.get("sd", False), told.get("mandatory", False), _labels(told))
        for name, told in _data(type_name)["claims"].items()
    )


@cache
def disclosable(type_name: str) -> frozenset[str]:
    """The claims that the holder may hold back."""
    return frozenset(claim.name for claim in claims_of(type_name) if claim.disclosable)


def own_vct(origin: str) -> str:
    """The name of our own type, which is the address of its metadata."""
    return origin.rstrip("/") + _PATH


@cache
def document(origin: str) -> bytes:
    """The type metadata as published at `own_vct(origin)`, for ever the same bytes."""
    data = _data(OWN)
    made = {
        "vct": own_vct(origin),
        "name": data["display"]["en"]["name"],
        "description": data["display"]["en"]["description"],
        "display": [{"locale": lang, **data["display"][lang]} for lang in LANGUAGES],
        "claims": list(_claims()),
    }
    return jose.json_bytes(made)


@cache
def integrity(origin: str) -> str:
    """The claim `vct#integrity` (section 6): the digest of `document(origin)`."""
    return "sha256-" + base64.b64encode(sha256(document(origin)).digest()).decode("ascii")


def _claims() -> Iterator[dict[str, Any]]:
    for claim in claims_of(OWN):
        made: dict[str, Any] = {
            "path": [claim.name],
            "display": [{"locale": lang, "label": claim.labels[lang]} for lang in LANGUAGES],
            "sd": "always" if claim.disclosable else "never",
        }
        yield made | {"mandatory": True} if claim.mandatory else made


def _labels(told: Mapping[str, Any]) -> Mapping[str, str]:
    if "name" in told:
        return {"en": told["name"]}
    return {lang: told[lang] for lang in LANGUAGES}


@cache
def _data(type_name: str) -> dict[str, Any]:
    file = resources.files("pharos.core.sdjwt").joinpath("types", f"{type_name}.toml")
    return tomllib.loads(file.read_text("utf-8"))
