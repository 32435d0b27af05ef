"""The API under `/api/v1`: the contexts' routers, one reader of bodies, one teller of refusals."""

from collections.abc import Callable, Iterator
from typing import Any, Final

import orjson
import structlog
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser
from ninja.renderers import BaseRenderer
from ninja.responses import NinjaJSONEncoder

from pharos.accreditation.views.api import router as accreditation
from pharos.awards.views.api import router as awards
from pharos.catalogue.views.api import router as catalogue
from pharos.common import http, problems
from pharos.common.errors import (
    Conflict,
    DomainError,
    Invalid,
    Malformed,
    NotFound,
    NotSignedIn,
    Unavailable,
)
from pharos.common.ids import uuid7
from pharos.common.settings import settings
from pharos.core.errors import CoreError
from pharos.criteria.views.api import router as criteria
from pharos.funding.views.api import router as funding
from pharos.issuing.views.api import router as issuing
from pharos.needs.views.api import router as needs
from pharos.organisations.views.api import router as organisations
from pharos.procedures.views.api import router as procedures
from pharos.procedures.views.report_api import router as reports
from pharos.registry.views.api import router as registry
from pharos.standards.views.api import router as standards
from pharos.verification.views.api import router as verification

log = structlog.get_logger(__name__)
PREFIX: Final = "/api/"
_DESCRIPTION: Final = """\
Reads of the public register and `verify` need nothing. Everything else needs a bearer token of
an API client or of a person; approvals are a person's. Every write takes the header
`Idempotency-Key` (one random key an act): sent twice it happens once, and the first answer is
given again. Errors are problem documents (RFC 9457) with a stable `code`, in the language of
`Accept-Language` (en, hy, ka)."""


class StrictParser(Parser):
    """Bodies by the one front door; questions without NUL."""

    def parse_body(self, request: HttpRequest) -> dict[str, Any]:
        return http.json_object(request)

    def parse_querydict(
        self, data: Any, list_fields: list[str], request: HttpRequest
    ) -> dict[str, Any]:
        found: dict[str, Any] = super().parse_querydict(data, list_fields, request)
        if any("\0" in str(value) for value in found.values()):
            raise Malformed("request_unreadable")
        return found


class SortedRenderer(BaseRenderer):
    """JSON with sorted members, so that a stored answer is the first one byte for byte."""

    media_type = "application/json"

    def render(self, request: HttpRequest, data: Any, *, response_status: int) -> bytes:
        encoder = NinjaJSONEncoder()
        return orjson.dumps(data, default=encoder.default, option=orjson.OPT_SORT_KEYS)


_KEY: Final = {
    "name": http.KEY_HEADER,
    "in": "header",
    "required": True,
    "description": "One random key an act: sent twice, the act happens once.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 200},
}
_PROBLEM: Final = {
    "description": "What was refused, and who can cure it (RFC 9457).",
    "content": {
        problems.MEDIA_TYPE: {
            "schema": {
                "type": "object",
                "required": ["type", "title", "status", "detail", "code"],
                "properties": {
                    "type": {"type": "string", "format": "uri"},
                    "title": {"type": "string"},
                    "status": {"type": "integer"},
                    "detail": {"type": "string"},
                    "code": {"type": "string"},
                    "facts": {"type": "object"},
                    "problems": {"type": "array", "items": {"type": "object"}},
                },
            }
        }
    },
}


class Api(NinjaAPI):
    """Describes with every operation what all have alike: the key of writes, the problems."""

    def get_openapi_schema(self, **options: Any) -> Any:
        schema = super().get_openapi_schema(**options)
        for methods in schema["paths"].values():
            for method, operation in methods.items():
                operation["responses"]["default"] = _PROBLEM
                if method == "post" and operation.get("security"):
                    operation.setdefault("parameters", []).append(_KEY)
        return schema


api = Api(
    title="Pharos",
    version="1",
    description=_DESCRIPTION,
    urls_namespace="api",
    docs_url=None,
    parser=StrictParser(),
    renderer=SortedRenderer(),
)
for context in (
    verification,
    organisations,
    catalogue,
    accreditation,
    awards,
    issuing,
    registry,
    procedures,
    reports,
    standards,
    needs,
    funding,
    criteria,
):
    api.add_router("", context)


@api.exception_handler(DomainError)
def refused(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The problem document of what we expected."""
    document = problems.document(error, origin=settings().origin, language=http.language(request))
    response = _problem(document, error.http_status)
    if isinstance(error, NotSignedIn):
        response.headers["WWW-Authenticate"] = "Bearer"
    if isinstance(error, Unavailable) or error.code == "busy_try_again":
        response.headers["Retry-After"] = "5"
    return response


@api.exception_handler(CoreError)
def unreadable(request: HttpRequest, error: CoreError) -> HttpResponse:
    """A text or number that the strict readers refuse."""
    return refused(request, Invalid("value_refused", error.message, reason=error.code))


@api.exception_handler(ValidationError)
def unfit(request: HttpRequest, error: ValidationError) -> HttpResponse:
    """Every place where the request does not fit its description; no value is repeated."""
    return refused(request, Invalid("request_refused", problems=list(_places(error))))


@api.exception_handler(HttpError)
def unheard(request: HttpRequest, error: HttpError) -> HttpResponse:
    """What the framework refused by itself: a body that could not be read."""
    cause = error.__cause__
    if isinstance(cause, DomainError):
        return refused(request, cause)
    return refused(request, Malformed("request_unreadable"))


@api.exception_handler(DatabaseError)
def database(request: HttpRequest, error: DatabaseError) -> HttpResponse:
    """A database that is full, away or busy is said so; anything else is a fault."""
    expected = problems.from_database(error)
    return fault(request, error) if expected is None else refused(request, expected)


@api.exception_handler(Exception)
def fault(request: HttpRequest, error: Exception) -> HttpResponse:
    """A fault of ours: logged whole, told as a number to ask by (OUT-08)."""
    reference = str(uuid7())
    log.error("api.fault", reference=reference, path=request.path, exc_info=error)
    document = problems.fault(
        origin=settings().origin, language=http.language(request), reference=reference
    )
    return _problem(document, 500)


def answers(get_response: Callable[[HttpRequest], HttpResponse]) -> Any:
    """Middleware: whatever leaves below `/api/` is JSON, and kept by nobody on the way."""

    def answer(request: HttpRequest) -> HttpResponse:
        if not request.path_info.startswith(PREFIX):
            return get_response(request)
        if "\0" in request.path_info:
            # no text of ours holds it, and the database would not take it either
            return refused(request, _PLAIN[404])
        response = get_response(request)
        is_ours = request.resolver_match is not None
        if response.status_code in _PLAIN and not (is_ours and _is_problem(response)):
            response = _told(request, response)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers["Vary"] = "Accept-Language, Authorization"
        return response

    return answer


class MethodUnknown(Invalid):
    """The address is there, the method is not."""

    http_status = 405


# What Django answers by itself, before or instead of a view.
_PLAIN: Final[dict[int, DomainError]] = {
    400: Malformed("request_unreadable"),
    404: NotFound("endpoint_unknown"),
    405: MethodUnknown("method_unknown"),
    409: Conflict("busy_try_again"),
}


def _is_problem(response: HttpResponse) -> bool:
    return bool(response.headers.get("Content-Type") == problems.MEDIA_TYPE)


def _told(request: HttpRequest, plain: HttpResponse) -> HttpResponse:
    response = refused(request, _PLAIN[plain.status_code])
    if "Allow" in plain.headers:
        response.headers["Allow"] = plain.headers["Allow"]
    return response


def _places(error: ValidationError) -> Iterator[Invalid]:
    kinds = {"missing": "missing", "extra_forbidden": "unknown"}
    for one in error.errors:
        kind = kinds.get(one["type"], "malformed")
        field = ".".join(str(part)[:60] for part in one["loc"][1:])
        yield Invalid(f"request_field_{kind}", field=field)


def _problem(document: dict[str, Any], status: int) -> HttpResponse:
    return HttpResponse(orjson.dumps(document), status=status, content_type=problems.MEDIA_TYPE)
