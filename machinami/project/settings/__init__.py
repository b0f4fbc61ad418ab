"""One settings module; everything that differs between places comes from the environment.

See docs/operations/settings.md, and ``machinami doctor`` for what is set here and now.
"""

from __future__ import annotations

import os
from pathlib import Path
from urllib.parse import urlsplit

import dj_database_url
from csp.constants import NONCE, NONE, SELF
from django.conf import locale as django_locale
from django.core.exceptions import ImproperlyConfigured

from machinami.foundation.registry import capability_packages, service_packages
from machinami.project.settings.traces import wanted as traces_wanted

ROOT = Path(__file__).resolve().parents[3]
#: Demonstration is the default; ``MACHINAMI_MODE=production`` refuses demo secrets and demo doors.
MODE = os.environ.get("MACHINAMI_MODE", "demo")
PRODUCTION = MODE == "production"
VAR = Path(os.environ.get("MACHINAMI_VAR", ROOT / "var"))
DEMO_SECRET = "demo-only-not-a-secret-" + "x" * 40

DEBUG = os.environ.get("DJANGO_DEBUG") == "1" and not PRODUCTION
SECRET_KEY = os.environ.get("SECRET_KEY", "" if PRODUCTION else DEMO_SECRET)
if PRODUCTION and (not SECRET_KEY or SECRET_KEY.startswith("demo") or len(SECRET_KEY) < 50):
    raise ImproperlyConfigured(
        "SECRET_KEY: production needs a secret of its own, 50 characters or more "
        "(python -c 'import secrets; print(secrets.token_urlsafe(50))')"
    )
BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")


def _listed(name: str, default: str = "") -> list[str]:
    return [word.strip() for word in os.environ.get(name, default).split(",") if word.strip()]


def _beside(offset: int) -> str:
    """``machinami serve`` opens its other doors on the ports after the pages'; empty where BASE_URL names none."""
    parts = urlsplit(BASE_URL)
    return "" if PRODUCTION or not parts.port else f"{parts.scheme}://{parts.hostname}:{parts.port + offset}"


#: Where open pages listen for changes (machinami.project.asgi): same host as BASE_URL, so that the session cookie
#: goes along. Empty: pages stand still until they are opened again.
EVENT_STREAM_URL = os.environ.get("EVENT_STREAM_URL", _beside(1) and f"{_beside(1)}/events")
#: The demonstration's identity and payment providers: another company's pages, so a process of their own
#: (settings.demo_providers), which production does not have.
DEMO_PROVIDERS_URL = "" if PRODUCTION else os.environ.get("DEMO_PROVIDERS_URL", _beside(2) or BASE_URL).rstrip("/")
ALLOWED_HOSTS = _listed("ALLOWED_HOSTS", "127.0.0.1,localhost,testserver")
if PRODUCTION and "BASE_URL" not in os.environ:
    raise ImproperlyConfigured("BASE_URL: production needs the public address, https://…")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "machinami.foundation",
    "machinami.ui",
    "machinami.city",
    *capability_packages(),
    *service_packages(),
    "machinami.shells.portal",
    "machinami.shells.desk",
    "machinami.shells.api",
    "machinami.project.apps.ProjectConfig",
]

MIDDLEWARE = [
    "machinami.project.middleware.RequestLog",
    # Adds random bytes against guessing secrets from lengths (BREACH); telephones fetch a third of the bytes.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "machinami.project.middleware.ContentSecurity",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "machinami.ui.middleware.Language",
    "machinami.project.rates.RateLimit",
    "machinami.project.sizes.BodySize",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "machinami.capabilities.identity.middleware.ActorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "machinami.ui.middleware.Furigana",
    "machinami.project.middleware.Refusals",
]

ROOT_URLCONF = "machinami.project.urls"
WSGI_APPLICATION = "machinami.project.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "machinami.ui.context.frame",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "machinami.ui.templatetags.ui",
            ],
        },
    }
]


def _database(url: str) -> dict:
    """One database from its URL, with the options each engine needs to be safe under load."""
    config = dict(dj_database_url.parse(url))
    if "sqlite" in config["ENGINE"]:
        config["ENGINE"] = "machinami.foundation.sqlite"
        config["TEST"] = {"NAME": ":memory:"}  # as for Django's own engine, also where several test processes run
        # Kept open by each thread: the last connection to close would write the whole log into the file, each time.
        config["CONN_MAX_AGE"] = None
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            " PRAGMA cache_size=-20000; PRAGMA temp_store=MEMORY;",
        }
    else:
        # A connection is tried before it is lent: after the database was started again none of the old ones works.
        config["CONN_HEALTH_CHECKS"] = True
        config["OPTIONS"] = {**config.get("OPTIONS", {}), "connect_timeout": 5, "pool": {
            "min_size": 1, "max_size": int(os.environ.get("DATABASE_POOL_SIZE", "12")), "timeout": 5, "reconnect_timeout": 10}}
    return config


DATABASE_URL = os.environ.get("DATABASE_URL", f"sqlite:///{VAR / 'machinami.sqlite3'}")
#: The audit journal has its own connection, so that a read is on record even when its request rolls back.
#: Without AUDIT_DATABASE_URL it is a second database beside the first, its name ending in ``_audit``.
AUDIT_DATABASE_URL = os.environ.get("AUDIT_DATABASE_URL") or (
    f"sqlite:///{VAR / 'audit.sqlite3'}" if DATABASE_URL.startswith("sqlite")
    else "{0}_audit{1}{2}".format(*DATABASE_URL.partition("?"))
)
DATABASES = {"default": _database(DATABASE_URL), "audit": _database(AUDIT_DATABASE_URL)}
#: A copy of the first database that follows it; queries marked lag_tolerant ask it (foundation.replicas).
DATABASE_REPLICA_URL = os.environ.get("DATABASE_REPLICA_URL", "")
if DATABASE_REPLICA_URL:
    DATABASES["replica"] = {**_database(DATABASE_REPLICA_URL), "TEST": {"MIRROR": "default"}}
DATABASE_ROUTERS = ["machinami.foundation.replicas.ReplicaRouter", "machinami.capabilities.audit.router.AuditRouter"]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "ENQUEUE_ON_COMMIT": False}}
REDIS_URL = os.environ.get("REDIS_URL", "")
CACHES = {
    "default": {"BACKEND": "machinami.project.cache.SharedCache", "LOCATION": REDIS_URL,
                "OPTIONS": {"socket_timeout": 1, "socket_connect_timeout": 1}}
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

#: Spans for the engineers' collector, by OpenTelemetry's own variables (OTEL_EXPORTER_OTLP_ENDPOINT and what its SDK reads).
TRACES = traces_wanted(os.environ)
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
#: Requests a minute of one visitor (API: of one token, account or address); 0 counts nothing.
RATE_LIMIT = int(os.environ.get("RATE_LIMIT", "600" if PRODUCTION else "0"))

AUTH_USER_MODEL = "identity.StaffMember"
PASSWORD_HASHERS = ["django.contrib.auth.hashers.ScryptPasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    # The demonstration's own password is such a one, and printed for everybody.
    *([{"NAME": "machinami.capabilities.identity.passwords.OwnWords"}] if PRODUCTION else []),
]
SESSION_ENGINE = "machinami.capabilities.identity.session_store"
SESSION_COOKIE_AGE = 8 * 3600
#: In production browsers take these cookies only by TLS, from this very host, for all of it (RFC 6265bis §4.1.3.2).
HOST_ONLY = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{HOST_ONLY}machinami_session"
CSRF_COOKIE_NAME = f"{HOST_ONLY}csrftoken"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "machinami.project.errors.csrf_failed"
CSRF_TRUSTED_ORIGINS = [BASE_URL]
SECURE_HSTS_SECONDS = 31536000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_SSL_REDIRECT = PRODUCTION and os.environ.get("SECURE_SSL_REDIRECT", "1") == "1"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("BEHIND_PROXY") == "1" else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"


def _origin(url: str) -> list[str]:
    """``["scheme://host:port"]`` of an address, for the Content-Security-Policy; nothing for none."""
    parts = urlsplit(url)
    return [f"{parts.scheme}://{parts.netloc}"] if parts.netloc else []


CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF, *_origin(EVENT_STREAM_URL)],
        "object-src": [NONE],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "form-action": [SELF],  # and where the switched-on providers are: project.middleware.ContentSecurity
    }
}
_ = NONCE

LANGUAGE_CODE = "ja"
LANGUAGES = [
    ("ja", "日本語"), ("ja-easy", "やさしい日本語"), ("en", "English"), ("zh-hans", "简体中文"), ("ko", "한국어"),
]
django_locale.LANG_INFO["ja-easy"] = {
    "bidi": False, "code": "ja-easy", "name": "Easy Japanese", "name_local": "やさしい日本語",
}
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Tokyo"
LANGUAGE_COOKIE_NAME = "machinami_language"
LANGUAGE_COOKIE_SAMESITE = "Lax"

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": os.environ.get(
        "STATIC_STORAGE", "machinami.ui.storage.HashedStatic" if (STATIC_ROOT / "staticfiles.json").exists()
        else "django.contrib.staticfiles.storage.StaticFilesStorage")},
}
WHITENOISE_USE_FINDERS = not (STATIC_ROOT / "staticfiles.json").exists()
WHITENOISE_MAX_AGE = 3600
BLOB_ROOT = Path(os.environ.get("BLOB_ROOT", VAR / "blobs"))
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
UPLOAD_MAX_BYTES = 10 * 1024 * 1024
#: Of a whole request: several files of one page, and its answers.
BODY_MAX_BYTES = 6 * UPLOAD_MAX_BYTES

#: The ward's seal on documents: a PKCS#12 file with its passphrase, a folder of revocation lists (PEM) to embed, and a
#: time-stamp authority (RFC 3161). The demonstration makes keys of its own.
SEAL_P12_FILE = os.environ.get("SEAL_P12_FILE", "")
SEAL_P12_PASSPHRASE = os.environ.get("SEAL_P12_PASSPHRASE", "")
SEAL_CRL_FOLDER = os.environ.get("SEAL_CRL_FOLDER", "")
SEAL_TSA_URL = os.environ.get("SEAL_TSA_URL", "")

#: A virus scanner for what residents send: clamd://host:3310 or clamd:///path/of/its/socket; empty: nothing is scanned.
SCANNER_URL = os.environ.get("SCANNER_URL", "")
if SCANNER_URL and not SCANNER_URL.startswith("clamd://"):
    raise ImproperlyConfigured("SCANNER_URL: clamd://HOST:3310 か clamd:///ソケットのパス を設定してください")

#: smtp://user:password@host:port (smtps:// for TLS from the start, ?starttls=1); empty: letters go to VAR/mail.
SMTP_URL = os.environ.get("SMTP_URL", "")
MAIL_FROM = os.environ.get("MAIL_FROM", "noreply@machinami.invalid")
DEFAULT_FROM_EMAIL = MAIL_FROM
#: Push notifications: a P-256 private key (PEM) that stays the same for years, and whom push services may write to.
PUSH_KEY_FILE = os.environ.get("PUSH_KEY_FILE", "")
PUSH_CONTACT = os.environ.get("PUSH_CONTACT", f"mailto:{MAIL_FROM}")
#: Networks of its own that the office calls (partners' webhooks on LGWAN); else only public addresses are called.
OUTBOUND_NETWORKS = _listed("OUTBOUND_NETWORKS")

#: Residents' OpenID Connect provider.
OIDC = {
    "issuer": os.environ.get("OIDC_ISSUER", DEMO_PROVIDERS_URL and f"{DEMO_PROVIDERS_URL}/demo/idp"),
    "client_id": os.environ.get("OIDC_CLIENT_ID", "machinami"),
    "private_key_file": os.environ.get("OIDC_PRIVATE_KEY_FILE", ""),
    #: Where its pages are, where that is not the issuer's own origin (comma separated).
    "origins": _listed("OIDC_ORIGINS"),
    "acr_values": os.environ.get("OIDC_ACR_VALUES", "aal3 crl"),
}
#: Registers the desk looks things up in (machinami.capabilities.procedures.ports): code=module:class.
REGISTERS = _listed("REGISTERS")
PAYMENT_PROVIDERS = _listed("PAYMENT_PROVIDERS", "" if PRODUCTION else "demo")
PAYMENT_DEMO_SECRET = os.environ.get("PAYMENT_DEMO_SECRET", "" if PRODUCTION else "demo-payment-secret")
#: Key for fields kept encrypted (bank accounts, one-time-code seeds): 32 bytes in base64url, newest first, comma separated.
FIELD_KEYS = os.environ.get("FIELD_KEYS", "" if PRODUCTION else "ZGVtby1vbmx5LW5vdC1hLXNlY3JldC0zMi1ieXRlcyE=")
if PRODUCTION and (not FIELD_KEYS or FIELD_KEYS.startswith("ZGVtby")):
    raise ImproperlyConfigured("FIELD_KEYS: production needs a key of its own (machinami doctor shows how)")
DEMO_DOORS = not PRODUCTION

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"()": "machinami.project.logs.Formatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
    "loggers": {"machinami": {"level": os.environ.get("LOG_LEVEL", "INFO")}},
}
TEST_RUNNER = "django.test.runner.DiscoverRunner"
SILENCED_SYSTEM_CHECKS: list[str] = []
