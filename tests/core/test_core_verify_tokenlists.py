"""The verifier and Token Status Lists: revoked, suspended, good, or not to be known."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import registerworld as rw
import tokenworld as tw
from registerworld import INDETERMINATE, INVALID, VALID, outcome
from tokenworld import TOKEN_LIST, Token, TokenWorld

from pharos.core import did, jose, jwtvc, p256, statuslist, strict, tokenstatus


def judged(world: TokenWorld, *lists: dict[str, Any], **changes: Any) -> Any:
    world.token_lists = list(lists)
    return world.judge(changes.pop("token", None) or world.sd_jwt(), **changes)


@pytest.mark.parametrize(
    ("status", "outcome_", "code"),
    [
        (tokenstatus.VALID, "passed", "status_good"),
        (tokenstatus.INVALID, "failed", "revoked"),
        (tokenstatus.SUSPENDED, "failed", "suspended"),
        (3, "unknown", "not_supported"),
    ],
)
def test_each_value_has_its_answer(status: int, outcome_: str, code: str) -> None:
    """STA-06: revoked and suspended are two answers; what an application means is unknown."""
    world = TokenWorld()
    report = judged(world, world.token_list({rw.INDEX: status, rw.INDEX + 1: 1, rw.INDEX - 1: 2}))
    assert outcome(report, "status") == (outcome_, code)
    verdicts = {"passed": VALID, "failed": INVALID, "unknown": INDETERMINATE}
    assert report.verdict is verdicts[outcome_]


@pytest.mark.parametrize("index", [131_072, -1, 1.0, "5", 2**64, True, None])
def test_an_index_outside_the_list_or_ill_written_is_invalid(index: object) -> None:
    """STA-02: outside, negative, float, text, 2^64."""
    world = TokenWorld()
    claims = world.claims()
    claims.payload["status"]["status_list"]["idx"] = index
    made = claims.payload
    if index == 2**64:
        # such a number cannot be written by our own maker of JSON
        made["status"]["status_list"]["idx"] = 2**52
    report = judged(world, world.token_list(), token=world.sd_jwt(claims))
    assert outcome(report, "status") == ("failed", "status_index")
    assert report.verdict is INVALID


def test_a_list_that_inflates_without_end_leaves_the_status_unknown() -> None:
    """STA-01: stopped at the limit, and not called wrong."""
    import zlib

    world = TokenWorld()
    packer = zlib.compressobj(9)
    packed = b"".join(packer.compress(bytes(2**20)) for _ in range(64)) + packer.flush()
    found = jose.read(str(world.token_list()["token"]).encode())
    claims = found.claims | {"status_list": {"bits": 1, "lst": strict.b64url_encode(packed)}}
    unsigned = jose.signing_input(found.header, jose.json_bytes(claims))
    signed = jose.compact(unsigned, world.sign_token(unsigned)).decode()
    report = judged(world, tokenstatus.stored(TOKEN_LIST, signed))
    assert outcome(report, "status") == ("unknown", "status_too_large")
    assert report.verdict is INDETERMINATE


def test_a_list_of_another_issuer_leaves_the_status_unknown() -> None:
    """STA-03: signed by somebody else's key, in whoever's name."""
    world = TokenWorld()
    other = tw.public_key("college-documents")
    keys = (world.key("college", rw.COLLEGE), world.key_of(other, rw.COLLEGE))
    world.issuers[1] = world.issuer("college", rw.COLLEGE, keys)
    kid = did.key_id(rw.COLLEGE, other.multikey)
    theirs = world.token_list(kid=kid, signed_by="college-documents")
    assert outcome(judged(world, theirs), "status") == ("unknown", "status_issuer_mismatch")
    named = world.token_list(signed_by="college-documents")
    assert outcome(judged(world, named), "status") == ("unknown", "status_signature_wrong")


def test_an_older_list_cannot_take_the_place_of_a_newer_one() -> None:
    """STA-04: the newest list that had begun is asked, wherever the older one comes from."""
    world = TokenWorld()
    before = rw.NOW - timedelta(hours=1)
    old = world.token_list(at=before)
    new = world.token_list({rw.INDEX: tokenstatus.INVALID})
    for lists, store in (((old, new), []), ((new, old), []), ((old,), [new]), ((new,), [old])):
        report = judged(world, *lists, store={TOKEN_LIST: store})
        assert outcome(report, "status") == ("failed", "revoked")
    earlier = judged(world, old, new, at=before + timedelta(minutes=1))
    assert outcome(earlier, "status") == ("passed", "status_good")


def test_a_list_out_of_its_time_says_nothing() -> None:
    """STA-04: its end, and its beginning, are kept."""
    world = TokenWorld()
    ended = world.token_list(until=rw.NOW - timedelta(minutes=2))
    assert outcome(judged(world, ended), "status") == ("unknown", "status_expired")
    later = world.token_list(at=rw.NOW + timedelta(minutes=5))
    assert outcome(judged(world, later), "status") == ("unknown", "status_not_known_then")


def without_end(world: TokenWorld, at: Any, **changes: Any) -> dict[str, Any]:
    found = jose.read(str(world.token_list(at=at)["token"]).encode())
    claims = {n: v for n, v in (found.claims | changes).items() if n != "exp" and v is not None}
    unsigned = jose.signing_input(found.header, jose.json_bytes(claims))
    signed = jose.compact(unsigned, world.sign_token(unsigned)).decode()
    return tokenstatus.stored(TOKEN_LIST, signed)


def test_a_list_without_end_counts_as_long_as_it_may_be_kept() -> None:
    """STA-04: `ttl` stands in for `exp`; with neither nobody knows how old it may be."""
    world = TokenWorld()
    fresh = without_end(world, rw.NOW - timedelta(minutes=2))
    assert outcome(judged(world, fresh), "status") == ("passed", "status_good")
    stale = without_end(world, rw.NOW - timedelta(minutes=30))
    assert outcome(judged(world, stale), "status") == ("unknown", "status_expired")
    endless = without_end(world, rw.NOW - timedelta(minutes=2), ttl=None)
    assert outcome(judged(world, endless), "status") == ("unknown", "status_expired")


def test_a_list_that_is_not_at_hand_leaves_the_status_unknown() -> None:
    """STA-05: never VALID without it."""
    world = TokenWorld()
    report = judged(world)
    assert outcome(report, "status") == ("unknown", "status_unavailable")
    assert report.verdict is INDETERMINATE
    stored = judged(world, store={TOKEN_LIST: [world.token_list()]})
    assert stored.verdict is VALID


def test_the_list_of_another_address_is_not_used() -> None:
    world = TokenWorld()
    other = world.token_list(uri=f"{TOKEN_LIST}0") | {"id": TOKEN_LIST}
    assert outcome(judged(world, other), "status") == ("unknown", "status_purpose")
    nothing = {"id": TOKEN_LIST, "type": "something"}
    assert outcome(judged(world, nothing), "status") == ("unknown", "status_signature_wrong")


@pytest.mark.parametrize("state", [did.KeyState.COMPROMISED, did.KeyState.RETIRED])
def test_a_list_of_a_key_that_is_not_believed_counts_nothing(state: did.KeyState) -> None:
    """KEY-03: a list has no log proof, so only a key that was active counts."""
    world = TokenWorld()
    ended = rw.NOW - timedelta(hours=1)
    key = world.key_of(
        world.document_key,
        state=state,
        active_until=ended,
        compromised_at=ended if state is did.KeyState.COMPROMISED else None,
    )
    token = world.jwt(algorithm="EdDSA")
    world.use_keys(world.key("academy", rw.ACADEMY), key)
    shown = world.sd_jwt()
    report = judged(world, world.token_list(), token=shown)
    assert outcome(report, "status") == ("unknown", "status_signature_wrong")
    assert world.judge(token).verdict is VALID


def test_an_award_of_ours_without_a_status_is_unknown() -> None:
    world = TokenWorld()
    claims = world.claims()
    del claims.payload["status"]
    report = judged(world, world.token_list(), token=world.sd_jwt(claims))
    assert outcome(report, "status") == ("unknown", "status_entry_missing")
    claims.payload["status"] = {"identifier_list": {"id": "x"}}
    report = judged(world, world.token_list(), token=world.sd_jwt(claims))
    assert outcome(report, "status") == ("unknown", "not_supported")
    claims.payload["status"] = 5
    report = judged(world, world.token_list(), token=world.sd_jwt(claims))
    assert outcome(report, "status") == ("failed", "malformed")


@pytest.mark.parametrize("bits", [2, 4, 8])
def test_lists_of_every_size_are_read(bits: int) -> None:
    world = TokenWorld()
    made = world.token_list({rw.INDEX: tokenstatus.SUSPENDED}, bits=bits)
    assert outcome(judged(world, made), "status") == ("failed", "suspended")


def test_one_table_tells_the_same_in_both_lists() -> None:
    world = TokenWorld()
    world.revoked, world.suspended = {rw.INDEX}, {rw.INDEX + 1}
    bits = {}
    for purpose, held in (("revocation", world.revoked), ("suspension", world.suspended)):
        bits[purpose] = statuslist.new()
        for index in held:
            statuslist.set(bits[purpose], index)
    values = tokenstatus.merged(bits["revocation"], bits["suspension"])
    assert tokenstatus.get(values, 2, rw.INDEX) == tokenstatus.INVALID
    assert tokenstatus.get(values, 2, rw.INDEX + 1) == tokenstatus.SUSPENDED
    both = [world.jwt(), world.sd_jwt()]
    world.token_lists = [world.token_list({rw.INDEX: tokenstatus.INVALID})]
    assert {world.judge(token).check("status").code for token in both} == {"revoked"}


def test_a_bit_string_in_a_jwt_is_read_as_well() -> None:
    """VC-JOSE-COSE: the list of a badge may itself be a signed token."""
    world = TokenWorld()
    enveloped = []
    for purpose in ("revocation", "suspension"):
        bits = statuslist.new()
        if purpose == "suspension":
            statuslist.set(bits, rw.INDEX)
        document = statuslist.credential(
            url=rw.status_url(purpose), issuer=rw.ACADEMY, purpose=purpose, bits=bits,
            valid_from=rw.NOW - timedelta(minutes=3), valid_until=rw.NOW + timedelta(days=1),
            ttl_ms=300_000,
        )  # fmt: skip
        unsigned = jwtvc.signing_input(document, kid=world.kid, algorithm="ES256")
        signature = p256.sign(unsigned, tw.private_key("academy-documents"))
        envelope = jwtvc.enveloped(jwtvc.compact(unsigned, signature))
        enveloped.append((rw.status_url(purpose), envelope))
    trust = replace(world.trust(), status_lists=())
    report = world.judge(world.jwt(), trust=trust, store=dict(enveloped))
    assert outcome(report, "status") == ("failed", "suspended")


def test_a_foreign_list_is_judged_by_the_keys_of_its_issuer() -> None:
    world = TokenWorld()
    issuer, uri = "https://university.example", "https://university.example/list"
    from pharos.core.verify import tokenkeys

    key = tw.public_key("stranger")
    claims = world.claims(iss=issuer)
    claims.payload["status"] = tokenstatus.entry(index=7, uri=uri)
    raw = world.sd_jwt(claims, kid="key-1", signed_by="stranger").raw
    listed = world.token_list({7: tokenstatus.INVALID}, uri=uri, kid="key-1", signed_by="stranger")
    found = tokenkeys.metadata(issuer, {"key-1": key})
    store = {uri: listed, tokenkeys.metadata_address(issuer): found}
    report = world.judge(Token(raw, None), store=store)
    assert outcome(report, "status") == ("failed", "revoked")
    assert outcome(report, "proof") == ("passed", "proof_holds")
