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
    # of these two the sign-in takes the code; their tables are not made (`config.routers`)
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "procrastinate.contrib.django",
    "pharos.common",
    "pharos.accounts",
    "pharos.organisations",
    "pharos.registry",
    "pharos.standards",
    "pharos.catalogue",
    "pharos.needs",
    "pharos.review",
    "pharos.accreditation",
    "pharos.criteria",
    "pharos.procedures",
    "pharos.lightroute",
    "pharos.oversight",
    "pharos.awards",
    "pharos.funding",
    "pharos.issuing",
    "pharos.verification",
    "pharos.stateregister",
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
    "pharos.portal.middleware.Packed",
    "pharos.portal.middleware.headers",
    "pharos.portal.middleware.reader",
    "pharos.portal.middleware.Refusals",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "pharos.portal.limits.limits",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "allauth.account.middleware.AccountMiddleware",
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
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "pharos.portal.statics.Shipped"},
}
# a name with a hash never changes its content, so browsers keep it
WHITENOISE_IMMUTABLE_FILE_TEST = r"^/static/pharos/[\w-]+\.[0-9a-f]{12}\.\w+$"

_https = _ours.origin.startswith("https://")
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin" if _https else None
SECURE_HSTS_SECONDS = 31_536_000 if _https and _ours.production else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _https else None
X_FRAME_OPTIONS = "DENY"
CSRF_COOKIE_SECURE = _https
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "pharos.portal.views.errors.foreign_form"
SESSION_COOKIE_SECURE = _https
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
# a working day; who was away for a night signs in again
SESSION_COOKIE_AGE = 12 * 3600
EMAIL_BACKEND = "pharos.common.mailbackend.OutboxBackend"
DEFAULT_FROM_EMAIL = _ours.mail_sender
DATA_UPLOAD_MAX_MEMORY_SIZE = 8 * 1024 * 1024

PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": _ours.worker_concurrency,
    "shutdown_graceful_timeout": _ours.worker_stop_seconds,
    "update_heartbeat_interval": _ours.heartbeat_seconds,
    "stalled_worker_timeout": _ours.stalled_seconds,
    "delete_jobs": "never",
}

# --- sign-in (docs/adr/0012): no passwords; a code by mail, a passkey, a second factor ------
AUTH_USER_MODEL = "accounts.Login"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS: list[dict[str, Any]] = []
ACCOUNT_ADAPTER = "pharos.accounts.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 10 * 60
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8}
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = False
# whoever is slowed down by a stranger is let in again after five minutes at most (ACC-01)
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "20/m/ip,5/5m/key",
    "login": "30/m/ip",
    "login_failed": "20/m/ip,5/5m/key",
    "reauthenticate": "10/m/user",
}
MFA_RATE_LIMITS = {"webauthn_login": "30/m/ip"}
MFA_ADAPTER = "pharos.accounts.adapters.FactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "account_done"
SESSION_ENGINE = "pharos.accounts.sessions"
CACHES = {
    # in the database, so that limits hold over all processes
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_cache",
    }
}

# structlog writes the log; Django's own handlers would write a second one
LOGGING_CONFIG = None
