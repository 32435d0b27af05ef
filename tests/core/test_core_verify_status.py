"""The verifier and time: status lists, the document's own validity."""

from datetime import datetime, timedelta

import pytest
import registerworld as rw
from registerworld import INDETERMINATE, INVALID, VALID, DictStore, World, outcome

from pharos.core import did, statuslist, strict


@pytest.mark.parametrize(
    ("purpose", "code"), [("revocation", "revoked"), ("suspension", "suspended")]
)
def test_revoked_and_suspended_are_told_apart(purpose: str, code: str) -> None:
    """STA-06: each purpose its own list and its own answer."""
    world = World()
    issued = world.issue()
    (world.revoked if purpose == "revocation" else world.suspended).add(rw.INDEX)
    report = world.verify(issued)
    assert report.verdict is INVALID
    assert outcome(report, "status") == ("failed", code)
    world.revoked = world.suspended = {rw.INDEX}
    assert outcome(world.verify(issued), "status") == ("failed", "revoked")
    world.revoked = world.suspended = {rw.INDEX + 1, rw.INDEX - 1}
    assert world.verify(issued).verdict is VALID


def test_lists_with_their_purposes_exchanged_answer_nothing() -> None:
    """STA-06: a suspension list in the place of the revocation list."""
    world = World()
    issued = world.issue()
    lists = [
        world.status_list("revocation", serves="suspension"),
        world.status_list("suspension", serves="revocation"),
    ]
    report = world.verify(issued, trust=world.trust(status_lists=lists))
    assert report.verdict is INDETERMINATE
    assert outcome(report, "status") == ("unknown", "status_purpose")


@pytest.mark.parametrize("index", ["131072", "-1", "+1", "1.0", "", "1e3", str(2**64), " 1", "०"])
def test_an_index_outside_the_list_or_ill_written_is_invalid(index: str) -> None:
    """STA-02: outside, negative, float, signed, 2^64."""
    world = World()
    unsigned = rw.document()
    unsigned["credentialStatus"][0]["statusListIndex"] = index
    report = world.verify(world.issue(unsigned))
    assert report.verdict is INVALID
    assert outcome(report, "status") == ("failed", "status_index")


def test_a_list_of_another_issuer_leaves_the_status_unknown() -> None:
    """STA-03: signed by somebody else, or in somebody else's name."""
    world = World()
    issued = world.issue()
    lists = world.status_lists(signed_by=("college", rw.COLLEGE))
    report = world.verify(issued, trust=world.trust(status_lists=lists))
    assert report.verdict is INDETERMINATE
    assert outcome(report, "status") == ("unknown", "status_issuer_mismatch")
    lists = world.status_lists(signed_by=("college", rw.COLLEGE), issuer=rw.ACADEMY)
    report = world.verify(issued, trust=world.trust(status_lists=lists))
    assert outcome(report, "status") == ("unknown", "status_signature_wrong")


def test_a_list_that_was_changed_leaves_the_status_unknown() -> None:
    world = World()
    issued = world.issue()
    world.revoked.add(rw.INDEX)
    lists = world.status_lists()
    lists[0]["credentialSubject"]["encodedList"] = statuslist.encode(statuslist.new())
    report = world.verify(issued, trust=world.trust(status_lists=lists))
    assert report.verdict is INDETERMINATE
    assert outcome(report, "status") == ("unknown", "status_signature_wrong")


def test_an_older_list_cannot_take_the_place_of_a_newer_one() -> None:
    """STA-04: the newest list that had begun is asked, wherever the older one comes from."""
    world = World()
    issued = world.issue()
    old = world.status_list("revocation", valid_from=rw.NOW - timedelta(days=1))
    world.revoked.add(rw.INDEX)
    new = world.status_lists()
    url = rw.status_url("revocation")
    report = world.verify(issued, trust=world.trust(status_lists=new), store=DictStore({url: old}))
    assert outcome(report, "status") == ("failed", "revoked")
    report = world.verify(
        issued,
        trust=world.trust(status_lists=[old, new[1]]),
        store=DictStore({url: new[0]}),
    )
    assert outcome(report, "status") == ("failed", "revoked")


def test_a_list_beyond_its_time_is_not_asked() -> None:
    """STA-04: validUntil is enforced."""
    world = World()
    issued = world.issue()
    report = world.verify(issued, at=rw.NOW + timedelta(days=8))
    assert report.verdict is INDETERMINATE
    assert outcome(report, "status") == ("unknown", "status_expired")
    assert world.verify(issued, at=rw.NOW + timedelta(days=6)).verdict is VALID


def test_a_list_that_cannot_be_had_is_never_a_good_one() -> None:
    """STA-05: not reachable is INDETERMINATE, never VALID."""
    world = World()
    issued = world.issue()
    one = world.trust(status_lists=[world.status_list("revocation")])
    report = world.verify(issued, trust=one)
    assert report.verdict is INDETERMINATE
    assert outcome(report, "status") == ("unknown", "status_unavailable")


def test_a_list_that_inflates_without_end_is_left() -> None:
    """STA-01: the declared limit stops it."""
    world = World()
    issued = world.issue()
    world.status_from = rw.NOW - timedelta(minutes=1)
    lists = world.status_lists()
    huge = dict(lists[0], credentialSubject=dict(lists[0]["credentialSubject"]))
    huge["credentialSubject"]["encodedList"] = statuslist.encode(bytes(17 * 1024 * 1024))
    huge.pop("proof")
    huge = world.sign(huge, created=world.status_from)
    report = world.verify(issued, trust=world.trust(status_lists=[huge, lists[1]]))
    assert report.verdict is INDETERMINATE
    assert outcome(report, "status") == ("unknown", "status_too_large")


def test_the_past_is_answered_from_the_list_that_was_valid_then() -> None:
    world = World()
    issued = world.issue()
    then = rw.LOGGED + timedelta(minutes=10)
    world.revoked.add(rw.INDEX)
    trust = world.trust()
    report = world.verify(issued, trust=trust, at=then)
    assert outcome(report, "status") == ("unknown", "status_not_known_then")
    world.revoked.clear()
    store = DictStore(
        {
            rw.status_url(purpose): world.status_list(
                purpose, valid_from=then - timedelta(minutes=1)
            )
            for purpose in ("revocation", "suspension")
        }
    )
    assert world.verify(issued, trust=trust, at=then, store=store).verdict is VALID
    assert outcome(world.verify(issued, trust=trust, store=store), "status")[1] == "revoked"


@pytest.mark.parametrize("state", [did.KeyState.RETIRED, did.KeyState.COMPROMISED])
def test_a_key_that_is_out_of_use_signs_no_list(state: did.KeyState) -> None:
    """KEY-02, KEY-03: a list has no log proof, so only keys in use count."""
    world = World()
    issued = world.issue()
    end = rw.NOW - timedelta(hours=1)
    bad = {"compromised_at": end} if state is did.KeyState.COMPROMISED else {}
    old = world.key("academy-old", rw.ACADEMY, state=state, active_until=end, **bad)
    world.use_keys(old, *world.keys)
    lists = world.status_lists(signed_by=("academy-old", rw.ACADEMY))
    report = world.verify(issued, trust=world.trust(status_lists=lists))
    assert outcome(report, "status") == ("unknown", "status_signature_wrong")


def test_our_credentials_carry_a_status_and_foreign_forms_are_unknown() -> None:
    world = World()
    bare = rw.document()
    del bare["credentialStatus"]
    report = world.verify(world.issue(bare))
    assert outcome(report, "status") == ("unknown", "status_entry_missing")
    world = World()
    other = rw.document()
    other["credentialStatus"][0]["statusPurpose"] = "message"
    report = world.verify(world.issue(other))
    assert outcome(report, "status") == ("unknown", "not_supported")


def test_validity_has_a_leeway_of_a_minute_at_both_ends() -> None:
    """VER-12: 60 seconds, and no more."""
    world = World()
    end = rw.NOW + timedelta(days=1)
    issued = world.issue(rw.document() | {"validUntil": strict.format_instant(end)})

    def ask(when: datetime) -> tuple[str, str]:
        return outcome(world.verify(issued, at=when), "validity")

    second = timedelta(seconds=1)
    assert ask(end + 59 * second) == ("passed", "within_validity")
    assert ask(end + 60 * second) == ("failed", "expired")
    assert ask(rw.ISSUED - 60 * second) == ("passed", "within_validity")
    assert ask(rw.ISSUED - 61 * second) == ("failed", "not_yet_valid")


def test_a_proof_has_its_own_time() -> None:
    world = World()
    future = world.issue(created=rw.NOW + timedelta(hours=1))
    assert outcome(world.verify(future), "validity") == ("failed", "proof_from_future")
    world = World()
    ended = world.issue(expires=strict.format_instant(rw.NOW - timedelta(hours=1)))
    report = world.verify(ended)
    assert report.verdict is INVALID
    assert outcome(report, "validity") == ("failed", "proof_expired")
