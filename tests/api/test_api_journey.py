"""The main job over HTTP, from the draft of a programme to a revoked award."""

import json
from typing import Any
from uuid import UUID

from apiworld import Doors

FIRST_ROWS = 4


def roster(doors: Doors, name: str, rows: int = FIRST_ROWS) -> bytes:
    """The first rows of a shipped roster."""
    return b"\n".join(doors.world.roster(name).splitlines()[: rows + 1]) + b"\n"


def send_roster(doors: Doors, token: str, **more: Any) -> Any:
    version = doors.world.versions["data-analysis"].id
    return doors.post(
        token,
        f"/batches?version={version}",
        roster(doors, "data-analysts.csv"),
        content_type="text/csv",
        **more,
    )


def test_a_roster_becomes_credentials(doors: Doors) -> None:
    registrar, head = doors.person("registrar-ge"), doors.person("head-ge")
    report = send_roster(doors, registrar)
    assert (report.status, report.json["accepted"], report.json["rejected"]) == (200, 4, [])
    batch = report.json["batch"]
    assert doors.post(registrar, f"/batches/{batch}/propose").json["state"] == "proposed"
    made = doors.post(head, f"/batches/{batch}/confirm")
    assert (made.status, made.json["awarded"], made.json["chunks"]) == (200, 4, 1)
    intent = doors.issuers.prepared(UUID(batch))
    doors.issuers.signed(intent)
    progress = doors.get(registrar, f"/batches/{batch}").json
    assert (progress["state"], progress["issued"]) == ("done", 4)
    awards = doors.get(head, f"/awards?batch={batch}&limit=3").json
    assert len(awards["items"]) == 3
    rest = doors.get(head, f"/awards?batch={batch}&after={awards['next']}").json
    assert (len(rest["items"]), rest["next"]) == (1, None)
    award = awards["items"][0]["id"]
    found = doors.get(head, f"/awards/{award}/credential").json
    document = doors.get(head, f"/credentials/{found['id']}/document")
    assert json.loads(document.content)["id"] == f"urn:uuid:{found['id']}"
    assert doors.get(head, f"/credentials/{found['id']}/tlog-proof").code == "log_proof_waits"
    suspended = doors.post(registrar, f"/awards/{award}/suspend", {"reason": "under_investigation"})
    assert suspended.json["state"] == "suspended"
    proposed = doors.post(registrar, f"/awards/{award}/reinstate", {"reason": "cleared"})
    change = next(c for c in proposed.json["changes"] if c["act"] == "reinstate")
    again = doors.post(head, f"/awards/{award}/reinstate/approve", {"change": change["id"]})
    assert (again.status, again.json["state"]) == (200, "valid")
    gone = doors.post(head, f"/awards/{award}/revoke", {"reason": "misconduct"})
    assert gone.json["state"] == "revoked"
    twice = doors.post(head, f"/awards/{award}/revoke", {"reason": "misconduct"})
    assert (twice.status, twice.code) == (409, "already_revoked")
