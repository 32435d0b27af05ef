"""The form of LinkedIn that adds a certificate to a profile, filled in; no program of theirs."""

from collections.abc import Mapping
from datetime import date
from typing import Final
from urllib.parse import urlencode
from uuid import UUID

from pharos.common.i18n import choose
from pharos.issuing import certificate

_ADD_TO_PROFILE: Final = "https://www.linkedin.com/profile/add"


def address(
    credential_id: UUID,
    title: Mapping[str, str],
    issuer: Mapping[str, str],
    day: date | None,
    language: str,
) -> str:
    """A plain link: that site learns nothing before somebody follows it.

    Empty for an award of which too little is known to fill the form in.
    """
    if not title or day is None:
        return ""
    facts = {
        "startTask": "CERTIFICATION_NAME",
        "name": choose(title, language),
        "organizationName": choose(issuer, language),
        "issueYear": day.year,
        "issueMonth": day.month,
        "certUrl": certificate.address(credential_id),
        "certId": str(credential_id),
    }
    return f"{_ADD_TO_PROFILE}?{urlencode({name: value for name, value in facts.items() if value})}"
