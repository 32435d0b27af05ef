"""The entries that come with the product: the operator of the register, the bodies of the seeds."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib import resources

from django.db import transaction

from pharos.accounts import policies
from pharos.accounts.policies import Permission
from pharos.common.actor import Actor
from pharos.common.errors import NotAllowed
from pharos.organisations import queries
from pharos.organisations.actions.entries import enter
from pharos.organisations.models import Organisation

PLATFORM_SLUG = "registry"
_PLATFORM_NAME = {
    "en": "Registry office",
    "hy": "Ռեեստրի գրասենյակ",
    "ka": "რეესტრის სამსახური",
}


@dataclass(frozen=True, slots=True)
class Line:
    """One body of `data/register.csv`."""

    slug: str
    nation: str
    kinds: tuple[str, ...]
    name: dict[str, str]
    legal_form: str
    note: str


@cache
def lines() -> tuple[Line, ...]:
    """Every line of the shipped register."""
    text = (resources.files("pharos.organisations") / "data" / "register.csv").read_text("utf-8")
    return tuple(_line(row) for row in csv.DictReader(text.splitlines()))


@transaction.atomic
def ensure_platform(*, by: Actor, now: datetime) -> Organisation:
    """The organisation that operates this register; entered when it is not there yet.

    The scope's tenant is the platform itself: its id follows from the origin
    (`queries.platform_id`), so the door knows it before there is a row.
    """
    policies.require(by, Permission.ORGANISATION_CREATE)
    platform_id = queries.platform_id()
    if by.organisation_id != platform_id:
        raise NotAllowed("not_a_registry_office")
    found = Organisation.objects.filter(id=platform_id).first()
    return found or enter(
        by=by,
        organisation_id=platform_id,
        keeper_id=platform_id,
        slug=PLATFORM_SLUG,
        name=_PLATFORM_NAME,
        nation=None,
        kinds=["registry_operator"],
        since=None,
        fictitious=False,
        legal_form="",
        legal_ids=None,
        register_note="Operator of this installation",
        now=now,
        vetted=True,
    )


@transaction.atomic
def load_register(*, by: Actor, now: datetime) -> int:
    """Enter the operator and the bodies that the seeds name; returns how many were new.

    Runs as often as one likes: a slug that is there already is left as it is. No decision
    about any of these bodies comes with them.
    """
    ensure_platform(by=by, now=now)
    known = set(Organisation.objects.values_list("slug", flat=True))
    entered = 0
    for line in _missing(known):
        enter(
            by=by,
            keeper_id=queries.platform_id(),
            slug=line.slug,
            name=line.name,
            nation=line.nation,
            kinds=line.kinds,
            since=None,
            fictitious=False,
            legal_form=line.legal_form,
            legal_ids=None,
            register_note=line.note,
            now=now,
            vetted=True,
        )
        entered += 1
    return entered


def _missing(known: set[str]) -> Iterator[Line]:
    return (line for line in lines() if line.slug not in known)


def _line(row: dict[str, str]) -> Line:
    names = {language: row[f"name_{language}"] for language in ("en", "hy", "ka")}
    return Line(
        slug=row["slug"],
        nation=row["nation"],
        kinds=tuple(row["kinds"].split()),
        name={language: name for language, name in names.items() if name},
        legal_form=row["legal_form"],
        note=row["note"],
    )
