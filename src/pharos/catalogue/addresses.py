"""The public addresses of programmes and their versions, and the form of any address."""

import re
from typing import Final

# Addresses are named in credentials, never fetched here: ESCO's own begin with http. No
# other scheme, no user, no character that could close a quotation (OUT-06).
ADDRESS: Final = re.compile(
    r"https?://[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?"
    r"(?:/(?:[A-Za-z0-9._~!$&'()*+,;=:@/-]|%[0-9A-Fa-f]{2})*)?"
    r"(?:\?[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*)?(?:#[A-Za-z0-9._~!$&'()*+,;=:@/?%-]*)?"
)


def programme_address(origin: str, provider_slug: str, programme_slug: str) -> str:
    """`{origin}/programmes/{provider}/{programme}`: the permanent id of a programme."""
    return f"{origin}/programmes/{provider_slug}/{programme_slug}"


def version_address(programme: str, number: int) -> str:
    """The programme's address + `/v{number}`."""
    return f"{programme}/v{number}"
