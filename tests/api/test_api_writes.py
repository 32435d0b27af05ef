"""A write happens once for each key, and a key opens nothing else."""

from uuid import uuid4

import pytest
from apiworld import Doors

from pharos.awards.models import Run
from pharos.common import tenancy

RUN = {"code": "R-1", "first_day": "2026-09-01", "last_day": "2026-12-01"}


def run_of(doors: Doors, programme: str = "data-analysis") -> dict[str, str]:
    return {**RUN, "version": str(doors.world.versions[programme].id)}


def runs(doors: Doors, key: str) -> int:
    with tenancy.scope(doors.world.actor(key)):
        return Run.objects.count()


def test_another_body_with_the_same_key_is_refused(doors: Doors) -> None:
    """REL-04: 422 `idempotency_key_reused`; the first answer stays retrievable."""
    token, body = doors.person("registrar-ge"), run_of(doors)
    first = doors.post(token, "/runs", body, key="k-1")
    other = doors.post(token, "/runs", {**body, "code": "R-2"}, key="k-1")
    assert (other.status, other.code) == (422, "idempotency_key_reused")
    assert doors.post(token, "/runs", body, key="k-1").content == first.content


def test_two_providers_may_choose_the_same_key(doors: Doors) -> None:
    """REL-05: two independent effects."""
    one = doors.post(doors.person("registrar-ge"), "/runs", run_of(doors), key="k-1")
    body = run_of(doors, "teacher-course")
    two = doors.post(doors.person("registrar-am"), "/runs", body, key="k-1")
    assert (one.status, two.status) == (201, 201)
    assert one.json["id"] != two.json["id"]


def test_a_key_opens_no_answer_of_somebody_else(doors: Doors) -> None:
    """A colleague without the permission is refused, not shown what another did."""
    body = run_of(doors)
    first = doors.post(doors.person("registrar-ge"), "/runs", body, key="k-1")
    colleague = doors.role("auditor", "golden-fleece-demo-university")
    refused = doors.post(colleague, "/runs", body, key="k-1")
    assert (first.status, refused.status, refused.code) == (201, 403, "permission_denied")


def test_one_key_on_two_addresses_is_two_requests(doors: Doors) -> None:
    """The address belongs to what is compared: a key is never taken for another object's."""
    token = doors.person("registrar-ge")
    made = [doors.post(token, "/runs", {**run_of(doors), "code": code}).json["id"] for code in "AB"]
    closing = {"ended_on": "2026-11-22"}
    first = doors.post(token, f"/runs/{made[0]}/close", closing, key="k-1")
    second = doors.post(token, f"/runs/{made[1]}/close", closing, key="k-1")
    assert (first.status, second.code) == (200, "idempotency_key_reused")


def test_a_refusal_frees_the_key(doors: Doors) -> None:
    token = doors.person("registrar-ge")
    wrong = {**run_of(doors), "last_day": "2026-01-01"}
    assert doors.post(token, "/runs", wrong, key="k-1").code == "run_days_reversed"
    assert doors.post(token, "/runs", run_of(doors), key="k-1").status == 201


@pytest.mark.parametrize("key", [" ", "x" * 201, "schlüssel"])
def test_what_is_no_key(doors: Doors, key: str) -> None:
    answer = doors.post(doors.person("registrar-ge"), "/runs", run_of(doors), key=key)
    assert (answer.status, answer.code) in (
        (422, "idempotency_key_bad"),
        (400, "idempotency_key_missing"),
    )


def test_a_write_without_a_key_is_not_done(doors: Doors) -> None:
    answer = doors.post(doors.person("registrar-ge"), "/runs", run_of(doors), Idempotency_Key="")
    assert (answer.status, answer.code) == (400, "idempotency_key_missing")
    assert runs(doors, "registrar-ge") == 0


def test_a_roster_sent_twice_in_different_forms_of_one_upload(doors: Doors) -> None:
    """The file counts, not the boundary that a client drew around it."""
    from django.core.files.uploadedfile import SimpleUploadedFile

    token = doors.person("registrar-ge")
    path = f"/batches?version={doors.world.versions['data-analysis'].id}"
    lines = doors.world.roster("data-analysts.csv").splitlines()[:3]
    key = str(uuid4())
    answers = [
        doors.post(
            token, path, {"file": SimpleUploadedFile("r.csv", b"\n".join(lines))}, key=key,
            content_type="multipart/form-data",
        )
        for _ in range(2)
    ]  # fmt: skip
    assert [one.status for one in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert answers[0].json["accepted"] == 2
