"""What is remembered of work in the background: jobs, when the next of a kind is due, and who works."""

from django.db import models


class State(models.TextChoices):
    """Where a job stands; the last three are its end."""

    WAITING = "waiting", "Waiting"
    RUNNING = "running", "Running"
    DONE = "done", "Done"
    FAILED = "failed", "Failed"
    CANCELLED = "cancelled", "Cancelled"


ACTIVE = (State.WAITING, State.RUNNING)
"""The states of a job that has not ended."""


class Job(models.Model):
    """One piece of work: what is asked, who does it now, how far it is, and how it ended.

    `fence` grows each time a worker takes the job. Whoever holds an older number has lost it, and can change
    nothing of it any more: that is what makes a job end once.
    """

    kind = models.CharField(max_length=60)
    title = models.CharField(max_length=160)
    arguments = models.JSONField(default=dict, blank=True)
    only = models.CharField(max_length=120, blank=True)

    asked = models.DateTimeField()
    asked_by = models.CharField(max_length=250, blank=True)
    account = models.BigIntegerField(null=True, blank=True)

    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    due = models.DateTimeField()
    started = models.DateTimeField(null=True, blank=True)
    ended = models.DateTimeField(null=True, blank=True)
    cancel_asked = models.DateTimeField(null=True, blank=True)

    progress = models.FloatField(default=0)
    sentence = models.CharField(max_length=500, blank=True)
    result = models.JSONField(null=True, blank=True)
    file_name = models.CharField(max_length=120, blank=True)

    tries = models.PositiveIntegerField(default=0)
    most_tries = models.PositiveIntegerField()
    wait_seconds = models.PositiveIntegerField()
    longest_seconds = models.PositiveIntegerField()

    fence = models.PositiveIntegerField(default=0)
    worker = models.CharField(max_length=120, blank=True)
    heartbeat = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The latest first; of those that share an `only`, one at a time."""

        ordering = ("-asked", "-pk")
        indexes = (models.Index(fields=["state", "due"], name="job_next"),)
        constraints = (
            models.UniqueConstraint(
                fields=["only"],
                condition=models.Q(state__in=ACTIVE) & ~models.Q(only=""),
                name="job_one_at_a_time",
            ),
        )

    def __str__(self) -> str:
        return self.title

    @property
    def is_active(self) -> bool:
        """Whether it has not ended."""
        return self.state in ACTIVE


class Round(models.Model):
    """When the next job of a kind that comes round is due."""

    kind = models.CharField(max_length=60, unique=True)
    due = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind}, due {self.due:%d %B %Y %H:%M}"


class Presence(models.Model):
    """A worker that is there, and when it was last seen."""

    worker = models.CharField(max_length=120, unique=True)
    since = models.DateTimeField()
    seen = models.DateTimeField()

    class Meta:
        """The one seen last first."""

        ordering = ("-seen",)
        verbose_name_plural = "presences"

    def __str__(self) -> str:
        return self.worker
