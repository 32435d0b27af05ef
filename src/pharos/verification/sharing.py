"""What a holder can do with a genuine credential elsewhere: a form of LinkedIn, filled in."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import urlencode

from pharos.common.i18n import choose

# A plain link: nothing of that site is loaded here, and it learns nothing before a click.
_ADD_TO_PROFILE: Final = "https://www.linkedin.com/profile/add"


def linkedin(award: Mapping[str, Any], address: str, number: str, language: str) -> str:
    """The address of the form that adds a certificate to a profile, with what stands in it."""
    day = award.get("award_date")
    if not award.get("title") or day is None:
        return ""
    facts = {
        "startTask": "CERTIFICATION_NAME",
        "name": choose(award["title"], language),
        "organizationName": choose(award["issuer"].get("name") or {}, language),
        "issueYear": day.year,
        "issueMonth": day.month,
        "certUrl": address,
        "certId": number,
    }
    return f"{_ADD_TO_PROFILE}?{urlencode({k: v for k, v in facts.items() if v})}"
