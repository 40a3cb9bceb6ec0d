"""Where mail goes: to the server that `ONEPLAN_MAIL_SERVER` names, else into a folder beside the database."""

import os
from urllib.parse import urlsplit

LETTERS = "mail"
"""The folder below ONEPLAN_HOME for letters that nobody is there to send."""

_SERVER = urlsplit(os.environ.get("ONEPLAN_MAIL_SERVER", ""))
_PORTS = {"smtp": 25, "smtp+starttls": 587, "smtps": 465}

EMAIL_BACKEND = (
    "django.core.mail.backends.smtp.EmailBackend"
    if _SERVER.hostname
    else "oneplan.web.people.sign_in.letters.KeptInFolder"
)
EMAIL_HOST = _SERVER.hostname or ""
EMAIL_PORT = _SERVER.port or _PORTS.get(_SERVER.scheme, 25)
EMAIL_USE_TLS = _SERVER.scheme == "smtp+starttls"
EMAIL_USE_SSL = _SERVER.scheme == "smtps"
EMAIL_HOST_USER = os.environ.get("ONEPLAN_MAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("ONEPLAN_MAIL_PASSWORD", "")
EMAIL_TIMEOUT = 10
DEFAULT_FROM_EMAIL = os.environ.get("ONEPLAN_MAIL_FROM", "oneplan@localhost")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
