# SPDX-FileCopyrightText: 2026 The Catalaune authors
# SPDX-License-Identifier: EUPL-1.2
"""Settings of a deployment. Everything that differs from town to town comes from the environment.

deploy/environment.example explains each variable. Development and tests start from this file
and change as little as they can.
"""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from grc.core.logs import about_job
from grc.settings import env

ROOT = Path(__file__).resolve().parents[2]
DATA_DIR = Path(env.text("DATA_DIR", str(ROOT / ".data")))

SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = list(env.words("SECRET_KEY_FALLBACKS", ""))
DEBUG = False
# The town answers for its hosts: grc.middleware refuses a name that no town declares.
ALLOWED_HOSTS = ["*"]

INSTALLED_APPS = [
    # Ours first: our sign-in pages come before the library's.
    "invariants",
    "workflows",
    "notifications",
    "grc.core",
    "grc.journal",
    "grc.municipalities",
    "grc.accounts",
    "grc.catalog",
    "grc.webhooks",
    "grc.service_requests",
    "grc.answers",
    "grc.intake",
    "grc.operation",
    "grc.packs",
    "grc.ui",
    "grc.portal",
    "grc.desk",
    "grc.studio",
    "grc.live",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "channels",
    "csp",
    "django_filters",
    "django_htmx",
    "heroicons",
    "procrastinate.contrib.django",
    "template_partials",
]

MIDDLEWARE = [
    "grc.middleware.PageLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "grc.middleware.HealthMiddleware",
    "grc.middleware.TownMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "grc.middleware.TownLocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "grc.middleware.RefusalMiddleware",
]

ROOT_URLCONF = "grc.urls"
WSGI_APPLICATION = "grc.wsgi.application"
ASGI_APPLICATION = "grc.asgi.application"
APPEND_SLASH = True

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
                "django.template.context_processors.tz",
                "grc.ui.context.town",
            ],
            "libraries": {"i18n": "grc.ui.templatetags.words"},
        },
    },
]
FORM_RENDERER = "grc.ui.forms.UiFormRenderer"

# A page asks the same dozen of statements: PostgreSQL plans each once per connection, unless a
# pooler stands between that mixes sessions (docs/decisions/0008).
PREPARED = {"server_side_binding": True, "prepare_threshold": 2}
DRIVER = PREPARED if env.flag("DATABASE_PREPARED", default=True) else {}
# Two roles (docs/decisions/0003): pages, sockets and jobs use the application's; only migrations
# and the owner's procedures use the other, so only they need to be told its password.
DATABASES = {
    "default": env.database("DATABASE_URL", options=DRIVER)
    | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "TEST": {"MIGRATE": False}},
    "owner": env.database("DATABASE_OWNER_URL", env.text("DATABASE_URL")),
}
# Reads every town, for `manage.py backup` alone (docs/decisions/0010); pages do not need it.
BACKUP_DATABASE = env.database(
    "DATABASE_BACKUP_URL", env.text("DATABASE_OWNER_URL", env.text("DATABASE_URL"))
)
DATABASE_ROUTERS = ["grc.core.routers.OwnerMigrates"]
MUNICIPALITY_MODEL = "municipalities.Municipality"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        # Counted tries must not be culled before their time.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
    # What a process would only compute again: nothing in it may be missed by another process.
    "memory": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "OPTIONS": {"MAX_ENTRIES": 2_000},
    },
}

# Seconds for which a web process believes what it read of the town that a host stands for.
TOWN_BELIEVED = 2
# How long the last visa of an answer can be undone before the mail leaves.
ANSWER_UNDO = timedelta(seconds=env.integer("ANSWER_UNDO_SECONDS", 60))
# What signs letters electronically: the dotted name of a SignatureBackend.
SIGNATURE_BACKEND = env.text("SIGNATURE_BACKEND", "grc.answers.signing.manual.ManualBackend")
# How many proxies stand before this server: what they say of a visitor is believed.
TRUSTED_PROXIES = env.integer("TRUSTED_PROXIES", 0)

# --- People -----------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
# Length and a list of common passwords, no composition rules (law R2.09).
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:queue"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "grc.accounts.adapter.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
# Documented values of law R5.21; the third word counts per address, per account or per person.
ACCOUNT_RATE_LIMITS = {
    "login": "30/m/ip",
    "login_failed": "10/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "5/m/user",
    "reauthenticate": "10/m/user",
}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
SESSION_COOKIE_NAME = "__Host-session"
SESSION_COOKIE_SECURE = True
SESSION_COOKIE_AGE = 12 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf"
CSRF_COOKIE_SECURE = True
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "grc.ui.errors.csrf_failure"

# --- Language and place -----------------------------------------------------------------------
LANGUAGE_CODE = "fr"
LANGUAGES = [("fr", _("French")), ("en", _("English"))]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LOCALE_PATHS = [ROOT / "locale"]
TIME_ZONE = "Europe/Paris"
USE_TZ = True

# --- Files ------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT: Path | None = Path(env.text("STATIC_ROOT", str(ROOT / "static-root")))
MEDIA_ROOT = DATA_DIR / "files"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage",
        # The proxy reads them, under another user.
        "OPTIONS": {"file_permissions_mode": 0o644, "directory_permissions_mode": 0o755},
    },
}
# One file of 10 MB at most (law R5.30); five at once, and the words around them.
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_PERMISSIONS = 0o600
DATA_UPLOAD_MAX_NUMBER_FILES = 20
# Where the timer puts backups; `manage.py doctor` says when the newest is too old.
BACKUP_DIR = env.text("BACKUP_DIR", "")

# --- Mail -------------------------------------------------------------------------------------
EMAIL_HOST = env.text("EMAIL_HOST", "localhost")
EMAIL_PORT = env.integer("EMAIL_PORT", 25)
EMAIL_HOST_USER = env.text("EMAIL_USER", "")
EMAIL_HOST_PASSWORD = env.text("EMAIL_PASSWORD", "")
EMAIL_USE_TLS = env.flag("EMAIL_STARTTLS", False)
EMAIL_USE_SSL = env.flag("EMAIL_TLS", False)
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "catalaune@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# --- Calls to other systems (law R5.36) -------------------------------------------------------
# Which hosts and ports may be called (none named: every host of the open Internet), and which
# networks inside the house, which are closed otherwise.
WEBHOOK_HOSTS = env.words("WEBHOOK_HOSTS", "")
WEBHOOK_PORTS = env.words("WEBHOOK_PORTS", "443,8443")
WEBHOOK_NETWORKS = env.networks("WEBHOOK_NETWORKS")
WEBHOOK_PLAIN_HTTP = False

# --- Jobs and sockets -------------------------------------------------------------------------
# A job that did its work leaves nothing behind; one that failed stays to be looked at.
# Four at a time: a relay that takes its time holds up nobody else. The two last are seconds: what a
# dead worker held is taken up within half a minute.
PROCRASTINATE_WORKER_DEFAULTS = {
    "concurrency": 4,
    "delete_jobs": "successful",
    "task_middleware": [about_job],
    "update_heartbeat_interval": 5.0,
    "stalled_worker_timeout": 20.0,
}
PROCRASTINATE_ON_APP_READY = "notifications.worker.be_patient"
CHANNEL_LAYERS = {"default": {"BACKEND": "grc.live.layer.NotifyChannelLayer"}}

# --- Security (law R5.10, R5.11) --------------------------------------------------------------
SECURE_SSL_REDIRECT = env.flag("SSL_REDIRECT", True)
# Asked from beside the server, without a proxy.
SECURE_REDIRECT_EXEMPT = [r"^health/$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
# Preloading binds every name of a town's domain, for years: it is not ours to decide.
# Our own i18n takes the place of Django's in templates (grc/ui/templatetags/words.py).
SILENCED_SYSTEM_CHECKS = ["security.W021", "templates.W003"]
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
        "manifest-src": [SELF],
    }
}
PERMISSIONS_POLICY: dict[str, list[str] | str] = {
    "geolocation": "self",
    "camera": "self",
    "microphone": [],
    "payment": [],
    "usb": [],
    "interest-cohort": [],
}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "grc.core.logs.JsonLines"},
        "line": {"()": "grc.core.logs.Lines"},
    },
    "filters": {"hide address": {"()": "grc.core.logs.HideAddress"}},
    "handlers": {
        "stderr": {
            "class": "logging.StreamHandler",
            "formatter": env.choice("LOG_FORMAT", ("json", "line"), "json"),
            "filters": ["hide address"],
        }
    },
    "root": {"handlers": ["stderr"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        # One line a job would drown the rest; what a delivery did stands in its row.
        "procrastinate": {"level": "WARNING"},
        # A page that was refused has its line already, with its status.
        "django.request": {"level": "ERROR"},
        # What it cannot print it quotes, and that is somebody's letter.
        "weasyprint": {"level": "CRITICAL", "propagate": False},
        # Each step of subsetting a font.
        "fontTools": {"level": "WARNING"},
    },
}

# --- Catalaune --------------------------------------------------------------------------------
DEMO = False
PUBLIC_SCHEME = "https"
PUBLIC_PORT = env.text("PUBLIC_PORT", "")
