"""A specimen of a certificate: the format that a ministry decides about, set with example data.

Only the hash of a format is in the register. Where it is the hash of the format that this
installation sets, the specimen shows what would be approved.
"""

import hashlib
import json
from functools import cache
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from pharos.accounts.policies import Permission
from pharos.accreditation import queries as accreditation
from pharos.accreditation.models import CertificateFormat
from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.actor import Actor
from pharos.common.errors import NotFound
from pharos.common.sentences import sentence
from pharos.common.settings import settings
from pharos.issuing.certificate import facts, making
from pharos.issuing.models import Credential
from pharos.organisations import desk
from pharos.organisations import queries as organisations
from pharos.standards import queries as standards

_NOBODY = UUID(int=0)


@desk.page(Permission.DECISION_READ)
def specimen(request: HttpRequest, by: Actor, format_id: UUID) -> HttpResponse:
    """What is known of a format, with a way to the specimen where there is one."""
    found = accreditation.certificate_format(format_id)
    return render(
        request,
        "portal/operations/specimen.html",
        {
            "format": found,
            "hash": bytes(found.content_hash).hex(),
            "holder": organisations.by_id(found.organisation_id),
            "known": is_ours(found),
            "version": _version(found.organisation_id),
        },
    )


@desk.page(Permission.DECISION_READ)
def pdf(request: HttpRequest, by: Actor, format_id: UUID) -> HttpResponse:
    """The specimen; raises NotFound for a format that this installation does not set."""
    found = accreditation.certificate_format(format_id)
    version = _version(found.organisation_id)
    if version is None or not is_ours(found):
        raise NotFound("specimen_unknown")
    credential, document = _example(version, request)
    made = making.make(
        facts.of(credential, document), document=document, tlog_proof="", created=request.now
    )
    return HttpResponse(made, content_type="application/pdf")


def is_ours(found: CertificateFormat) -> bool:
    """Whether certificates are set in this very format here."""
    return bytes(found.content_hash) == _our_hash()


@cache
def _our_hash() -> bytes:
    return hashlib.sha256((making.FOLDER / "certificate.typ").read_bytes()).digest()


def _version(organisation_id: UUID) -> ProgrammeVersion | None:
    found = catalogue.published(organisation_id=organisation_id, limit=1)
    return found[0] if found else None


def _example(version: ProgrammeVersion, request: HttpRequest) -> tuple[Credential, bytes]:
    """An award to nobody, marked as made in a demonstration wherever this runs."""
    nation = standards.history(version.nation)[-1]
    languages = dict.fromkeys((nation.state_languages[0], "en"))
    names = [sentence("page_specimen_name", language) for language in languages]
    document = {
        "credentialSubject": {
            "identifier": [{"identityHash": name} for name in names],
            "achievement": {},
        },
        "termsOfUse": {"type": f"{settings().origin}/terms#Demonstration"},
    }
    credential = Credential(
        id=_NOBODY,
        issuer_id=version.organisation_id,
        version_id=version.id,
        awarded_on=nation.legal_day(request.now),
        created=request.now,
    )
    return credential, json.dumps(document, ensure_ascii=False).encode()
