"""Ways in for whoever looks at a demonstration: one link a person, each good for once."""

from collections.abc import Iterator

from pharos.accounts import queries as accounts
from pharos.accounts.command import link_for
from pharos.common import clock, tenancy
from pharos.common.actor import Actor
from pharos.common.i18n import choose
from pharos.common.sentences import sentence
from pharos.common.settings import settings
from pharos.organisations import queries as organisations
from pharos.portal.demo.wording import texts
from pharos.portal.demo.world import World


def lines(world: World, language: str) -> Iterator[str]:
    """What the terminal shows: where to choose a person, then each person with its link."""
    told = texts(language)
    origin = settings().origin
    yield told["sign_in"].format(address=f"{origin}/{language}/demo/people")
    for one in world.each("people"):
        login = accounts.login_by_email(one["email"])
        if login is None:
            continue
        with tenancy.scope(Actor(person_id=login.pk, organisation_id=None)):
            places = organisations.places_of(login.pk, now=clock.now())
        for organisation, roles in places:
            yield told["sign_in_line"].format(
                name=choose(one["name"], language),
                roles=", ".join(sentence(f"page_role_{role}", language) for role in roles),
                organisation=choose(organisation.name, language),
                link=origin + link_for(one["email"], language),
            )
