"""What every door of HTTP does alike: reads bodies within limits, does a write once."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Final

from django.db import connection
from django.http import HttpRequest

from pharos.common import events, idempotency
from pharos.common.actor import Actor
from pharos.common.errors import Invalid, Malformed, TooLarge
from pharos.common.i18n import reader_language
from pharos.common.idempotency import Answer
from pharos.common.retries import retried
from pharos.common.settings import settings
from pharos.core import limits, strict
from pharos.core.errors import CoreError

MAX_JSON_BODY: Final = limits.MAX_CREDENTIAL_BYTES
KEY_HEADER: Final = "Idempotency-Key"


class MediaTypeUnknown(Malformed):
    """The body has a form that this address does not read."""

    http_status = 415


def require_size(request: HttpRequest, limit: int) -> None:
    """Raise TooLarge `body_too_large` by what the request says of itself, before it is read.

    Django reads no more than the announced length, so that nothing longer can follow (VER-21).
    """
    announced = str(request.META.get("CONTENT_LENGTH") or "0")
    if not announced.isascii() or not announced.isdigit():
        raise Malformed("request_unreadable")
    if len(announced) > len(str(limit)) or int(announced) > limit:
        raise TooLarge("body_too_large", limit=limit)


def read_body(request: HttpRequest, limit: int) -> bytes:
    """The whole body as it came, at most `limit` bytes."""
    require_size(request, limit)
    body: bytes = request.read(limit + 1)
    if len(body) > limit:
        raise TooLarge("body_too_large", limit=limit)
    return body


def json_object(request: HttpRequest) -> dict[str, Any]:
    """The JSON object of a body, read strictly.

    Raises Malformed `body_malformed`, MediaTypeUnknown `media_type_unknown` for another type:
    a form of another site can send JSON as plain text, but not as JSON (ACC-06).
    """
    if request.content_type != "application/json":
        raise MediaTypeUnknown("media_type_unknown", known="application/json")
    try:
        return strict.load_json(request.body, limit=MAX_JSON_BODY)
    except CoreError as error:
        raise Malformed("body_malformed", error.message) from error


def digest_of(text: str) -> bytes:
    """The 32 bytes of a hexadecimal digest; raises Malformed `request_unreadable`."""
    try:
        digest = bytes.fromhex(text)
    except ValueError:
        digest = b""
    if len(digest) != 32 or len(text) != 64:
        raise Malformed("request_unreadable", "a digest has 64 hexadecimal digits")
    return digest


def language(request: HttpRequest) -> str:
    """The language of the reader: what a middleware found, else the header's best."""
    found: str | None = getattr(request, "language", None)
    return found or reader_language(request.headers.get("Accept-Language", ""))


def fingerprint(request: HttpRequest, body: bytes) -> bytes:
    """What must be the same for two writes to be one: address, question and body."""
    address: bytes = request.get_full_path().encode()
    return address + b"\n" + hashlib.sha256(body).digest()


def write_once(
    *,
    by: Actor,
    act: str,
    key: str | None,
    body: bytes,
    status: int,
    permit: Callable[[], None],
    work: Callable[[], Mapping[str, Any]],
) -> Answer:
    """Do `work` in a scope of its own, once for each key of this person and act (REL-03).

    A second asker waits for the first and gets its answer, if `permit` lets it through. A
    refusal goes on record and frees the key. `body` is what `fingerprint` made. Raises
    Malformed `idempotency_key_missing`.
    """
    if not key:
        raise Malformed("idempotency_key_missing")
    # A colleague's answer is the colleague's: who asks belongs to the operation.
    operation = f"{act}/{by.kind}/{by.person_id}"

    def attempt() -> Answer:
        with events.acting(by, act):
            _allow_time()
            permit()
            stored = idempotency.once(operation, key, body)
            if stored is not None:
                return stored
            answer = Answer(status, plain(_done(work)))
            return idempotency.remember(operation, key, answer)

    return retried(attempt)


def _allow_time() -> None:
    """A write may take longer than a look, and waits for others who write."""
    milliseconds = round(settings().write_seconds * 1000)
    with connection.cursor() as cursor:
        cursor.execute("select set_config('statement_timeout', %s, true)", [str(milliseconds)])


def plain(value: Mapping[str, Any]) -> dict[str, Any]:
    """The value as JSON has it, so that the first answer is the same as the stored one."""
    found: dict[str, Any] = json.loads(json.dumps(value, default=str))
    return found


def _done(work: Callable[[], Mapping[str, Any]]) -> Mapping[str, Any]:
    try:
        return work()
    except CoreError as error:
        raise Invalid("value_refused", error.message, reason=error.code) from error
