"""Django's settings, assembled from `common.settings`; no database is needed to read them."""

import secrets
from pathlib import Path
from typing import Any

from pharos.common.connections import database
from pharos.common.privatefiles import read_private
from pharos.common.settings import settings

_ours = settings()
_package = Path(__file__).resolve().parents[1]


def _secret_key() -> str:
    if _ours.secret_key is not None:
        return _ours.secret_key.get_secret_value()
    file = _ours.secrets_dir / "django.key"
    # made by `common.secretbox.ensure_keys`; before that nothing is signed that must last
    return read_private(file).hex() if file.exists() else secrets.token_hex(32)


SECRET_KEY = _secret_key()
DEBUG = _ours.debug
ALLOWED_HOSTS = list(_ours.hosts)
ROOT_URLCONF = "pharos.config.urls"
WSGI_APPLICATION = "pharos.config.wsgi.application"

INSTALLED_APPS = [
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sessions",
    "procrastinate.contrib.django",
    "pharos.common",
    "pharos.accounts",
    "pharos.organisations",
    "pharos.registry",
    "pharos.standards",
    "pharos.catalogue",
    "pharos.accreditation",
    "pharos.awards",
    "pharos.issuing",
    "pharos.verification",
    "pharos.recognition",
    "pharos.stacking",
    "pharos.surveys",
    "pharos.monitoring",
    "pharos.portal",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "pharos.config.api.answers",
    "pharos.portal.middleware.headers",
    "pharos.portal.middleware.reader",
    "pharos.portal.middleware.Refusals",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "pharos.portal.context.frame",
            ],
        },
    }
]

DATABASES: dict[str, dict[str, Any]] = {
    "default": database(_ours, "app"),
    "owner": database(_ours, "owner"),
}
DATABASE_ROUTERS = ["pharos.config.routers.OwnerMigrates"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("hy", "Հայերեն"), ("ka", "ქართული")]
LOCALE_PATHS = [_package / "locale"]
FORMAT_MODULE_PATH = ["pharos.config.formats"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

STATIC_URL = "/static/"
# files are served from the packages themselves; nothing is collected anywhere
STATIC_ROOT = None
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = _ours.debug

_https = _ours.origin.startswith("https://")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if _https else None
SECURE_HSTS_SECONDS = 31_536_000 if _https and _ours.production else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_SECURE = _https
CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# a working day; who was away for a night signs in again
SESSION_COOKIE_AGE = 12 * 3600
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": _ours.worker_concurrency,
    "shutdown_graceful_timeout": _ours.worker_stop_seconds,
    "update_heartbeat_interval": _ours.heartbeat_seconds,
    "stalled_worker_timeout": _ours.stalled_seconds,
    "delete_jobs": "never",
}

# structlog writes the log; Django's own handlers would write a second one
LOGGING_CONFIG = None
