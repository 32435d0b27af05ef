"""The main job as a newcomer sees it: one demonstration, its files, and the commands around it."""

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from installation import Installation, fresh_folder, remove

EXAMPLES = Path(__file__).parents[2] / "examples"
CHECKS = ["format", "proof", "issuer", "status", "validity", "accredited_at_award",
          "accredited_now", "registered", "holder"]  # fmt: skip
PROVIDER = ("--provider", "golden-fleece-demo-university", "--programme", "data-analysis")
# Refuses every socket, whoever asks for it.
NO_SOCKETS = """
import socket
def refuse(*arguments, **named):
    raise PermissionError("this program may not use the network")
socket.socket = refuse
"""


@dataclass
class Shown:
    """An installation after `pharos demo --once`, and what that answered."""

    installation: Installation
    folder: Path
    told: dict[str, Any]

    def pharos(self, *words: object) -> subprocess.CompletedProcess[str]:
        return self.installation.pharos(*map(str, words))

    def verdict(self, file: Path) -> tuple[int, str, dict[str, tuple[str, str]]]:
        """Exit code, verdict and checks of a file, by the bundle published last."""
        done = self.pharos("verify", file, "--json")
        told = json.loads(done.stdout)
        return done.returncode, told["verdict"], _checks(told)

    def credential(self, programme: str) -> str:
        document = json.loads((self.folder / f"{programme}.json").read_bytes())
        return str(document["id"])


def _checks(told: dict[str, Any]) -> dict[str, tuple[str, str]]:
    return {check["id"]: (check["outcome"], check["code"]) for check in told["checks"]}


@pytest.fixture(scope="module")
def shown() -> Iterator[Shown]:
    state = fresh_folder()
    try:
        installation = Installation(state)
        folder = state / "files"
        done = installation.pharos("demo", "--once", "--json", "--folder", str(folder))
        assert done.returncode == 0, done.stderr[-3000:] + done.stdout[-3000:]
        assert installation.left() == []
        yield Shown(installation, folder, json.loads(done.stdout))
    finally:
        remove(state)


def test_a_demonstration_ends_with_five_outcomes(shown: Shown) -> None:
    """Show 1: two VALID, one altered, one whose accreditation ended, one refused."""
    told = shown.told
    assert told["ok"]
    assert told["register"]["bodies"] == 86
    verdicts = {one["name"]: one for one in told["verdicts"]}
    assert {name: one["verdict"] for name, one in verdicts.items()} == {
        "armenia": "VALID",
        "georgia": "VALID",
        "altered": "INVALID",
        "ended_term": "VALID",
    }
    for one in verdicts.values():
        assert [check["id"] for check in one["checks"]] == CHECKS
        assert all(check["message"].strip() for check in one["checks"])
        assert one["demonstration"]
    assert verdicts["armenia"]["legal_basis"]["status"] == "draft"
    assert verdicts["georgia"]["legal_basis"]["status"] == "none"
    assert _checks(verdicts["armenia"])["registered"] == ("passed", "registered_nationally")
    assert _checks(verdicts["georgia"])["registered"] == ("passed", "registered_in_log")
    assert _checks(verdicts["altered"])["proof"] == ("failed", "signature_wrong")
    assert _checks(verdicts["ended_term"])["accredited_now"] == ("failed", "not_accredited_now")
    rosters = {one["file"]: one for one in told["rosters"]}
    assert {name: one["issued"] for name, one in rosters.items()} == {
        "teachers.csv": 120,
        "data-analysts.csv": 60,
        "spreadsheets-ended-term.csv": 3,
        "spreadsheets-after-term.csv": 0,
    }
    (refusal,) = rosters["spreadsheets-after-term.csv"]["rejected"]
    assert refusal["code"] == "programme_not_accredited"
    assert "2025-03-01" in refusal["message"]
    assert all(Path(file).stat().st_size for file in told["files"])
    assert {Path(file).suffix for file in told["files"]} == {
        ".json", ".pdf", ".tlog-proof", ".txt"
    }  # fmt: skip
    assert told["page"].startswith("http://localhost:8000/c/")


@pytest.mark.parametrize("programme", ["teacher-course", "data-analysis", "spreadsheet-skills"])
def test_three_files_are_enough_anywhere(shown: Shown, tmp_path: Path, programme: str) -> None:
    """Show 2: VALID with the installation stopped, no state folder, and no socket at all."""
    for name in (f"{programme}.json", f"{programme}.json.tlog-proof", "trust-bundle.json"):
        shutil.copy(shown.folder / name, tmp_path / name)
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "sitecustomize.py").write_text(NO_SOCKETS)
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PHAROS")}
    done = subprocess.run(
        [sys.executable, "-m", "pharos.cli", "verify", f"{programme}.json", "--json",
         "--trust", "trust-bundle.json"],
        cwd=tmp_path,
        env={**kept, "PYTHONPATH": str(elsewhere), "PHAROS_STATE": str(elsewhere / "no-state")},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"] == "VALID"
    assert done.stderr == ""


Change = Callable[[dict[str, Any], dict[str, Any]], None]


def _achievement(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["credentialSubject"]["achievement"]
    return found


def _altered(document: dict[str, Any], other: dict[str, Any]) -> None:
    document["awardedDate"] = document["awardedDate"].replace("2025-", "2024-")


def _removed(document: dict[str, Any], other: dict[str, Any]) -> None:
    del document["termsOfUse"]


def _added(document: dict[str, Any], other: dict[str, Any]) -> None:
    _achievement(document)["humanCode"] = "XX-1"


def _undefined(document: dict[str, Any], other: dict[str, Any]) -> None:
    _achievement(document)["gradeOfHonour"] = "summa"


def _foreign_key(document: dict[str, Any], other: dict[str, Any]) -> None:
    _proof(document)["verificationMethod"] = _proof(other)["verificationMethod"]


def _foreign_issuer(document: dict[str, Any], other: dict[str, Any]) -> None:
    document["issuer"] = other["issuer"]


def _as_it_was(document: dict[str, Any], other: dict[str, Any]) -> None:
    pass


def _proof(document: dict[str, Any]) -> dict[str, Any]:
    proof = document["proof"]
    found: dict[str, Any] = proof[0] if isinstance(proof, list) else proof
    return found


# What is done to the document, whose log proof lies beside it, and what must come of it.
CASES: dict[str, tuple[Change, str | None, str, str, tuple[str, str]]] = {
    "altered": (_altered, "own", "INVALID", "proof", ("failed", "signature_wrong")),
    "removed": (_removed, "own", "INVALID", "proof", ("failed", "signature_wrong")),
    "added": (_added, "own", "INVALID", "proof", ("failed", "signature_wrong")),
    "undefined": (_undefined, "own", "INVALID", "format", ("failed", "undefined_term")),
    "foreign-key": (_foreign_key, "own", "INVALID", "proof", ("failed", "signature_wrong")),
    "foreign-issuer": (_foreign_issuer, "own", "INVALID", "proof", ("failed", "signature_wrong")),
    "foreign-proof": (
        _as_it_was, "other", "INVALID", "registered", ("failed", "log_proof_wrong"),
    ),
    "no-proof": (
        _as_it_was, None, "INDETERMINATE", "registered", ("unknown", "log_proof_missing"),
    ),
    "untouched": (_as_it_was, "own", "VALID", "registered", ("passed", "registered_in_log")),
}  # fmt: skip


@pytest.fixture(scope="module")
def tampered(shown: Shown, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Every case verified by one command."""
    folder = tmp_path_factory.mktemp("tampered")
    own, other = (shown.folder / f"{name}.json" for name in ("data-analysis", "teacher-course"))
    for name, (change, sidecar, *_) in CASES.items():
        document = json.loads(own.read_bytes())
        change(document, json.loads(other.read_bytes()))
        file = folder / f"{name}.json"
        file.write_text(json.dumps(document, ensure_ascii=False))
        if sidecar is not None:
            source = own if sidecar == "own" else other
            shutil.copy(f"{source}.tlog-proof", f"{file}.tlog-proof")
    files = [folder / f"{name}.json" for name in CASES]
    done = shown.pharos("verify", *files, "--json", "--trust", shown.folder / "trust-bundle.json")
    assert done.returncode == 1, done.stderr
    return {Path(one["file"]).stem: one for one in json.loads(done.stdout)["results"]}


@pytest.mark.parametrize("case", CASES)
def test_what_was_done_to_a_document_is_named(tampered: dict[str, Any], case: str) -> None:
    """Show 2: any changed, added or removed member, a foreign key, a foreign or missing proof."""
    _, _, verdict, check, found = CASES[case]
    assert tampered[case]["verdict"] == verdict
    assert _checks(tampered[case])[check] == found


def test_a_missing_proof_alone_is_indeterminate(shown: Shown, tmp_path: Path) -> None:
    """Show 2: exit 2 is never mixed with 1."""
    shutil.copy(shown.folder / "data-analysis.json", tmp_path)
    done = shown.pharos("verify", tmp_path / "data-analysis.json")
    assert done.returncode == 2
    assert done.stdout.splitlines()[1].startswith("INDETERMINATE")


@pytest.fixture(scope="class")
def serving(shown: Shown) -> Iterator[None]:
    with shown.installation.up():
        yield
    assert shown.installation.left() == []


@pytest.mark.usefixtures("serving")
class TestWhileServing:
    """Commands beside web and worker: guests of the running database and signer."""

    def test_suspended_reinstated_by_two_and_revoked_for_good(self, shown: Shown) -> None:
        """Show 2: each act is published before its command ends, and has its own code."""
        document = shown.folder / "data-analysis.json"
        credential = shown.credential("data-analysis")

        assert (
            shown.pharos("suspend", credential, "--reason", "under_investigation").returncode == 0
        )
        code, verdict, checks = shown.verdict(document)
        assert (code, verdict, checks["status"]) == (1, "INVALID", ("failed", "suspended"))

        registrar = ("--by", "registrar@golden-fleece.demo.invalid")
        reinstate = ("reinstate", credential, "--reason", "cleared", *registrar)
        assert shown.pharos(*reinstate).returncode == 3
        alone = shown.pharos(*reinstate, "--confirm-by", registrar[1], "--json")
        assert alone.returncode == 1
        assert json.loads(alone.stdout)["results"][0]["code"] in (
            "second_person_needed", "permission_denied"
        )  # fmt: skip
        head = ("--confirm-by", "head@golden-fleece.demo.invalid")
        assert shown.pharos(*reinstate, *head).returncode == 0
        assert shown.verdict(document)[:2] == (0, "VALID")

        revoke = ("revoke", credential, "--reason", "error_in_data", "--json")
        assert shown.pharos(*revoke).returncode == 0
        code, verdict, checks = shown.verdict(document)
        assert (code, verdict, checks["status"]) == (1, "INVALID", ("failed", "revoked"))
        again = shown.pharos(*revoke)
        assert again.returncode == 1
        assert json.loads(again.stdout)["results"][0]["code"] == "already_revoked"

    def test_a_roster_with_faults_waits_for_two_and_answers_row_by_row(
        self, shown: Shown, tmp_path: Path
    ) -> None:
        """The command's contract: its object, and its exit codes 0, 1, 3 and 64."""
        roster = EXAMPLES / "data-analysts-faults.csv"
        dry = shown.pharos("award", roster, *PROVIDER, "--dry-run", "--json")
        assert dry.returncode == 1
        told = json.loads(dry.stdout)
        assert list(told) == [
            "batch", "rows", "accepted", "rejected", "issued", "seconds", "credentials"
        ]  # fmt: skip
        assert (told["batch"], told["rows"], told["issued"]) == (None, 60, 0)
        assert all(list(one) == ["row", "column", "code", "message"] for one in told["rejected"])
        rows = {one["row"] for one in told["rejected"]}
        assert {2, 4, 7, 10, 13, 16, 19, 23, 27, 31, 34, 39, 42, 53, 55, 60} <= rows

        new = tmp_path / "new.csv"
        lines = (EXAMPLES / "data-analysts.csv").read_text("utf-8").splitlines()
        new.write_text("\n".join([lines[0], lines[1].replace("99610097726", "99610097000")
                                  .replace("1992-07-13", "1991-01-02")]), "utf-8")  # fmt: skip
        by = ("--by", "registrar@golden-fleece.demo.invalid")
        waiting = shown.pharos("award", new, *PROVIDER, *by, "--json")
        assert waiting.returncode == 3, waiting.stdout + waiting.stderr
        assert json.loads(waiting.stdout)["issued"] == 0

        both = shown.pharos("award", new, *PROVIDER, "--json")
        assert both.returncode == 0, both.stdout + both.stderr
        assert json.loads(both.stdout)["issued"] == 1
        [credential] = json.loads(both.stdout)["credentials"]
        assert shown.pharos("export", credential, "-o", tmp_path / "new.json").returncode == 0

        assert shown.pharos("award", new, "--provider", "nobody").returncode == 64
        assert shown.pharos("award", tmp_path / "none.csv", *PROVIDER).returncode == 64

    def test_documents_and_artefacts_are_written_by_command(
        self, shown: Shown, tmp_path: Path
    ) -> None:
        """An export is the very bytes that were issued; everything a web server needs is a file."""
        credential = shown.credential("teacher-course")
        file = tmp_path / "one.json"
        assert shown.pharos("export", credential, "-o", file).returncode == 0
        assert file.read_bytes() == (shown.folder / "teacher-course.json").read_bytes()
        assert (tmp_path / "one.json.tlog-proof").is_file()
        assert shown.verdict(file)[:2] == (0, "VALID")
        # the certificate holds the same credential and the same proof
        assert shown.verdict(shown.folder / "teacher-course.pdf")[:2] == (0, "VALID")
        unknown = shown.pharos("export", credential, "--format", "elmo", "-o", tmp_path / "none")
        assert unknown.returncode == 64
        assert not (tmp_path / "none").exists()
        assert shown.pharos("export", "trust-bundle", "-o", tmp_path / "t.json").returncode == 0

        site = tmp_path / "site"
        assert shown.pharos("publish", site).returncode == 0
        for name in (
            ".well-known/did.json",
            ".well-known/jwt-vc-issuer/providers/golden-fleece-demo-university",
            "credential-types/micro-credential/1",
            "providers/lighthouse-demo-university/did.json",
            "log/checkpoint",
            "status/revocation/1",
            "status/suspension/1",
            "trust-bundle.json",
        ):
            assert (site / name).is_file(), name
        assert (site / "trust-bundle.json").read_bytes() == (tmp_path / "t.json").read_bytes()


def test_a_second_run_keeps_the_data_serves_them_and_leaves_nothing_when_killed(
    shown: Shown,
) -> None:
    """Show 1, REL-01: nothing is awarded twice, and `kill -9` of the parent takes all along."""
    installation = shown.installation
    again = shown.folder.with_name("again")
    with installation.up("demo", "--folder", str(again), "--language", "ka") as process:
        told = json.loads((again / "report.json").read_text())
        assert told["ok"]
        kept = [one["kept"] for one in told["rosters"] if one["issued"]]
        assert kept == [True, True, True]
        # its credential was revoked meanwhile: the next one is shown
        assert json.loads((again / "data-analysis.json").read_bytes())["id"] != shown.credential(
            "data-analysis"
        )
        page = f"http://127.0.0.1:{installation.port}/c/{told['page'].rpartition('/')[2]}"
        with urllib.request.urlopen(page, timeout=10) as answer:
            assert answer.status == 200
        process.send_signal(signal.SIGKILL)
        process.wait()
        installation.wait(lambda: installation.left() == [], 3)
