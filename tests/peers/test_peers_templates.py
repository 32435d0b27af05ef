"""Credentials made of our templates, with names as people have them, before other verifiers."""

import copy
import json
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from pharos.core import did, strict
from pharos.core.openbadges import Award, specimen
from pharos.core.signing import MemorySigner
from pharos.core.templates.awards import Lists, compile_award, leaves_of, shape_of

pytestmark = pytest.mark.peers
Json = dict[str, Any]
ISSUER = specimen.INSTITUTE.id
OTHER = did.did_web(specimen.ORIGIN, "providers", "other")
SIGNER = MemorySigner({name: sha256(name.encode()).digest() for name in ("one", "other")})
SUITES = ("eddsa-rdfc-2022", "eddsa-jcs-2022")
CREATED = specimen.AWARD.valid_from
MANY = 200
NATIVE = [
    "Անի Գրիգորյան", "Եւա և Էդվարդ", "Սևակ Պարույր", "Օ՛Հարա Ծովինար", "Մ. Ա. Տեր-Պետրոսյան",
    "ნინო ბერიძე", "გიორგი ჭყონდიდელი-წერეთელი", "ჯ", "O'Brien-Մելիք", "Ani 'Anush' Գ",
    'Ani "Anush" G', "a\\b", "\\u0041", '"', "\\", "\\\"\\", "🎓 Ani", "é", "İi",
    "Սուքրատ", "Plato", "x" * 200, "Ա" * 200, "a>b<c &amp; d", "_:c14n0", "^^<x>", "{0}%s",
    "𐍈𐍈", "Łukasz Ø", "D’Artagnan", "null",
]  # fmt: skip
LATIN = ["Ani Grigoryan", "Nino Beridze", "O'Hara-Mkrtchyan", 'N "N" N', "A", None, "Z" * 200]


def key_of(name: str) -> str:
    return did.key_id(ISSUER if name == "one" else OTHER, SIGNER.multikey(name))


def documents() -> Json:
    """The DID documents of both issuers, as the product writes them."""
    found = {}
    for name, owner in (("one", ISSUER), ("other", OTHER)):
        key = did.Key(
            key_of(name),
            SIGNER.multikey(name),
            state=did.KeyState.ACTIVE,
            active_from=strict.parse_instant("2026-01-01T00:00:00Z"),
        )
        found[owner] = did.document(owner, [key])
    return found


@cache
def template_of(shape: Any, suite: str) -> Any:
    return compile_award(
        specimen.PROGRAMME,
        specimen.ISSUER,
        Lists(specimen.STATUS.revocation_list, specimen.STATUS.suspension_list),
        shape=shape,
        origin=specimen.ORIGIN,
        demonstration=True,
        suite=suite,
        verification_method=key_of("one"),
    )


def signed(award: Award, index: str, *, suite: str, key: str = "one") -> Json:
    """The bytes that a template fills, signed, read as JSON by whoever receives them."""
    template = template_of(shape_of(award), suite)
    leaves = leaves_of(award, index)
    assert template.check(leaves) == []
    digest = template.signing_input(leaves, CREATED)
    [signature] = SIGNER.sign_many([digest], key_id=key, intent=b"")
    made: Json = json.loads(template.fill(leaves, CREATED, signature))
    return made


def awards() -> list[tuple[Award, str]]:
    """Two hundred awards, each with another pair of names."""
    # 31 and 7 have no common divisor: no pair comes twice
    pairs = [(NATIVE[n % len(NATIVE)], LATIN[n % len(LATIN)]) for n in range(MANY)]
    assert len(set(pairs)) == MANY
    return [
        (
            replace(
                specimen.AWARD,
                credential=str(UUID(bytes=sha256(bytes([place])).digest()[:16], version=4)),
                native_name=native,
                latin_name=latin,
                grade=None if place % 11 == 0 else str(8 + place % 13),
                pathway=("course", "rpl", "mixed")[place % 3],
                valid_until="2031-01-01T00:00:00Z" if place % 7 == 0 else None,
            ),
            str(place * 655),
        )
        for place, (native, latin) in enumerate(pairs)
    ]


@pytest.mark.parametrize("suite", SUITES)
def test_others_accept_two_hundred_credentials_with_awkward_names(peers: Any, suite: str) -> None:
    credentials = [signed(award, index, suite=suite) for award, index in awards()]
    names = {one["credentialSubject"]["identifier"][0]["identityHash"] for one in credentials}
    answers = peers(credentials, documents())
    assert [r for r in answers.results if not r["verified"]] == []
    assert (answers.accepted, answers.signatures_checked) == (MANY, MANY)
    assert {r["suite"] for r in answers.results} == {suite}
    assert names == set(NATIVE)
    # every key came from the DID document of the issuer that is named
    assert answers.loaded[key_of("one")] == answers.loaded[ISSUER] == MANY


def _set(*path: Any, to: Any) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        at: Any = document
        for step in path[:-1]:
            at = at[step]
        before = at[path[-1]] if isinstance(at, list) or path[-1] in at else None
        assert before != to
        at[path[-1]] = to

    return change


def _drop(*path: Any) -> Callable[[Json], None]:
    def change(document: Json) -> None:
        at: Any = document
        for step in path[:-1]:
            at = at[step]
        del at[path[-1]]

    return change


def _reclaim(document: Json) -> None:
    document["issuer"]["id"] = OTHER


def _flip(document: Json) -> None:
    value = document["proof"][0]["proofValue"]
    document["proof"][0]["proofValue"] = value[:-1] + ("2" if value[-1] != "2" else "3")


SUBJECT = ("credentialSubject",)
ACHIEVEMENT = (*SUBJECT, "achievement")
TAMPERINGS: dict[str, Callable[[Json], None]] = {
    "another name": _set(*SUBJECT, "identifier", 0, "identityHash", to="Անի Ուրիշյան"),
    "a ligature taken apart": _set(*SUBJECT, "identifier", 0, "identityHash", to="Եւա եւ Էդվարդ"),
    "the latin name away": _drop(*SUBJECT, "identifier", 1),
    "more credits": _set(*SUBJECT, "creditsEarned", to=60),
    "a better grade": _set(*SUBJECT, "result", 0, "value", to="20"),
    "no results": _drop(*SUBJECT, "result"),
    "another day": _set("awardedDate", to="2026-11-19T00:00:00+04:00"),
    "an earlier beginning": _set("validFrom", to="2026-11-21T10:00:00Z"),
    "an end added": _set("validUntil", to="2040-01-01T00:00:00Z"),
    "another id": _set("id", to="urn:uuid:4f8e2b0a-6d0c-4c57-9a57-0d2f6a1b9c12"),
    "another title": _set("name", to="Doctor of everything"),
    "another achievement": _set(*ACHIEVEMENT, "id", to=f"{specimen.VERSION}0"),
    "criteria changed": _set(*ACHIEVEMENT, "criteria", "narrative", to="Nothing at all."),
    "an alignment away": _drop(*ACHIEVEMENT, "alignment", 0),
    "another place in the list": _set("credentialStatus", 0, "statusListIndex", to="70414"),
    "another list": _set(
        "credentialStatus", 0, "statusListCredential", to=f"{specimen.ORIGIN}/status/revocation/2"
    ),
    "status away": _drop("credentialStatus"),
    "no longer a demonstration": _drop("termsOfUse"),
    "another time of the proof": _set("proof", 0, "created", to="2026-11-22T10:00:01Z"),
    "the issuer's name": _set("issuer", "name", to="State University"),
    "another issuer": _reclaim,
    "another key named": _set("proof", 0, "verificationMethod", to=key_of("other")),
    "another purpose": _set("proof", 0, "proofPurpose", to="authentication"),
    "a letter of the signature": _flip,
}


@pytest.mark.parametrize("suite", SUITES)
def test_others_refuse_every_tampered_credential(peers: Any, suite: str) -> None:
    award = replace(specimen.AWARD, native_name="Եւա և Էդվարդ")
    genuine = signed(award, "70413", suite=suite)
    tampered = []
    for change in TAMPERINGS.values():
        altered = copy.deepcopy(genuine)
        change(altered)
        assert altered != genuine
        tampered.append(altered)
    tampered.append(signed(award, "70413", suite=suite, key="other"))
    assert len(tampered) >= 20
    answers = peers([genuine, *tampered], documents())
    names = ["genuine", *TAMPERINGS, "signed by another key"]
    accepted = [name for name, r in zip(names, answers.results, strict=True) if r["verified"]]
    assert accepted == ["genuine"]
    assert {r["error"] for r in answers.results[1:] if not r["error"]} == set()
    # most of them get as far as the mathematics; the others fall before it
    assert answers.signatures_checked > len(tampered) * 0.7


def test_the_verifiers_are_those_that_are_pinned(peers: Any) -> None:
    answers = peers([], documents())
    assert answers.results == []
    assert "@digitalbazaar/vc" in answers.versions
    pinned = json.loads((Path(__file__).parent / "package.json").read_text("utf-8"))["dependencies"]
    assert answers.versions == pinned
