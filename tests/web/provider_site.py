"""An OpenID Connect provider in a process of its own: django-oauth-toolkit, which insists on PKCE.

Its people are those of its one table, and whoever asks is the one that the `person` cookie names: what is
tried is how they come back, not how they sign in there.
"""

import sys
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import django
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.urls import include, path

CLIENT, SECRET = "oneplan", "a secret of the provider"
PEOPLE = {
    "officer": {"email": "officer@demo.example", "email_verified": True},
    "officer-with-mfa": {"email": "officer@demo.example", "email_verified": True, "amr": ["pwd", "mfa"]},
    "entra": {"email": "officer@demo.example", "xms_edov": True, "amr": ["pwd", "mfa"]},
    "typed-it-in": {"email": "officer@demo.example", "email_verified": False, "amr": ["mfa"]},
    "says-nothing": {"email": "officer@demo.example"},
    "invited": {"email": "new@demo.example", "email_verified": True, "amr": ["mfa"]},
    "stranger": {"email": "stranger@demo.example", "email_verified": True, "amr": ["mfa"]},
    "nobody": {},
}

app_name = "oauth2_provider"
urlpatterns = []


class WhoAsks:
    """Takes the person that the cookie names as signed in here."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        from django.contrib.auth.models import User

        name = request.COOKIES.get("person")
        if name in PEOPLE:
            request.user = User.objects.get_or_create(username=name)[0]
        return self.get_response(request)


def make_validator():
    from oauth2_provider.oauth2_validators import OAuth2Validator

    class Claims(OAuth2Validator):
        oidc_claim_scope = None

        def get_additional_claims(self, request):
            return dict(PEOPLE[request.user.username])

    return Claims


def configure(folder, *, issuer):
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    written = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    settings.configure(
        SECRET_KEY="x" * 50,
        ALLOWED_HOSTS=["127.0.0.1"],
        ROOT_URLCONF="provider_site",
        DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": f"{folder}/provider.sqlite3"}},
        INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"],
        MIDDLEWARE=["provider_site.WhoAsks"],
        TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates", "APP_DIRS": True}],
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
        OAUTH2_PROVIDER={
            "OIDC_ENABLED": True,
            "OIDC_ISS_ENDPOINT": issuer,
            "OIDC_RSA_PRIVATE_KEY": written.decode(),
            "PKCE_REQUIRED": True,
            "ALLOWED_REDIRECT_URI_SCHEMES": ["http"],
            "SCOPES": {"openid": "openid", "profile": "profile", "email": "email"},
            "OAUTH2_VALIDATOR_CLASS": make_validator,
        },
    )


def make_client(back):
    from oauth2_provider.models import Application

    Application.objects.create(
        name="oneplan",
        client_id=CLIENT,
        client_secret=SECRET,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_AUTHORIZATION_CODE,
        redirect_uris=back,
        skip_authorization=True,
        algorithm=Application.RS256_ALGORITHM,
    )


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        """Say nothing."""


class Threads(ThreadingMixIn, WSGIServer):
    daemon_threads = True


def main(folder, port, back):
    configure(folder, issuer=f"http://127.0.0.1:{port}/o")
    django.setup()
    from oauth2_provider.settings import oauth2_settings

    oauth2_settings.OAUTH2_VALIDATOR_CLASS = make_validator()
    call_command("migrate", verbosity=0)
    make_client(back)
    urlpatterns.append(path("o/", include("oauth2_provider.urls", namespace="oauth2_provider")))
    with make_server("127.0.0.1", int(port), get_wsgi_application(), Threads, Quiet) as server:
        server.serve_forever()


if __name__ == "__main__":
    sys.modules["provider_site"] = sys.modules["__main__"]
    main(*sys.argv[1:])
