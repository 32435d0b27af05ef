"""`pharos keys`: propose, approve, retire and list keys; the signer makes and keeps them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated
from uuid import UUID

import typer

from pharos.common import clock, logging
from pharos.common.actor import Actor
from pharos.common.settings import settings

keys = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None)

Organisation = Annotated[
    str | None, typer.Option("--organisation", help="Slug; the register itself when left out.")
]
By = Annotated[str, typer.Option("--by", help="E-mail address of the acting person.")]
KeyId = Annotated[str, typer.Argument(help="The key's id, did:web:…#z….")]


@keys.command()
def propose(
    by: By,
    organisation: Organisation = None,
    purpose: Annotated[
        str, typer.Option(help="credentials (Ed25519), documents or seal (P-256).")
    ] = "credentials",
    log: Annotated[bool, typer.Option("--log", help="The key of the log.")] = False,
) -> int:
    """Have the signer make a key and propose it; it signs nothing before it is approved."""
    with _acting(by, organisation) as actor:
        from pharos.common import tenancy
        from pharos.organisations import queries as organisations
        from pharos.registry import actions
        from pharos.registry.signer.client import SignerClient

        with tenancy.scope(actor):
            key = actions.make_key(
                organisation=organisations.by_id(actor.organisation_id),
                purpose="log" if log else purpose,
                by=actor,
                signer=SignerClient(),
            )
        print(key.key_id)
    return 0


@keys.command()
def approve(key_id: KeyId, by: By, organisation: Organisation = None) -> int:
    """Approve what another person proposed; the key before it retires at the same instant."""
    with _acting(by, organisation) as actor:
        from pharos.common import tenancy
        from pharos.registry import actions

        with tenancy.scope(actor):
            actions.approve_key(key_id=key_id, by=actor, now=clock.now())
    return 0


@keys.command()
def retire(key_id: KeyId, by: By, organisation: Organisation = None) -> int:
    """End a key's interval; what it signed stays verifiable."""
    with _acting(by, organisation) as actor:
        from pharos.common import tenancy
        from pharos.registry import actions

        with tenancy.scope(actor):
            actions.retire_key(key_id=key_id, by=actor, now=clock.now())
    return 0


@keys.command()
def compromised(
    key_id: KeyId,
    by: By,
    since: Annotated[datetime, typer.Option(help="UTC, from when it was in other hands.")],
    organisation: Organisation = None,
) -> int:
    """Say that a key was in other hands: only what was logged before counts."""
    from datetime import UTC

    with _acting(by, organisation) as actor:
        from pharos.common import tenancy
        from pharos.registry import actions

        with tenancy.scope(actor):
            actions.declare_compromised(
                key_id=key_id, since=since.replace(tzinfo=UTC), by=actor, now=clock.now()
            )
    return 0


@keys.command("list")
def list_keys(organisation: Organisation = None) -> int:
    """Every key of an organisation with its state and interval."""
    with _running():
        from pharos.common import tenancy
        from pharos.common.actor import SYSTEM
        from pharos.registry import queries

        with tenancy.scope(SYSTEM):
            for key in queries.keys_of(_organisation_id(organisation)):
                interval = f"{key.active_from or '-'} .. {key.active_until or ''}"
                print(f"{key.state:11} {key.purpose:11} {key.key_id} {interval}")
    return 0


@contextmanager
def _running() -> Iterator[None]:
    from pharos.common.supervisor import session

    logging.configure(settings().log_level, process="keys")
    with session.session(("database", "signer")):
        yield


@contextmanager
def _acting(by: str, organisation: str | None) -> Iterator[Actor]:
    with _running():
        from pharos.organisations import queries

        yield queries.member_by_email(by, _organisation_id(organisation), now=clock.now())


def _organisation_id(slug: str | None) -> UUID:
    from pharos.organisations import queries

    if slug is None:
        return queries.platform_id()
    return queries.organisation(slug).id
