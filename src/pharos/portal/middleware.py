"""What every request passes: its instant, its reader's language, and the headers of safety.

Pages keep nothing about who reads them (E09): no session, no cookie, no log of addresses.
"""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.utils import translation
from django.utils.cache import patch_vary_headers

from pharos.common import clock
from pharos.common.errors import DomainError
from pharos.common.i18n import LANGUAGES, reader_language
from pharos.common.problems import from_database
from pharos.portal.views import errors

Handler = Callable[[HttpRequest], HttpResponse]

# Everything is ours and in files of its own: no frame, nothing from elsewhere; scripts only where
# a page asks for one of ours (`{% script %}`), and never inline.
CONTENT_SECURITY_POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
WITH_SCRIPT = f"{CONTENT_SECURITY_POLICY}; script-src 'self'; connect-src 'self'"
_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=()",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def headers(get_response: Handler) -> Handler:
    """Add the headers that a view did not set itself."""

    def answer(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if getattr(request, "has_script", False):
            response.headers.setdefault("Content-Security-Policy", WITH_SCRIPT)
        for name, value in _HEADERS.items():
            response.headers.setdefault(name, value)
        return response

    return answer


class Packed(GZipMiddleware):
    """Packs pages of visitors.

    Pages of who is signed in carry secrets beside words that a stranger may choose, and the size
    of what is packed would tell of both (BREACH); they go as they are, as do files and the API.
    """

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """The page, packed if the browser can unpack it."""
        plain = settings.SESSION_COOKIE_NAME in request.COOKIES or request.method == "POST"
        if plain or not response.headers.get("Content-Type", "").startswith("text/html"):
            return response
        return super().process_response(request, response)


def reader(get_response: Handler) -> Handler:
    """Set `request.now` and `request.language`: by the address, else `?lang=`, else the header."""

    def answer(request: HttpRequest) -> HttpResponse:
        request.now = clock.now()
        request.language, asked = _language(request)
        with translation.override(request.language):
            response = get_response(request)
        response.headers.setdefault("Content-Language", request.language)
        if not asked:
            patch_vary_headers(response, ["Accept-Language"])
        return response

    return answer


def _language(request: HttpRequest) -> tuple[str, bool]:
    for asked in (request.path_info.split("/", 2)[1], request.GET.get("lang", "")):
        if asked in LANGUAGES:
            return asked, True
    return reader_language(request.headers.get("Accept-Language", "")), False


class Refusals:
    """Turns what we expected to go wrong into a page or a problem document."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """The answer to a DomainError; None for a fault, which is logged and hidden."""
        expected = error if isinstance(error, DomainError) else from_database(error)
        return None if expected is None else errors.refused(request, expected)
