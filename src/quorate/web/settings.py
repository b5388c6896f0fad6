"""Django's settings: everything a running site needs, from a data directory and the environment.

DATA_DIR       where the database, the secret key and caches are kept (default: ./data)
SECRET_KEY     signs sessions; made once and kept in the data directory when not given
ALLOWED_HOSTS  names the site answers to besides this machine's own, separated by commas
CONTENT_DIR    the curriculum (default: the one that is shipped)
HTTPS          1 behind a proxy that ends HTTPS and sets X-Forwarded-Proto: cookies are then for HTTPS only
QUORATE_RELOAD 1 while templates are written: they are read anew when they change
"""

import os
import secrets
from pathlib import Path
from typing import Any

from quorate.web.places import content_root, local_zone

WEB_ROOT = Path(__file__).resolve().parent
DATA_DIR = Path(os.environ.get("DATA_DIR", "data")).resolve()
CONTENT_ROOT = content_root(os.environ.get("CONTENT_DIR"))
BUILT_ROOT = WEB_ROOT / "built"

SECRET_KEY_FILE = DATA_DIR / "secret-key"
# start.prepare() makes the file before this is read; a process without one (a test, a linter) gets a passing key.
SECRET_KEY = (
    os.environ.get("SECRET_KEY")
    or (SECRET_KEY_FILE.read_text("ascii") if SECRET_KEY_FILE.is_file() else "")
    or secrets.token_urlsafe(50)
)

# Set by `quorate serve` for a host beyond this machine: learners' code shares our account, so strangers' is refused.
OPEN_TO_OTHERS = os.environ.get("QUORATE_OPEN", "") == "1"

DEBUG = False
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]"]
ALLOWED_HOSTS += [
    name.strip() for name in os.environ.get("ALLOWED_HOSTS", "").split(",") if name.strip()
]
BEHIND_HTTPS = os.environ.get("HTTPS", "") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None

APPS = [
    app
    for app in ("accounts", "learning", "practice", "pages")
    if (WEB_ROOT / app / "urls.py").is_file()
]
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    *(f"quorate.web.{app}" for app in APPS),
]
MIDDLEWARE = [
    "quorate.web.middleware.SecurityHeaders",
    "quorate.web.middleware.AnonymousPages",
    "quorate.web.middleware.Compression",
    "quorate.web.middleware.Failures",
    "quorate.web.middleware.SameOrigin",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
]
RELOAD = os.environ.get("QUORATE_RELOAD", "") == "1"
ROOT_URLCONF = "quorate.web.urls"
WSGI_APPLICATION = "quorate.web.wsgi.application"
APPEND_SLASH = False
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATA_UPLOAD_MAX_MEMORY_SIZE = (
    20_000_000  # an export file of a long life; each field has its own limit
)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [WEB_ROOT / "templates", *(WEB_ROOT / app / "templates" for app in APPS)],
        "APP_DIRS": False,
        "OPTIONS": {
            "environment": "quorate.web.jinja.environment",
            "context_processors": ["quorate.web.jinja.page_context"],
            "auto_reload": RELOAD,
        },
    }
]

DATABASES: dict[str, Any] = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": DATA_DIR / "quorate.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "timeout": 10,
            # A write that could not begin must not have read before: IMMEDIATE takes the lock first.
            "transaction_mode": "IMMEDIATE",
            # FULL costs one fsync a commit and is what "acknowledged" means here, also when the power fails.
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        },
    }
}

AUTH_USER_MODEL = "accounts.Learner"
AUTHENTICATION_BACKENDS = ["quorate.web.accounts.backend.LearnerBackend"]
SESSION_ENGINE = "quorate.web.accounts.sessions"
SESSION_COOKIE_NAME = "quorate_session"
SESSION_COOKIE_AGE = 400 * 24 * 3600  # the longest a browser keeps a cookie
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = BEHIND_HTTPS

STATIC_ROOT = WEB_ROOT / "static"
STATIC_URL = "/static/"

USE_TZ = True
TIME_ZONE = "UTC"
LOCAL_ZONE = local_zone()
USE_I18N = False
LANGUAGE_CODE = "en"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{levelname} {name}: {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "loggers": {
        "django": {"handlers": ["stderr"], "level": "ERROR", "propagate": False},
        "quorate": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
    },
}
