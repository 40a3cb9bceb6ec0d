"""The log of what was done: it can only grow, and each entry seals the one before it."""

from django.db import models


class Event(models.Model):
    """One act that was done, or one sensitive thing that was read.

    The database itself refuses to change or remove a row (see the migration).
    """

    number = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    account = models.BigIntegerField(null=True)
    said = models.CharField(max_length=250)
    organisation = models.CharField(max_length=60, blank=True)
    kind = models.CharField(max_length=60, blank=True)
    thing = models.CharField(max_length=80, blank=True)
    title = models.CharField(max_length=250, blank=True)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    previous = models.CharField(max_length=64)
    seal = models.CharField(max_length=64)

    class Meta:
        """The latest first; found by what it is about."""

        ordering = ("-number",)
        indexes = (
            models.Index(fields=["kind", "thing"], name="event_thing"),
            models.Index(fields=["account"], name="event_account"),
        )

    def __str__(self) -> str:
        return f"{self.number}: {self.act}"


class LogHead(models.Model):
    """The number and seal of the latest entry: whoever writes the next one waits for this row."""

    number = models.BigIntegerField(default=0)
    seal = models.CharField(max_length=64, blank=True)

    def __str__(self) -> str:
        return f"Entry {self.number}"
