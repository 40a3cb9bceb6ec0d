"""Tells Django that this room exists, and by which short name its tables go."""

from django.apps import AppConfig


class Jobs(AppConfig):
    """Long work in the background."""

    name = "oneplan.web.jobs"
    label = "jobs"
    default_auto_field = "django.db.models.BigAutoField"
