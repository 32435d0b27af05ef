"""The register of bodies for programs, and who one is by one's token."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from ninja import Router

from pharos.accounts import policies
from pharos.common import clock
from pharos.core import strict
from pharos.nations import zones
from pharos.organisations import door, queries
from pharos.organisations.door import MEMBER, Answer
from pharos.organisations.models import Organisation

router = Router(tags=["organisations"])
MAX_LISTED = 200


class Entry(Answer):
    """One body of the register; `kinds` are those of today."""

    slug: str
    id: UUID
    name: dict[str, str]
    nation: str | None
    kinds: list[str]
    state: str
    fictitious: bool
    register_note: str


class Entries(Answer):
    """A page of the register; `next` goes into `after` for the one behind it."""

    items: list[Entry]
    next: str | None


class Me(Answer):
    """Whom a token speaks for, and what it may do."""

    kind: str
    person: UUID | None
    organisation: UUID | None
    slug: str
    roles: list[str]
    permissions: list[str]


@router.get("/me", response=Me, auth=MEMBER)
def me(request: HttpRequest) -> dict[str, Any]:
    """Say who acts by this token, for which organisation, and with which permissions."""
    with door.reading(request) as by:
        return {
            "kind": by.kind,
            "person": by.person_id,
            "organisation": by.organisation_id,
            "slug": queries.by_id(by.organisation_id).slug,
            "roles": sorted(by.roles) if by.kind == "person" else [],
            "permissions": sorted(policies.held_by(by)),
        }


@router.get("/organisations", response=Entries, auth=None)
def organisations(
    request: HttpRequest,
    nation: str | None = None,
    kind: str | None = None,
    text: str = "",
    after: str | None = None,
    limit: int = 50,
) -> dict[str, Any]:
    """List the bodies of the register in order of nation and slug."""
    wanted = strict.clean_text(text, max_length=200) if text else ""
    with door.public():
        found = queries.listing(nation=nation, kind=kind, on=clock.now().date(), text=wanted)
        page, following = _page(found, after, limit)
        return {"items": [_entry(one) for one in page], "next": following}


@router.get("/organisations/{slug}", response=Entry, auth=None)
def organisation(request: HttpRequest, slug: str) -> dict[str, Any]:
    """One body of the register."""
    with door.public():
        return _entry(queries.organisation(slug))


def _page(
    found: Sequence[Organisation], after: str | None, limit: int
) -> tuple[Sequence[Organisation], str | None]:
    """The entries behind `after`, and the slug to go on with."""
    slugs = [one.slug for one in found]
    begin = slugs.index(after) + 1 if after in slugs else 0
    end = begin + max(1, min(limit, MAX_LISTED))
    page = found[begin:end]
    return page, page[-1].slug if len(found) > end else None


def _entry(one: Organisation) -> dict[str, Any]:
    return {
        "slug": one.slug,
        "id": one.id,
        "name": one.name,
        "nation": one.nation,
        "kinds": sorted(queries.kinds_on(one.id, zones.legal_day(one.nation, clock.now()))),
        "state": one.state,
        "fictitious": one.fictitious,
        "register_note": one.register_note,
    }
