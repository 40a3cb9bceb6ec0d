"""How people sign in: passwords, second factors, OpenID Connect, and what happens after wrong guesses."""

import os
from datetime import timedelta

from oneplan.web.settings.provider import find_provider

AUTH_USER_MODEL = "people.Account"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first, so that nobody locked out is even looked up
    "allauth.account.auth_backends.AuthenticationBackend",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/partners/"
LOGOUT_REDIRECT_URL = "/"

LEAST_LENGTH = 12
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": LEAST_LENGTH},
    },
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = int(timedelta(hours=1).total_seconds())

# Nobody has to sign in twice in a morning; a forgotten window is closed before the next meeting ends.
SESSION_COOKIE_AGE = int(timedelta(hours=8).total_seconds())
IDLE_AFTER = int(timedelta(hours=2).total_seconds())
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

ACCOUNT_ADAPTER = "oneplan.web.people.sign_in.adapters.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
# An invitation was opened from the mailbox it was sent to; there is nothing left to verify.
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_REAUTHENTICATION_TIMEOUT = int(timedelta(minutes=15).total_seconds())
ACCOUNT_LOGIN_TIMEOUT = int(timedelta(minutes=15).total_seconds())
ACCOUNT_FORMS = {
    "login": "oneplan.web.people.sign_in.forms.SignIn",
    "reset_password": "oneplan.web.people.sign_in.forms.Forgotten",
    "reset_password_from_key": "oneplan.web.people.sign_in.forms.NewPassword",
    "change_password": "oneplan.web.people.sign_in.forms.ChangePassword",
    "reauthenticate": "oneplan.web.people.sign_in.forms.PasswordAgain",
}
# A whole school may stand behind one address, so addresses are limited generously and accounts strictly.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "100/h/key",
    "reset_password": "60/m/ip,5/h/key",
    "reset_password_from_key": "60/m/ip",
    "second_factor": "10/15m/key,40/d/key",
}

MFA_ADAPTER = "oneplan.web.people.sign_in.adapters.SecondFactors"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_TOTP_TOLERANCE = 1  # a telephone's clock may be half a minute off
MFA_RATE_LIMITS = {"webauthn_login": "300/m/ip"}
MFA_FORMS = {
    "authenticate": "oneplan.web.people.sign_in.forms.Code",
    "reauthenticate": "oneplan.web.people.sign_in.forms.CodeAgain",
    "activate_totp": "oneplan.web.people.sign_in.forms.FirstCode",
    "add_webauthn": "oneplan.web.people.sign_in.forms.NewPasskey",
    "authenticate_webauthn": "oneplan.web.people.sign_in.forms.PasskeyAsSecond",
    "login_webauthn": "oneplan.web.people.sign_in.forms.Passkey",
    "reauthenticate_webauthn": "oneplan.web.people.sign_in.forms.PasskeyAgain",
}

SOCIALACCOUNT_ADAPTER = "oneplan.web.people.sign_in.organisation.Organisations"
SOCIALACCOUNT_EMAIL_VERIFICATION = "none"
# A plain link leads to the organisation's sign-in: form-action 'self' would stop a form from going there.
SOCIALACCOUNT_LOGIN_ON_GET = True
SOCIALACCOUNT_QUERY_EMAIL = False
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_REQUESTS_TIMEOUT = 10
SOCIALACCOUNT_PROVIDERS = {"openid_connect": find_provider(os.environ)}

# How many web servers stand before this one and add to X-Forwarded-For; without any, nobody's word is taken.
PROXIES = int(os.environ.get("ONEPLAN_PROXIES") or 0)
ALLAUTH_TRUSTED_PROXY_COUNT = PROXIES

# Ten wrong passwords for one account from one address close that account to that address for a while: its
# owner can sign in elsewhere, and everybody else at the address can go on.
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 10
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
# Counted in the shared cache and forgotten there: no table of addresses is kept.
AXES_HANDLER = "axes.handlers.cache.AxesCacheHandler"
AXES_USERNAME_FORM_FIELD = "email"
AXES_USERNAME_CALLABLE = "oneplan.web.people.sign_in.guesses.account_guessed"
AXES_CLIENT_IP_CALLABLE = "oneplan.web.people.sign_in.guesses.address_of"
AXES_CLIENT_STR_CALLABLE = "oneplan.web.people.sign_in.guesses.say_nobody"
AXES_LOCKOUT_CALLABLE = "oneplan.web.people.sign_in.guesses.say_locked_out"
