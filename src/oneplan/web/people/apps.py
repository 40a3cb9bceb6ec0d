"""Tells Django that this room exists, and by which short name its tables go."""

from django.apps import AppConfig


class People(AppConfig):
    """Organisations, people, sign-in and the log."""

    name = "oneplan.web.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"
