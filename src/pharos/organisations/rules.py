"""What is right about organisations, their names and the people in them; plain values only."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Final
from uuid import NAMESPACE_URL, UUID, uuid5

from pharos.core import strict
from pharos.core.errors import CoreError
from pharos.core.lookalikes import name_skeleton, scripts_of_word
from pharos.nations import codes

SLUG_PATTERN: Final = r"^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$"
MAX_NAME: Final = 300

STATES: Final = (("listed", "listed"), ("held", "held for review"), ("closed", "closed"))
RELATION_KINDS: Final = (
    ("branch_of", "branch of"),
    ("merged_into", "merged into"),
    ("owned_by", "owned by"),
    ("umbrella", "second person from"),
)
ROLES: Final = tuple(
    (role, role)
    for role in (
        "registrar", "head", "officer", "approver", "administrator", "auditor", "operator",
        "quality", "expert", "committee", "evaluator", "official", "partner",
    )
)  # fmt: skip

# Whoever keeps the records of a closed body acts for it in this role, which nobody is given:
# it follows from a role at the custodian, or in the registry office where that keeps them.
CUSTODIAN: Final = "custodian"
_KEEPS_RECORDS: Final = frozenset({"registrar", "head"})
_OFFICE_KEEPS: Final = frozenset({"officer", "approver"})

# What the register's operator can turn off for an organisation (L17).
FEATURES: Final = tuple((one, one) for one in ("api_clients", "import", "direct_award"))

# Who may hand out a role inside an organisation: the head any, the administrator those that
# decide nothing. The registry office and the system appoint the first people of a new body.
_GRANTS: Final[Mapping[str, frozenset[str]]] = {
    "head": frozenset(role for role, _ in ROLES),
    "administrator": frozenset(
        {"registrar", "officer", "auditor", "operator", "quality", "expert", "partner"}
    ),
}
_PROVIDERS: Final = frozenset(
    one.code for one in codes.organisation_kinds().values() if one.role == "provider"
)
_AUTHORITIES: Final = frozenset(
    one.code for one in codes.organisation_kinds().values() if one.role == "authority"
)
_AGENCIES: Final = frozenset({"qa_agency", "qa_agency_foreign", "ministry"})
# Bodies that may pay for places prepare and decide on schemes like an authority.
_FUNDERS: Final = frozenset(
    {"donor", "employer", "company_academy", "ngo", "professional_association"}
)
# In which kinds of body a role means something; one that is not named means something in all.
_ROLE_KINDS: Final[Mapping[str, frozenset[str]]] = {
    "registrar": _PROVIDERS,
    "quality": _PROVIDERS,
    "officer": _AUTHORITIES | _FUNDERS,
    "approver": _AUTHORITIES | _FUNDERS,
    "expert": _AGENCIES,
    "committee": _AGENCIES,
    "evaluator": frozenset({"qa_agency", "ministry", "enic"}),
    "official": frozenset({"ministry", "registry_operator", "enic"}),
    "operator": frozenset({"registry_operator"}),
    "partner": frozenset({"employer", "ministry", "professional_association", "research_network"}),
}
_WORD: Final = re.compile(r"[^\W\d_]+")
# Slugs that addresses of the product itself need.
_RESERVED: Final = frozenset({"api", "admin", "static", "well-known", "new", "log", "status"})


def platform_id(origin: str) -> UUID:
    """The id of the organisation that operates the register of this installation."""
    return uuid5(NAMESPACE_URL, f"{origin}#registry")


def slug_problem(slug: str) -> str | None:
    """Why `slug` cannot be a permanent address part, as a code, or None."""
    if not re.fullmatch(SLUG_PATTERN, slug) or "--" in slug:
        return "slug_malformed"
    return "slug_reserved" if slug in _RESERVED else None


def clean_names(names: Mapping[str, str]) -> dict[str, str]:
    """The names in NFC by language; raises CoreError for a character or a mixture of scripts.

    A word that mixes scripts is how one name is dressed up as another (UNI-02), so it is
    refused here, where a body enters the register; persons are only warned.
    """
    cleaned = {
        language: strict.clean_name(text, max_length=MAX_NAME) for language, text in names.items()
    }
    for text in cleaned.values():
        for word in _WORD.findall(text):
            if len(scripts_of_word(word)) > 1:
                raise CoreError("name_mixed_scripts", "one word mixes scripts", word=word)
    return cleaned


def skeleton(name: str) -> str:
    """The key under which look-alike names meet."""
    return name_skeleton(name)


def known_kind(kind: str) -> bool:
    return kind in codes.organisation_kinds()


def may_grant(roles: Iterable[str], role: str) -> bool:
    """Whether somebody with `roles` in an organisation may give `role` to another (AUT-04)."""
    return any(role in _GRANTS.get(own, frozenset()) for own in roles)


def fits_kinds(role: str, kinds: Iterable[str]) -> bool:
    """Whether a body of these kinds has work for somebody in this role."""
    return role not in _ROLE_KINDS or not _ROLE_KINDS[role].isdisjoint(kinds)


def grantable(roles: Iterable[str], kinds: Iterable[str]) -> tuple[str, ...]:
    """The roles that somebody with `roles` may give to another in a body of these kinds."""
    held, are = frozenset(roles), frozenset(kinds)
    return tuple(role for role, _ in ROLES if may_grant(held, role) and fits_kinds(role, are))


def keeps_records(roles: Iterable[str], *, is_office: bool) -> bool:
    """Whether somebody with `roles` at a custodian may open the desk of the closed body."""
    wanted = _KEEPS_RECORDS | _OFFICE_KEEPS if is_office else _KEEPS_RECORDS
    return bool(wanted.intersection(roles))


def mandate_hash(
    *, organisation_id: UUID, act: str, act_day: date, first_day: date, until_day: date | None
) -> bytes:
    """What an approval of a mandate binds to."""
    content = [
        str(organisation_id),
        act,
        act_day.isoformat(),
        first_day.isoformat(),
        until_day.isoformat() if until_day else None,
    ]
    return hashlib.sha256(json.dumps(content, ensure_ascii=False).encode()).digest()


def covers(from_day: date | None, until_day: date | None, day: date) -> bool:
    """Whether the half-open term holds on `day`; an open side has no limit."""
    return (from_day is None or from_day <= day) and (until_day is None or day < until_day)
