"""What the product itself issued and published, before the verifiers of other makers."""

import json
from typing import Any

import pytest

from pharos.common import tenancy
from pharos.issuing import queries, tasks
from pharos.organisations import queries as organisations
from pharos.registry import queries as registry

pytestmark = pytest.mark.peers


def did_document(issuers: Any, nation: str) -> dict[str, Any]:
    with tenancy.scope(issuers.worker(nation)):
        found: dict[str, Any] = registry.did_document(organisations.by_id(issuers.owner(nation)))
    return found


@pytest.mark.parametrize(
    ("name", "programme", "nation", "rows"),
    [
        ("teachers.csv", "teacher-course", "am", 120),
        ("data-analysts.csv", "data-analysis", "ge", 60),
    ],
)
def test_others_accept_all_that_was_issued_for_a_roster(
    peers: Any, issuers: Any, name: str, programme: str, nation: str, rows: int
) -> None:
    issued = issuers.issued(name, programme, nation=nation)
    with tenancy.scope(issuers.worker(nation)):
        credentials = [json.loads(queries.made(row).document) for row in issued]
    did = did_document(issuers, nation)
    altered = json.loads(json.dumps(credentials[0]))
    altered["credentialSubject"]["creditsEarned"] = 299
    answers = peers([*credentials, altered], {did["id"]: did})
    assert [r for r in answers.results[:-1] if not r["verified"]] == []
    assert (answers.accepted, answers.signatures_checked) == (rows, rows + 1)
    assert not answers.results[-1]["verified"]


def test_others_accept_the_signed_status_lists(peers: Any, issuers: Any) -> None:
    row = issuers.issued()[0]
    made = tasks.publish_now(
        issuers.worker("ge"), row.list_id, now=row.created, signer=issuers.signer
    )
    did = did_document(issuers, "ge")
    lists = [json.loads(bytes(one.document)) for one in made]
    answers = peers(lists, {did["id"]: did})
    assert {one["credentialSubject"]["statusPurpose"] for one in lists} == {
        "revocation", "suspension",
    }  # fmt: skip
    assert [r["error"] for r in answers.results] == [None, None]
    assert answers.accepted == answers.signatures_checked == 2
