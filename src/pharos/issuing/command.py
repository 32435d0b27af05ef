"""What members of a provider do, by command: `pharos award`, `revoke`, `suspend`, `reinstate`,
`supersede`.

Exit codes: 0 everything was done, 1 something was rejected, 3 it waits for the second person,
64 wrong usage.
"""

import json as json_module
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from pharos.common import logging
from pharos.common.sentences import LANGUAGES, sentence
from pharos.common.settings import settings

if TYPE_CHECKING:
    from pharos.issuing.changes import Result
    from pharos.issuing.rosters import Outcome

DONE, REFUSED, WAITS = 0, 1, 3

Json = Annotated[bool, typer.Option("--json", help="One object on stdout.")]
Language = Annotated[str, typer.Option(help="en, hy or ka.")]
Person = Annotated[str | None, typer.Option(help="E-mail address of the member who acts.")]
Second = Annotated[
    str | None, typer.Option("--confirm-by", help="E-mail address of the second person.")
]
Reason = Annotated[str, typer.Option(help="Why, as a code; a wrong one lists those there are.")]
Credentials = Annotated[
    list[str], typer.Argument(help="Ids of credentials, or a file with one id a line.")
]


def award(
    roster: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="The roster.")
    ],
    provider: Annotated[str, typer.Option(help="Slug of the awarding provider.")],
    programme: Annotated[str, typer.Option(help="Slug or address of the programme.")],
    award_date: Annotated[
        datetime | None,
        typer.Option(formats=["%Y-%m-%d"], help="Legal day of the award, for rows without one."),
    ] = None,
    by: Person = None,
    confirm_by: Second = None,
    dry_run: Annotated[bool, typer.Option(help="Judge every row and keep nothing.")] = False,
    json: Json = False,
    language: Language = "en",
) -> int:
    """Award a roster: judge every row, propose, confirm by a second person, sign, enter."""
    began = time.monotonic()
    language = _known(language)
    with _running("award"):
        from pharos.issuing import inline, rosters

        version = rosters.version_of(provider, programme)
        outcome = rosters.award(
            roster.read_bytes(),
            version,
            rosters.pair(version.organisation_id, by, confirm_by),
            award_date=award_date.date() if award_date else None,
            dry_run=dry_run,
        )
        if outcome.issued:
            inline.settle()
    told = outcome.as_dict(language, seconds=time.monotonic() - began)
    if json:
        _write(told)
    else:
        _tell_award(outcome, told, language, dry_run=dry_run)
    if outcome.waits:
        return WAITS
    done = outcome.accepted if dry_run else outcome.issued
    return DONE if done == outcome.rows else REFUSED


def revoke(
    credentials: Credentials,
    reason: Reason,
    by: Person = None,
    json: Json = False,
    language: Language = "en",
) -> int:
    """Revoke credentials, for ever; published before the command ends."""
    return _change("revoke", credentials, reason, by, None, json, language)


def suspend(
    credentials: Credentials,
    reason: Reason,
    by: Person = None,
    json: Json = False,
    language: Language = "en",
) -> int:
    """Suspend credentials until two persons reinstate them."""
    return _change("suspend", credentials, reason, by, None, json, language)


def reinstate(
    credentials: Credentials,
    reason: Reason,
    by: Person = None,
    confirm_by: Second = None,
    json: Json = False,
    language: Language = "en",
) -> int:
    """Lift the suspension of credentials: one person proposes, another confirms."""
    return _change("reinstate", credentials, reason, by, confirm_by, json, language)


def supersede(
    credentials: Credentials,
    reason: Reason,
    by: Person = None,
    confirm_by: Second = None,
    json: Json = False,
    language: Language = "en",
) -> int:
    """Sign credentials anew and revoke the old ones, which then name the new: by two persons."""
    began = time.monotonic()
    language = _known(language)
    with _running("supersede"):
        from pharos.issuing import changes, inline
        from pharos.issuing.reissue import named
        from pharos.registry.signer.client import SignerClient

        wanted = changes.read_ids(credentials)
        results = named.supersede(
            wanted, reason=reason, by=by, confirm_by=confirm_by, signer=SignerClient()
        )
        if any(result.outcome == "done" for result in results):
            inline.settle()
    return _tell_changes(results, began, json, language)


def _change(
    act: str,
    credentials: Sequence[str],
    reason: str,
    by: str | None,
    confirm_by: str | None,
    json: bool,
    language: str,
) -> int:
    began = time.monotonic()
    language = _known(language)
    with _running(act):
        from pharos.issuing import changes

        wanted = changes.read_ids(credentials)
        results = changes.change(act, wanted, reason=reason, by=by, confirm_by=confirm_by)
    return _tell_changes(results, began, json, language)


def _tell_changes(results: "Sequence[Result]", began: float, json: bool, language: str) -> int:
    """Say what became of each; the exit code."""
    told = [one.as_dict(language) for one in results]
    if json:
        _write({"results": told, "seconds": round(time.monotonic() - began, 3)})
    else:
        for one in told:
            outcome = "replaced" if "successor" in one else one["outcome"]
            typer.echo(sentence(f"status_told_{outcome}", language, one))
    outcomes = {one.outcome for one in results}
    return REFUSED if "refused" in outcomes else WAITS if "waits" in outcomes else DONE


@contextmanager
def _running(process: str) -> Iterator[None]:
    from pharos.common.supervisor import session

    # people read the command's own words: the log, and that of what it starts, is for trouble
    os.environ.setdefault("PHAROS_LOG_LEVEL", "warning")
    logging.configure(settings().log_level, process=process)
    with session.session(("database", "signer")):
        yield


def _tell_award(outcome: "Outcome", told: dict[str, Any], language: str, *, dry_run: bool) -> None:
    from pharos.awards import reports

    warned = [reports.told(one, language) for one in outcome.warnings]
    for problem in (*told["rejected"], *warned):
        code = "award_told_cell" if problem["column"] else "award_told_row"
        typer.echo(sentence(code, language, problem))
    facts = {**told, "rejected": outcome.rows - outcome.accepted, "seconds": told["seconds"]}
    if outcome.waits:
        typer.echo(sentence("award_told_waits", language, facts))
    else:
        code = "award_told_dry_run" if dry_run else "award_told_done"
        typer.echo(sentence(code, language, facts))
    for credential in outcome.credentials:
        address = f"{settings().origin}/c/{credential}"
        typer.echo(sentence("award_told_credential", language, {"address": address}))


def _known(language: str) -> str:
    if language not in LANGUAGES:
        raise typer.BadParameter(f"one of {', '.join(LANGUAGES)}", param_hint="--language")
    return language


def _write(answer: object) -> None:
    typer.echo(json_module.dumps(answer, ensure_ascii=False))
