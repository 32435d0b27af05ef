"""`POST /verify`: the verdict on any credential, for everybody, in the JSON of the command.

Nothing about who asks is kept (E09); what foreign issuers publish is fetched only where the
operator lets it. The document is judged as the bytes that were sent; a document inside a JSON
object may also be given as text.
"""

import json
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, JsonResponse
from ninja import Router

from pharos.common import clock, http
from pharos.common.errors import Malformed
from pharos.core import limits, strict
from pharos.core.errors import CoreError
from pharos.organisations.door import Answer
from pharos.verification import actions, report

router = Router(tags=["verification"])
MAX_PROOF: Final = 64 * limits.KIB
# A PDF around a document, or the document as text inside JSON, takes more room than it.
MAX_BODY: Final = limits.MAX_PDF_BYTES + MAX_PROOF
_WRAPPER: Final = frozenset({"document", "tlog_proof", "holder"})
MAX_HOLDER: Final = 1_024
_HOLDER: Final = {
    "type": "string",
    "maxLength": MAX_HOLDER,
    "description": "The DID or e-mail address that it should be made for.",
}
_CONTENT: Final[dict[str, Any]] = {
    "requestBody": {
        "required": True,
        "content": {
            "application/vc": {"schema": {"type": "object"}},
            "application/json": {
                "schema": {
                    "oneOf": [
                        {"type": "object", "description": "The credential itself."},
                        {
                            "type": "object",
                            "required": ["document"],
                            "additionalProperties": False,
                            "properties": {
                                "document": {
                                    "oneOf": [{"type": "object"}, {"type": "string"}],
                                    "description": "The credential, as an object or as its text.",
                                },
                                "tlog_proof": {"type": "string"},
                                "holder": _HOLDER,
                            },
                        },
                    ]
                }
            },
            "multipart/form-data": {
                "schema": {
                    "type": "object",
                    "required": ["file"],
                    "properties": {
                        "file": {"type": "string", "format": "binary"},
                        "tlog_proof": {"type": "string", "format": "binary"},
                        "holder": _HOLDER,
                    },
                }
            },
        },
    }
}


class Check(Answer):
    """One of the nine checks."""

    id: str
    outcome: str
    code: str
    message: str
    reason: str | None = None
    since: str | None = None


class Verdict(Answer):
    """The verdict with every check and its sentence."""

    verdict: str
    message: str
    demonstration: bool
    legal_basis: dict[str, Any] | None
    checks: list[Check]
    subject: dict[str, Any]
    at: str


@router.post("/verify", response=Verdict, openapi_extra=_CONTENT, auth=None)
def verify(request: HttpRequest, at: str | None = None) -> Any:
    """Say whether a credential is valid: now, or `at` another instant."""
    http.require_size(request, MAX_BODY)
    instant = strict.parse_instant(at) if at else clock.now()
    sent = _sent(request)
    found = actions.check(sent.raw, at=instant, tlog_proof=sent.proof, holder=sent.holder)
    answer = report.to_json(found, at=instant, language=http.language(request))
    return JsonResponse(answer, json_dumps_params={"ensure_ascii": False})


@dataclass(frozen=True, slots=True)
class _Sent:
    """What came to be judged: never in the address, where servers would write it down."""

    raw: bytes
    proof: bytes | None = None
    holder: str | None = None


def _sent(request: HttpRequest) -> _Sent:
    """The document and its proof, from a form, a JSON object around them, or the bare body."""
    if request.content_type == "multipart/form-data":
        return _form(request)
    body = http.read_body(request, MAX_BODY)
    if not body:
        raise Malformed("body_malformed", "there is no body")
    if (request.content_type == "application/json" and body[:1].isspace()) or body[:1] == b"{":
        return _unwrapped(body)
    return _Sent(body)


def _form(request: HttpRequest) -> _Sent:
    file = request.FILES.get("file")
    if file is None:
        raise Malformed("body_malformed", "there is no part named file")
    proof = request.FILES.get("tlog_proof")
    text = request.POST.get("tlog_proof", "").encode()
    raw_proof = (proof.read() if proof is not None else text) or None
    return _Sent(file.read(), raw_proof, _holder(request.POST.get("holder") or None))


def _unwrapped(body: bytes) -> _Sent:
    """A JSON object with `document` alone or with its proof is a wrapper; any other is judged."""
    try:
        value = strict.load_json(body, limit=MAX_BODY)
    except CoreError:
        return _Sent(body)  # the verdict says what is wrong with it
    if "document" not in value or set(value) - _WRAPPER:
        return _Sent(body)
    document, proof = value["document"], value.get("tlog_proof")
    if not isinstance(document, str | dict) or not isinstance(proof, str | None):
        raise Malformed("body_malformed", "document or tlog_proof is of another type")
    text = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
    return _Sent(text.encode(), proof.encode() if proof else None, _holder(value.get("holder")))


def _holder(value: object) -> str | None:
    if value is None:
        return None
    if not isinstance(value, str) or not 0 < len(value) <= MAX_HOLDER:
        raise Malformed("body_malformed", "holder is a short text")
    return value
