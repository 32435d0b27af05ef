"""A backup of yesterday put back refuses to sign; that of now goes on as if nothing had been."""

import json
import shutil
import urllib.request
from pathlib import Path

import pytest
from installation import Installation, copy_of

COUNT = "select count(*) from issuing_credential"
SIZE = "select size from registry_log_state"


@pytest.fixture(scope="module")
def backups(issued_template, tmp_path_factory):
    """An installation with 60 awards in the older backup and 100 in the newest."""
    folder = tmp_path_factory.mktemp("backups")
    with copy_of(issued_template) as installation:
        installation.older, installation.newest = folder / "older.tar", folder / "newest.tar"
        installation.documents = folder / "documents"
        installation.documents.mkdir()
        with installation.up():
            backed_up(installation, installation.older)
            installation.tell("award", "40", "5000")
            installation.wait_settled()
            installation.tell("remake", str(installation.documents), "proofs")
            installation.facts = backed_up(installation, installation.newest)
        yield installation


def backed_up(installation: Installation, archive: Path) -> dict:
    done = installation.pharos("backup", str(archive), "--json")
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def restored(installation: Installation, archive: Path) -> dict:
    """The database alone is put back: keys, witness and what was published stay."""
    shutil.rmtree(installation.state / "database")
    done = installation.pharos("restore", str(archive), "--json")
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def checked(installation: Installation) -> tuple[int, list[str]]:
    done = installation.pharos("doctor", "--json")
    broken = [one["sentence"] for one in json.loads(done.stdout)["checks"]
              if one["outcome"] == "fail"]  # fmt: skip
    return done.returncode, broken


def test_an_older_backup_refuses_to_sign_and_still_verifies(backups):
    """REL-11, LOG-02: nothing is signed and nothing placed; doctor says what to do."""
    restored(backups, backups.older)
    code, broken = checked(backups)
    assert code == 1
    assert any("log_behind" in one and "Restore the newest backup" in one for one in broken), broken
    size = None
    with backups.up():
        size = backups.ask(SIZE)
        backups.tell("award", "20", "9000")
        refused = "select count(*) from procrastinate_jobs where task_name = 'issuing.sign'"
        refused += " and (status = 'failed' or attempts > 0)"
        backups.wait(lambda: (backups.one(refused) or 0) > 0, 30)
        backups.wait(lambda: '"code": "log_behind"' in backups.last_words(), 30)
        assert backups.ask(COUNT) == 60
        assert backups.ask(SIZE) == size, "no leaf was placed into a second history"
        assert verdict_of(backups) == "VALID"
    assert (backups.state / "published/log/checkpoint").read_text().split("\n")[1] != str(size)


def verdict_of(installation: Installation) -> str:
    """What the restored installation itself answers about a document it no longer knows."""
    name = sorted(installation.documents.glob("*.json"))[0]
    body = json.dumps({
        "document": name.read_text(),
        "tlog_proof": name.with_name(f"{name.name}.tlog-proof").read_text(),
    })  # fmt: skip
    asked = urllib.request.Request(
        f"http://127.0.0.1:{installation.port}/api/v1/verify",
        data=body.encode(),
        headers={"Content-Type": "application/json", "Host": "localhost"},
    )
    with urllib.request.urlopen(asked, timeout=20) as answer:
        return json.load(answer)["verdict"]


def test_the_newest_backup_goes_on(backups):
    """DEP-05, REL-11: rows, root and 100 random verifications agree; signing continues."""
    told = restored(backups, backups.newest)
    assert told["rows"] == backups.facts["rows"]
    assert told["checkpoint"] == backups.facts["checkpoint"]
    # the checkpoint of that moment is in what was restored, and gives the same root
    size, root = told["checkpoint"].split("\n")[1:3]
    with backups.up():
        kept = "select encode(root, 'base64') from registry_checkpoint where size = %s"
        assert backups.ask(kept, int(size)) == root
        assert checked(backups) == (0, []), backups.errors()
        assert backups.tell("verify", "100") == {"VALID": 100}
        backups.tell("award", "20", "9000")
        backups.wait_settled()
        assert backups.ask(COUNT) == 120
        assert checked(backups) == (0, [])
