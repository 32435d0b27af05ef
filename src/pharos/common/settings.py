"""Every setting of an installation: one frozen model, read from `PHAROS_…` variables.

`settings()` answers the validated model and refuses what is dangerous in production by
the setting's name (DEP-01). Nothing here touches the disk or Django.
"""

import hashlib
import os
import string
import tempfile
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import (
    AliasChoices,
    Field,
    SecretStr,
    ValidationError,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from pharos.common.errors import DomainError

DEMONSTRATION_ORIGIN = "http://localhost:8000"
# unix socket addresses end at 107 bytes (unix(7)): sockets live in a short hashed folder
_HASH_LENGTH = 16
# names of variables are ASCII; text of people is never upper-cased
_CAPITALS = str.maketrans(string.ascii_lowercase, string.ascii_uppercase)


class SettingsRefused(DomainError):
    """The environment asks for something that Pharos does not start with."""


class Settings(BaseSettings):
    """The settings of one process; each field's description is its documentation."""

    model_config = SettingsConfigDict(
        env_prefix="PHAROS_", frozen=True, extra="ignore", hide_input_in_errors=True
    )

    origin: str = Field(
        default=DEMONSTRATION_ORIGIN,
        description="Public address; goes into signed bytes, fixed by the first migrate.",
    )
    listen: str = Field(
        default="127.0.0.1:8000", description="Address and port the web server binds."
    )
    installation: Literal["demonstration", "production"] = Field(
        default="demonstration", description="Demonstrations mark everything they make as such."
    )
    state: Path | None = Field(
        default=None,
        description="Folder of everything kept on disk; see `state_dir` for the default.",
    )
    theme: str = Field(
        default="neutral",
        pattern=r"^[a-z]{2,20}$",
        description="The look of the pages: neutral, am or ge.",
    )
    debug: bool = Field(default=False, description="Django's debug pages; never in production.")
    secret_key: SecretStr | None = Field(
        default=None, description="Django's secret key; generated in the state folder when absent."
    )
    allowed_hosts: Annotated[tuple[str, ...], NoDecode] = Field(
        default=(),
        description="Host names answered to, separated by commas; the origin's when empty.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Lines below this level are not written."
    )

    database_url: str | None = Field(
        default=None,
        repr=False,
        validation_alias=AliasChoices("PHAROS_DATABASE_URL", "DATABASE_URL", "database_url"),
        description="The app role's connection; without it Pharos runs a database of its own.",
    )
    database_owner_url: str | None = Field(
        default=None,
        repr=False,
        description="The owner role's connection; only `pharos migrate` needs it.",
    )
    replica_url: str | None = Field(
        default=None,
        repr=False,
        validation_alias=AliasChoices("PHAROS_REPLICA_URL", "DATABASE_REPLICA_URL", "replica_url"),
        description="The readonly role's connection, to a replica if there is one.",
    )
    database_user: str | None = Field(
        default=None,
        description="System user that runs the embedded database when started as root.",
    )
    database_durable: bool = Field(
        default=True, description="False gives up durability of the embedded database (tests only)."
    )
    database_pool_size: int = Field(
        default=6, ge=1, le=100, description="Connections a process keeps."
    )
    database_wait_seconds: float = Field(
        default=600.0, gt=0, description="How long a start waits for recovery before it gives up."
    )

    signer: Literal["file", "pkcs11"] = Field(
        default="file", description="Where private keys live: encrypted files, or a token."
    )
    pkcs11_module: Path | None = Field(
        default=None, description="The PKCS #11 library of the token, with signer=pkcs11."
    )
    pkcs11_token: str = Field(default="", description="The label of the token.")
    pkcs11_pin_file: Path | None = Field(
        default=None, description="File with the token's PIN that only the signer can read."
    )
    tsa_url: str = Field(
        default="",
        pattern=r"^(https?://\S+)?$",
        description="Time-stamp authority (RFC 3161) for seals and, hourly, for the log's head.",
    )
    credential_suite: Literal["eddsa-rdfc-2022", "eddsa-jcs-2022"] = Field(
        default="eddsa-rdfc-2022", description="The cryptosuite of new credentials."
    )
    national_connector: str = Field(
        default="stand-in",
        pattern=r"^(stand-in|none|[a-z_][\w.]*:[A-Za-z_]\w*)$",
        description="How a national register is reached: stand-in, none or `package.module:Class`.",
    )

    fetch_foreign: bool | None = Field(
        default=None,
        description="Whether keys and status of foreign issuers are fetched to verify what they"
        " issued; when it is not set, in production only.",
    )

    seal_roots: Path | None = Field(
        default=None,
        description="Folder of certificates (PEM) that are trusted for the seals of foreign"
        " issuers; those in `national` inside it are never told as qualified ones.",
    )

    smtp_host: str = Field(
        default="", description="The mail server; in a demonstration mails need none."
    )
    smtp_port: int = Field(default=587, ge=1, le=65535, description="Port of the mail server.")
    smtp_tls: Literal["starttls", "tls", "none"] = Field(
        default="starttls", description="How the way to the mail server is kept private."
    )
    smtp_user: str = Field(default="", description="Name at the mail server, if it asks one.")
    smtp_password: SecretStr | None = Field(
        default=None, description="Password at the mail server."
    )
    mail_from: str = Field(
        default="", description="Address that mails come from; no-reply at the origin's host."
    )
    mail_days: int = Field(
        default=14, ge=1, le=90, description="Days after which a mail's address and facts go."
    )

    web_workers: int = Field(default=1, ge=1, le=64, description="Processes of the web server.")
    web_threads: int = Field(
        default=2, ge=1, le=64, description="Threads a web process answers with."
    )
    web_header_seconds: float = Field(
        default=10.0, gt=0, le=60, description="How long a client may take to send its headers."
    )
    web_stop_seconds: int = Field(
        default=5, ge=1, description="How long a stop waits for slow requests."
    )
    statement_seconds: float = Field(
        default=5.0,
        gt=0,
        description="A question to the database of a request that looks ends then.",
    )
    write_seconds: float = Field(
        default=30.0, gt=0, description="The same for each statement of a request that writes."
    )
    limits: bool = Field(
        default=True, description="Whether whoever asks too often is told to wait (429)."
    )
    limit_reads: int = Field(
        default=1200, ge=1, description="Reads a minute of one token or signed-in person."
    )
    limit_writes: int = Field(
        default=300, ge=1, description="Writes a minute of one token or signed-in person."
    )
    limit_visits: int = Field(
        default=600, ge=1, description="Pages a minute for visitors from one neighbourhood."
    )
    limit_checks: int = Field(
        default=120,
        ge=1,
        description="Verifications and credential pages a minute for visitors from there.",
    )
    proxy_header: str = Field(
        default="",
        pattern=r"^[A-Za-z-]{0,64}$",
        description="Header in which our proxy names the client, like X-Forwarded-For; none is"
        " believed when empty.",
    )
    proxy_count: int = Field(
        default=1, ge=1, le=10, description="Proxies of ours in a row; each adds an address."
    )
    worker_concurrency: int = Field(default=2, ge=1, le=64, description="Jobs worked on at once.")
    worker_stop_seconds: float = Field(
        default=10.0, gt=0, description="How long a stop waits for jobs."
    )
    heartbeat_seconds: float = Field(
        default=5.0, gt=0, description="Interval of a worker's heartbeat."
    )
    stalled_seconds: float = Field(
        default=20.0,
        gt=0,
        description="A worker silent for so long is dead; at least three heartbeats.",
    )
    sweep_seconds: float = Field(
        default=10.0, gt=0, description="Interval of the sweep that retries jobs of dead workers."
    )

    restart_seconds: float = Field(
        default=5.0,
        gt=0,
        description="Longest pause before a process that ended by itself is started again.",
    )

    chunk_rows: int = Field(
        default=2000,
        ge=1,
        le=2000,
        description="Rows of one chunk: the unit of retry, event and log.",
    )
    kill_at: str | None = Field(
        default=None,
        description="Test knob: folder with the named points to be killed at.",
    )

    @field_validator("allowed_hosts", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        if isinstance(value, str):
            return tuple(host.strip() for host in value.split(",") if host.strip())
        return value

    @model_validator(mode="after")
    def _hang_together(self) -> Self:
        problems = [*_shape_problems(self)]
        if self.installation == "production":
            problems += _production_problems(self)
        if problems:
            raise ValueError("; ".join(problems))
        return self

    @property
    def production(self) -> bool:
        return self.installation == "production"

    @property
    def fetches_foreign(self) -> bool:
        """Whether a verification may ask foreign hosts; a demonstration has to be told to."""
        return self.production if self.fetch_foreign is None else self.fetch_foreign

    @property
    def state_dir(self) -> Path:
        """The folder of everything kept on disk."""
        return self.state.absolute() if self.state else default_state_dir()

    @property
    def socket_dir(self) -> Path:
        """A short folder for sockets, the same for every process of this state folder."""
        return socket_dir(self.state_dir)

    @property
    def signer_socket(self) -> Path:
        """Where the signer listens; web and worker are its clients."""
        return self.socket_dir / "signer" / "socket"

    @property
    def published_dir(self) -> Path:
        return self.state_dir / "published"

    @property
    def witness_dir(self) -> Path:
        """Published checkpoints and the signer's last state, outside database and backup."""
        return self.state_dir / "witness"

    @property
    def secrets_dir(self) -> Path:
        return self.state_dir / "secrets"

    @property
    def mailbox_dir(self) -> Path:
        """Where the mails of a demonstration lie that has no mail server."""
        return self.state_dir / "mailbox"

    @property
    def mail_sender(self) -> str:
        """The address that mails come from."""
        host = urlsplit(self.origin).hostname or "localhost"
        return self.mail_from or f"no-reply@{host}"

    @property
    def hosts(self) -> tuple[str, ...]:
        """Host names the web server answers to."""
        if self.allowed_hosts:
            return self.allowed_hosts
        host = urlsplit(self.origin).hostname or ""
        return (host, "127.0.0.1", "[::1]") if host == "localhost" else (host,)


def _shape_problems(settings: Settings) -> list[str]:
    problems = []
    origin = urlsplit(settings.origin)
    if origin.scheme not in ("http", "https") or not origin.hostname:
        problems.append("PHAROS_ORIGIN: must be http(s)://host[:port]")
    if origin.path or origin.query or origin.fragment or "@" in origin.netloc:
        problems.append("PHAROS_ORIGIN: must not have a path, a question or a name")
    host, _, port = settings.listen.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        problems.append("PHAROS_LISTEN: must be address:port")
    if settings.signer == "pkcs11":
        wanted = ("pkcs11_module", "pkcs11_token", "pkcs11_pin_file")
        missing = [name for name in wanted if not getattr(settings, name)]
        names = ", ".join(f"PHAROS_{name.translate(_CAPITALS)}" for name in missing)
        problems += [f"PHAROS_SIGNER: a token needs {names}"] if missing else []
    if settings.stalled_seconds < 3 * settings.heartbeat_seconds:
        # a shorter limit retries jobs of living workers, so that one job runs several times
        problems.append("PHAROS_STALLED_SECONDS: must be at least three heartbeats")
    return problems


def _production_problems(settings: Settings) -> list[str]:
    """What a demonstration may do and production may not (DEP-01)."""
    problems = []
    origin = urlsplit(settings.origin)
    if origin.scheme != "https":
        problems.append("PHAROS_ORIGIN: production needs https")
    if _is_loopback(origin.hostname or ""):
        problems.append("PHAROS_ORIGIN: production needs a public host name")
    if settings.debug:
        problems.append("PHAROS_DEBUG: never in production")
    secret = settings.secret_key.get_secret_value() if settings.secret_key else None
    if secret is not None and (len(secret) < 50 or "insecure" in secret or len(set(secret)) < 5):
        problems.append("PHAROS_SECRET_KEY: a default or too short; leave it out to have one made")
    if any(host in ("*", "") or host.startswith(".") for host in settings.hosts):
        problems.append("PHAROS_ALLOWED_HOSTS: name each host")
    if not settings.database_durable:
        problems.append("PHAROS_DATABASE_DURABLE: production keeps what it acknowledges")
    if settings.national_connector == "stand-in":
        problems.append("PHAROS_NATIONAL_CONNECTOR: a stand-in registers nothing; name one or none")
    if settings.smtp_host and settings.smtp_tls == "none" and not _is_loopback(settings.smtp_host):
        problems.append("PHAROS_SMTP_TLS: mails and passwords need a private way")
    if settings.kill_at:
        problems.append("PHAROS_KILL_AT: a test knob")
    return problems


def _is_loopback(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ip_address(host).is_loopback or ip_address(host).is_unspecified
    except ValueError:
        return False


def default_state_dir() -> Path:
    """The state folder when PHAROS_STATE is not set: one a checkout, outside of it."""
    if os.geteuid() == 0:
        base = Path("/var/lib/pharos")
    else:
        base = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local/state") / "pharos"
    return base / _short_hash(Path(__file__).resolve().parents[1])


def socket_dir(state_dir: Path) -> Path:
    """The folder of the sockets that belong to `state_dir`, short enough for unix(7)."""
    if os.geteuid() == 0 and os.access("/run", os.W_OK):
        base = Path("/run")
    else:
        base = Path(os.environ.get("XDG_RUNTIME_DIR") or tempfile.gettempdir())
    return base / f"pharos-{_short_hash(state_dir.absolute())}"


def _short_hash(path: Path) -> str:
    return hashlib.sha256(os.fsencode(path)).hexdigest()[:_HASH_LENGTH]


@cache
def settings() -> Settings:
    """The settings of this process; raises SettingsRefused naming each wrong setting."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsRefused("settings_refused", _explain(error)) from None


def _explain(error: ValidationError) -> str:
    sentences = []
    for problem in error.errors(include_input=False, include_url=False):
        name = "_".join(str(part) for part in problem["loc"]).translate(_CAPITALS)
        message = problem["msg"].removeprefix("Value error, ")
        sentences.append(f"PHAROS_{name.removeprefix('PHAROS_')}: {message}" if name else message)
    return "; ".join(sentences)
