"""How Django reaches the database as each role; reads nothing from the disk or the network."""

from typing import Any

from psycopg.conninfo import conninfo_to_dict

from pharos.common.settings import Settings
from pharos.common.supervisor import roles

# libpq words that Django has a key of its own for
_DJANGO_KEYS = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD",
                "dbname": "NAME"}  # fmt: skip


def database(settings: Settings, role: str) -> dict[str, Any]:
    """Django's description of the connection of `app`, `owner` or `readonly`."""
    return from_dsn(_dsn(settings, role), pool_size=_pool_size(settings, role))


def from_dsn(dsn: str, *, pool_size: int = 0) -> dict[str, Any]:
    """The same for any libpq connection string; `pool_size` 0 connects anew each time."""
    options: dict[str, Any] = {
        key: value for key, value in conninfo_to_dict(dsn).items() if value is not None
    }
    described = {django: str(options.pop(key, "")) for key, django in _DJANGO_KEYS.items()}
    if pool_size:
        options["pool"] = {"min_size": 1, "max_size": pool_size, "timeout": 10}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **described,
        "OPTIONS": options,
        # the pool keeps connections; one that Django kept as well would never go back to it
        "CONN_MAX_AGE": 0,
        "CONN_HEALTH_CHECKS": True,
    }


def bounded(described: dict[str, Any], *, seconds: float) -> None:
    """Have each statement of the described connection end after so long (DOS-01)."""
    given = described["OPTIONS"].get("options", "")
    wanted = f"-c statement_timeout={round(seconds * 1000)}"
    described["OPTIONS"]["options"] = f"{given} {wanted}".strip()


def _pool_size(settings: Settings, role: str) -> int:
    return settings.database_pool_size if role == "app" else 0


def _dsn(settings: Settings, role: str) -> str:
    external = {
        "app": settings.database_url,
        "owner": settings.database_owner_url or settings.database_url,
        "readonly": settings.replica_url or settings.database_url,
    }[role]
    if external is not None:
        return external
    host = settings.socket_dir / "database"
    return roles.conninfo(settings.secrets_dir, role, host=host)
