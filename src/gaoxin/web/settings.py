"""Settings of the web room: from the environment, safe where nothing is set.

| variable | meaning |
|---|---|
| GAOXIN_DATA | folder of the database and files (default: the user's data folder) |
| GAOXIN_DATABASE | postgres://user:password@host:port/name; nothing: SQLite in GAOXIN_DATA |
| GAOXIN_PACKS | folder of the documents that run (default: those shipped) |
| GAOXIN_SECRET | secret key; nothing: the one kept in GAOXIN_DATA |
| GAOXIN_HOSTS | names the server answers to, with commas (default: localhost) |
| GAOXIN_DEMO | "1": a demonstration: the day can be moved, anybody can act as anybody |
"""

import os
import secrets
from pathlib import Path
from urllib.parse import unquote, urlsplit

from gaoxin.policy.face import shipped_packs

DATA = Path(os.environ.get("GAOXIN_DATA") or Path.home() / ".local" / "share" / "gaoxin")
PACKS = Path(os.environ.get("GAOXIN_PACKS") or shipped_packs())
DEMO = os.environ.get("GAOXIN_DEMO") == "1"
DEBUG = False


def _secret() -> str:
    """The key of this installation (``operate.settle`` makes it); else one of this process."""
    given, file = os.environ.get("GAOXIN_SECRET"), DATA / "secret"
    if given:
        return given
    return file.read_text(encoding="ascii") if file.exists() else secrets.token_urlsafe(50)


def _database() -> dict[str, object]:
    address = os.environ.get("GAOXIN_DATABASE", "")
    if not address:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": DATA / "zone.sqlite3",
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
                "timeout": 20,
            },
        }
    parts = urlsplit(address)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
    }


SECRET_KEY = _secret()
ALLOWED_HOSTS = os.environ.get("GAOXIN_HOSTS", "localhost,127.0.0.1").split(",")
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "gaoxin.web.urls"
WSGI_APPLICATION = "gaoxin.web.wsgi.application"
AUTH_USER_MODEL = "users.Person"
LOGIN_URL = "/sign-in/"
LOGIN_REDIRECT_URL = "/inbox/"
LANGUAGE_CODE = "zh-hans"
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True
USE_I18N = False
STATIC_URL = "static/"
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "gaoxin.web.design",
    "gaoxin.web.users",
    "gaoxin.web.registry",
    "gaoxin.web.treasury",
    "gaoxin.web.cases",
    "gaoxin.web.portal",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "gaoxin.web.design.policy.ContentPolicy",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "gaoxin.web.users.context.zone",
            ],
        },
    }
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
WHITENOISE_USE_FINDERS = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_HTTPONLY = True
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
# A demonstration answers on loopback without a certificate; an operation stands behind one.
SECURE = not DEMO and os.environ.get("GAOXIN_INSECURE") != "1"
SESSION_COOKIE_SECURE = SECURE
CSRF_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
