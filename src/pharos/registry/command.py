"""`pharos keys`: everything that happens to keys; the signer makes and keeps them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from uuid import UUID

import typer

from pharos.common import clock, logging
from pharos.common.actor import Actor
from pharos.common.sentences import sentence
from pharos.common.settings import settings

if TYPE_CHECKING:
    from pharos.registry.rules import KeyAct

keys = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None)

Organisation = Annotated[
    str | None, typer.Option("--organisation", help="Slug; the register itself when left out.")
]
By = Annotated[str, typer.Option("--by", help="E-mail address of the acting person.")]
KeyId = Annotated[str, typer.Argument(help="The key's id, did:web:…#z….")]

Act = Annotated[str, typer.Argument(help="compromised, unblock or reissue.")]
File = Annotated[Path, typer.Argument(help="The file to write or to read.", dir_okay=False)]


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
def block(key_id: KeyId, by: By, organisation: Organisation = None) -> int:
    """Stop a key at once, alone; two persons lift it (unblock, agree), or it is retired."""
    with _acting(by, organisation) as actor:
        from pharos.common import tenancy
        from pharos.registry import actions

        with tenancy.scope(actor):
            actions.block_key(key_id=key_id, by=actor, now=clock.now())
    return 0


@keys.command()
def unblock(key_id: KeyId, by: By, organisation: Organisation = None) -> int:
    """Propose that a blocked key signs again; another person agrees."""
    _propose(key_id, "unblock", by, organisation)
    return 0


@keys.command()
def compromised(
    key_id: KeyId,
    by: By,
    since: Annotated[datetime, typer.Option(help="UTC, from when it was in other hands.")],
    organisation: Organisation = None,
) -> int:
    """Propose to say that a key was in other hands: only what was logged before counts."""
    from datetime import UTC

    _propose(key_id, "compromised", by, organisation, since=since.replace(tzinfo=UTC))
    return 0


@keys.command()
def reissue(key_id: KeyId, by: By, organisation: Organisation = None) -> int:
    """Propose to sign everything of a key anew with the one that signs now; another agrees."""
    _propose(key_id, "reissue", by, organisation)
    return 0


@keys.command()
def agree(key_id: KeyId, act: Act, by: By, organisation: Organisation = None) -> int:
    """Do what another person proposed about a key."""
    with _acting(by, organisation) as actor:
        from pharos.common import jobs, tenancy
        from pharos.registry import actions

        with tenancy.scope(actor):
            actions.approve_key_act(key_id=key_id, act=_act(act), by=actor, now=clock.now())
        if act == "reissue":
            # what follows are jobs: a worker that runs beside takes its share of them
            jobs.drain()
    return 0


@keys.command()
def withdraw(key_id: KeyId, act: Act, by: By, organisation: Organisation = None) -> int:
    """Take back what was proposed about a key."""
    with _acting(by, organisation) as actor:
        from pharos.common import tenancy
        from pharos.registry import actions

        with tenancy.scope(actor):
            actions.withdraw_key_act(key_id=key_id, act=_act(act), by=actor, now=clock.now())
    return 0


@keys.command()
def csr(key_id: KeyId, file: File, by: By, organisation: Organisation = None) -> int:
    """Write a certification request (PKCS #10, DER) for a key, proved by the key itself."""
    with _acting(by, organisation) as actor:
        from pharos.common import tenancy
        from pharos.organisations import queries as organisations
        from pharos.registry import actions
        from pharos.registry.signer.client import SignerClient

        with tenancy.scope(actor):
            body = organisations.by_id(actor.organisation_id)
            name, info = actions.store_request(organisation=body, key_id=key_id, by=actor)
        with tenancy.scope(actor):
            made = actions.sign_request(
                name=name, info=info, key_id=key_id, by=actor, signer=SignerClient()
            )
        file.write_bytes(made)
    return 0


@keys.command()
def certificate(key_id: KeyId, file: File, by: By, organisation: Organisation = None) -> int:
    """Enter the chain (PEM, leaf first) that a certification authority issued for a key."""
    with _acting(by, organisation) as actor:
        from pharos.common import tenancy
        from pharos.registry import actions

        text = file.read_text("utf-8", errors="replace")
        with tenancy.scope(actor):
            kept = actions.enter_certificate(key_id=key_id, pem=text, by=actor, now=clock.now())
        print(kept.sha256)
    return 0


@keys.command("agree-certificate")
def agree_certificate(key_id: KeyId, by: By, organisation: Organisation = None) -> int:
    """Use the chain that another person entered; seals and documents carry it from then on."""
    with _acting(by, organisation) as actor:
        from pharos.common import tenancy
        from pharos.registry import actions

        with tenancy.scope(actor):
            actions.approve_certificate(key_id=key_id, by=actor, now=clock.now())
    return 0


@keys.command()
def ceremony(
    file: Annotated[Path, typer.Argument(help="The reviewed file (TOML).", dir_okay=False)],
    digest: Annotated[
        str | None,
        typer.Option(help="What the second person confirms; without it nothing is done."),
    ] = None,
    confirm_by: Annotated[
        str | None, typer.Option("--confirm-by", help="E-mail address of the second person.")
    ] = None,
    language: Annotated[str, typer.Option(help="en, hy or ka.")] = "en",
) -> int:
    """Say exactly what a key ceremony will do, or hold it once its digest is confirmed."""
    with _running():
        from pharos.registry import ceremonies

        for code, facts in ceremonies.hold(file.read_bytes(), digest=digest, confirm_by=confirm_by):
            print(sentence(code, language, facts))
    return 0


@keys.command("list")
def list_keys(organisation: Organisation = None) -> int:
    """Every key of an organisation with its state, interval, certificate and what is proposed."""
    with _running():
        from pharos.common import tenancy
        from pharos.common.actor import system
        from pharos.registry import queries

        owner = _organisation_id(organisation)
        with tenancy.scope(system(organisation_id=owner)):
            for key in queries.keys_of(owner):
                interval = f"{key.active_from or '-'} .. {key.active_until or ''}"
                print(f"{key.state:11} {key.purpose:11} {key.key_id} {interval}")
            for kept in queries.certificates_of(owner):
                state = "in use" if kept.approved_at else "proposed"
                print(
                    f"{state:11} {'certificate':11} {kept.key_id} {kept.sha256} .. {kept.last_at}"
                )
            for one in queries.open_proposals(owner):
                print(f"{'proposed':11} {one.act:11} {one.key_id} {one.since or ''}")
    return 0


def _propose(
    key_id: str, act: str, by: str, organisation: str | None, since: datetime | None = None
) -> None:
    with _acting(by, organisation) as actor:
        from pharos.common import tenancy
        from pharos.registry import actions

        with tenancy.scope(actor):
            actions.propose_key_act(
                key_id=key_id, act=_act(act), since=since, by=actor, now=clock.now()
            )


def _act(name: str) -> "KeyAct":
    from pharos.registry.rules import KeyAct

    try:
        return KeyAct(name)
    except ValueError:
        raise typer.BadParameter(", ".join(sorted(KeyAct))) from None


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
