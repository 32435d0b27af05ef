"""One address asked once: the answer within all limits, or the reason why there is none."""

import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from ssl import SSLContext
from typing import Final
from urllib.parse import urljoin

import httpcore
import httpx

from pharos.core import strict
from pharos.core.errors import CoreError
from pharos.verification.fetching import limits
from pharos.verification.fetching.addresses import Resolve, is_public, system_resolve
from pharos.verification.fetching.connecting import CheckedBackend, Clock, Deadline
from pharos.verification.fetching.refusals import NotFetched

ACCEPT: Final = (
    "application/json, application/ld+json, application/did+json, application/vc,"
    " application/jwt, application/statuslist+jwt"
)
_MEDIA: Final = frozenset(
    {
        "application/json",
        "application/jwt",
        "application/vc",
        "application/did",
        "text/json",
        "text/plain",  # what simple servers say of a file that they do not know
    }
)
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_GONE: Final = 410


@dataclass(frozen=True)
class Answer:
    """What an address gave: its bytes, decoded; `is_gone` when it says that it gives no more."""

    body: bytes
    media_type: str
    is_gone: bool = False


@dataclass(frozen=True)
class Asking:
    """How addresses are asked. Tests put other values; the product keeps these."""

    resolve: Resolve = system_resolve
    is_allowed: Callable[[str], bool] = is_public
    ports: frozenset[int] = limits.PORTS
    seconds: float = limits.SECONDS
    clock: Clock = time.monotonic
    tls: Callable[[], SSLContext] | None = None

    def ask(self, address: str, *, limit: int, seconds: float | None = None) -> Answer:
        """The answer of an https address; raises NotFetched."""
        deadline = Deadline(min(self.seconds, seconds or self.seconds), self.clock)
        first = url = self.checked(address)
        for _ in range(1 + limits.REDIRECTS):
            found = self._ask_once(url, limit, deadline)
            if isinstance(found, Answer):
                return found
            url = self._redirected(url, found)
            if (url.host, url.port) != (first.host, first.port):
                raise NotFetched("redirect_not_allowed", "to another host")
        raise NotFetched("redirect_not_allowed", "too many in a row")

    def checked(self, address: str) -> strict.HttpsUrl:
        """The parts of an address that may be asked (NET-01, NET-07)."""
        try:
            url = strict.parse_https_url(address)
        except CoreError as error:
            raise NotFetched(error.code, error.message) from None
        if url.port not in self.ports:
            raise NotFetched("port_not_allowed")
        return url

    def _redirected(self, url: strict.HttpsUrl, location: str) -> strict.HttpsUrl:
        try:
            return self.checked(urljoin(url.text, location))
        except ValueError:
            raise NotFetched("malformed_url") from None

    def _ask_once(self, url: strict.HttpsUrl, limit: int, deadline: Deadline) -> Answer | str:
        """The answer, or the address that it redirects to."""
        backend = CheckedBackend(self.resolve, self.is_allowed, deadline)
        tls = (self.tls or _tls)()
        try:
            with (
                httpcore.ConnectionPool(
                    ssl_context=tls, network_backend=backend, max_connections=1, http2=False
                ) as pool,
                pool.stream("GET", _target(url), headers=_headers(url)) as response,
            ):
                return _taken(response, limit)
        except httpcore.TimeoutException:
            raise NotFetched("too_slow") from None
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            raise NotFetched("unreachable", type(error).__name__) from None


@cache
def _tls() -> SSLContext:
    # certificates of the package: what the environment names is not asked
    return httpx.create_ssl_context(trust_env=False)


def _target(url: strict.HttpsUrl) -> httpcore.URL:
    """The checked parts, never the text again: check and connection mean the same."""
    path = f"{url.path}?{url.query}" if url.query else url.path
    return httpcore.URL(scheme=b"https", host=url.host.encode(), port=url.port, target=path)


def _headers(url: strict.HttpsUrl) -> list[tuple[str, str]]:
    """Nothing about who asks: no cookies, no credentials, no referrer."""
    host = url.host if url.port == 443 else f"{url.host}:{url.port}"
    return [
        ("Host", host),
        ("Accept", ACCEPT),
        ("Accept-Encoding", "gzip"),
        ("User-Agent", "pharos-verifier"),
        ("Connection", "close"),
    ]


def _taken(response: httpcore.Response, limit: int) -> Answer | str:
    headers = _checked_headers(response)
    if response.status in _REDIRECTS:
        return headers.get("location", "")
    if response.status == _GONE:
        return Answer(b"", "", is_gone=True)
    if response.status != 200:
        raise NotFetched("not_found", f"status {response.status}")
    media_type = headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type not in _MEDIA and not media_type.endswith(("+json", "+jwt")):
        raise NotFetched("content_type", media_type[:60])
    stated = headers.get("content-length", "")
    if stated.isdecimal() and int(stated) > limit:
        raise NotFetched("too_large")
    encoding = headers.get("content-encoding", "identity").strip().lower()
    body = b"".join(_limited(_decoded(response.iter_stream(), encoding), limit))
    return Answer(body, media_type)


def _checked_headers(response: httpcore.Response) -> dict[str, str]:
    size = sum(len(name) + len(value) for name, value in response.headers)
    if size > limits.HEADER_BYTES or len(response.headers) > limits.HEADERS:
        raise NotFetched("headers_too_large")
    return {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in response.headers
    }


def _decoded(pieces: Iterator[bytes], encoding: str) -> Iterator[bytes]:
    """The body as it was before packing, in pieces that are never much larger than a buffer."""
    if encoding in ("identity", ""):
        yield from pieces
        return
    if encoding != "gzip":
        raise NotFetched("encoding_not_allowed", encoding[:20])
    reader = zlib.decompressobj(wbits=31)
    try:
        for piece in pieces:
            rest = piece
            while rest:
                yield reader.decompress(rest, 64 * limits.KIB)
                rest = reader.unconsumed_tail
    except zlib.error:
        raise NotFetched("encoding_not_allowed", "not gzip") from None
    if not reader.eof:
        raise NotFetched("encoding_not_allowed", "cut off")


def _limited(pieces: Iterator[bytes], limit: int) -> Iterator[bytes]:
    """The same, as long as all together stay within the limit (NET-06)."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > limit:
            raise NotFetched("too_large")
        yield piece
