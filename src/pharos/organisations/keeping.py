"""What a page's script is told when it keeps a form while its writer pauses.

The act, its tokens and the guard against two writers are those of the button that saves; only
the answer is another one: the sentence for the page and the new seal, not the page anew.

    @section.post("catalogue.draft", name=keeping.ACT)
    def keep(request, by, now, ...): ...; return keeping.kept(request, seal)

    def section(request, by, ...):
        if refusal := keeping.refusal(request): return keeping.refused(request, refusal, form)
"""

from datetime import datetime
from typing import Final

from django.http import HttpRequest, HttpResponse, JsonResponse

from pharos.common.errors import Conflict, DomainError
from pharos.common.forms import Form, error_text
from pharos.common.sentences import catalogue, sentence
from pharos.nations.zones import zone_of
from pharos.organisations.desk import ACT_FIELD

ACT: Final = "autosave"


def refusal(request: HttpRequest) -> DomainError | None:
    """Why the script's request was refused; None when a person looks or presses a button."""
    found: DomainError | None = getattr(request, "refusal", None)
    asked = request.method == "POST" and request.POST.get(ACT_FIELD) == ACT
    return found if asked else None


def kept(request: HttpRequest, seal: str) -> HttpResponse:
    """When it was kept, by the clock of the desk, and the seal of what stands now."""
    said = sentence("page_kept", request.language, {"time": _time(request, request.now)})
    return JsonResponse({"said": said, "seen": seal, "ended": False})


def refused(request: HttpRequest, error: DomainError, form: Form) -> HttpResponse:
    """Why it was not kept; another writer ends the keeping, until a person has looked."""
    language = request.language
    other = isinstance(error, Conflict) and "name" in error.facts
    if other:
        said = sentence("page_kept_other", language, error.facts)
    else:
        said = sentence("page_kept_not", language, {"why": _why(form, error, language)})
    return JsonResponse({"said": said, "ended": other})


def _why(form: Form, error: DomainError, language: str) -> str:
    for name, found in form.errors.as_data().items():
        label = str(form.fields[name].label) if name in form.fields else ""
        named = sentence(label, language) if label in catalogue("en") else label
        return f"{named}: {error_text(found[0], language)}"
    one = error.problems[0] if error.problems else error
    return sentence(one.code, language, one.facts)


def _time(request: HttpRequest, at: datetime) -> str:
    zone = zone_of(request.desk.nation)
    return f"{at.astimezone(zone):%H:%M}" if zone else f"{at:%H:%M} UTC"
