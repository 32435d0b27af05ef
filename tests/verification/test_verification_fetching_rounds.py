"""Judging with what can be fetched: foreign badges gain an answer, ours are never asked for."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import registerworld as rw
from foreignhost import HOST, ForeignHost, foreign_host
from registerworld import INDETERMINATE, INVALID, VALID, World, outcome

from pharos.common.settings import Settings
from pharos.core import contexts, dataintegrity, did, statuslist, strict
from pharos.core.verify import Report, Verifier
from pharos.verification import command
from pharos.verification.fetching import Fetcher, RecordingStore, judged, limits, may_fetch

Json = dict[str, Any]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForeignHost]:
    with foreign_host(tmp_path_factory.mktemp("host")) as host:
        yield host


class Foreign:
    """A badge of an issuer elsewhere with a did:web and a status list of its own."""

    def __init__(self, host: ForeignHost) -> None:
        self.host = host
        host.calls.clear()
        self.world = World()
        self.world.signer.add("foreign", b"\x31" * 32)
        self.issuer = f"did:web:{HOST}%3A{host.port}:issuers:one"
        self.list = f"{host.origin}/status/1"
        public = self.world.signer.multikey("foreign")
        self.method = did.key_id(self.issuer, public)
        host.pages = {
            "/issuers/one/did.json": json.dumps(self.document(public)).encode(),
            "/status/1": json.dumps(self.status()).encode(),
        }

    def document(self, public: str) -> Json:
        return {
            "@context": ["https://www.w3.org/ns/did/v1", "https://w3id.org/security/multikey/v1"],
            "id": self.issuer,
            "verificationMethod": [
                {
                    "id": self.method,
                    "type": "Multikey",
                    "controller": self.issuer,
                    "publicKeyMultibase": public,
                }
            ],
            "assertionMethod": [self.method],
        }

    def sign(self, unsigned: Json) -> Json:
        options = dataintegrity.proof_options(
            unsigned,
            verification_method=self.method,
            created=strict.format_instant(rw.ISSUED),
            cryptosuite=dataintegrity.RDFC,
        )
        signer = self.world.signer
        return dataintegrity.sign(
            unsigned,
            options,
            lambda data: signer.sign_many([data], key_id="foreign", intent=b"")[0],
        )

    def status(self, *revoked: int) -> Json:
        bits = statuslist.new()
        for index in revoked:
            statuslist.set(bits, index)
        return self.sign(
            statuslist.credential(
                url=self.list,
                issuer=self.issuer,
                purpose="revocation",
                bits=bits,
                valid_from=rw.ISSUED,
                valid_until=rw.NOW + (rw.NOW - rw.ISSUED),
                ttl_ms=300_000,
            )
        )

    def badge(self) -> bytes:
        unsigned = rw.document()
        unsigned["@context"] = [contexts.VC_V2, contexts.OPEN_BADGES]
        unsigned["issuer"] = {"id": self.issuer, "type": ["Profile"], "name": "Elsewhere"}
        unsigned["credentialStatus"] = statuslist.entry(
            id=f"{self.list}#7", purpose="revocation", index=7, list_url=self.list
        )
        return json.dumps(self.sign(unsigned)).encode()

    def judge(self, raw: bytes, fetcher: Fetcher | None = None, **more: Any) -> Report:
        trust = self.world.trust()
        return judged(
            lambda store: Verifier(trust, store).verify(raw, at=rw.NOW, **more),
            trust,
            fetcher or Fetcher(self.host.asking()),
        )


@pytest.fixture
def foreign(server: ForeignHost) -> Foreign:
    return Foreign(server)


def test_a_foreign_badge_is_proven_by_what_is_fetched(foreign: Foreign) -> None:
    report = foreign.judge(foreign.badge())
    assert outcome(report, "proof") == ("passed", "proof_holds")
    assert outcome(report, "status") == ("passed", "status_good")
    assert outcome(report, "issuer") == ("unknown", "issuer_not_listed")
    assert report.verdict is INDETERMINATE
    assert sorted(foreign.host.calls) == ["/issuers/one/did.json", "/status/1"]


def test_a_foreign_revocation_is_found(foreign: Foreign) -> None:
    foreign.host.pages["/status/1"] = json.dumps(foreign.status(7)).encode()
    report = foreign.judge(foreign.badge())
    assert outcome(report, "status") == ("failed", "revoked")
    assert report.verdict is INVALID


def test_what_cannot_be_fetched_stays_open(foreign: Foreign) -> None:
    """STA-05: no answer is never good news, and never a fault of the document."""
    foreign.host.pages = {}
    report = foreign.judge(foreign.badge())
    assert report.verdict is INDETERMINATE
    assert outcome(report, "proof") == ("unknown", "key_unavailable")
    assert outcome(report, "status") == ("unknown", "status_unavailable")


def test_our_own_are_never_asked_for(foreign: Foreign) -> None:
    """KEY-04, KEY-05: the bundle decides; nobody asks the domain, alive or in other hands."""
    world = foreign.world
    trust = world.trust()
    for key in (rw.ACADEMY, rw.ALIAS, f"{rw.ORIGIN}/providers/academy"):
        assert not may_fetch(key, trust)
    alias_host = did.url_of(rw.ALIAS).removeprefix("https://").partition("/")[0]
    assert not may_fetch(f"https://{alias_host}/.well-known/jwt-vc-issuer", trust)
    assert may_fetch("did:web:elsewhere.example", trust)
    assert not may_fetch(rw.status_url("revocation"), trust)
    assert may_fetch(rw.status_url("revocation"), trust, own_lists=True)

    class Never(Fetcher):
        def find(self, key: str, budget: Any) -> list[Any]:
            raise AssertionError(f"{key} was asked for")

    issued = world.issue()
    assert foreign.judge(issued.raw, Never()).verdict is INDETERMINATE  # without the log's proof
    stranger = rw.document() | {"issuer": {"id": rw.ALIAS, "type": ["Profile"]}}
    raw = json.dumps(world.sign(stranger)).encode()
    foreign.judge(raw, Never())


def test_a_new_key_at_a_lost_domain_is_no_key_of_ours(foreign: Foreign) -> None:
    """KEY-04: who takes a provider's domain over gains nothing; nothing is fetched there."""
    world = foreign.world
    world.signer.add("thief", b"\x66" * 32)
    unsigned = rw.document() | {"issuer": {"id": rw.ALIAS, "type": ["Profile"]}}
    options = dataintegrity.proof_options(
        unsigned,
        verification_method=did.key_id(rw.ALIAS, world.signer.multikey("thief")),
        created=strict.format_instant(rw.ISSUED),
        cryptosuite=dataintegrity.RDFC,
    )
    stolen = dataintegrity.sign(
        unsigned,
        options,
        lambda data: world.signer.sign_many([data], key_id="thief", intent=b"")[0],
    )
    report = foreign.judge(json.dumps(stolen).encode())
    assert outcome(report, "issuer") == ("failed", "issuer_key_unknown")
    assert report.verdict is INVALID
    assert foreign.host.calls == []


def test_a_document_that_is_wrong_already_makes_no_call(foreign: Foreign) -> None:
    """NET-08: nothing is fetched for rubbish, nor for what is valid without."""
    foreign.judge(b"rubbish")
    expired = json.loads(foreign.badge()) | {"validUntil": "2020-01-01T00:00:00Z"}
    assert foreign.judge(json.dumps(expired).encode()).verdict is INVALID
    issued = foreign.world.issue()
    report = foreign.judge(issued.raw, tlog_proof=issued.tlog_proof)
    assert report.verdict is VALID
    assert foreign.host.calls == []


def test_there_are_at_most_three_rounds(foreign: Foreign) -> None:
    """NET-05: a document that names another for ever ends at the third."""
    rounds: list[int] = []
    report = Verifier(foreign.world.trust()).verify(foreign.badge(), at=rw.NOW)

    def judge(store: Any) -> Report:
        rounds.append(1)
        store.find(f"{foreign.host.origin}/{len(rounds)}")
        return report

    for number in range(1, 9):
        foreign.host.pages[f"/{number}"] = b"{}"
    judged(judge, foreign.world.trust(), Fetcher(foreign.host.asking()))
    assert len(rounds) == 1 + limits.ROUNDS
    assert foreign.host.calls == ["/1", "/2", "/3"]


def test_a_recording_store_notes_each_name_once() -> None:
    store = RecordingStore()
    assert store.find("a") == store.find("a") == store.find("b") == []
    assert store.missing() == ["a", "b"]
    assert store.hold({"a": [{"id": "a"}], "b": []})
    assert store.find("a") == [{"id": "a"}]
    assert store.missing() == []
    assert store.find("b") == []
    assert store.missing() == []


# --- the command and the setting ------------------------------------------------------


def test_the_command_fetches_only_when_it_is_told_to(foreign: Foreign, tmp_path: Path) -> None:
    file = tmp_path / "badge.json"
    file.write_bytes(foreign.badge())
    bundle = tmp_path / "bundle.json"
    bundle.write_bytes(foreign.world.trust().to_json())

    def run(**more: Any) -> Json:
        out = io.StringIO()
        command.run([file], at=rw.NOW, trust=bundle, json=True, out=out, err=out, **more)
        answer: Json = json.loads(out.getvalue())
        return {check["id"]: check["code"] for check in answer["checks"]}

    assert run()["proof"] == "key_unavailable"
    assert foreign.host.calls == []
    assert run(fetcher=Fetcher(foreign.host.asking()))["proof"] == "proof_holds"
    assert run(holder="ani@example.org")["holder"] == "holder_address_missing"


def test_a_demonstration_asks_nobody_unless_it_is_told_to() -> None:
    """NET-08: foreign hosts are asked in production, or where the operator says so."""
    assert not Settings(installation="demonstration").fetches_foreign
    assert Settings(installation="demonstration", fetch_foreign=True).fetches_foreign
    ours = Settings.model_construct(installation="production", fetch_foreign=None)
    assert ours.fetches_foreign
    ours = Settings.model_construct(installation="production", fetch_foreign=False)
    assert not ours.fetches_foreign


# --- Open Badges 2.0 ------------------------------------------------------------------


def old_badge(host: ForeignHost) -> Json:
    """A hosted badge whose documents lie at addresses that name each other."""
    context = "https://w3id.org/openbadges/v2"
    host.calls.clear()
    made = {
        "/a/1": {
            "type": "Assertion",
            "recipient": {"type": "email", "hashed": False, "identity": "ani@example.org"},
            "badge": f"{host.origin}/badge",
            "issuedOn": "2019-05-05T10:00:00Z",
            "verification": {"type": "hosted"},
        },
        "/badge": {"type": "BadgeClass", "name": "Robotics", "issuer": f"{host.origin}/issuer"},
        "/issuer": {"type": "Issuer", "name": "Elsewhere"},
    }
    pages = {
        path: {"@context": context, "id": f"{host.origin}{path}"} | body
        for path, body in made.items()
    }
    host.pages = {path: json.dumps(page).encode() for path, page in pages.items()}
    return pages["/a/1"]


def test_a_hosted_badge_is_asked_of_its_server(server: ForeignHost, foreign: Foreign) -> None:
    """E05: assertion, badge class and issuer are fetched, each by the one before."""
    raw = json.dumps(old_badge(server)).encode()
    report = foreign.judge(raw, holder="ani@example.org")
    assert outcome(report, "proof") == ("passed", "hosted_holds")
    assert outcome(report, "status") == ("passed", "status_good")
    assert outcome(report, "holder") == ("passed", "holder_address_fits")
    assert report.facts["title"] == {"und": "Robotics"}
    assert sorted(server.calls) == ["/a/1", "/badge", "/issuer"]


def test_a_badge_that_its_server_took_back_is_revoked(
    server: ForeignHost, foreign: Foreign
) -> None:
    """E05: 410 Gone is how a hosted badge is revoked; a server that is silent says nothing."""
    raw = json.dumps(old_badge(server)).encode()
    server.pages["/a/1"] = lambda call: call.answer(b"", "410 Gone")
    report = foreign.judge(raw)
    assert outcome(report, "status") == ("failed", "revoked")
    server.pages = {}
    report = foreign.judge(raw)
    assert report.verdict is INDETERMINATE
    assert outcome(report, "proof") == ("unknown", "hosted_unavailable")
