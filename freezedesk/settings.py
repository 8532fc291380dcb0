"""One file. What differs between machines comes from the environment, and only in the first block.

With no variable set it runs on one machine: SQLite, local files, a broker in a folder.
`DATABASE_URL`, `REDIS_URL` and the S3 settings bring the engines. checks.py refuses what contradicts itself.
"""

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import environ
from csp.constants import NONE, SELF
from environ.fileaware_mapping import FileAwareMapping

from freezedesk import shapes
from jobs.schedule import BEAT
from notifications.channels.providers import PROVIDERS

BASE = Path(__file__).resolve().parent.parent


class Trimmed(FileAwareMapping):  # type: ignore[misc]  # django-environ carries no types
    """A file ends in a newline that is no part of the secret in it."""

    def __getitem__(self, key: str) -> str:
        try:
            return str(super().__getitem__(key)).strip()
        except OSError as why:  # VARIABLE_FILE names a file that is not there, or not ours
            raise shapes.unreadable(key, str(why.filename)) from why


env = environ.FileAwareEnv()  # VARIABLE_FILE=/run/secrets/x reads the value from a file
env.ENVIRON = Trimmed()
env.read_env(BASE / ".env")
shapes.refuse({name: env.str(name, default="") for name in (*shapes.ADDRESSES, *shapes.NUMBERS, *shapes.SWITCHES)})

# --- the environment -------------------------------------------------------------------------------------------------
DEMO = env.bool("FREEZEDESK_DEMO", default=False)
DEBUG = env.bool("DEBUG", default=False)
VAR = Path(env.str("FREEZEDESK_VAR", default=str(BASE / "var")))
SECRET_KEY = env.str("SECRET_KEY", default="")
SECRET_KEY_FALLBACKS = env.list("SECRET_KEY_FALLBACKS", default=[])
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["localhost", "127.0.0.1", "[::1]"])
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
SITE_URL = env.str("SITE_URL", default="http://127.0.0.1:8000")
HTTPS = env.bool("HTTPS", default=SITE_URL.startswith("https://"))
PROXY_COUNT = env.int("PROXY_COUNT", default=0)
DATABASE_URL = env.str("DATABASE_URL", default=f"sqlite:///{quote(str(VAR / 'freezedesk.sqlite3'))}")
REDIS_URL = env.str("REDIS_URL", default="")
S3_BUCKET = env.str("S3_BUCKET", default="")
S3_ENDPOINT_URL = env.str("S3_ENDPOINT_URL", default="")
S3_ACCESS_KEY = env.str("S3_ACCESS_KEY", default="")
S3_SECRET_KEY = env.str("S3_SECRET_KEY", default="")
S3_REGION = env.str("S3_REGION", default="us-east-1")
EMAIL_URL = env.str("EMAIL_URL", default="")
MAIL_API = env.str("MAIL_API", default="")  # a provider of notifications/channels/api.py, instead of EMAIL_URL
MAIL_API_KEY = env.str("MAIL_API_KEY", default="")
MAIL_API_URL = env.str("MAIL_API_URL", default="")
MAIL_ASK = env.str("MAIL_ASK", default="")  # dotted name of a function(message_id): did it arrive? doubts.py asks it
CASE_MAIL_DOMAIN = env.str("CASE_MAIL_DOMAIN", default="")  # where the addresses of cases are: fd-0007+token@this
IMAP_URL = env.str("IMAP_URL", default="")  # the mailbox that takes them in
IMAP_ORGANISATION = env.str("IMAP_ORGANISATION", default="")  # the prefix of the firm whose mailbox it is
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="FreezeDesk <freezedesk@localhost>")
WRAPPING_KEY = env.str("WRAPPING_KEY", default="")  # seals what must be read again; else a file of this machine
WRAPPING_KEY_FALLBACKS = env.list("WRAPPING_KEY_FALLBACKS", default=[])  # former ones, until rotate_keys was run
ENCRYPT_FILES = env.bool("ENCRYPT_FILES", default=True)  # each file under a key of its own, wrapped by WRAPPING_KEY
INSTANCE_ID = env.str("INSTANCE_ID", default="local")  # a copy of the database under another id stays mute
MFA_REQUIRED = env.bool("MFA_REQUIRED", default=not DEMO)
CLAMD_URL = env.str("CLAMD_URL", default="")  # tcp://host:3310 or unix:///path; without it nothing is scanned
UPLOAD_LIMIT_MB = env.int("UPLOAD_LIMIT_MB", default=60)
SEAL_CERTIFICATE = env.str("SEAL_CERTIFICATE", default="")  # PKCS#12; empty: nothing is sealed
SEAL_PASSWORD = env.str("SEAL_PASSWORD", default="")
SEAL_TRUST = env.str("SEAL_TRUST", default="")  # PEM file of further certificates a seal may lead to
TIMESTAMP_URL = env.str("TIMESTAMP_URL", default="")  # an RFC 3161 time-stamping authority
LOG_LEVEL = env.str("LOG_LEVEL", default="INFO")

if not SECRET_KEY:
    # One machine: a key made once and kept beside the database. A server states its own; checks.py insists.
    SECRET_KEY_FILE = VAR / "secret_key"
    if not SECRET_KEY_FILE.exists():
        from django.core.management.utils import get_random_secret_key

        VAR.mkdir(parents=True, exist_ok=True)
        SECRET_KEY_FILE.touch(mode=0o600)
        SECRET_KEY_FILE.write_text("local-" + get_random_secret_key() + get_random_secret_key(), "utf8")
    SECRET_KEY = SECRET_KEY_FILE.read_text("utf8")
SIGNED_COOKIE_LEGACY_SALT_FALLBACK = False

# --- the house -------------------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "accounts",
    "audit",
    "documents",
    "knowledge",
    "notifications",
    "work",
    "cases",
    "comms",
    "appeals",
    "funds",
    "jobs",
    "web",
    "api",
    "demo",
    "freezedesk",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.humanize",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "axes",
    "csp",
    "django_htmx",
    "template_partials",
    "lucide",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "web.typed.AsItIsSeen",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "web.middleware.SignInFirst",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "web.pinned.PinnedKnowledge",
    "web.middleware.SessionLimits",
    "web.middleware.InTheReadersLanguage",
    "web.middleware.SecondFactorFirst",
    "axes.middleware.AxesMiddleware",
    "web.unreadable.SaidInWords",
]
ROOT_URLCONF = "freezedesk.urls"
WSGI_APPLICATION = "freezedesk.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": [
                "template_partials.templatetags.partials",  # built in from Django 6.0
                "django.templatetags.i18n",
                "django.templatetags.static",
                "web.templatetags.desk",
            ],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "web.context.desk",
            ],
        },
    }
]

# --- storage ---------------------------------------------------------------------------------------------------------
DATABASES: dict[str, dict[str, Any]] = {"default": environ.Env.db_url_config(DATABASE_URL)}
DATABASES["default"]["ATOMIC_REQUESTS"] = False  # acts are atomic; a page that only reads holds no lock
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Writers wait for each other instead of failing (measured: DEFERRED gives "database is locked" under two writers).
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA recursive_triggers=ON;",
    }
else:
    DATABASES["default"].setdefault("OPTIONS", {})["options"] = (
        # Only web/prepared.py prepares statements: planned once, and not five times because each day is another.
        "-c jit=off -c plan_cache_mode=force_generic_plan"
        " -c statement_timeout=60000 -c idle_in_transaction_session_timeout=60000"
    )
    DATABASES["default"]["CONN_MAX_AGE"] = 60
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

S3 = {
    "BACKEND": "documents.bucket.Bucket",
    "OPTIONS": {
        "bucket_name": S3_BUCKET,
        "endpoint_url": S3_ENDPOINT_URL or None,
        "access_key": S3_ACCESS_KEY or None,
        "secret_key": S3_SECRET_KEY or None,
        "region_name": S3_REGION,
        "addressing_style": "path",
        "signature_version": "s3v4",
        "file_overwrite": False,
        "location": "files",
    },
}
STORAGES: dict[str, dict[str, Any]] = {
    "default": S3
    if S3_BUCKET
    else {
        "BACKEND": "documents.vault.Folder",
        "OPTIONS": {"location": str(VAR / "files"), "file_permissions_mode": 0o600},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
STATIC_URL = "static/"
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(VAR / "static")))
STATICFILES_DIRS = [BASE / "static"]
MEDIA_ROOT = VAR / "files"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 2**20
DATA_UPLOAD_MAX_NUMBER_FILES = 100
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 2**20

# JSON, never pickle: whoever can write into Redis must not be able to run code here.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "OPTIONS": {"serializer": "freezedesk.cache.JSONSerializer"},
    }
    if REDIS_URL
    else {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
}

# --- the queue only nudges; rows are the truth -----------------------------------------------------------------------
BROKER_FOLDER = VAR / "broker"
if REDIS_URL:
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = {
        "visibility_timeout": 900,
        "unacked_restore_interval": 10,
        "unacked_restore_throttle": 1,
        "socket_timeout": 5,
        "socket_connect_timeout": 2,
    }
else:
    CELERY_BROKER_URL = "filesystem://"
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(BROKER_FOLDER / "messages"),
        "data_folder_out": str(BROKER_FOLDER / "messages"),
        "control_folder": str(BROKER_FOLDER / "control"),
        "polling_interval": 0.1,
    }
    for folder in ("messages", "control"):
        (BROKER_FOLDER / folder).mkdir(parents=True, exist_ok=True)
CELERY_BEAT_SCHEDULE = BEAT
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_ACKS_LATE = True  # every task is idempotent: it claims a row first
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 540
CELERY_TASK_TIME_LIMIT = 600
CELERY_TIMEZONE = "UTC"
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False

# --- mail ------------------------------------------------------------------------------------------------------------
if EMAIL_URL:
    vars().update(environ.Env.email_url_config(EMAIL_URL))
EMAIL_TIMEOUT = 20
MAIL_CHANNEL = "api" if MAIL_API else "smtp" if EMAIL_URL else "mailbox"  # the mailbox is a page inside the app
ANYMAIL = {
    PROVIDERS.get(MAIL_API, "NO_API_KEY"): MAIL_API_KEY,
    "REQUESTS_TIMEOUT": (5, 20),
    **({f"{MAIL_API.upper()}_API_URL": MAIL_API_URL} if MAIL_API_URL else {}),
}

WEBHOOK_LOOPBACK = DEMO  # only there may an event go to a program on this machine

# --- people ----------------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_ADAPTER = "web.adapters.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # an administrator invites; there is no open sign-up
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300
ACCOUNT_PREVENT_ENUMERATION = True
# allauth would also count per e-mail alone: then anybody could lock counsel out on the day of a deadline.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip"}
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or factor is told to its owner
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=24).total_seconds())  # row 11.2: 24 hours, once
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_ALLOW_UNVERIFIED_EMAIL = True  # nobody signs up alone: the link that was sent to the address has proved it
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "FreezeDesk"
USERSESSIONS_TRACK_ACTIVITY = False
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]  # never the name alone: nobody may lock counsel out
AXES_USERNAME_CALLABLE = "web.adapters.who_tried"  # allauth passes `email`; axes would store None and lock the address
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "account/locked_out.html"
AXES_HTTP_RESPONSE_CODE = 429
AXES_ENABLE_ADMIN = False
AXES_IPWARE_PROXY_COUNT = PROXY_COUNT or None
ALLAUTH_TRUSTED_PROXY_COUNT = PROXY_COUNT
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 8 * 3600
SESSION_IDLE = timedelta(minutes=30)
SESSION_ABSOLUTE = timedelta(hours=8)
SESSION_COUNT = 3
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"

# --- in transit ------------------------------------------------------------------------------------------------------
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = "__Host-session" if HTTPS else "session"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^health$"]
SECURE_HSTS_SECONDS = 2 * 365 * 86400 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PROXY_COUNT else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "manifest-src": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-ancestors": [NONE],
    }
}

# --- language and time -----------------------------------------------------------------------------------------------
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "简体中文"), ("en", "English")]
LOCALE_PATHS = [BASE / "locale"]
TIME_ZONE = "UTC"
USE_TZ = True
LANGUAGE_COOKIE_AGE = 365 * 86400
LANGUAGE_COOKIE_SAMESITE = "Lax"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": LOG_LEVEL},
    "loggers": {
        "django.server": {"level": "WARNING"},
        "axes": {"level": "WARNING"},
        "fontTools": {"level": "ERROR"},
        "pikepdf": {"level": "WARNING"},
        "kombu.connection": {"level": "ERROR"},  # a folder as queue has no host name, and it says so at every start
    },
}
