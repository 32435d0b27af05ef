"""`pharos signin-link` for demonstrations, `pharos signin-reset` for whoever lost every factor."""

import json as json_module
import os
from typing import Annotated

import typer

from pharos.common import clock, logging
from pharos.common.errors import NotAllowed, NotFound
from pharos.common.settings import settings


def signin_link(
    email: Annotated[str, typer.Argument(help="E-mail address of the person.")],
    language: Annotated[str, typer.Option(help="en, hy or ka.")] = "en",
    json: Annotated[bool, typer.Option("--json", help="One object on stdout.")] = False,
) -> int:
    """Make a link that signs a person in, once and within twelve hours. In a demonstration only.

    In production people sign in by mail code or passkey: whoever runs the machine must not be
    able to act as somebody else.
    """
    os.environ.setdefault("PHAROS_LOG_LEVEL", "warning")
    logging.configure(settings().log_level, process="signin-link")
    if settings().production:
        raise NotAllowed("link_needs_demonstration", "a person signs in with its own passkey")
    from pharos.common.supervisor import session

    with session.session(("database",)):
        made = settings().origin + link_for(email, language)
    typer.echo(json_module.dumps({"link": made}) if json else made)
    return 0


def signin_reset(
    email: Annotated[str, typer.Argument(help="E-mail address of the person.")],
    json: Annotated[bool, typer.Option("--json", help="One object on stdout.")] = False,
) -> int:
    """Take every second factor off a person and end all sessions; the person is told by mail.

    It lets nobody in: the person still needs the code by mail, and sets up new factors first.
    """
    os.environ.setdefault("PHAROS_LOG_LEVEL", "warning")
    logging.configure(settings().log_level, process="signin-reset")
    from pharos.common.supervisor import session

    with session.session(("database",)):
        removed = reset(email)
    typer.echo(json_module.dumps({"removed": removed}) if json else str(removed))
    return 0


def reset(email: str) -> int:
    """How many factors were taken off; raises NotFound for an address that nobody has."""
    from pharos.accounts import actions, mails, queries
    from pharos.common import tenancy
    from pharos.common.actor import system

    login = queries.login_by_email(email)
    if login is None:
        raise NotFound("person_unknown")
    by = system(person_id=login.pk)
    with tenancy.scope(by):
        removed = actions.remove_factors(by=by)
        mails.send_changed(login.pk, "factors_removed", now=clock.now())
    return removed


def link_for(email: str, language: str) -> str:
    """The path of a new link for the person with this address; raises NotFound."""
    from pharos.accounts import actions, queries
    from pharos.common import tenancy
    from pharos.common.actor import system

    login = queries.login_by_email(email)
    if login is None:
        raise NotFound("person_unknown")
    # the event says that the system made it for the person, not the person itself
    with tenancy.scope(system(person_id=login.pk)):
        return actions.one_time_link(person_id=login.pk, now=clock.now(), language=language)
