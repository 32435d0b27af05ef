"""The trust bundle: round trip, strict reading, signature, whose installation it is."""

import dataclasses
import json
from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any

import pytest
import registerworld as rw
from hypothesis import given, settings
from hypothesis import strategies as st

from pharos.core import did, standing
from pharos.core.bundle import TrustBundle, TrustedCertificate
from pharos.core.errors import CoreError
from pharos.core.standing import Change, ChangeKind, Scope


@pytest.fixture(scope="module")
def raw() -> bytes:
    world = rw.World()
    world.change_decision(
        "programme",
        changes=(
            Change(
                ChangeKind.LIMITED, date(2028, 3, 1), rw.EARLY, until=date(2028, 5, 1),
                scope=Scope(levels=frozenset({6}), kinds=frozenset()),
            ),
            Change(
                ChangeKind.WITHDRAWN, date(2028, 3, 1), datetime(2028, 1, 1, 1, 2, 3, 456, UTC),
                teach_out_until=date(2028, 7, 1), retroactive_from=date(2027, 5, 1),
            ),
        ),
    )  # fmt: skip
    retired = world.key(
        "academy-old", rw.ACADEMY, state=did.KeyState.RETIRED, active_until=rw.ISSUED
    )
    world.use_keys(retired, *world.keys)
    return world.trust().to_json()


def edited(raw: bytes, change: Any) -> bytes:
    document = json.loads(raw)
    change(document)
    return json.dumps(document).encode()


def test_a_bundle_round_trips_with_all_its_history(raw: bytes) -> None:
    bundle = TrustBundle.from_json(raw)
    assert bundle.to_json() == raw
    assert [len(i.keys) for i in bundle.issuers] == [2, 1]
    [programme] = [d for d in bundle.decisions if d.decision.kind == "programme"]
    assert programme.decision.changes[0].scope == Scope(levels=frozenset({6}), kinds=frozenset())
    assert programme.decision.changes[1].retroactive_from == date(2027, 5, 1)
    assert bundle.issuer(rw.ALIAS) is bundle.issuer(rw.ACADEMY)
    assert bundle.regime("DM", date(2023, 12, 31)) is None


def _first_key(document: Any) -> Any:
    return document["issuers"][0]["keys"][0]


MALFORMED = {
    "unknown member": lambda d: d.update(extra=1),
    "unknown member inside": lambda d: d["decisions"][0].update(note="x"),
    "unknown member in scope": lambda d: d["decisions"][0]["scope"].update(cycles=[1]),
    "missing member": lambda d: d.pop("regimes"),
    "other format": lambda d: d.update(format="pharos-trust-bundle/2"),
    "other installation": lambda d: d.update(installation="test"),
    "day as instant": lambda d: d["decisions"][0].update({"from": "2026-01-01T00:00:00Z"}),
    "day in a short form": lambda d: d["decisions"][0].update({"from": "20260101"}),
    "instant without zone": lambda d: d.update(made_at="2026-11-22T10:00:00"),
    "level as text": lambda d: d["decisions"][0]["scope"].update(levels=["6"]),
    "level as truth": lambda d: d["decisions"][0]["scope"].update(levels=[True]),
    "empty term": lambda d: d["decisions"][0].update(until="2026-01-01"),
    "unknown zone": lambda d: d["regimes"][0].update(timezone="../../etc/passwd"),
    "proposed key": lambda d: _first_key(d).update(state="proposed"),
    "unknown state": lambda d: _first_key(d).update(state="fine"),
    "key of another issuer": lambda d: _first_key(d).update(
        id=_first_key(d)["id"].replace("academy", "college")
    ),
    "issuer twice": lambda d: d["issuers"].append(d["issuers"][1]),
    "alias of another": lambda d: d["issuers"][1].update(aliases=[d["issuers"][0]["id"]]),
    "programme twice": lambda d: d["programmes"].append(d["programmes"][0]),
    "decision twice": lambda d: d["decisions"].append(d["decisions"][0]),
    "requires text": lambda d: d["regimes"][0]["requires"].update(credit_bearing="programme"),
    "registration as text": lambda d: d["regimes"][0].update(national_registration="no"),
    "key of the signature": lambda d: d["signature"].update(key="00000000"),
    "status list as text": lambda d: d.update(status_lists=["x"]),
}


@pytest.mark.parametrize("name", MALFORMED)
def test_a_bundle_with_anything_strange_is_refused(raw: bytes, name: str) -> None:
    with pytest.raises(CoreError) as caught:
        TrustBundle.from_json(edited(raw, MALFORMED[name]))
    assert caught.value.code == "bundle_malformed"


CHANGED = {
    "name": lambda d: d["issuers"][0]["name"].update(en="Another"),
    "decision": lambda d: d["decisions"][0].update(until="2099-01-01"),
    "limit taken off": lambda d: d["decisions"][0].update(scope={}),
    "withdrawal taken out": lambda d: d["decisions"][2].update(changes=[]),
    "unknown change": lambda d: d["decisions"][2]["changes"][0].update(kind="forgotten"),
    "regime": lambda d: d["regimes"][0].update(national_registration=False),
    "status list": lambda d: d.update(status_lists=[]),
    "checkpoint": lambda d: d.update(checkpoint=d["checkpoint"].replace("time", "Time")),
    "signature": lambda d: d["signature"].update(value="AAAA"),
    "installation": lambda d: d.update(installation="production"),
}


@pytest.mark.parametrize("name", CHANGED)
def test_a_bundle_that_was_changed_is_refused(raw: bytes, name: str) -> None:
    with pytest.raises(CoreError) as caught:
        TrustBundle.from_json(edited(raw, CHANGED[name]))
    assert caught.value.code == "bundle_signature_wrong"


def test_a_change_of_tomorrow_is_kept_as_it_came(raw: bytes) -> None:
    """A kind that this software does not know refuses no bundle, and is written back the same."""
    world = rw.World()
    members = {"kind": "twinned", "recorded_at": "2026-01-02T00:00:00Z", "with": ["x", 7]}
    world.change_decision(
        "programme",
        changes=(Change(ChangeKind.LIFTED, date(2028, 3, 1), rw.EARLY),),
        unread=(standing.UnreadChange(0, datetime(2026, 1, 2, tzinfo=UTC), members),),
        follows="institution-x",
        renews="programme-x",
    )
    written = world.trust().to_json()
    bundle = TrustBundle.from_json(written)
    assert bundle.to_json() == written
    [found] = [one.decision for one in bundle.decisions if one.decision.kind == "programme"]
    assert [one.members for one in found.unread] == [members]
    assert [one.kind for one in found.changes] == [ChangeKind.LIFTED]
    assert (found.follows, found.renews) == ("institution-x", "programme-x")


def test_an_appeal_says_what_it_contests(raw: bytes) -> None:
    world = rw.World()
    world.change_decision(
        "programme",
        changes=(
            Change(ChangeKind.UNDER_APPEAL, date(2028, 3, 1), rw.EARLY, suspensive=True),
            Change(ChangeKind.APPEAL_CLOSED, date(2028, 4, 1), rw.NOW, contests=rw.EARLY,
                   outcome=standing.AppealOutcome.REMIT),
        ),
    )  # fmt: skip
    written = world.trust().to_json()
    assert TrustBundle.from_json(written).to_json() == written
    assert b'"suspensive":false' not in written


def test_production_refuses_the_trust_roots_of_a_demonstration(raw: bytes) -> None:
    """DEP-01: keys of a demonstration are nobody's keys."""
    assert TrustBundle.from_json(raw, installation="demonstration").is_demonstration
    with pytest.raises(CoreError, match="bundle_demonstration"):
        TrustBundle.from_json(raw, installation="production")
    real = rw.World().trust(installation="production").to_json()
    assert not TrustBundle.from_json(real, installation="production").is_demonstration


def test_a_checkpoint_of_another_log_is_refused() -> None:
    world = rw.World()
    other = rw.Log(world.signer, "other-log")
    with pytest.raises(CoreError, match="bundle_signature_wrong"):
        TrustBundle.from_json(world.trust(checkpoint=other.checkpoint(rw.NOW)).to_json())


def test_a_bundle_that_nobody_signed_cannot_be_written() -> None:
    from dataclasses import replace

    with pytest.raises(CoreError, match="bundle_unsigned"):
        replace(rw.World().trust(), signature=None).to_json()


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_any_bytes_are_a_bundle_or_our_error(raw: bytes, data: st.DataObject) -> None:
    cut = data.draw(st.integers(0, len(raw)))
    insert = data.draw(st.binary(max_size=6))
    try:
        TrustBundle.from_json(raw[:cut] + insert + raw[cut + len(insert) :])
    except CoreError as error:
        code = error.code
    else:
        code = "none"
    assert code in {"malformed_json", "bundle_malformed", "bundle_signature_wrong", "none"}


def test_scopes_that_limit_nothing_stay_so() -> None:
    """An absent member limits nothing, an empty list covers nothing; they are not mixed up."""
    world = rw.World()
    world.change_decision("programme", scope=Scope(levels=frozenset()))
    bundle = TrustBundle.from_json(world.trust().to_json())
    [programme] = [d for d in bundle.decisions if d.decision.kind == "programme"]
    assert programme.decision.scope == Scope(levels=frozenset())
    assert programme.decision.scope.fields is None
    assert {"accredited", "authorised", "licensed", "conditional"} <= standing.POSITIVE_OUTCOMES


def _certified(world: rw.World, **changes: Any) -> TrustBundle:
    """The bundle with a certificate of the academy's key in it."""
    academy = world.issuers[0]
    told = {"key": academy.keys[0].id, "sha256": sha256(b"leaf").hexdigest()} | changes
    certificate = TrustedCertificate(
        root=sha256(b"root").hexdigest(), first=rw.EARLY, last=rw.NOW, **told
    )
    world.issuers[0] = dataclasses.replace(academy, certificates=(certificate,))
    return world.trust()


def test_certificates_of_keys_are_found_by_their_bytes() -> None:
    """C28: what a document carries is looked up by its SHA-256, without any network."""
    found = TrustBundle.from_json(_certified(rw.World()).to_json())
    issuer = found.certified(b"leaf")
    assert issuer is not None
    assert issuer.id == rw.ACADEMY
    assert issuer.certificate(b"leaf") == issuer.certificates[0]
    assert found.certified(b"another") is None
    assert issuer.certificate(b"another") is None


def test_a_bundle_of_before_certificates_has_no_such_member(raw: bytes) -> None:
    document = json.loads(raw)
    assert all("certificates" not in issuer for issuer in document["issuers"])
    assert TrustBundle.from_json(raw).certified(b"leaf") is None


@pytest.mark.parametrize(
    "changes",
    [{"key": "did:web:academy.example#z6Mk"}, {"sha256": "AB" * 32}, {"sha256": "ab"}],
    ids=["another key", "capitals", "short"],
)
def test_a_certificate_of_nobody_is_refused(changes: dict[str, str]) -> None:
    with pytest.raises(CoreError) as refused:
        TrustBundle.from_json(_certified(rw.World(), **changes).to_json())
    assert refused.value.code == "bundle_malformed"
