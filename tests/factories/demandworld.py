"""A need that an employer filed, and a partner who was asked to stand behind a version."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any
from uuid import UUID

UNTIL = date(2030, 6, 30)
APRICOT, HARBOUR = "demo-apricot-software", "demo-harbour-works"


def new_need(**replaced: Any) -> Any:
    """A sound need of an Armenian employer, with members replaced."""
    from pharos.needs.rules import NewNeed, Skill

    facts: dict[str, Any] = {
        "title": {"hy": "Տվյալների վերլուծաբաններ", "en": "Data analysts"},
        "description": {"hy": "Կարդալ և մաքրել տվյալներ։", "en": "Read and clean data."},
        "skills": (Skill(text={"hy": "Տվյալների մաքրում", "en": "Cleaning data"}),),
        "isced_f": "0612",
        "region": "AM-ER",
        "people": 40,
        "level": 5,
        "until_day": UNTIL,
        "evidence": {"en": "Forty open posts in 2025."},
    }
    return NewNeed(**(facts | replaced))


def filed(world: Any, now: datetime, key: str = "employer-partner-am", **replaced: Any) -> Any:
    """The need, filed by this person."""
    from pharos.needs import actions

    return world.in_scope(key, actions.file_need, new=new_need(**replaced), sector_id=None, now=now)


def asked(
    world: Any, now: datetime, *, by: str, version_id: UUID, employer: str = APRICOT,
    role: str = "co_design",
) -> Any:  # fmt: skip
    """The offer to an employer to stand behind a version."""
    from pharos.needs import actions

    return world.in_scope(
        by, actions.offer, version_id=version_id,
        employer_id=world.organisations[employer].id, role=role, now=now,
    )  # fmt: skip


def desk_objects(world: Any, now: datetime) -> dict[str, Callable[[], Any] | Any]:
    """What the addresses of this context name."""
    version = world.versions["teacher-course"].id
    return {
        "need_id": filed(world, now).id,
        "offer_id": asked(world, now, by="registrar-am", version_id=version).id,
    }
