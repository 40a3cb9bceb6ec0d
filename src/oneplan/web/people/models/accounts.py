"""Who may sign in: accounts, invitations to have one, and links that work once without one."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

from oneplan.web.people.models.organisations import Organisation, Person


class Accounts(BaseUserManager["Account"]):
    """How accounts are made: an address is kept in small letters, so that it is one however it is typed."""

    def create_user(self, email: str, *, password: str | None = None, **given: Any) -> "Account":  # noqa: ANN401
        """Make an account; without a password nobody can sign in to it by one."""
        account = self.model(email=email.strip().lower(), **given)
        account.set_password(password)
        account.save(using=self._db)
        return account


class Account(AbstractBaseUser):
    """A way to sign in. What its holder may do is decided by the terms of the person behind it."""

    email = models.EmailField(unique=True)
    person = models.OneToOneField(Person, null=True, on_delete=models.SET_NULL, related_name="account")
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)
    created = models.DateTimeField(auto_now_add=True)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    objects = Accounts()

    def __str__(self) -> str:
        return f"Account {self.pk}"


class Invitation(models.Model):
    """Asks somebody to sign in for the first time; what is kept of its secret is a digest."""

    email = models.EmailField()
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    sent = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    taken = models.DateTimeField(null=True, blank=True)
    withdrawn = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The latest first."""

        ordering = ("-sent",)

    def __str__(self) -> str:
        return f"Invitation of {self.person}"


class Link(models.Model):
    """Lets somebody without an account do one thing, once, for one organisation."""

    act = models.CharField(max_length=60)
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="links")
    digest = models.CharField(max_length=64, unique=True)
    made = models.DateTimeField(auto_now_add=True)
    until = models.DateTimeField()
    used = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The latest first."""

        ordering = ("-made",)

    def __str__(self) -> str:
        return f"Link for {self.organisation}"
