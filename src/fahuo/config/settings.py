"""Django's settings. What an operator may change is read from the environment; docs/operations.md lists it."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from fahuo.config import database
from fahuo.records import home

ROOT = Path(__file__).resolve().parent.parent

SECRET_KEY = home.secret_key()
DEBUG = False
ALLOWED_HOSTS = os.environ.get("FAHUO_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
CSRF_TRUSTED_ORIGINS = [o for o in os.environ.get("FAHUO_ORIGINS", "").split(",") if o]
PUBLIC_ADDRESS = os.environ.get("FAHUO_ADDRESS", CSRF_TRUSTED_ORIGINS[0] if CSRF_TRUSTED_ORIGINS else "").rstrip("/")
DATABASES = {"default": database.settings()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "records.User"

INSTALLED_APPS = [
    "unfold",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django_htmx",
    "ninja",  # its page of the API's documentation, from the package instead of a CDN
    "procrastinate.contrib.django",
    "fahuo.records",
    "fahuo.steps.orders",
    "fahuo.steps.goods",
    "fahuo.steps.methods",
    "fahuo.steps.export",
    "fahuo.steps.transport",
    "fahuo.steps.clearance",
    "fahuo.steps.delivery",
    "fahuo.steps.aftersales",
    "fahuo.flow",
    "fahuo.console",
    "fahuo.buyers",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
]

ROOT_URLCONF = "fahuo.config.urls"
WSGI_APPLICATION = "fahuo.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "django.template.context_processors.i18n",
            ]
        },
    }
]

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", "中文"), ("en", "English")]
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = os.environ.get("FAHUO_TIME_ZONE", "Asia/Shanghai")

STATIC_URL = "/static/"
DATA_FOLDER = home.folder()
# Files are served from the packages that ship them: no collecting step, nothing to forget.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False

LOGIN_URL = "/login/"
CSRF_FAILURE_VIEW = "fahuo.console.pages.errors.refused"
LOGIN_REDIRECT_URL = "/"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if os.environ.get("FAHUO_BEHIND_TLS") else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = bool(os.environ.get("FAHUO_BEHIND_TLS"))
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
DATA_UPLOAD_MAX_MEMORY_SIZE = 20 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("FAHUO_LOG", "WARNING")},
}

PROCRASTINATE_IMPORT_PATHS = ["fahuo.flow.jobs"]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""

# The set-up pages wear the console's green.
_GREENS = {
    50: "#f1f8f5",
    100: "#e3f0eb",
    200: "#c5e0d6",
    300: "#98c8b8",
    400: "#5fa893",
    500: "#2c8a72",
    600: "#0f6b55",
    700: "#0b5343",
    800: "#0a4337",
    900: "#09382e",
    950: "#04201a",
}
UNFOLD = {
    "SITE_TITLE": "fahuo",
    "SITE_HEADER": _("fahuo set-up"),
    "SITE_URL": "/",
    "SHOW_LANGUAGES": True,
    "COLORS": {"primary": {str(shade): colour for shade, colour in _GREENS.items()}},
}
