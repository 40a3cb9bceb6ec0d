"""Tells Django that these tables exist."""

from django.apps import AppConfig


class Counts(AppConfig):
    """Tries, counted."""

    name = "oneplan.web.people.counts"
    label = "counts"
