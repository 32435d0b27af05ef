"""The one question to another host that the operator configured: the time-stamp authority's.

Its address comes from the settings and from nowhere else, so it may be one of our own network.
"""

from typing import Final

import httpx

from pharos.common.errors import Unavailable

MAX_ANSWER: Final = 64 * 1024
_SECONDS: Final = 10.0
_HEADERS: Final = {
    "Content-Type": "application/timestamp-query",
    "Accept": "application/timestamp-reply",
}


def posted(url: str, body: bytes) -> bytes:
    """The answer to a question (RFC 3161, section 3.4); raises Unavailable `stamp_unavailable`.

    No proxy of the environment is asked and no redirect followed.
    """
    try:
        with (
            httpx.Client(trust_env=False, timeout=_SECONDS, follow_redirects=False) as client,
            client.stream("POST", url, content=body, headers=_HEADERS) as answer,
        ):
            if answer.status_code != httpx.codes.OK:
                raise Unavailable("stamp_unavailable", f"the authority said {answer.status_code}")
            return _taken(answer)
    except httpx.HTTPError as error:
        raise Unavailable("stamp_unavailable", f"no answer: {type(error).__name__}") from None


def _taken(answer: httpx.Response) -> bytes:
    taken = b""
    for part in answer.iter_bytes():
        taken += part
        if len(taken) > MAX_ANSWER:
            raise Unavailable("stamp_unavailable", "the answer is too long")
    return taken
