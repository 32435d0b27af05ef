"""The API of a real installation: its own server, database, worker and signer."""

import http.client
import json
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any
from uuid import uuid4

from installation import Installation

SLUG = "golden-fleece-demo-university"


class Api:
    """Requests of one person to an installation that is up."""

    def __init__(self, installation: Installation, token: str | None = None) -> None:
        self.base = f"http://127.0.0.1:{installation.port}"
        self.token = token

    def send(
        self, path: str, body: bytes | None = None, *, key: str = "", kind: str = "application/json"
    ) -> tuple[int, bytes]:
        """Status and body; a body makes it a POST."""
        headers = {"Content-Type": kind, "Idempotency-Key": key or str(uuid4())}
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        request = urllib.request.Request(self.base + path, data=body, headers=headers)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, answer.read()
        except urllib.error.HTTPError as error:
            with error:
                return error.code, error.read()

    def get(self, path: str) -> Any:
        status, content = self.send(f"/api/v1{path}")
        assert status == 200, content
        return json.loads(content)

    def post(self, path: str, value: Any = None, **more: Any) -> tuple[int, Any]:
        body = b"{}" if value is None else json.dumps(value).encode()
        status, content = self.send(f"/api/v1{path}", body, **more)
        return status, json.loads(content)


def member(installation: Installation, notes: dict[str, Any], key: str) -> Api:
    """A person of the drill, by a token that the operator of the demonstration makes."""
    email = f"{notes['people'][key]}@example.org"
    done = installation.pharos("token", "--organisation", SLUG, "--by", email, "--json")
    assert done.returncode == 0, done.stderr
    return Api(installation, json.loads(done.stdout)["token"])


def test_the_main_job_over_a_real_server(small_template: Path, copied: Any) -> None:
    """REL-03, REL-06, VER-21: twenty at once are one, also for a server that was started again."""
    with copied(small_template) as installation:
        notes = json.loads((installation.state / "drill.json").read_text())
        path = f"/batches/{notes['batch']}/confirm"
        with installation.up():
            registrar = member(installation, notes, "registrar-ge")
            head = member(installation, notes, "head-ge")
            assert head.get("/me")["roles"] == ["head"]
            assert registrar.post(path)[0] == 403
            with ThreadPoolExecutor(20) as pool:
                answers = list(
                    pool.map(lambda _: head.send(f"/api/v1{path}", b"", key="k"), "x" * 20)
                )
            assert set(answers) == {answers[0]}
            assert answers[0][0] == 200
            installation.wait_settled()
            batch = registrar.get(f"/batches/{notes['batch']}")
            assert (batch["state"], batch["issued"]) == ("done", 60)
            award = registrar.get(f"/awards?batch={notes['batch']}&limit=1")["items"][0]["id"]
            check_verdicts(installation, registrar, award)
            assert metric(installation, 'pharos_log_leaves_total{kind="issue"}') == 60
            assert announced(installation, 10 * 1024 * 1024) == 413
        with installation.up():
            assert head.send(f"/api/v1{path}", b"", key="k") == answers[0]
            assert metric(installation, 'pharos_log_leaves_total{kind="issue"}') == 60
        assert installation.left() == []


def check_verdicts(installation: Installation, registrar: Api, award: str) -> None:
    """VALID with the proof, INVALID when altered, as everybody may ask."""
    credential = registrar.get(f"/awards/{award}/credential")["id"]
    _, document = registrar.send(f"/api/v1/credentials/{credential}/document")
    status, proof = registrar.send(f"/api/v1/credentials/{credential}/tlog-proof")
    assert status == 200
    anybody = Api(installation)
    sent = {"document": document.decode(), "tlog_proof": proof.decode()}
    told = anybody.post("/verify", sent)[1]
    assert told["verdict"] == "VALID", told["checks"]
    altered = document.decode().replace('"creditsEarned":6', '"creditsEarned":60')
    assert altered != document.decode()
    told = anybody.post("/verify", sent | {"document": altered})[1]
    assert told["verdict"] == "INVALID"
    log = anybody.get("/log")
    assert log["checkpoint"].startswith(log["origin"])


def announced(installation: Installation, size: int) -> int:
    """The answer to a body that is announced and not sent: it is refused before it is read."""
    connection = http.client.HTTPConnection("127.0.0.1", installation.port, timeout=20)
    connection.putrequest("POST", "/api/v1/verify")
    connection.putheader("Content-Type", "application/jose")
    connection.putheader("Content-Length", str(size))
    connection.endheaders()
    status = connection.getresponse().status
    connection.close()
    return status


def metric(installation: Installation, name: str) -> float:
    _, text = Api(installation).send("/metrics")
    [value] = [
        line.rpartition(" ")[2] for line in text.decode().splitlines() if line.startswith(name)
    ]
    return float(value)
