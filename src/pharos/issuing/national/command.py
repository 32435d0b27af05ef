"""`pharos national`: what waits for a national register, what differs, and the stand-in.

Exit codes: 0 done, 1 refused, or something still waits or differs, 64 wrong usage.
"""

import json as json_module
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

import typer

from pharos.common import clock, logging
from pharos.common.actor import Actor, system
from pharos.common.errors import NotAllowed
from pharos.common.sentences import sentence
from pharos.common.settings import settings

national = typer.Typer(add_completion=False, no_args_is_help=True, rich_markup_mode=None)

By = Annotated[str, typer.Option("--by", help="E-mail address of the register's operator.")]
Json = Annotated[bool, typer.Option("--json", help="One object on stdout.")]
Language = Annotated[str, typer.Option(help="en, hy or ka.")]


class Ending(StrEnum):
    """How a difference is ended."""

    CURED = "cured"
    ACCEPTED = "accepted"


@national.command()
def waiting(by: By, json: Json = False) -> int:
    """List the chunks that a national register has not answered."""
    with _acting(by) as actor:
        from pharos.common import tenancy
        from pharos.issuing.national import queries

        with tenancy.scope(actor):
            rows = [_row(one, _OUTBOX) for one in queries.waiting(actor)]
    _tell(rows, json)
    return 1 if rows else 0


@national.command()
def send(by: By, json: Json = False) -> int:
    """Ask the national register now about everything that waits."""
    with _acting(by) as actor:
        from pharos.accounts import policies
        from pharos.common import tenancy
        from pharos.issuing.national import queries, tasks

        policies.require(actor, policies.Permission.NATIONAL_REGISTRATION_SEND)
        with tenancy.scope(actor):
            found = queries.waiting(actor)
        rounds = [
            tasks.send_now(_for(one.organisation_id, actor), one.chunk_id, now=clock.now())
            for one in found
        ]
    _tell([_row(one, _OUTBOX) for one in rounds], json)
    return 1 if any(one.done_at is None for one in rounds) else 0


@national.command()
def compare(by: By) -> int:
    """Compare every issuer's records with the national side; new lines enter the report."""
    with _acting(by) as actor:
        from pharos.accounts import policies
        from pharos.common import tenancy
        from pharos.issuing.national import queries, tasks

        policies.require(actor, policies.Permission.NATIONAL_REGISTRATION_SEND)
        with tenancy.scope(actor):
            issuers = [one.organisation_id for one in queries.comparisons(actor)]
        opened = sum(len(tasks.compare_now(_for(one, actor), now=clock.now())) for one in issuers)
    typer.echo(f"{len(issuers)} {opened}")
    return 1 if opened else 0


@national.command()
def differences(
    by: By,
    all_lines: Annotated[bool, typer.Option("--all", help="Ended lines too.")] = False,
    json: Json = False,
    language: Language = "en",
) -> int:
    """The difference report: open lines, each with who can cure it."""
    with _acting(by) as actor:
        from pharos.common import tenancy
        from pharos.issuing.national import queries

        with tenancy.scope(actor):
            found = queries.report(actor, all_lines=all_lines)
    rows = [
        _row(one, _LINE) | {"message": sentence(one.kind, language, _row(one, _LINE))}
        for one in found
    ]
    if json:
        _tell(rows, json)
    else:
        for row in rows:
            typer.echo(f"{row['id']} urn:uuid:{row['credential_id']} {row['message']}")
    return 1 if any(one.resolved_at is None for one in found) else 0


@national.command()
def resolve(
    line: UUID,
    ending: Ending,
    by: By,
    note: Annotated[str, typer.Option(help="What was done, for the record.")] = "",
) -> int:
    """End a line: cured opens again when it comes back, accepted does not."""
    with _acting(by) as actor:
        from pharos.common import tenancy
        from pharos.issuing.national import differences as report
        from pharos.issuing.national.rules import Resolution

        with tenancy.scope(actor):
            report.resolve(
                difference_id=line,
                resolution=Resolution(ending),
                note=note,
                by=actor,
                now=clock.now(),
            )
    return 0


@national.command("stand-in")
def stand_in(
    fault: Annotated[str, typer.Argument(help="A fault; a wrong one lists those there are.")],
    off: Annotated[bool, typer.Option("--off", help="End the fault.")] = False,
) -> int:
    """Switch a fault of the STAND-IN; in demonstrations only."""
    from pharos.issuing.national.standin import Fault, StandIn

    if settings().production or settings().national_connector != "stand-in":
        raise NotAllowed("stand_in_only")
    if fault not in list(Fault):
        raise typer.BadParameter(f"one of {', '.join(Fault)}", param_hint="FAULT")
    StandIn().fail(Fault(fault), on=not off)
    return 0


_OUTBOX = ("chunk_id", "organisation_id", "nation", "count", "answered", "attempts", "next_at",
           "last_code", "done_at")  # fmt: skip
_LINE = ("id", "organisation_id", "credential_id", "kind", "ours", "theirs", "found_at",
         "resolution", "resolved_at")  # fmt: skip


@contextmanager
def _acting(by: str) -> Iterator[Actor]:
    from pharos.common.supervisor import session

    logging.configure(settings().log_level, process="national")
    with session.session(("database",)):
        from pharos.organisations import queries

        yield queries.member_by_email(by, queries.platform_id(), now=clock.now())


def _for(organisation_id: UUID, actor: Actor) -> Actor:
    """The system at work in the issuer's tenant for the operator."""
    return system(organisation_id=organisation_id, person_id=actor.person_id)


def _row(one: Any, names: tuple[str, ...]) -> dict[str, Any]:
    return {name: getattr(one, name) for name in names}


def _tell(rows: list[dict[str, Any]], json: bool) -> None:
    if json:
        typer.echo(json_module.dumps({"rows": rows}, default=str, ensure_ascii=False))
        return
    for row in rows:
        typer.echo(f"{row['chunk_id']} {row['answered']}/{row['count']} {row['last_code']}")
