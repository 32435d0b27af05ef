"""A document is made again from its leaves, years later, without any library of JSON-LD."""

import json
import subprocess
import sys
import urllib.error
import urllib.request

import pytest
from installation import copy_of

# Nothing that knows JSON-LD, RDF, JSON schema or canonical JSON can be loaded.
WITHOUT = """
import importlib.abc, sys

class Away(importlib.abc.MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in ("pyoxigraph", "rfc8785", "jsonschema", "pyld", "rdflib"):
            raise ImportError(f"{name} is away")

sys.meta_path.insert(0, Away())
for name in ("pyoxigraph", "rfc8785", "jsonschema"):
    try:
        __import__(name)
    except ImportError:
        continue
    raise AssertionError(name)
sys.argv[1:] = ["remake", sys.argv[1]]
import drillworld
drillworld.main()
assert not {"pyoxigraph", "rfc8785", "jsonschema", "pyld"} & set(sys.modules)
"""


@pytest.fixture(scope="module")
def installation(issued_template):
    with copy_of(issued_template) as copied:
        yield copied


def test_documents_are_made_again_byte_for_byte_without_the_libraries(installation, tmp_path):
    """A new process, no cache, and every library of JSON-LD and RDF unimportable."""
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    assert installation.tell("remake", str(first)) == {"documents": 60}
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT, str(second)],
        env=installation.environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-3000:]
    made = {file.name: file.read_bytes() for file in first.iterdir()}
    assert {file.name: file.read_bytes() for file in second.iterdir()} == made
    assert len(made) == 60
    one = json.loads(next(iter(made.values())))
    assert one["type"] == ["VerifiableCredential", "OpenBadgeCredential"]


def test_an_erased_person_is_forgotten_and_log_status_and_statistics_stay(installation):
    """PRV-01: the document answers *erased* at every door; what is not about a person stays."""
    lists = (
        "select encode(sha256(revoked || suspended || convert_to(version::text, 'UTF8')), 'hex')"
    )
    lists += " from issuing_status_list"
    counters = "select string_agg(count::text, ',' order by month, act) from issuing_counter"
    with installation.up():
        before = installation.ask(lists), installation.ask(counters)
        told = installation.tell("erase")
        assert told["code"] == "person_erased"
        for ending in ("", ".json", ".pdf"):
            status, text = asked(installation, f"/c/{told['credential']}{ending}")
            assert status == 410, (ending, status, text[:300])
        begin = 32 * told["position"]
        leaf = installation.ask(
            "select encode(substr(leaves, %s, 32), 'hex') from registry_log_chunk where id = %s",
            begin + 1,
            told["chunk"],
        )
        assert leaf == told["leaf"]
        assert (installation.ask(lists), installation.ask(counters)) == before
        row = installation.rows(
            f"select state, status_index is not null from issuing_credential"
            f" where id = '{told['credential']}'"
        )
        assert row == [("valid", True)]
        installation.wait_settled()
        done = installation.pharos("doctor", "--json")
        broken = [one for one in json.loads(done.stdout)["checks"] if one["outcome"] == "fail"]
        assert broken == []
        assert installation.tell("prove", told["leaf"], str(told["chunk"]),
                                 str(told["position"])) == {"proved": True}  # fmt: skip


def asked(installation, path: str) -> tuple[int, str]:
    request = urllib.request.Request(
        f"http://127.0.0.1:{installation.port}{path}", headers={"Host": "localhost"}
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, answer.read().decode(errors="replace")
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode(errors="replace")
