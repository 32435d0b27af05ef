"""The guarded fetcher: what it asks, what it takes, and whom it never calls."""

import gzip
import json
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from foreignhost import HOST, INSIDE, Call, ForeignHost, foreign_host

from pharos.verification.fetching import Fetcher, NotFetched, limits
from pharos.verification.fetching.addresses import is_public

LIMIT = 4096


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ForeignHost]:
    with foreign_host(tmp_path_factory.mktemp("host")) as host:
        yield host


@pytest.fixture
def host(server: ForeignHost) -> ForeignHost:
    server.calls.clear()
    server.headers.clear()
    server.pages = {"/a.json": b'{"id": "a"}'}
    return server


def refusal(host: ForeignHost, address: str, **rules: object) -> str:
    with pytest.raises(NotFetched) as refused:
        host.asking(**rules).ask(address, limit=LIMIT)
    return refused.value.code


def test_a_document_is_fetched_over_tls(host: ForeignHost) -> None:
    answer = host.asking().ask(f"{host.origin}/a.json", limit=LIMIT)
    assert answer.body == b'{"id": "a"}'
    [head] = host.headers
    told = head.lower()
    assert f"host: {HOST}:{host.port}" in told
    assert not any(word in told for word in ("cookie", "authorization", "referer"))


def test_a_certificate_of_another_name_is_refused(host: ForeignHost) -> None:
    other = f"https://other.example:{host.port}/a.json"
    assert refusal(host, other) == "unreachable"
    assert host.calls == []


# --- NET-01, NET-07 -------------------------------------------------------------------


@pytest.mark.parametrize(
    "address",
    [
        "http://issuer.example/a",
        "ftp://issuer.example/a",
        "file:///etc/passwd",
        "gopher://issuer.example/a",
        "data:application/json,{}",
        "jar:https://issuer.example/a!/b",
    ],
)
def test_only_https_is_asked(host: ForeignHost, address: str) -> None:
    """NET-01: every other scheme is refused before anything is resolved."""
    before = host.connections
    assert refusal(host, address, resolve=never) in ("scheme_not_allowed", "malformed_url")
    assert host.connections == before


def never(name: str, port: int) -> list[str]:
    raise AssertionError("nothing may be resolved")


@pytest.mark.parametrize(
    "address",
    [
        "https://user:pass@issuer.example/",
        "https://issuer.example#@evil.example/",
        "https://issuer.example\\@evil.example/",
        "https://issuer.example/a\tb",
        "https://issuer.example/a\nb",
        "https://ısuer.example/",
        "https://issuer.example./",
        "https://issuer.example:0443/",
        "https://issuer.example:/",
        "https:///a",
        "https://[::1]/",
        "https://issuer.example:22/",
        "https://" + "a" * 3000,
    ],
)
def test_one_strict_parser_reads_addresses(host: ForeignHost, address: str) -> None:
    """NET-07: what two readers might read differently is refused, before any resolving."""
    assert refusal(host, address, resolve=never) in (
        "malformed_url",
        "address_not_allowed",
        "port_not_allowed",
    )


# --- NET-02, NET-03 -------------------------------------------------------------------


@pytest.mark.parametrize("address", INSIDE[:-2])
def test_a_name_that_leads_inside_is_not_called(host: ForeignHost, address: str) -> None:
    """NET-02: checked where the name was resolved, one bad address among good ones included."""
    before = host.connections
    for found in ([address], ["8.8.8.8", address], [address, "8.8.8.8"]):
        code = refusal(
            host,
            f"{host.origin}/a.json",
            resolve=lambda name, port, found=found: found,
            is_allowed=is_public,
        )
        assert code == "address_not_allowed"
    assert host.connections == before


@pytest.mark.parametrize(
    "name",
    ["127.0.0.1", "0x7f000001", "2130706433", "017700000001", "127.1", "0177.0.0.1", "0x7f.1"],
)
def test_a_host_is_never_a_number(host: ForeignHost, name: str) -> None:
    """NET-02: in none of the spellings that a resolver would understand."""
    address = f"https://{name}:{host.port}/a.json"
    assert refusal(host, address, resolve=never) == "address_not_allowed"


def test_a_name_is_resolved_once_and_the_checked_address_is_called(host: ForeignHost) -> None:
    """NET-03: a second answer of the resolver is never asked for."""
    answers = [["127.0.0.1"], ["10.0.0.1"]]
    asked: list[str] = []

    def rebinding(name: str, port: int) -> list[str]:
        asked.append(name)
        return answers.pop(0)

    answer = host.asking(resolve=rebinding).ask(f"{host.origin}/a.json", limit=LIMIT)
    assert answer.body == b'{"id": "a"}'
    assert asked == [HOST]


def test_proxies_of_the_environment_are_ignored(
    host: ForeignHost, monkeypatch: pytest.MonkeyPatch
) -> None:
    """NET-03: a proxy would resolve the name by itself."""
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY", "HTTP_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere")
    assert host.asking().ask(f"{host.origin}/a.json", limit=LIMIT).body
    from pharos.verification.fetching import asking

    assert asking._tls().get_ca_certs()


# --- NET-04 ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ("http://issuer.example/a", "scheme_not_allowed"),
        ("https://127.0.0.1/a", "address_not_allowed"),
        ("https://other.example:%d/a.json", "redirect_not_allowed"),
        ("//other.example:%d/a.json", "redirect_not_allowed"),
        ("https://issuer.example/a.json", "port_not_allowed"),
        ("/%%", "malformed_url"),
        ("https://[::1/", "malformed_url"),
        ("/ring", "redirect_not_allowed"),
        ("", "redirect_not_allowed"),
    ],
)
def test_a_redirect_keeps_the_rules(host: ForeignHost, location: str, code: str) -> None:
    """NET-04: https only, the same host only, at most three."""
    target = location % host.port if "%d" in location else location.replace("%%", "%")
    host.pages["/ring"] = lambda call: call.redirect(target)
    assert refusal(host, f"{host.origin}/ring") == code
    assert len(host.calls) <= 1 + limits.REDIRECTS


def test_three_redirects_on_one_host_are_followed(host: ForeignHost) -> None:
    """NET-04: each is connected to anew, under the same rules."""
    for number in range(3):
        where = "/a.json" if number == 2 else f"/{number + 1}"
        host.pages[f"/{number}"] = lambda call, where=where: call.redirect(where)
    assert host.asking().ask(f"{host.origin}/0", limit=LIMIT).body == b'{"id": "a"}'
    assert host.calls == ["/0", "/1", "/2", "/a.json"]
    turned = iter([["127.0.0.1"], ["10.0.0.1"]])
    code = refusal(host, f"{host.origin}/0", resolve=lambda name, port: next(turned))
    assert code == "address_not_allowed"


# --- NET-05, NET-06 -------------------------------------------------------------------


def slow_body(call: Call) -> None:
    call.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    call.trickle(b" " * 1000, 0.05)


def slow_headers(call: Call) -> None:
    call.trickle(b"HTTP/1.1 200 OK\r\nX: " + b"a" * 1000, 0.05)


def silent(call: Call) -> None:
    time.sleep(1)


@pytest.mark.parametrize("page", [slow_body, slow_headers, silent])
def test_a_slow_server_is_left_at_the_deadline(host: ForeignHost, page: object) -> None:
    """NET-05: bytes that trickle in do not buy more time; the worker is free again."""
    host.pages["/slow"] = page  # type: ignore[assignment]
    started = time.monotonic()
    assert refusal(host, f"{host.origin}/slow", seconds=0.4) == "too_slow"
    assert time.monotonic() - started < 1


def test_a_slow_resolver_is_left_at_the_deadline(host: ForeignHost) -> None:
    """NET-05: the resolver counts into the same time."""

    def sleepy(name: str, port: int) -> list[str]:
        time.sleep(1)
        return ["127.0.0.1"]

    started = time.monotonic()
    code = refusal(host, f"{host.origin}/a.json", resolve=sleepy, seconds=0.2)
    assert code == "too_slow"
    assert time.monotonic() - started < 0.7


def endless(call: Call) -> None:
    call.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    while True:
        call.send(b" " * 65536)


def many_headers(call: Call) -> None:
    call.answer(b"{}", more="".join(f"X-{n}: a\r\n" for n in range(200)))


def long_header(call: Call) -> None:
    call.answer(b"{}", more=f"X: {'a' * 40_000}\r\n")


def endless_headers(call: Call) -> None:
    call.send(b"HTTP/1.1 200 OK\r\n")
    while True:
        call.send(b"X: " + b"a" * 1000 + b"\r\n")


def stated_size(call: Call) -> None:
    call.send(
        b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999999\r\n\r\n"
    )


@pytest.mark.parametrize(
    ("page", "codes"),
    [
        (endless, {"too_large"}),
        (stated_size, {"too_large"}),
        (many_headers, {"headers_too_large"}),
        (long_header, {"headers_too_large"}),
        (endless_headers, {"unreachable"}),
    ],
)
def test_no_more_than_the_limit_is_read(host: ForeignHost, page: object, codes: set[str]) -> None:
    """NET-05: endless bodies and huge headers end at their limits."""
    host.pages["/big"] = page  # type: ignore[assignment]
    assert refusal(host, f"{host.origin}/big") in codes


def test_the_limit_counts_decoded_bytes(host: ForeignHost) -> None:
    """NET-06: a bomb of gzip is left when it has grown to the limit."""
    bomb = gzip.compress(b" " * 50_000_000)
    packed = gzip.compress(b'{"id": "packed"}')
    head = "Content-Encoding: gzip\r\n"
    host.pages["/bomb"] = lambda call: call.answer(bomb, more=head)
    host.pages["/packed"] = lambda call: call.answer(packed, more=head)
    host.pages["/cut"] = lambda call: call.answer(packed[:-4], more=head)
    host.pages["/br"] = lambda call: call.answer(b"x", more="Content-Encoding: br\r\n")
    started = time.monotonic()
    assert refusal(host, f"{host.origin}/bomb") == "too_large"
    assert time.monotonic() - started < 1
    assert host.asking().ask(f"{host.origin}/packed", limit=LIMIT).body == b'{"id": "packed"}'
    assert refusal(host, f"{host.origin}/cut") == "encoding_not_allowed"
    assert refusal(host, f"{host.origin}/br") == "encoding_not_allowed"


def test_pages_are_no_documents(host: ForeignHost) -> None:
    host.pages["/page"] = lambda call: call.answer(b"<html>", media="text/html; charset=utf-8")
    assert refusal(host, f"{host.origin}/page") == "content_type"
    assert refusal(host, f"{host.origin}/missing") == "not_found"
    host.pages["/gone"] = lambda call: call.answer(b"", "410 Gone")
    assert host.asking().ask(f"{host.origin}/gone", limit=LIMIT).is_gone


# --- NET-08 ---------------------------------------------------------------------------


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def found(fetcher: Fetcher, address: str) -> list[object]:
    return list(fetcher.find(address, fetcher.budget()))


def test_one_address_is_asked_once_in_five_minutes(host: ForeignHost) -> None:
    """NET-08: answers and refusals alike are kept, 1,000 verifications or not."""
    clock = Clock()
    fetcher = Fetcher(host.asking(clock=clock))
    for _ in range(1000):
        assert found(fetcher, f"{host.origin}/a.json") == [{"id": "a"}]
        assert found(fetcher, f"{host.origin}/missing") == []
    assert sorted(host.calls) == ["/a.json", "/missing"]
    clock.now += limits.KEPT_SECONDS + 1
    found(fetcher, f"{host.origin}/missing")
    assert host.calls.count("/missing") == 2


def test_one_host_is_asked_a_few_times_a_minute(host: ForeignHost) -> None:
    """NET-08: 1,000 addresses of one victim make a dozen calls in a minute."""
    clock = Clock()
    fetcher = Fetcher(host.asking(clock=clock))
    for number in range(1000):
        assert found(fetcher, f"{host.origin}/{number}") == []
    assert len(host.calls) == limits.HOST_FETCHES
    clock.now += limits.HOST_SECONDS + 1
    assert found(fetcher, f"{host.origin}/a.json") == [{"id": "a"}]


def test_one_verification_asks_for_a_few_documents(host: ForeignHost) -> None:
    """NET-08: whatever a document names, it makes no more calls than a limit."""
    fetcher = Fetcher(host.asking())
    budget = fetcher.budget()
    fetcher.fill([f"{host.origin}/x{number}" for number in range(100)], budget)
    assert len(host.calls) == limits.CHECK_FETCHES


def test_who_asks_at_the_same_time_waits_for_one_answer(host: ForeignHost) -> None:
    """NET-08: a stampede makes one call."""

    def later(call: Call) -> None:
        time.sleep(0.2)
        call.answer(b'{"id": "later"}')

    host.pages["/later"] = later
    fetcher = Fetcher(host.asking())
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: found(fetcher, f"{host.origin}/later"), range(8)))
    assert answers == [[{"id": "later"}]] * 8
    assert host.calls == ["/later"]


def test_what_was_kept_is_bounded(host: ForeignHost, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "KEPT_ENTRIES", 2)
    monkeypatch.setattr(limits, "HOST_FETCHES", 100)
    fetcher = Fetcher(host.asking())
    for number in range(5):
        found(fetcher, f"{host.origin}/{number}")
    assert len(fetcher._kept._kept) == 2


# --- what becomes of an answer --------------------------------------------------------


def test_a_did_document_has_to_be_its_own(host: ForeignHost) -> None:
    fetcher = Fetcher(host.asking())
    did = f"did:web:{HOST}%3A{host.port}"
    host.pages["/.well-known/did.json"] = json.dumps({"id": did}).encode()
    host.pages["/a/did.json"] = json.dumps({"id": did}).encode()
    assert found(fetcher, did) == [{"id": did}]
    assert found(fetcher, f"{did}:a") == []
    for other in ("did:key:z6Mk", "urn:uuid:1", "did:web:a b", "mailto:a@example.org"):
        assert found(fetcher, other) == []


def test_tokens_come_in_the_envelope_of_a_store(host: ForeignHost) -> None:
    status = b"eyJhbGciOiJFUzI1NiIsInR5cCI6InN0YXR1c2xpc3Qrand0In0.e30.AA"
    other = b"eyJhbGciOiJFUzI1NiJ9.e30.AA"
    host.pages["/list"] = lambda call: call.answer(status, media="application/statuslist+jwt")
    host.pages["/vc"] = lambda call: call.answer(other, media="application/jwt")
    host.pages["/rubbish"] = lambda call: call.answer(b"[1]", media="text/plain")
    fetcher = Fetcher(host.asking())
    address = f"{host.origin}/list"
    assert found(fetcher, address) == [
        {"id": address, "type": "statuslist+jwt", "token": status.decode()}
    ]
    [envelope] = fetcher.find(f"{host.origin}/vc", fetcher.budget())
    assert envelope["type"] == "EnvelopedVerifiableCredential"
    assert found(fetcher, f"{host.origin}/rubbish") == []


def test_an_address_that_is_gone_says_that_its_badge_was_revoked(host: ForeignHost) -> None:
    host.pages["/gone"] = lambda call: call.answer(b"", "410 Gone")
    fetcher = Fetcher(host.asking())
    address = f"{host.origin}/gone"
    assert found(fetcher, address) == [{"id": address, "revoked": True}]
