"""Settings: what is refused, by name, and what is worked out."""

import os
from pathlib import Path

import pytest

from pharos.common.settings import Settings, SettingsRefused, settings, socket_dir

PRODUCTION = {
    "PHAROS_INSTALLATION": "production",
    "PHAROS_ORIGIN": "https://registry.example.am",
    "PHAROS_NATIONAL_CONNECTOR": "none",
}


@pytest.fixture(autouse=True)
def _own_environment(monkeypatch):
    for name in list(os.environ):
        if name.startswith("PHAROS_") or name in ("DATABASE_URL", "DATABASE_REPLICA_URL"):
            monkeypatch.delenv(name)
    settings.cache_clear()
    yield
    settings.cache_clear()


def _with(monkeypatch, **values):
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    settings.cache_clear()
    return settings()


def test_without_any_variable_it_is_a_demonstration_on_this_machine():
    ours = settings()
    assert (ours.installation, ours.origin) == ("demonstration", "http://localhost:8000")
    assert ours.hosts == ("localhost", "127.0.0.1", "[::1]")
    assert ours.database_url is None


def test_a_production_that_says_what_it_must_is_accepted(monkeypatch):
    ours = _with(monkeypatch, **PRODUCTION)
    assert ours.production
    assert ours.hosts == ("registry.example.am",)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PHAROS_ORIGIN", "http://registry.example.am"),
        ("PHAROS_ORIGIN", "https://localhost"),
        ("PHAROS_ORIGIN", "https://127.0.0.1"),
        ("PHAROS_ORIGIN", "https://[::1]:8443"),
        ("PHAROS_ORIGIN", "https://registry.localhost"),
        ("PHAROS_DEBUG", "true"),
        ("PHAROS_SECRET_KEY", "django-insecure-0123456789012345678901234567890123456789012345"),
        ("PHAROS_SECRET_KEY", "short"),
        ("PHAROS_SECRET_KEY", "a" * 80),
        ("PHAROS_ALLOWED_HOSTS", "*"),
        ("PHAROS_ALLOWED_HOSTS", ".example.am"),
        ("PHAROS_DATABASE_DURABLE", "false"),
        ("PHAROS_NATIONAL_CONNECTOR", "stand-in"),
        ("PHAROS_KILL_AT", "/var/tmp/points"),
    ],
)
def test_production_refuses_and_names_the_setting(monkeypatch, name, value):
    """DEP-01: debug, a default secret, missing hosts, http and loopback are refused by name."""
    with pytest.raises(SettingsRefused) as refused:
        _with(monkeypatch, **{**PRODUCTION, name: value})
    assert name in refused.value.message
    assert refused.value.code == "settings_refused"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PHAROS_ORIGIN", "localhost:8000"),
        ("PHAROS_ORIGIN", "http://localhost:8000/path"),
        ("PHAROS_ORIGIN", "http://name@localhost"),
        ("PHAROS_LISTEN", "8000"),
        ("PHAROS_LISTEN", "127.0.0.1:99999"),
        ("PHAROS_STALLED_SECONDS", "14.9"),
        ("PHAROS_SIGNER", "pkcs11"),
        ("PHAROS_SIGNER", "vault"),
        ("PHAROS_CHUNK_ROWS", "2001"),
        ("PHAROS_CHUNK_ROWS", "0"),
        ("PHAROS_INSTALLATION", "test"),
    ],
)
def test_nonsense_is_refused_everywhere(monkeypatch, name, value):
    with pytest.raises(SettingsRefused) as refused:
        _with(monkeypatch, **{name: value})
    assert "PHAROS_" in refused.value.message


def test_a_refusal_shows_no_value(monkeypatch):
    """KEY-09: what the environment holds is not repeated in the error."""
    with pytest.raises(SettingsRefused) as refused:
        _with(monkeypatch, **PRODUCTION, PHAROS_SECRET_KEY="do-not-show-me")
    assert "do-not-show-me" not in refused.value.message


def test_secrets_and_connections_are_not_in_the_text_of_the_settings(monkeypatch):
    """KEY-09: a dump of the settings holds neither passwords nor keys."""
    ours = _with(
        monkeypatch,
        DATABASE_URL="postgresql://app:hush-hush@db/pharos",
        PHAROS_SECRET_KEY="this-is-a-secret",
    )
    assert "hush-hush" not in repr(ours)
    assert "this-is-a-secret" not in repr(ours)
    assert ours.database_url == "postgresql://app:hush-hush@db/pharos"


def test_hosts_are_separated_by_commas(monkeypatch):
    ours = _with(monkeypatch, PHAROS_ALLOWED_HOSTS="a.example, b.example,")
    assert ours.hosts == ("a.example", "b.example")


def test_a_state_folder_has_short_sockets_of_its_own(tmp_path):
    deep = tmp_path / ("x" * 200)
    assert len(os.fsencode(socket_dir(deep) / "database" / ".s.PGSQL.5432")) < 100
    assert socket_dir(deep) != socket_dir(tmp_path)


def test_every_setting_says_what_it_is():
    for name, field in Settings.model_fields.items():
        assert field.description, name
        assert field.description.endswith("."), name


def test_every_setting_stands_in_the_reference():
    reference = (Path(__file__).parents[2] / "docs/reference/settings.md").read_text()
    for field in Settings.model_fields.values():
        assert f"| {field.description} |" in reference
