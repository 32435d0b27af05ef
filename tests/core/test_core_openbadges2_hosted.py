"""Open Badges 2.0, hosted: the issuer's own server shows it, or nobody can say."""

import json
from collections.abc import Callable
from copy import deepcopy

import pytest
import registerworld as rw
from badgesworld import HOST, OFFICIAL, VECTORS, Badges, Json, Shelf, judge, vector
from registerworld import INDETERMINATE, World, outcome

from pharos.core.pictures import png


@pytest.fixture(scope="module")
def world() -> World:
    return World()


# --- hosted ---------------------------------------------------------------------------


def test_a_hosted_assertion_counts_while_its_server_shows_it(world: World) -> None:
    badges = Badges("hosted")
    report = judge(world, badges.hosted(), badges)
    assert outcome(report, "proof") == ("passed", "hosted_holds")
    assert outcome(report, "status") == ("passed", "status_good")
    assert outcome(report, "registered") == ("not_applicable", "outside_register")
    assert report.verdict is INDETERMINATE


@pytest.mark.parametrize("gone", ["assertion", "badge"])
def test_a_server_that_vanished_makes_nothing_wrong(world: World, gone: str) -> None:
    """E05: unverifiable today; what was brought is still told."""
    badges = Badges("hosted")
    badges.gone = {gone}
    report = judge(world, badges.hosted(), badges)
    assert report.verdict is INDETERMINATE
    assert outcome(report, "proof") == ("unknown", "hosted_unavailable")
    assert report.facts["award_date"] == "2020-12-31"


def test_the_official_hosted_badges(world: World) -> None:
    raw = (VECTORS / "basic-assertion.json").read_bytes()
    assert outcome(judge(world, raw, None), "proof") == ("unknown", "hosted_unavailable")
    shelf = Shelf([*OFFICIAL.documents, vector("basic-assertion.json")])
    assert outcome(judge(world, raw, shelf), "proof") == ("passed", "hosted_holds")
    picture = (VECTORS / "simple-badge.png").read_bytes()
    assert outcome(judge(world, picture, shelf), "proof") == ("passed", "hosted_holds")
    expired = (VECTORS / "basic-assertion-expired.json").read_bytes()
    assert outcome(judge(world, expired, shelf), "validity") == ("failed", "expired")
    wrong = (VECTORS / "basic-assertion-invalid-type.json").read_bytes()
    assert outcome(judge(world, wrong, shelf), "format") == ("failed", "not_a_credential")
    endorsed = (VECTORS / "assertion-with-endorsements.json").read_bytes()
    assert outcome(judge(world, endorsed, OFFICIAL), "proof") == ("unknown", "hosted_unavailable")


ALTERED: dict[str, Callable[[Json], object]] = {
    "recipient": lambda a: a["recipient"].update(identity="sha256$" + "0" * 64),
    "badge": lambda a: a.update(badge=f"{HOST}/better"),
    "day": lambda a: a.update(issuedOn="2019-12-31T23:59:59Z"),
    "end": lambda a: a.update(expires="2039-12-31T23:59:59Z"),
    "name": lambda a: a.update({"extensions:recipientProfile": {"name": "Somebody else"}}),
}


@pytest.mark.parametrize("name", ALTERED)
def test_an_altered_copy_is_not_what_the_server_shows(world: World, name: str) -> None:
    badges = Badges("hosted")
    copy = deepcopy(badges.assertion)
    ALTERED[name](copy)
    badges.badge["id"] = copy["badge"]
    report = judge(world, json.dumps(copy).encode(), badges)
    assert outcome(report, "proof") == ("failed", "hosted_mismatch")


def test_what_the_server_shows_is_told_and_not_the_copy(world: World) -> None:
    """VER-20: a badge class that somebody put into the copy gives it no other title."""
    badges = Badges("hosted")
    copy = deepcopy(badges.assertion)
    copy["badge"] = badges.badge | {"name": "Doctor of medicine"}
    report = judge(world, json.dumps(copy).encode(), badges)
    assert outcome(report, "proof") == ("passed", "hosted_holds")
    assert report.facts["title"] == {"en": "Robotics"}
    badges.assertion["extensions:recipientProfile"] = {"name": "Mariam"}
    report = judge(world, badges.hosted(), badges)
    assert report.facts["holder"] == ["Mariam"]


def test_another_document_may_mention_the_address_of_version_two(world: World) -> None:
    document = rw.document()
    document["description"] = "After https://w3id.org/openbadges/v2"
    made = world.sign(document)
    report = judge(world, json.dumps(made).encode(), None)
    assert outcome(report, "proof") == ("passed", "proof_holds")


SCOPES: list[tuple[str, Json | None, tuple[str, str]]] = [
    ("https://attacker.example/a/1", None, ("failed", "hosted_outside_scope")),
    ("https://badges.example.attacker.example/a/1", None, ("failed", "hosted_outside_scope")),
    (
        "https://badges.example.attacker.example/a/1",
        {"startsWith": HOST},
        ("failed", "hosted_outside_scope"),
    ),
    ("https://cdn.example/a/1", {"allowedOrigins": "cdn.example"}, ("passed", "hosted_holds")),
    (
        "https://cdn.example/a/1",
        {"allowedOrigins": ["https://cdn.example"], "startsWith": "https://cdn.example/a/"},
        ("passed", "hosted_holds"),
    ),
    (
        "https://cdn.example/b/1",
        {"allowedOrigins": ["cdn.example"], "startsWith": "https://cdn.example/a/"},
        ("failed", "hosted_outside_scope"),
    ),
]


@pytest.mark.parametrize(("address", "rule", "expected"), SCOPES)
def test_an_issuer_answers_for_its_own_addresses_only(
    world: World, address: str, rule: Json | None, expected: tuple[str, str]
) -> None:
    """VER-05: whoever hosts an assertion that names another's badge class proves nothing."""
    badges = Badges("hosted")
    badges.assertion["id"] = address
    if rule is not None:
        badges.issuer["verification"] = {"type": "VerificationObject", **rule}
    assert outcome(judge(world, badges.hosted(), badges), "proof") == expected


def test_a_revoked_hosted_assertion_says_so(world: World) -> None:
    badges = Badges("hosted")
    brought = badges.hosted()
    badges.assertion = {"id": f"{HOST}/a/1", "revoked": True, "revocationReason": "Withdrawn"}
    report = judge(world, brought, badges)
    assert outcome(report, "status") == ("failed", "revoked")
    assert report.check("status").facts["stated_reason"] == "Withdrawn"


def test_a_picture_of_the_first_years_carries_an_address(world: World) -> None:
    badges = Badges("hosted")
    first, *rest = png.read((VECTORS / "assets" / "robotics-badge.png").read_bytes())
    address = png.Chunk(b"tEXt", f"openbadges\0{HOST}/a/1".encode())
    picture = png.write([first, address, *rest])
    assert outcome(judge(world, picture, badges), "proof") == ("passed", "hosted_holds")
    report = judge(world, picture, None)
    assert report.verdict is INDETERMINATE
    assert outcome(report, "proof") == ("unknown", "hosted_unavailable")
