"""The verdict on a compact code without network: valid, taken back, forged, not to be said."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from typing import Any

import pytest
import registerworld as rw
from cryptography.hazmat.primitives.asymmetric import ec
from registerworld import INDETERMINATE, INVALID, VALID, DictStore, World, outcome

from pharos.core import commitments, compactqr, did, multibase, notes, p256, strict
from pharos.core.commitments import Kind
from pharos.core.openbadges import facts as ob
from pharos.core.openbadges import specimen
from pharos.core.verify import verify

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def secret(name: str) -> ec.EllipticCurvePrivateKey:
    return ec.derive_private_key(int.from_bytes(sha256(name.encode()).digest()), ec.SECP256R1())


def documents_key(name: str, owner: str = rw.ACADEMY, **changes: Any) -> did.Key:
    public = multibase.encode_p256(p256.compressed(secret(name).public_key()))
    base = {"state": did.KeyState.ACTIVE, "active_from": rw.EARLY}
    return did.Key(did.key_id(owner, public), public, **(base | changes))


def body(id: str) -> ob.Organisation:
    return replace(specimen.INSTITUTE, id=id, address=f"{rw.ORIGIN}/providers/academy")


PROGRAMME = replace(
    specimen.PROGRAMME, id=rw.COURSE, awarding_bodies=(body(rw.ACADEMY),),
    quality=(replace(specimen.PROGRAMME.quality[0], valid_from=date(2026, 1, 1)),),
)  # fmt: skip
AWARD = replace(
    specimen.AWARD,
    credential=rw.CREDENTIAL.removeprefix("urn:uuid:"),
    valid_from=strict.format_instant(rw.ISSUED),
)
STATUS = ob.Status(rw.status_url("revocation"), rw.status_url("suspension"), str(rw.INDEX))


class Paper:
    """A register whose academy has a key for documents, and what it prints."""

    def __init__(self) -> None:
        self.world = World()
        self.key = documents_key("documents")
        self.world.use_keys(*self.world.keys, self.key)

    def code(
        self, *, key: did.Key | None = None, secret_name: str = "documents", **changes: Any
    ) -> str:
        base: dict[str, Any] = {
            "programme": PROGRAMME,
            "issuer": ob.Issuer(body(rw.ACADEMY)),
            "award": AWARD,
            "created": strict.format_instant(rw.ISSUED),
            "registration": "DM-2026-17",
        } | changes
        made = compactqr.signing_input(
            base["programme"], base["issuer"], base["award"], STATUS, kid=(key or self.key).id,
            created=base["created"], demonstration=True, registration=base["registration"],
        )  # fmt: skip
        return compactqr.text(made, p256.sign(made, secret(secret_name)))

    def verdict(self, code: str, **more: Any) -> Any:
        more.setdefault("trust", self.world.trust())
        return verify(code.encode(), **({"at": rw.NOW} | more))


@pytest.fixture
def paper() -> Paper:
    return Paper()


def test_a_code_is_valid_without_network(paper: Paper) -> None:
    report = paper.verdict(paper.code() + "\n")
    assert report.verdict is VALID, report.checks
    assert report.check("format").facts["form"] == "qr"
    assert outcome(report, "status") == ("passed", "status_good")
    assert outcome(report, "issuer") == ("passed", "issuer_known")
    assert outcome(report, "accredited_at_award") == ("passed", "accredited_at_award")
    assert outcome(report, "registered") == ("not_applicable", "registration_not_carried")
    assert report.facts["holder"] == [AWARD.native_name, AWARD.latin_name]
    assert report.facts["title"] == PROGRAMME.title
    assert (report.facts["credits"], report.facts["level"]) == (6, "6")
    assert report.facts["credential"] == rw.CREDENTIAL


def test_with_its_proof_it_is_told_as_registered(paper: Paper) -> None:
    """VER-08: the leaf is of what was signed, so another signature leads to the same entry."""
    code = paper.code()
    found = compactqr.read(code)
    s = int.from_bytes(found.signature[32:])
    other = found.signature[:32] + (ORDER - s).to_bytes(32)
    world = paper.world
    identity = sha256(found.signing_input).digest()
    entry = commitments.commitment(Kind.ISSUE, world.salt(), identity)
    world.log.entries.append(entry)
    extra = notes.ProofExtra(world.salt(), world.acknowledge(), "DM-2026-17")
    proof = world.log.prove(entry, time=rw.LOGGED, extra=extra.to_bytes()).to_text().encode()
    for one in (code, compactqr.text(found.signing_input, other)):
        report = paper.verdict(one, tlog_proof=proof)
        assert (report.verdict, *outcome(report, "registered")) == (
            VALID, "passed", "registered_nationally",
        )  # fmt: skip
    wrong = paper.verdict(paper.code(registration=None), tlog_proof=proof)
    assert outcome(wrong, "registered") == ("failed", "log_proof_wrong")


def test_what_was_taken_back_is_told_by_the_lists_at_hand(paper: Paper) -> None:
    code = paper.code()
    paper.world.revoked.add(rw.INDEX)
    assert outcome(paper.verdict(code), "status") == ("failed", "revoked")
    without = replace(paper.world.trust(), status_lists=())
    assert paper.verdict(code, trust=without).verdict is INDETERMINATE


def test_registration_that_the_law_asks_is_not_assumed(paper: Paper) -> None:
    report = paper.verdict(paper.code(registration=None))
    assert (report.verdict, *outcome(report, "registered")) == (
        INDETERMINATE, "unknown", "registration_pending",
    )  # fmt: skip
    paper.world.regime = replace(paper.world.regime, national_registration=False)
    assert paper.verdict(paper.code(registration=None)).verdict is VALID


def test_a_code_younger_than_the_bundle_waits_for_a_newer_one(paper: Paper) -> None:
    created = strict.format_instant(rw.NOW + timedelta(minutes=5))
    report = paper.verdict(paper.code(created=created), at=rw.NOW + timedelta(minutes=6))
    assert (report.verdict, *outcome(report, "registered")) == (
        INDETERMINATE, "unknown", "log_pending",
    )  # fmt: skip


def test_a_changed_code_is_not_valid(paper: Paper) -> None:
    """VER-17: what nobody of the register signed is INVALID, whatever it says."""
    honest = compactqr.read(paper.code())
    other = compactqr.read(paper.code(award=replace(AWARD, grade="20")))
    forged = compactqr.text(other.signing_input, honest.signature)
    assert outcome(paper.verdict(forged), "proof") == ("failed", "signature_wrong")
    stranger = paper.code(secret_name="somebody else")
    assert paper.verdict(stranger).verdict is INVALID


def test_the_key_says_which_algorithm_it_is_for(paper: Paper) -> None:
    """VER-02: the register's key of another kind is never used for a code."""
    [ed25519] = paper.world.keys
    report = paper.verdict(paper.code(key=ed25519))
    assert outcome(report, "proof") == ("failed", "cryptosuite_not_allowed")


def test_a_key_of_another_provider_signs_for_nobody_else(paper: Paper) -> None:
    """VER-05: a short name is looked for among the keys of the named issuer only."""
    theirs = documents_key("college", rw.COLLEGE)
    college = paper.world.issuers[1]
    paper.world.issuers[1] = replace(college, keys=(*college.keys, theirs))
    report = paper.verdict(paper.code(key=theirs, secret_name="college"))
    assert report.verdict is INVALID
    assert outcome(report, "proof") == ("unknown", "key_unavailable")
    assert outcome(report, "issuer") == ("failed", "issuer_key_unknown")
    as_college = paper.code(key=theirs, secret_name="college", issuer=ob.Issuer(body(rw.COLLEGE)))
    found = paper.verdict(as_college)
    assert outcome(found, "accredited_at_award") == ("failed", "programme_of_another")


def test_a_retired_and_a_compromised_key_need_the_witness_of_the_log(paper: Paper) -> None:
    code = paper.code()
    retired = documents_key(
        "documents", state=did.KeyState.RETIRED, active_until=rw.NOW - timedelta(hours=1)
    )
    paper.world.use_keys(*paper.world.keys, retired)
    report = paper.verdict(code)
    assert (report.verdict, *outcome(report, "issuer")) == (
        INDETERMINATE, "unknown", "key_time_unproven",
    )  # fmt: skip


def test_a_stranger_is_read_by_the_documents_at_hand(paper: Paper) -> None:
    theirs = documents_key("stranger", rw.STRANGER)
    code = paper.code(
        key=theirs, secret_name="stranger", issuer=ob.Issuer(body(rw.STRANGER)), registration=None
    )
    store = DictStore({rw.STRANGER: did.document(rw.STRANGER, [theirs])})
    report = paper.verdict(code, store=store)
    assert outcome(report, "proof") == ("passed", "proof_holds")
    assert outcome(report, "issuer") == ("unknown", "issuer_not_listed")
    assert report.verdict is INDETERMINATE
    assert outcome(paper.verdict(code), "proof") == ("unknown", "key_unavailable")


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"PHAROS1:", "malformed"),
        (b"PHAROS1:\xff", "malformed"),
        (b"PHAROS1:" + b"A" * 5000, "payload_too_large"),
        (b"PHAROS1:UJCLQE7W581", "malformed"),
    ],
)
def test_what_is_broken_has_no_form(paper: Paper, raw: bytes, code: str) -> None:
    """VER-21: the length is looked at before a letter is read."""
    report = verify(raw, trust=paper.world.trust(), at=rw.NOW)
    assert (report.verdict, *outcome(report, "format")) == (INVALID, "failed", code)
