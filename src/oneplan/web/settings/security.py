"""What browsers are told to refuse, what a request may weigh, and what changes behind HTTPS."""

import os
from datetime import timedelta

from csp.constants import NONE, SELF

DEBUG = os.environ.get("ONEPLAN_DEBUG") == "1"
HTTPS = os.environ.get("ONEPLAN_HTTPS") == "1"
NAMED_HOSTS = os.environ.get("ONEPLAN_HOSTS", "").split()
ALLOWED_HOSTS = ["127.0.0.1", "localhost", "[::1]", *NAMED_HOSTS]

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "script-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        **({"upgrade-insecure-requests": True} if HTTPS else {}),
    },
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"

# The web server in front speaks HTTPS and says so; its word is taken only where we are told that it is there.
if HTTPS:
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = int(timedelta(days=365).total_seconds()) if HTTPS else 0
CSRF_TRUSTED_ORIGINS = [f"https://{name}" for name in NAMED_HOSTS] if HTTPS else []
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_FAILURE_VIEW = "oneplan.web.people.refusals.no_token"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
# A browser takes a name that starts with __Host- only from this very host and only over HTTPS, so that no
# neighbour can set it.
SESSION_COOKIE_NAME = "__Host-sessionid" if HTTPS else "sessionid"
# Gone when the browser is closed, as the page on cookies says.
CSRF_COOKIE_AGE = None
CSRF_COOKIE_NAME = "__Host-csrftoken" if HTTPS else "csrftoken"

DATA_UPLOAD_MAX_MEMORY_SIZE = 1024**2
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
DATA_UPLOAD_MAX_NUMBER_FILES = 5
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024**2
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_HANDLERS = [
    "oneplan.web.people.receiving.NoMore",
    "django.core.files.uploadhandler.MemoryFileUploadHandler",
    "django.core.files.uploadhandler.TemporaryFileUploadHandler",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"()": "oneplan.web.settings.logs.WithoutPeople"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "django": {"handlers": [], "level": "ERROR", "propagate": True},
        # Django would send these to a handler of its own.
        "django.server": {"handlers": [], "level": "ERROR", "propagate": True},
    },
}
