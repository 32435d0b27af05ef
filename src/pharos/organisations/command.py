"""`pharos token`: a token by which a member of an organisation acts at the API."""

import json as json_module
import os
from dataclasses import replace
from datetime import timedelta
from typing import Annotated

import typer

from pharos.common import clock, logging
from pharos.common.errors import NotAllowed
from pharos.common.settings import settings


def token(
    organisation: Annotated[str, typer.Option(help="Slug of the organisation it acts in.")],
    by: Annotated[str, typer.Option(help="E-mail address of the member.")],
    days: Annotated[int, typer.Option(min=1, max=31, help="How long it works.")] = 1,
    name: Annotated[str, typer.Option(help="What it is for.")] = "pharos token",
    json: Annotated[bool, typer.Option("--json", help="One object on stdout.")] = False,
) -> int:
    """Make a token for a member; shown this once. In a demonstration only.

    In production a person's token is made by the person after signing in: whoever runs the
    machine must not be able to act as somebody else.
    """
    os.environ.setdefault("PHAROS_LOG_LEVEL", "warning")
    logging.configure(settings().log_level, process="token")
    if settings().production:
        raise NotAllowed("token_needs_sign_in", "a person makes its own token after signing in")
    from pharos.common.supervisor import session

    with session.session(("database",)):
        made = _made(organisation, by, timedelta(days=days), name)
    typer.echo(json_module.dumps({"token": made}) if json else made)
    return 0


def _made(slug: str, email: str, lifetime: timedelta, name: str) -> str:
    from pharos.accounts import actions
    from pharos.common import tenancy
    from pharos.common.actor import ANONYMOUS
    from pharos.organisations import queries

    now = clock.now()
    with tenancy.scope(ANONYMOUS):
        entry = queries.organisation(slug)
    member = queries.member_by_email(email, entry.id, now=now)
    # the event says that the system made it for the person, not the person itself
    with tenancy.scope(replace(member, kind="system")) as system:
        _, made = actions.create_person_token(by=system, name=name, lifetime=lifetime, now=now)
    return made
