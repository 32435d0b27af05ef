"""Whoever asks too often is told to wait; nobody else notices (DOS-03)."""

from time import perf_counter

import pytest
from django.test import Client

from pharos.common import settings as pharos_settings
from pharos.common.sentences import sentence
from pharos.portal import limits

RATE = 20
TOKEN = {"Authorization": "Bearer pharos_client_nobody"}


@pytest.fixture(autouse=True)
def _small_limits(monkeypatch: pytest.MonkeyPatch):
    few = pharos_settings.settings().model_copy(
        update={"limits": True, "limit_reads": RATE, "limit_writes": RATE, "limit_visits": RATE,
                "limit_checks": RATE // 2}
    )  # fmt: skip
    monkeypatch.setattr(limits, "settings", lambda: few)
    monkeypatch.setattr(limits.THROTTLE, "_clock", lambda: 1_000.0)
    limits.THROTTLE.forget()
    yield
    limits.THROTTLE.forget()


def asked(client: Client, path: str, times: int, **headers: str) -> list[int]:
    return [client.get(path, headers=headers).status_code for _ in range(times)]


def test_a_token_that_never_stops_is_told_when_to_come_again(client, db):
    """DOS-03: 429 with Retry-After and a problem document; nothing is asked of the database."""
    for _ in range(RATE):
        answer = client.post("/api/v1/runs", headers=TOKEN, content_type="application/json")
        assert answer.status_code == 401
    answer = client.post("/api/v1/runs", headers=TOKEN, content_type="application/json")
    assert answer.status_code == 429
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.headers["Retry-After"] == "3"
    assert answer.json()["code"] == "too_many_requests"
    assert answer.json()["facts"] == {"seconds": 3}
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_refusal_asks_nothing_of_the_database(client, django_assert_num_queries, db):
    asked(client, "/api/v1/me", RATE, **TOKEN)
    with django_assert_num_queries(0):
        answer = client.get("/api/v1/me", headers=TOKEN)
    assert answer.status_code == 429


def test_a_flood_does_not_fill_the_log(client, db, caplog):
    asked(client, "/en/", 3 * RATE)
    assert [one for one in caplog.records if one.name == "django.request"] == []


def test_others_are_not_slowed(client, db, monkeypatch):
    """DOS-03: while one is refused ten thousand times, the p95 of another stays within 2x."""
    monkeypatch.setattr(limits.THROTTLE, "_clock", lambda: perf_counter() * 1_000)
    few = limits.settings().model_copy(update={"limit_reads": 100_000})
    calm, beside = [], []
    for times, noise in ((calm, 0), (beside, 40), (calm, 0), (beside, 40)) * 10:
        monkeypatch.setattr(limits, "settings", lambda: few)
        for _ in range(noise):
            limits.THROTTLE.take("read", "Bearer noisy", 1)
        begin = perf_counter()
        answer = client.get("/api/v1/organisations", headers={"Authorization": "Bearer calm"})
        times.append(perf_counter() - begin)
        assert answer.status_code == 200
    assert sorted(beside)[18] <= 2 * max(sorted(calm)[18], 0.002)


def test_visitors_of_one_neighbourhood_share_and_another_is_free(client, db):
    assert set(asked(client, "/en/", RATE)) == {200}
    answer = client.get("/ka/", headers={"Accept": "text/html"})
    assert answer.status_code == 429
    assert sentence("title_429", "ka") in answer.text
    assert sentence("too_many_requests", "ka", {"seconds": 3}) in answer.text
    assert answer.headers["Retry-After"] == "3"
    assert answer.headers["Content-Security-Policy"]
    assert client.get("/en/", REMOTE_ADDR="198.51.100.7").status_code == 200
    assert client.get("/en/", REMOTE_ADDR="127.0.0.99").status_code == 429


@pytest.mark.parametrize("path", ["/c/00000000-0000-4000-8000-{:012d}", "/c/{:032x}.json"])
def test_numbers_of_credentials_are_not_guessed_fast(client, db, path):
    """DOS-03: credential pages have a smaller bucket of their own; unknown is unknown."""
    answers = [client.get(path.format(number)).status_code for number in range(RATE)]
    assert answers == [404] * (RATE // 2) + [429] * (RATE // 2)
    assert client.get("/en/").status_code == 200


def test_verifying_has_the_bucket_of_checks(client, db):
    sent = [
        client.post("/api/v1/verify", "{}", content_type="application/json").status_code
        for _ in range(RATE)
    ]
    assert sent.count(429) == RATE // 2


def test_many_tokens_of_one_place_have_a_bound(client, db):
    answers = [
        client.get("/api/v1/organisations", headers={"Authorization": f"Bearer x{number}"})
        for number in range(RATE * limits._TOKENS_OF_ONE_PLACE + 1)
    ]
    assert {answer.status_code for answer in answers[:-1]} == {200}
    assert answers[-1].status_code == 429


def test_whoever_watches_the_machine_always_gets_an_answer(client):
    assert set(asked(client, "/health/live", 3 * RATE)) == {200}


def test_the_client_cannot_name_its_own_address(client, db, monkeypatch):
    """The header of a proxy is believed only when it is configured, and only its last part."""
    for number in range(RATE):
        client.get("/en/", headers={"X-Forwarded-For": f"198.51.{number}.1"})
    assert client.get("/en/", headers={"X-Forwarded-For": "203.0.113.1"}).status_code == 429
    behind = limits.settings().model_copy(update={"proxy_header": "X-Forwarded-For"})
    monkeypatch.setattr(limits, "settings", lambda: behind)
    limits.THROTTLE.forget()
    for number in range(RATE):
        client.get("/en/", headers={"X-Forwarded-For": f"198.51.{number}.1, 203.0.113.9"})
    spoofed = {"X-Forwarded-For": "198.51.99.1, 203.0.113.9"}
    assert client.get("/en/", headers=spoofed).status_code == 429
    other = {"X-Forwarded-For": "203.0.113.9, 198.51.99.1"}
    assert client.get("/en/", headers=other).status_code == 200


@pytest.mark.parametrize(
    "path", ["/en/verify", "/api/v1/verify", "/en/", "/api/v1/runs", "/nowhere"]
)
def test_a_body_of_two_gigabytes_is_refused_unread(client, db, path):
    """DOS-04: by what it says of itself, at every address."""
    answer = client.post(path, CONTENT_LENGTH=str(2 * 1024**3), content_type="text/plain")
    assert answer.status_code == 413
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert answer.json()["code"] == "body_too_large"


@pytest.mark.parametrize("length", ["-1", "ten", "1e3", "٣", "9" * 50])
def test_a_length_that_is_none_is_refused(client, db, length):
    answer = client.post("/en/verify", CONTENT_LENGTH=length, content_type="text/plain")
    assert answer.status_code in (400, 413)
