"""The command `pharos`. Nothing but Typer is imported until a command is chosen.

A context brings its own commands: a function in `pharos.<context>.command` whose annotated
parameters are the options, and whose return value is the exit code. Here it is only named.

Exit codes: 0 done, 1 refused or failed, 64 wrong usage; some commands have codes of their own.
With `--json` one object stands on stdout, whatever happens; the log is on stderr.
"""

import importlib
import importlib.util
import json
import os
import sys
from itertools import pairwise
from typing import Annotated, Any, Final, NamedTuple

import typer
from typer.core import TyperGroup

USAGE = 64
REFUSED = 1


class Named(NamedTuple):
    """A command that is loaded when it is called."""

    target: str
    summary: str


# Typer carries a copy of Click whose names are private; its public errors lead to the base
_UsageError: Any = next(
    kind for kind in typer.BadParameter.__mro__ if kind.__name__ == "UsageError"
)

_OWN = "pharos.common.command"
COMMANDS: Final = {
    "up": Named(f"{_OWN}:up", "Run everything on this machine until it is stopped."),
    "web": Named(f"{_OWN}:web", "Run the web server alone."),
    "worker": Named(f"{_OWN}:worker", "Run the job worker alone."),
    "signer": Named(f"{_OWN}:signer", "Run the signer alone."),
    "migrate": Named(f"{_OWN}:migrate", "Bring tables, policies and grants up to date, as owner."),
    "doctor": Named(f"{_OWN}:doctor", "Check this installation and say what is missing."),
    "backup": Named(f"{_OWN}:backup", "Write the database into one archive (without keys)."),
    "restore": Named(f"{_OWN}:restore", "Read an archive into an empty state folder."),
    "demo": Named("pharos.portal.command:demo", "Show the main job on the shipped rosters."),
    "award": Named("pharos.issuing.command:award", "Award a roster: judge, confirm, sign, enter."),
    "verify": Named("pharos.verification.command:verify", "Verify credentials, whoever made them."),
    "export": Named("pharos.verification.command:export", "Write a document of a credential."),
    "revoke": Named("pharos.issuing.command:revoke", "Revoke credentials, for ever."),
    "suspend": Named("pharos.issuing.command:suspend", "Suspend credentials."),
    "reinstate": Named("pharos.issuing.command:reinstate", "Lift the suspension of credentials."),
    "supersede": Named("pharos.issuing.command:supersede", "Replace a credential by a right one."),
    "stack": Named("pharos.stacking.command:stack", "Judge a case of stacking."),
    "survey": Named("pharos.surveys.command:survey", "Results of a survey."),
    "indicators": Named("pharos.monitoring.command:indicators", "The indicators of monitoring."),
    "publish": Named("pharos.verification.command:publish", "Write every static artefact."),
    "bench": Named("pharos.issuing.bench.command:bench", "Measure, as ratios."),
    "national": Named(
        "pharos.issuing.national.command:national", "What waits for a national register or differs."
    ),
    "token": Named("pharos.organisations.command:token", "Make a token for a member (demo)."),
    "signin-link": Named(
        "pharos.accounts.command:signin_link", "Make a link that signs a person in (demo)."
    ),
    "signin-reset": Named(
        "pharos.accounts.command:signin_reset", "Take off the lost factors of a person."
    ),
    "keys": Named("pharos.registry.command:keys", "Propose, approve, retire and list keys."),
}


class NotBuilt(Exception):
    """The command's part does not exist yet."""


class LazyGroup(TyperGroup):
    """A group that knows its commands' names and loads the one that is called."""

    def list_commands(self, ctx: Any) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        return load(cmd_name, COMMANDS[cmd_name]) if cmd_name in COMMANDS else None

    def format_commands(self, ctx: Any, formatter: Any) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, named.summary) for name, named in COMMANDS.items()])


def load(name: str, named: Named) -> Any:
    """The command behind `named`; one that says so when its part is not built."""
    module, _, function = named.target.partition(":")
    target = _not_built(name)
    if _exists(module):
        target = getattr(importlib.import_module(module), function, target)
    app = target if isinstance(target, typer.Typer) else _single(target)
    command = typer.main.get_command(app)
    command.name = name
    command.help = command.help or named.summary
    return command


def _exists(module: str) -> bool:
    try:
        return importlib.util.find_spec(module) is not None
    except ModuleNotFoundError:
        return False


def _single(function: Any) -> typer.Typer:
    app = typer.Typer(add_completion=False, rich_markup_mode=None)
    settings = getattr(function, "context_settings", {})
    app.command(context_settings=settings)(function)
    return app


def _not_built(name: str) -> Any:
    def not_available(
        rest: Annotated[list[str] | None, typer.Argument(hidden=True)] = None,
    ) -> None:
        raise NotBuilt(name)

    not_available.context_settings = {  # type: ignore[attr-defined]
        "ignore_unknown_options": True,
        "allow_extra_args": True,
    }
    return not_available


app = typer.Typer(
    cls=LazyGroup,
    add_completion=False,
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    help="Pharos, the registry of micro-credentials.",
)


@app.callback()
def _root() -> None:
    """Pharos, the registry of micro-credentials."""


def main(arguments: list[str] | None = None) -> None:
    """Run a command and leave with its exit code."""
    sys.exit(run(sys.argv[1:] if arguments is None else arguments))


def run(arguments: list[str]) -> int:
    """The exit code of a command; what is refused is said in a sentence."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "pharos.config.settings")
    from pharos.common.errors import DomainError

    as_json = "--json" in arguments
    name = next((word for word in arguments if not word.startswith("-")), "pharos")
    try:
        answer = app(args=arguments, prog_name="pharos", standalone_mode=False)
    except DomainError as error:
        _say(
            name, error.code, _sentence(error, arguments), as_json=as_json, facts=dict(error.facts)
        )
        return REFUSED
    except _UsageError as error:
        # 64 is EX_USAGE of sysexits.h; Click's own 2 means INDETERMINATE with us
        _say(name, "usage", error.format_message(), as_json=as_json)
        return USAGE
    except NotBuilt:
        _say(name, "not_available_yet", "not available yet", as_json=as_json)
        return USAGE
    except (KeyboardInterrupt, typer.Abort):
        return 130
    return answer if isinstance(answer, int) else 0


def _sentence(error: Any, arguments: list[str]) -> str:
    """What the error says of itself, else the sentence of its code in the language asked for."""
    if error.message != error.code:
        return str(error.message)
    from pharos.common.sentences import sentence

    after = dict(pairwise(arguments))
    return sentence(error.code, after.get("--language", "en"), error.facts)


def _say(
    name: str, code: str, message: str, *, as_json: bool, facts: dict[str, object] | None = None
) -> None:
    if as_json:
        answer = {"error": {"code": code, "message": message, "facts": facts or {}}}
        print(json.dumps(answer, default=str, ensure_ascii=False))
    print(f"pharos {name}: {message}", file=sys.stderr)


if __name__ == "__main__":
    main()
