"""A certificate to nobody: the provider's newest programme, marked as a demonstration."""

import json
from datetime import datetime
from uuid import UUID

from pharos.catalogue import queries as catalogue
from pharos.catalogue.models import ProgrammeVersion
from pharos.common.sentences import sentence
from pharos.common.settings import settings
from pharos.issuing.certificate import facts, making
from pharos.issuing.layouts.checking import Specimen
from pharos.issuing.models import Credential
from pharos.standards import queries as standards

_NOBODY = UUID(int=0)


def shown_programme(organisation_id: UUID) -> ProgrammeVersion | None:
    """The programme that stands on the specimens; None when the provider has none."""
    found = catalogue.published(organisation_id=organisation_id, limit=1)
    return found[0] if found else None


def example(version: ProgrammeVersion, now: datetime) -> tuple[Credential, bytes]:
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
        awarded_on=nation.legal_day(now),
        created=now,
    )
    return credential, json.dumps(document, ensure_ascii=False).encode()


def usual(organisation_id: UUID, *, now: datetime) -> Specimen | None:
    """The specimen with a usual name; None when there is no programme to show."""
    version = shown_programme(organisation_id)
    if version is None:
        return None
    credential, document = example(version, now)
    told = facts.of(credential, document)
    return Specimen(told, making.drawn(told["address"]), now)
