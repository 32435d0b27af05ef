"""An SD-JWT VC as a credential that is judged like all others.

Its facts are shown in the members of an Open Badge, so that the same code judges and tells
them; what was held back is absent.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pharos.core import jose, strict, tokenstatus
from pharos.core.elements import Elements
from pharos.core.errors import CoreError, Malformed
from pharos.core.sdjwt import elements as claim_elements
from pharos.core.sdjwt.reading import SdJwt
from pharos.core.values import YEARS, text_of
from pharos.core.verify.reading import Credential

Json = dict[str, Any]

_LEVELS: Final = {"nqf_level": "ext:NQF", "eqf_level": "ext:EQF"}


@dataclass(frozen=True)
class SdJwtCredential(Credential):
    """A credential that can be shown in part; `token` is what was presented."""

    token: SdJwt

    @property
    def is_demonstration(self) -> bool:
        return self.token.claims.get("demonstration") is True

    def elements(self) -> Elements:
        """What was shown, by the data dictionary's names."""
        return claim_elements.elements(self.token.claims)


def credential(token: SdJwt, issuer: str) -> SdJwtCredential:
    """The credential of a presented token; raises `malformed_time`, `malformed`."""
    claims = token.claims
    shown = _shown(claims, issuer)
    return SdJwtCredential(
        document=shown,
        issuer=issuer,
        id=text_of(claims.get("jti")),
        valid_from=_instant(claims, "nbf") or _instant(claims, "iat"),
        valid_until=_instant(claims, "exp"),
        awarded_at=_awarded_at(shown),
        subject=shown["credentialSubject"],
        status=_status(claims),
        token=token,
    )


def _status(claims: Mapping[str, Any]) -> tuple[Json, ...]:
    if "status" not in claims:
        return ()
    return ({"type": tokenstatus.ENTRY, "status": claims["status"]},)


def _shown(claims: Mapping[str, Any], issuer: str) -> Json:
    """The claims of our types, and the usual ones of others, in the members of an Open Badge."""
    authority = claims.get("issuing_authority")
    name = authority.get("name") if isinstance(authority, Mapping) else authority
    titles = _titles(claims)
    level = [
        {"targetType": kind, "targetCode": str(claims[claim])}
        for claim, kind in _LEVELS.items()
        if isinstance(claims.get(claim), int)
    ]
    subject: Json = {
        "identifier": [
            {"type": "IdentityObject", "hashed": False, "identityHash": text, "identityType": kind}
            for kind, text in _names(claims)
        ],
        "achievement": {
            "id": _programme(claims),
            "related": [
                {"inLanguage": language, "name": title}
                for language, title in titles.items()
                if language != "und"
            ],
            "name": titles.get("und"),
            "alignment": level,
        },
    }
    if "sub" in claims:
        subject["id"] = claims["sub"]
    if "ects" in claims:
        subject["creditsEarned"] = claims["ects"]
    return {
        "type": [claims["vct"]],
        "issuer": {"id": issuer, "name": _one_text(name)},
        "awardedDate": claims.get("award_date") or claims.get("date_of_issuance"),
        "credentialSubject": subject,
    }


def _names(claims: Mapping[str, Any]) -> list[tuple[str, str]]:
    parts = [text_of(claims.get(name)) for name in ("given_name", "family_name")]
    whole = text_of(claims.get("name")) or " ".join(part for part in parts if part)
    latin = text_of(claims.get("latin_name"))
    return [
        (kind, text) for kind, text in (("name", whole), ("ext:latinName", latin or "")) if text
    ]


def _titles(claims: Mapping[str, Any]) -> dict[str, str]:
    title = claims.get("title")
    if isinstance(title, Mapping):
        return {str(key): text for key, text in title.items() if isinstance(text, str) and text}
    plain = text_of(title) or text_of(claims.get("achievement_title"))
    return {"und": plain} if plain else {}


def _programme(claims: Mapping[str, Any]) -> str | None:
    programme = claims.get("programme")
    return text_of(programme.get("id") if isinstance(programme, Mapping) else programme)


def _one_text(name: object) -> str | None:
    if isinstance(name, Mapping):
        return next((text for text in map(text_of, name.values()) if text), None)
    return text_of(name)


def _instant(claims: Mapping[str, Any], name: str) -> datetime | None:
    if name not in claims:
        return None
    instant = jose.numeric_date_of(claims[name])
    if instant.year not in YEARS:
        raise Malformed("malformed_time", "a year that no award has")
    return instant


def _awarded_at(shown: Mapping[str, Any]) -> datetime | None:
    """Noon of the written day by UTC, which is the same day in every zone that people live in."""
    written = shown["awardedDate"]
    if written is None:
        return None
    if not isinstance(written, str) or len(written) != 10:
        raise Malformed("malformed_time", "a day is written 2026-11-22")
    try:
        return strict.parse_instant(f"{written}T12:00:00Z")
    except CoreError:
        raise Malformed("malformed_time", "there is no such day") from None
