"""The log: one event one JSON line on stderr, without secrets, whatever the text contains.

JSON's escapes keep line breaks, terminal codes and marks of direction inside their string,
so a name cannot forge a line or paint the operator's terminal (LOG-07).
"""

import json
import logging
import re
import sys
from types import TracebackType
from typing import Final

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

_LEVELS: Final = {
    "debug": logging.DEBUG,
    "info": logging.INFO,
    "warning": logging.WARNING,
    "error": logging.ERROR,
}
_HIDDEN: Final = "[hidden]"
_SECRET_NAME: Final = re.compile(
    r"passw|secret|token|authorization|cookie|private|pepper|passfile|\bpin\b|_pin$|_key$|^key$|seed",
    re.IGNORECASE,
)
_SECRET_TEXT: Final = (
    (re.compile(r"(\w+://[^\s:/@]+):[^\s@]+@"), r"\1:[hidden]@"),
    (re.compile(r"(?i)\b(password|passwd|pwd|secret|token)\s*=\s*(?:'[^']*'|\S+)"), r"\1=[hidden]"),
    (re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END[^-]*-----|$)", re.S), _HIDDEN),
    (re.compile(r"(?i)\b(bearer|basic)\s+[\w.~+/=-]{8,}"), r"\1 [hidden]"),
    # whoever has the address of a credential's page may read it (PRV-03)
    (re.compile(r"/c/[0-9a-fA-F-]{32,36}"), f"/c/{_HIDDEN}"),
    # the secret links of holders, and what they share
    (re.compile(r"/(holder|me/claim|s|sign-in/link|funding/place)/[\w-]{16,}"), rf"/\1/{_HIDDEN}"),
    # so may whoever has a link out of a mail do what it is for
    (re.compile(r"/(sign-in/link|sign-in/invitation|holder|me/claim|s)/[\w.~:=-]{8,}"),
     rf"/\1/{_HIDDEN}"),
    # addresses of people, and numbers as long as those that nations give them (PRV-06)
    (re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+"), _HIDDEN),
    (re.compile(r"(?<![\w.:/-])\d{9,11}(?![\w.:-])"), _HIDDEN),
)  # fmt: skip
_PERSON_NAME: Final = re.compile(
    r"^(e_?mail|mail_?to|recipients?|birth|born|patronymic|learner_name|given|family|phone)"
    r"|_(email|given_name|family_name|birth_date|national_number)$|^(given|family|full)_name"
    r"|^national_number$",
    re.IGNORECASE,
)


def configure(level: str = "info", *, process: str = "") -> None:
    """Send structlog's and the standard library's events through one formatter to stderr."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(formatter(process))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(_LEVELS[level])
    # the queue writes a line for each job it looks at
    logging.getLogger("procrastinate").setLevel(max(root.level, logging.WARNING))
    structlog.configure(
        processors=[*_before(process), structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    sys.excepthook = _log_fault


def formatter(process: str = "web") -> logging.Formatter:
    """What makes one JSON line of an event, whichever library sent it."""
    return structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=_before(process),
        processors=[
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            structlog.processors.format_exc_info,
            hide_secrets,
            structlog.processors.JSONRenderer(serializer=_to_line),
        ],
    )


def _before(process: str) -> list[Processor]:
    # not a context variable: the worker's threads would lose it
    def name_process(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
        return {**event, "process": process} if process else event

    return [
        name_process,
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]


def _log_fault(
    kind: type[BaseException], fault: BaseException, trace: TracebackType | None
) -> None:
    if issubclass(kind, KeyboardInterrupt):
        return
    structlog.get_logger("pharos").error("fault", exc_info=(kind, fault, trace))


def hide_secrets(logger: WrappedLogger, method: str, event: EventDict) -> EventDict:
    """The event with secrets and what tells a person replaced, by name and inside texts.

    KEY-09 and PRV-06; the log is read by whoever looks after the machine.
    """
    return {name: _without_secrets(str(name), value) for name, value in event.items()}


def _without_secrets(name: str, value: object) -> object:
    if isinstance(value, str | bytes) and (_SECRET_NAME.search(name) or _PERSON_NAME.search(name)):
        return _HIDDEN
    if isinstance(value, dict):
        return {str(key): _without_secrets(str(key), inner) for key, inner in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_without_secrets(name, inner) for inner in value]
    if isinstance(value, bytes):
        # bytes in an event are digests at best and keys at worst
        return f"[{len(value)} bytes]"
    if isinstance(value, int | float | bool) or value is None:
        return value
    text = str(value)
    for pattern, replacement in _SECRET_TEXT:
        text = pattern.sub(replacement, text)
    return text


def _to_line(event: EventDict, **options: object) -> str:
    return json.dumps(event, default=str, ensure_ascii=True)
