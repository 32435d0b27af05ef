"""Programmes over HTTP: drafted by one, published by another, listed for everybody."""

from typing import Any
from uuid import uuid4

from apiworld import Doors

GE = "golden-fleece-demo-university"


def document(doors: Doors) -> dict[str, Any]:
    found: dict[str, Any] = doors.world.versions["data-analysis"].descriptor.to_dict()
    found.pop("version")
    return {**found, "objective": {**found["objective"], "en": "Another objective."}}


def draft(doors: Doors, **changes: Any) -> dict[str, Any]:
    body = {"slug": "data-analysis", "document": {**document(doors), **changes}}
    answer = doors.post(doors.person("registrar-ge"), "/drafts", body)
    assert answer.status == 201, answer.json
    found: dict[str, Any] = answer.json
    return found


def publish(doors: Doors, one: dict[str, Any], **changes: str) -> Any:
    body = {"digest": one["digest"], "first_day": "2026-12-01", **changes}
    return doors.post(doors.person("head-ge"), f"/drafts/{one['id']}/publish", body)


def test_a_draft_becomes_the_next_version(doors: Doors) -> None:
    made = publish(doors, draft(doors))
    assert (made.status, made.json["number"], made.json["state"]) == (201, 2, "published")
    assert made.json["descriptor"]["objective"]["en"] == "Another objective."
    newest = doors.get(None, f"/programmes/{GE}/data-analysis").json
    assert [one["number"] for one in newest["versions"]] == [2, 1]
    assert newest["id"] == made.json["id"]


def test_what_was_edited_since_is_not_published(doors: Doors) -> None:
    """AUT-07: the approval names a digest: 409 `version_changed` for another content."""
    first = draft(doors)
    draft(doors, fee={"amount": "100", "currency": "GEL"})
    answer = publish(doors, first)
    assert (answer.status, answer.code) == (409, "version_changed")


def test_whoever_drafts_does_not_publish(doors: Doors) -> None:
    one = draft(doors)
    body = {"digest": one["digest"], "first_day": "2026-12-01"}
    answer = doors.post(doors.person("registrar-ge"), f"/drafts/{one['id']}/publish", body)
    assert (answer.status, answer.code) == (403, "permission_denied")


def test_an_unreadable_place_is_named(doors: Doors) -> None:
    wrong = {**document(doors), "ects": 6.5, "unknown": True}
    answer = doors.post(
        doors.person("registrar-ge"), "/drafts", {"slug": "data-analysis", "document": wrong}
    )
    assert (answer.status, answer.code) == (422, "descriptor_unreadable")
    assert len(answer.json["problems"]) == 2


def test_a_broken_rule_is_named(doors: Doors) -> None:
    answer = publish(doors, draft(doors, nqf_level=8))
    assert (answer.status, answer.code) == (422, "descriptor_breaks_rules")
    assert all(one["detail"] for one in answer.json["problems"])


def test_a_digest_is_a_digest(doors: Doors) -> None:
    answer = publish(doors, draft(doors), digest="zz")
    assert (answer.status, answer.code) == (400, "request_unreadable")


def test_everybody_reads_versions_and_their_standing(doors: Doors) -> None:
    version = doors.world.versions["data-analysis"]
    found = doors.get(None, f"/versions/{version.id}").json
    assert found["ects"] == "6"
    assert [one["state"] for one in found["standings"]] == ["in_force"]
    decisions = doors.get(None, f"/versions/{version.id}/decisions").json
    assert {one["kind"] for one in decisions} == {"authorisation", "institution", "programme"}
    one = doors.get(None, f"/decisions/{decisions[0]['id']}").json
    assert one == decisions[0]


def test_the_list_has_pages_and_filters(doors: Doors) -> None:
    """DOS-01: a page goes on behind the last id; a filter that fits nothing gives nothing."""
    first = doors.get(None, "/programmes?limit=2").json
    rest = doors.get(None, f"/programmes?limit=2&after={first['next']}").json
    ids = [one["id"] for one in (*first["items"], *rest["items"])]
    assert len(ids) == len(set(ids)) == 3
    assert rest["next"] is None
    georgian = doors.get(None, "/programmes?nation=GE").json["items"]
    assert {one["nation"] for one in georgian} == {"GE"}
    assert doors.get(None, "/programmes?kind=non_formal").json["items"] == []
    assert doors.get(None, f"/programmes?provider={uuid4()}").json["items"] == []


def test_a_draft_is_not_shown_to_anybody_else(doors: Doors) -> None:
    """AUT-02: the draft of another provider is as unknown as none."""
    one = draft(doors)
    foreign = doors.get(doors.person("registrar-am"), f"/drafts/{one['id']}")
    unknown = doors.get(doors.person("registrar-am"), f"/drafts/{uuid4()}")
    assert (foreign.status, foreign.content) == (404, unknown.content)
