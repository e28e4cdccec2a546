"""Django's settings, all derived from ``ENV``. Nothing here reads the environment by itself."""

from __future__ import annotations

import urllib.parse
from typing import Any

from redvest.config.env import DEFAULT_SECRET, ENV, ROOT
from redvest.config.place import city_name, log_origin, served_city
from redvest.core.crypto import Keyring
from redvest.core.notes import parse_key

SECRET_KEY = ENV.redvest_secret
DEBUG = False
ALLOWED_HOSTS = list(ENV.redvest_hosts) or ["*"]
ROOT_URLCONF = "redvest.config.urls"
WSGI_APPLICATION = "redvest.config.wsgi.application"
AUTH_USER_MODEL = "registry.Account"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
TIME_ZONE = "Asia/Shanghai"
USE_I18N = True
LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "src/redvest/locale"]
LANGUAGE_COOKIE_NAME = "language"

# What the product calls itself and where it stands.
REDVEST_DEMO = ENV.demo
REDVEST_SECOND_FACTOR = not ENV.demo  # staff prove more than a password everywhere but in a demonstration
REDVEST_PRODUCTION = ENV.production
REDVEST_DEFAULT_SECRET = ENV.redvest_secret == DEFAULT_SECRET
REDVEST_CITY = served_city(ENV)
REDVEST_CITY_NAME = city_name(REDVEST_CITY)
REDVEST_SITE_NAME = ENV.redvest_site_name or f"{REDVEST_CITY_NAME}志愿"
REDVEST_CENTRE_PHONE = ENV.redvest_centre_phone
REDVEST_BASE_URL = ENV.redvest_base_url.rstrip("/")
REDVEST_DATA_DIR = ENV.redvest_data_dir
REDVEST_LOG_ORIGIN = log_origin(ENV)
REDVEST_LOG_WITNESSES = tuple(parse_key(text) for text in ENV.redvest_log_witnesses)
REDVEST_JOURNAL_DIR = ENV.redvest_data_dir / "log"
REDVEST_TILES = ENV.redvest_tiles
REDVEST_SEAL_MODULE = ENV.redvest_seal_module
REDVEST_SEAL_TOKEN = ENV.redvest_seal_token
REDVEST_SEAL_KEY = ENV.redvest_seal_key
REDVEST_SEAL_CERT = ENV.redvest_seal_cert
REDVEST_SEAL_PIN = ENV.redvest_seal_pin
REDVEST_PROXIES = ENV.redvest_proxies
REDVEST_SMS = ENV.redvest_sms
REDVEST_SMS_BASE = ENV.redvest_sms_base.rstrip("/")
REDVEST_SMS_KEY = ENV.redvest_sms_key
REDVEST_SMS_SECRET = ENV.redvest_sms_secret
REDVEST_SMS_SIGN = ENV.redvest_sms_sign
REDVEST_SMS_CODE_TEMPLATE = ENV.redvest_sms_code_template
REDVEST_SMS_NOTICE_TEMPLATE = ENV.redvest_sms_notice_template
REDVEST_SMS_LONG_TEMPLATE = ENV.redvest_sms_long_template
REDVEST_SMS_UP_TOKEN = ENV.redvest_sms_up_token
REDVEST_MAIL_HOST = ENV.redvest_mail_host
REDVEST_MAIL_PORT = ENV.redvest_mail_port
REDVEST_MAIL_SECURITY = ENV.redvest_mail_security
REDVEST_MAIL_USER = ENV.redvest_mail_user
REDVEST_MAIL_PASSWORD = ENV.redvest_mail_password
REDVEST_MAIL_FROM = ENV.redvest_mail_from
REDVEST_WECHAT_APPID = ENV.redvest_wechat_appid
REDVEST_WECHAT_SECRET = ENV.redvest_wechat_secret
REDVEST_WECHAT_TOKEN = ENV.redvest_wechat_token
REDVEST_WECHAT_TEMPLATE = ENV.redvest_wechat_template
REDVEST_WECHAT_FIELDS = ENV.redvest_wechat_fields
REDVEST_WECHAT_BASE = ENV.redvest_wechat_base.rstrip("/")
REDVEST_WECHAT_OPEN = ENV.redvest_wechat_open.rstrip("/")
REDVEST_PUSH_CONTACT = ENV.redvest_push_contact
REDVEST_PUSH_HOSTS = ENV.redvest_push_hosts
REDVEST_WEB_WORKERS = ENV.redvest_web_workers
REDVEST_WEB_THREADS = ENV.redvest_web_threads
REDVEST_KEYRING = Keyring.from_secret(
    ENV.redvest_data_key or ENV.redvest_secret, former=ENV.redvest_old_data_keys
)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "django_tasks",
    "django_tasks_db",
    "redvest.core",
    "redvest.registry",
    "redvest.service",
    "redvest.care",
    "redvest.honour",
    "redvest.oversight",
    "redvest.faces.shared",
    "redvest.faces.site",
    "redvest.faces.desk",
    "redvest.faces.kiosk",
    "redvest.faces.openapi",
    "redvest.faces.ops",
    "redvest.config.apps.Wiring",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "redvest.faces.shared.middleware.HouseHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "redvest.faces.shared.middleware.ChosenLanguage",
    "django.middleware.common.CommonMiddleware",
    "redvest.faces.shared.middleware.NoNulls",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "redvest.faces.shared.middleware.DomainErrors",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "redvest.faces.shared.context.house",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "django.templatetags.static",
                "redvest.faces.shared.templatetags.redvest",
                "redvest.faces.shared.templatetags.pure",
            ],
        },
    }
]


def database() -> dict[str, Any]:
    """The one database: the server that DATABASE_URL names, or the embedded cluster (started by the entry point)."""
    if ENV.database_url:
        url = urllib.parse.urlsplit(ENV.database_url)
        query = dict(urllib.parse.parse_qsl(url.query))
        where: dict[str, Any] = {
            "NAME": urllib.parse.unquote(url.path.lstrip("/")),
            "USER": urllib.parse.unquote(url.username or ""),
            "PASSWORD": urllib.parse.unquote(url.password or ""),
            "HOST": query.pop("host", url.hostname or ""),
            "PORT": str(url.port or ""),
        }
        options: dict[str, Any] = dict(query)
    else:
        # The socket's folder follows from the data folder alone, so every process finds the same cluster.
        from redvest.core.embedded import socket_dir

        where = {"NAME": "redvest", "USER": "redvest", "HOST": str(socket_dir(ENV.redvest_data_dir))}
        options = {}
    # Room for the threads of a request or of the worker (four), and for what is written aside of a transaction.
    options["pool"] = {"min_size": 1, "max_size": max(4, ENV.redvest_web_threads) + 2, "timeout": 20}
    return {
        "ENGINE": "django.db.backends.postgresql",
        **where,
        "OPTIONS": options,
        "CONN_HEALTH_CHECKS": False,
    }


DATABASES = {"default": database()}

STATIC_URL = "/static/"
STATIC_ROOT = ENV.redvest_data_dir / "static"
STATICFILES_DIRS = [
    ("vendor/leaflet", ROOT / "node_modules/leaflet/dist"),
    ("vendor/qr-scanner", ROOT / "node_modules/qr-scanner"),
    ROOT / "var/assets",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_MANIFEST_STRICT = False
MEDIA_ROOT = ENV.redvest_data_dir / "files"

PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 8}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
AUTHENTICATION_BACKENDS = ["redvest.faces.shared.signed_in.HouseBackend"]
LOGIN_URL = "/login/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = ENV.redvest_https
CSRF_FAILURE_VIEW = "redvest.faces.shared.errors.csrf_failure"
CSRF_TRUSTED_ORIGINS = [f"https://{host}" for host in ENV.redvest_hosts]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ENV.redvest_proxies else None
SECURE_HSTS_SECONDS = 31536000 if ENV.redvest_https else 0
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 1024 * 1024

_TILE_HOST = ["/".join(ENV.redvest_tiles.split("/")[:3])] if ENV.redvest_tiles else []
CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'self'",
        " ".join(["img-src 'self' data:", *_TILE_HOST]),
        "worker-src 'self' blob:",
        "frame-ancestors 'none'",
        "form-action 'self'",
        "base-uri 'self'",
        "object-src 'none'",
    )
)

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
LOGGING_CONFIG = None  # config/logs.py sets structlog up at the entry points
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # our own middleware sends X-Frame-Options
    "security.W004",
    "security.W008",
    "security.W012",
    "security.W016",
]  # HTTPS is a variable

if ENV.redvest_mode == "test":
    WHITENOISE_AUTOREFRESH = True  # nothing is collected for a test
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    DATABASES["default"]["OPTIONS"].pop(
        "pool"
    )  # the test runner copies and drops databases; a pool would hold them
    PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
