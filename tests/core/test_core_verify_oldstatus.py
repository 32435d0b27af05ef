"""Kinds of status that other platforms still use: StatusList2021 and 1EdTech's plain list."""

import gzip
import json
from base64 import urlsafe_b64encode
from datetime import timedelta
from typing import Any

import pytest
import registerworld as rw
from registerworld import INVALID, World, outcome

from pharos.core import contexts, dataintegrity, limits, strict
from pharos.core.verify import Report, verify

OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context.json"
EXTENSIONS = "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json"
SUITE_2020 = "https://w3id.org/security/suites/ed25519-2020/v1"
STATUS_2021 = "https://w3id.org/vc/status-list/2021/v1"
LIST = "https://badges.example/status/3"
CREDENTIAL = "https://badges.example/credentials/1"
Json = dict[str, Any]


@pytest.fixture(scope="module")
def world() -> World:
    made = World()
    made.signer.add("badges", b"\x21" * 32)
    made.signer.add("others", b"\x23" * 32)
    return made


def issuer(world: World, name: str = "badges") -> str:
    return f"did:key:{world.signer.multikey(name)}"


def signed(world: World, unsigned: Json, name: str = "badges") -> Json:
    made = {
        "type": "Ed25519Signature2020",
        "created": strict.format_instant(rw.ISSUED),
        "verificationMethod": f"{issuer(world, name)}#{world.signer.multikey(name)}",
        "proofPurpose": "assertionMethod",
    }
    return dataintegrity.sign(
        unsigned, made, lambda data: world.signer.sign_many([data], key_id=name, intent=b"")[0]
    )


def credential(world: World, status: Json, context: str) -> Json:
    unsigned = {
        "@context": [contexts.VC_V1, OPEN_BADGES, SUITE_2020, context],
        "id": CREDENTIAL,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "issuer": {"id": issuer(world), "type": ["Profile"], "name": "Badges"},
        "issuanceDate": strict.format_instant(rw.ISSUED),
        "name": "Teamwork",
        "credentialSubject": {
            "id": "did:example:ebfeb1f712ebc6f1c276e12ec21",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": "https://badges.example/achievements/teamwork",
                "type": ["Achievement"],
                "name": "Teamwork",
                "description": "Works with others.",
                "criteria": {"narrative": "Named by peers."},
            },
        },
        "credentialStatus": status,
    }
    return signed(world, unsigned)


def entry(index: object = "94567", purpose: str = "revocation") -> Json:
    return {
        "id": f"{LIST}#94567",
        "type": "StatusList2021Entry",
        "statusPurpose": purpose,
        "statusListIndex": index,
        "statusListCredential": LIST,
    }


def status_list(world: World, name: str = "badges", **changes: Any) -> Json:
    bits = bytearray(changes.get("bytes", limits.MIN_STATUS_ENTRIES // 8))
    for place in changes.get("revoked", ()):
        bits[place >> 3] |= 0x80 >> (place & 7)
    packed = urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")
    unsigned = {
        "@context": [contexts.VC_V1, STATUS_2021, SUITE_2020],
        "id": LIST,
        "type": ["VerifiableCredential", "StatusList2021Credential"],
        "issuer": issuer(world, name),
        "issuanceDate": strict.format_instant(changes.get("since", rw.ISSUED)),
        "credentialSubject": {
            "id": f"{LIST}#list",
            "type": "StatusList2021",
            "statusPurpose": changes.get("purpose", "revocation"),
            "encodedList": packed,
        },
    }
    if "until" in changes:
        unsigned["expirationDate"] = strict.format_instant(changes["until"])
    return signed(world, unsigned, name)


class Shelf:
    def __init__(self, *documents: Json) -> None:
        self.documents = documents

    def find(self, key: str) -> list[Json]:
        return [one for one in self.documents if one.get("id") == key]


def judged(world: World, made: Json, *documents: Json) -> Report:
    shelf = Shelf(*documents)
    return verify(json.dumps(made).encode(), trust=world.trust(), at=rw.NOW, store=shelf)


@pytest.mark.parametrize("index", ["94567", 94567])
def test_a_list_of_2021_tells_good_and_revoked(world: World, index: object) -> None:
    made = credential(world, entry(index), STATUS_2021)
    report = judged(world, made, status_list(world))
    assert outcome(report, "proof") == ("passed", "proof_holds")
    assert outcome(report, "status") == ("passed", "status_good")
    report = judged(world, made, status_list(world, revoked=[94567]))
    assert outcome(report, "status") == ("failed", "revoked")
    assert report.verdict is INVALID


def test_a_list_of_2021_is_never_believed_unproven(world: World) -> None:
    """STA-03, STA-04, STA-05, STA-06: what cannot be said stays open."""
    made = credential(world, entry(), STATUS_2021)
    good = status_list(world)
    cases: list[tuple[list[Json], str]] = [
        ([], "status_unavailable"),
        ([status_list(world, "others")], "status_issuer_mismatch"),
        ([good | {"issuer": issuer(world, "others")}], "status_signature_wrong"),
        ([{k: v for k, v in good.items() if k != "proof"}], "status_signature_wrong"),
        ([status_list(world, purpose="suspension")], "status_purpose"),
        ([status_list(world, bytes=100)], "status_length"),
        ([status_list(world, since=rw.NOW + timedelta(hours=1))], "status_not_known_then"),
        ([status_list(world, until=rw.NOW - timedelta(hours=1))], "status_expired"),
    ]
    for documents, code in cases:
        assert outcome(judged(world, made, *documents), "status") == ("unknown", code)


def test_the_newest_list_of_2021_counts(world: World) -> None:
    """STA-04: an older list, rightly signed, does not bring a revoked award back."""
    made = credential(world, entry(), STATUS_2021)
    older = status_list(world, since=rw.ISSUED - timedelta(days=1))
    newer = status_list(world, revoked=[94567])
    assert outcome(judged(world, made, older, newer), "status") == ("failed", "revoked")


@pytest.mark.parametrize("index", ["-1", "1.0", "99999999", 1.5, None, True])
def test_a_wrong_place_is_the_credentials_fault(world: World, index: object) -> None:
    """STA-02: also in the older list."""
    status = entry(index) if index is not None else entry() | {"statusListIndex": "x"}
    made = credential(world, status, STATUS_2021)
    report = judged(world, made, status_list(world))
    assert outcome(report, "status") == ("failed", "status_index")


# --- 1EdTech --------------------------------------------------------------------------


def plain(world: World, *entries: object, **changes: Any) -> Json:
    return {
        "id": LIST,
        "issuer": issuer(world),
        "revokedCredentials": list(entries),
    } | changes


def test_a_plain_list_tells_good_and_revoked_with_its_reason(world: World) -> None:
    made = credential(world, {"id": LIST, "type": "1EdTechRevocationList"}, EXTENSIONS)
    other = {"id": "https://badges.example/credentials/2"}
    report = judged(world, made, plain(world, other))
    assert outcome(report, "status") == ("passed", "status_good")
    gone = {"id": CREDENTIAL, "revoked": True, "revocationReason": "Awarded by mistake"}
    report = judged(world, made, plain(world, other, gone))
    assert outcome(report, "status") == ("failed", "revoked")
    assert report.check("status").facts["stated_reason"] == "Awarded by mistake"
    singular = {"id": LIST, "issuer": issuer(world), "revokedCredential": [CREDENTIAL]}
    assert outcome(judged(world, made, singular), "status") == ("failed", "revoked")
    lifted = plain(world, {"id": CREDENTIAL, "revoked": False})
    assert outcome(judged(world, made, lifted), "status") == ("passed", "status_good")


def test_a_plain_list_that_says_nothing_leaves_the_status_open(world: World) -> None:
    """STA-03, STA-05: no list, no entries, or somebody else's."""
    made = credential(world, {"id": LIST, "type": "1EdTechRevocationList"}, EXTENSIONS)
    cases: list[tuple[list[Json], str]] = [
        ([], "status_unavailable"),
        ([plain(world, issuer=issuer(world, "others"))], "status_issuer_mismatch"),
        ([{"id": LIST, "issuer": issuer(world)}], "status_unavailable"),
        ([{"id": LIST, "revokedCredentials": "all"}], "status_unavailable"),
    ]
    for documents, code in cases:
        assert outcome(judged(world, made, *documents), "status") == ("unknown", code)


def test_an_unsigned_list_says_nothing_of_our_own(world: World) -> None:
    """STA-03: the register's awards are told by its signed lists alone."""
    document = rw.document()
    document["@context"] = [contexts.VC_V2, contexts.OPEN_BADGES, EXTENSIONS]
    document["credentialStatus"] = {"id": LIST, "type": "1EdTechRevocationList"}
    made = world.sign(document)
    own = {"id": LIST, "issuer": rw.ACADEMY, "revokedCredentials": []}
    assert outcome(judged(world, made, own), "status") == ("unknown", "not_supported")
