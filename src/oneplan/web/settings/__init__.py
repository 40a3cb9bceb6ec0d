"""How Django is set up: one database, a strict security policy, one folder for all that is kept."""

import os
from pathlib import Path

from oneplan.web.secret import find_secret_key
from oneplan.web.settings.databases import find_database
from oneplan.web.settings.mail import *  # noqa: F403 - every name in it is a setting
from oneplan.web.settings.security import *  # noqa: F403 - every name in it is a setting
from oneplan.web.settings.sign_in import *  # noqa: F403 - every name in it is a setting

HOME = Path(os.environ.get("ONEPLAN_HOME", "var")).resolve()

SURVEY_ADDRESS = os.environ.get("ONEPLAN_SURVEY_ADDRESS", "")

SECRET_KEY = os.environ.get("ONEPLAN_SECRET_KEY") or find_secret_key(HOME)

ROOT_URLCONF = "oneplan.web.urls"
WSGI_APPLICATION = "oneplan.web.wsgi.application"

DATABASES = {"default": find_database(HOME)}
CACHES = {
    # In the database, since a limit on guesses must hold over every worker and every machine.
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "oneplan_cache",
        # Django keeps 300, and would throw away counted guesses to make room.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "axes",
    "oneplan.web.people.apps.People",  # before allauth, whose pages it draws in our own templates
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "oneplan.web.design",
    "oneplan.web.jobs",
    "oneplan.web.people.counts.apps.Counts",
    "oneplan.web.listen",
    "oneplan.web.understand",
    "oneplan.web.plan",
    "oneplan.web.publish",
]

MIDDLEWARE = [
    "oneplan.web.people.headers.Headers",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "oneplan.web.people.sign_in.visits.Visits",
    "oneplan.web.people.gatekeeper.Gatekeeper",
    "oneplan.web.people.limits.Waiting",
    "axes.middleware.AxesMiddleware",
]

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "oneplan.web.wiring.site",
                "oneplan.web.people.context.you",
            ],
        },
    },
]

FORM_RENDERER = "oneplan.web.design.forms.Renderer"

STATIC_URL = "/static/"
# Files are found where they are written, so there is no collecting step to forget; each is asked for with its
# own digest in the address, so it may be kept for a year.
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_MAX_AGE = 31_536_000

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_I18N = False
USE_TZ = True
