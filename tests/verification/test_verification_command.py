"""`pharos verify` on files: exit codes, sidecars, bundles, stores; no database, no Django."""

import io
import json
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import registerworld as rw

from pharos.core.verify import Verdict
from pharos.verification import command


class Folder:
    """A folder with a credential, its proof and the bundle, and the command upon it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.world = rw.World()
        self.issued = self.world.issue()
        self.put("ani.json", self.issued.raw)
        self.put("ani.json.tlog-proof", self.issued.tlog_proof or b"")
        self.put("bundle.json", self.world.trust().to_json())

    def put(self, name: str, content: bytes) -> Path:
        file = self.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
        return file

    def run(self, *names: str, **arguments: Any) -> tuple[int, str, str]:
        out, err = io.StringIO(), io.StringIO()
        settings = {"at": rw.NOW, "trust": self.path / "bundle.json"} | arguments
        code = command.run([self.path / n for n in names], out=out, err=err, **settings)
        return code, out.getvalue(), err.getvalue()

    def json(self, *names: str, **arguments: Any) -> tuple[int, Any]:
        code, out, _ = self.run(*names, json=True, **arguments)
        return code, json.loads(out)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    return Folder(tmp_path)


def test_a_valid_credential_ends_with_0(folder: Folder) -> None:
    code, out, err = folder.run("ani.json")
    assert (code, err) == (0, "")
    assert "VALID  Genuine and in force." in out
    assert "Անի Սարգսյան" in out
    assert out.count("✓") == 8
    code, answer = folder.json("ani.json")
    assert (code, answer["verdict"]) == (0, "VALID")


def test_an_altered_credential_ends_with_1(folder: Folder) -> None:
    folder.put("ani.json", folder.issued.raw.replace(b'"creditsEarned": 6', b'"creditsEarned": 9'))
    code, answer = folder.json("ani.json")
    assert (code, answer["verdict"]) == (1, "INVALID")
    assert [c["code"] for c in answer["checks"] if c["outcome"] == "failed"] == ["signature_wrong"]


def test_without_its_proof_a_credential_ends_with_2(folder: Folder) -> None:
    (folder.path / "ani.json.tlog-proof").unlink()
    code, answer = folder.json("ani.json")
    assert (code, answer["verdict"]) == (2, "INDETERMINATE")
    [registered] = [c for c in answer["checks"] if c["id"] == "registered"]
    assert registered["code"] == "log_proof_missing"
    assert ".tlog-proof" in registered["message"]


def test_of_several_files_the_worst_counts(folder: Folder) -> None:
    folder.put("bare.json", folder.issued.raw)
    folder.put("rubbish.json", b"rubbish")
    code, answer = folder.json("ani.json", "bare.json")
    assert code == 2
    code, answer = folder.json("ani.json", "bare.json", "rubbish.json")
    assert code == 1
    assert [one["verdict"] for one in answer["results"]] == ["VALID", "INDETERMINATE", "INVALID"]
    assert [Path(one["file"]).name for one in answer["results"]] == [
        "ani.json",
        "bare.json",
        "rubbish.json",
    ]
    assert command.worst([Verdict.VALID, Verdict.INDETERMINATE, Verdict.INVALID]) == 1
    _, out, _ = folder.run("ani.json", "bare.json")
    assert out.count("bare.json") == 1


def test_time_may_be_given_as_text(folder: Folder) -> None:
    assert folder.run("ani.json", at="2026-11-22T14:00:00+04:00")[0] == 0
    code, answer = folder.json("ani.json", at="2026-12-22T10:00:00Z")
    assert code == 2
    assert answer["at"] == "2026-12-22T10:00:00Z"


@pytest.mark.parametrize(
    ("names", "arguments", "code"),
    [
        (["none.json"], {}, "verify_file_missing"),
        (["ani.json"], {"at": "tomorrow"}, "verify_at_malformed"),
        (["ani.json"], {"at": "2026-11-22"}, "verify_at_malformed"),
        (["ani.json"], {"at": "9999-12-31T23:59:59Z"}, "verify_at_malformed"),
        (["ani.json"], {"at": "0001-01-01T00:00:00Z"}, "verify_at_malformed"),
        (["ani.json"], {"trust": Path("/nowhere/bundle.json")}, "verify_trust_missing"),
        (["ani.json"], {"trust": None, "state": Path("/nowhere")}, "verify_trust_missing"),
        (["ani.json"], {"store": Path("/nowhere")}, "verify_store_refused"),
    ],
)
def test_wrong_usage_ends_with_64(
    folder: Folder, names: list[str], arguments: dict[str, Any], code: str
) -> None:
    exit_code, answer = folder.json(*names, **arguments)
    assert exit_code == 64
    assert answer["error"]["code"] == code
    exit_code, out, err = folder.run(*names, language="ka", **arguments)
    assert (exit_code, out) == (64, "")
    assert err.startswith("pharos verify: ")
    assert any("ა" <= letter <= "ჰ" for letter in err)


def test_a_damaged_bundle_is_refused(folder: Folder) -> None:
    raw = (folder.path / "bundle.json").read_bytes()
    folder.put("bundle.json", raw.replace(b"2031-01-01", b"2032-01-01"))
    code, answer = folder.json("ani.json")
    assert code == 64
    assert answer["error"]["code"] == "verify_trust_refused"
    assert "bundle_signature_wrong" in answer["error"]["message"]


def test_without_trust_the_installations_last_bundle_counts(folder: Folder) -> None:
    folder.put("state/published/trust-bundle.json", folder.world.trust().to_json())
    assert folder.run("ani.json", trust=None, state=folder.path / "state")[0] == 0


def test_production_does_not_use_a_demonstrations_bundle(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DEP-01: an installation of production refuses trust roots of a demonstration."""
    monkeypatch.setenv("PHAROS_INSTALLATION", "production")
    monkeypatch.setenv("PHAROS_NATIONAL_CONNECTOR", "none")
    code, answer = folder.json("ani.json")
    assert code == 64
    assert "bundle_demonstration" in answer["error"]["message"]


def test_documents_are_found_in_the_store_by_id_and_by_address(folder: Folder) -> None:
    """STA-05: what the bundle lacks may lie in the store; without it nothing is guessed."""
    world = folder.world
    lists = world.status_lists()
    folder.put("bundle.json", world.trust(status_lists=[{"id": "urn:none"}]).to_json())
    code, answer = folder.json("ani.json")
    assert code == 2
    assert {c["code"] for c in answer["checks"]} >= {"status_unavailable"}

    folder.put("by-id/revocation.json", json.dumps(lists[0]).encode())
    folder.put("by-id/deep/suspension.json", json.dumps(lists[1]).encode())
    folder.put("by-id/other.json", b"not json")
    folder.put("by-id/list.json", b"[]")
    assert folder.run("ani.json", store=folder.path / "by-id")[0] == 0

    for name, document in zip(("r", "s"), lists, strict=True):
        renamed = world.sign(
            {k: v for k, v in document.items() if k not in ("proof", "id")},
            created=world.status_from,
        )
        folder.put(f"by-url/{name}.json", json.dumps(renamed).encode())
    urls = {rw.status_url("revocation"): "r.json", rw.status_url("suspension"): "s.json"}
    folder.put("by-url/urls.json", json.dumps(urls).encode())
    assert folder.run("ani.json", store=folder.path / "by-url")[0] == 0


@pytest.mark.parametrize("urls", [b"[]", b'{"a": 1}', b'{"a": "../ani.json"}', b'{"a": "no"}'])
def test_a_store_with_wrong_addresses_is_refused(folder: Folder, urls: bytes) -> None:
    folder.put("store/urls.json", urls)
    code, answer = folder.json("ani.json", store=folder.path / "store")
    assert code == 64
    assert answer["error"]["code"] == "verify_store_refused"


def test_an_older_list_in_the_store_does_not_hide_a_revocation(folder: Folder) -> None:
    """STA-04: the replayed list is older than the one the bundle holds."""
    world = folder.world
    old = world.status_list("revocation", valid_from=rw.NOW - timedelta(days=2))
    world.revoked.add(rw.INDEX)
    folder.put("bundle.json", world.trust().to_json())
    folder.put("store/old.json", json.dumps(old).encode())
    code, answer = folder.json("ani.json", store=folder.path / "store")
    assert code == 1
    assert "revoked" in {c["code"] for c in answer["checks"]}


def test_larger_files_are_refused_before_they_are_parsed(folder: Folder) -> None:
    """VER-21: ten megabytes are answered at once."""
    folder.put("huge.json", b"[" * 10_000_000)
    begun = time.monotonic()
    code, answer = folder.json("huge.json")
    assert time.monotonic() - begun < 1
    assert code == 1
    assert answer["checks"][0]["code"] == "payload_too_large"


def test_the_command_loads_neither_django_nor_a_database() -> None:
    """It runs beside a stopped installation, and starts at once."""
    probe = (
        "import sys; import pharos.verification.command as c; import pharos.core.verify;"
        "heavy = {'django', 'psycopg', 'procrastinate', 'ninja', 'pydantic',"
        " 'httpx', 'ssl', 'asyncio', 'pyhanko'};"
        "print(sorted(heavy & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", probe], capture_output=True, text=True, check=True, timeout=60
    )
    assert done.stdout.strip() == "[]"


def test_the_command_line_ends_with_the_same_codes(folder: Folder) -> None:
    """The door that people use: `pharos verify FILE --trust BUNDLE --json`."""
    done = subprocess.run(
        [sys.executable, "-m", "pharos.cli", "verify", "ani.json", "--trust", "bundle.json",
         "--at", "2026-11-22T10:00:00Z", "--json"],
        capture_output=True, text=True, cwd=folder.path, timeout=60,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"] == "VALID"
