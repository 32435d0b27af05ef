"""The commands of the ground: run, migrate, check, back up, restore."""

import importlib
import json
import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from pharos.common import lastruns, logging, shipped
from pharos.common.errors import Unavailable
from pharos.common.settings import Settings, settings

Json = Annotated[bool, typer.Option("--json", help="One object on stdout.")]


def _begin(process: str) -> Settings:
    ours = settings()
    logging.configure(ours.log_level, process=process)
    shipped.require_unchanged()
    return ours


def up() -> int:
    """Run database, signer, web and worker on this machine until SIGTERM or Ctrl-C."""
    ours = _begin("up")
    from pharos.common.supervisor import parent

    parent.up(ours, on_ready=lambda: typer.echo(f"Pharos serves {ours.origin}", err=True))
    return 0


def web() -> None:
    """Run the web server alone; database and signer run elsewhere."""
    ours = _begin("web")
    _refuse_root(ours)
    from pharos.common.supervisor import children

    command = children.web_command(ours)
    os.execv(command[0], command)


def worker() -> int:
    """Run the job worker alone; database and signer run elsewhere."""
    ours = _begin("worker")
    _refuse_root(ours)
    from pharos.common.supervisor import worker as job_worker

    job_worker.run(ours)
    return 0


def signer() -> int:
    """Run the signer alone, the one process that reads private keys."""
    ours = _begin("signer")
    _refuse_root(ours)
    # by name: the registry stands above this package
    importlib.import_module("pharos.registry.signer.process").main()
    return 0


def migrate() -> int:
    """Bring tables, policies, triggers and grants up to date, as the owner role."""
    ours = _begin("migrate")
    from pharos.common.supervisor import migration, session

    with session.database_only(ours):
        migration.run(ours)
    return 0


def doctor(
    recount: Annotated[
        bool, typer.Option(help="Rebuild the counters from what is stored.")
    ] = False,
    as_json: Json = False,
) -> int:
    """Check this installation; exit 1 when something is broken."""
    from pharos.common import doctor as checks

    ours = _begin("doctor")
    findings = checks.recount(ours) if recount else checks.examine(ours)
    if not recount:
        lastruns.keep(ours, "doctor", checks.as_object(findings))
    if as_json:
        print(json.dumps(checks.as_object(findings), ensure_ascii=False))
    else:
        for finding in findings:
            print(f"{finding.outcome:5} {finding.check}: {finding.sentence}")
    return 0 if all(finding.outcome != "fail" for finding in findings) else 1


def backup(
    archive: Annotated[Path, typer.Argument(help="The archive to write; it must not exist.")],
    as_json: Json = False,
) -> int:
    """Write the database into one archive. Keys and witness are not in it."""
    from pharos.common import backup as backups
    from pharos.common.supervisor import session

    ours = _begin("backup")
    with session.database_only(ours):
        facts = backups.write(ours, archive)
    lastruns.keep(ours, "backup", {"made_at": facts["made_at"], "bytes": facts["dump_bytes"]})
    _answer(facts, as_json=as_json)
    return 0


def restore(
    archive: Annotated[Path, typer.Argument(help="An archive of `pharos backup`.")],
    as_json: Json = False,
) -> int:
    """Read an archive into a state folder that has no database yet."""
    from pharos.common import backup as backups

    ours = _begin("restore")
    _answer(backups.restore(ours, archive), as_json=as_json)
    return 0


def _answer(facts: dict[str, object], *, as_json: bool) -> None:
    if as_json:
        print(json.dumps(facts, ensure_ascii=False, default=str))
        return
    for name, value in facts.items():
        print(f"{name}: {value}", file=sys.stdout)


def _refuse_root(ours: Settings) -> None:
    if ours.production and os.geteuid() == 0:
        raise Unavailable(
            "runs_as_root", "in production start Pharos as a user of its own, not as root"
        )
