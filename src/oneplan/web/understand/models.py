"""What is remembered of data sets, of what was looked for in them, and of what is released of them."""

from django.db import models


class DataSet(models.Model):
    """Records of children that were brought in: where the file lies, what it holds, until when it is kept."""

    key = models.SlugField(unique=True, max_length=60)
    title = models.CharField(max_length=160)
    digest = models.CharField(max_length=64)
    file_name = models.CharField(max_length=120)
    description = models.JSONField()
    is_synthetic = models.BooleanField()
    children = models.PositiveBigIntegerField()
    waves = models.JSONField(default=list)
    added = models.DateTimeField()
    keep_until = models.DateField()
    deleted = models.DateTimeField(null=True, blank=True)
    of_wave = models.SlugField(max_length=60, blank=True)
    """The wave of the survey whose closed answers these are."""

    class Meta:
        """The latest first."""

        ordering = ("-added",)

    def __str__(self) -> str:
        return self.title


class Analysis(models.Model):
    """One search for hidden gaps: what was asked, by which job, and what was found."""

    data_set = models.ForeignKey(DataSet, on_delete=models.CASCADE, related_name="analyses")
    asked = models.JSONField()
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=250)
    job = models.BigIntegerField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    ended = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The latest first."""

        ordering = ("-asked_at", "-pk")
        verbose_name_plural = "analyses"

    def __str__(self) -> str:
        return f"Hidden gaps in {self.data_set}"


class Stage(models.TextChoices):
    """Where a release stands."""

    WEIGHING = "weighing", "being worked out"
    CHOSEN = "chosen", "chosen"
    RUNNING = "running", "in the gate"
    REFUSED = "refused", "refused by the gate"
    CHECKED = "checked", "safe, not asked for"
    ASKED = "asked", "waits for a second person"
    RETURNED = "returned", "sent back"
    DROPPED = "dropped", "set aside"
    RELEASED = "released", "released"
    RECALLED = "recalled", "taken back"


class Audience(models.TextChoices):
    """For whom a release is."""

    PUBLIC = "public", "Everybody"
    PARTNER = "partner", "Partners who sign in"


class Release(models.Model):
    """Tables of one data set that somebody wants to show: what was chosen, how it stands, who did what.

    No figure of it stands here, since the log repeats every field; those are in its `Papers`.
    """

    data_set = models.ForeignKey(DataSet, on_delete=models.CASCADE, related_name="releases")
    title = models.CharField(max_length=160)
    tables = models.JSONField()
    wave = models.CharField(max_length=120, blank=True)
    levels_above = models.JSONField(default=dict)
    merged = models.JSONField(default=dict)
    audience = models.CharField(max_length=10, choices=Audience)
    policy = models.CharField(max_length=40)
    rules = models.JSONField()
    differences = models.CharField(max_length=10, blank=True)
    minutes = models.PositiveSmallIntegerField(default=5)

    stage = models.CharField(max_length=10, choices=Stage, default=Stage.WEIGHING)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=250)
    job = models.BigIntegerField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True)
    fingerprint = models.CharField(max_length=64, blank=True)

    asked_at = models.DateTimeField(null=True, blank=True)
    asked_by = models.CharField(max_length=250, blank=True)
    asked_account = models.BigIntegerField(null=True, blank=True)
    note = models.CharField(max_length=1000, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.CharField(max_length=250, blank=True)
    number = models.PositiveIntegerField(null=True, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """The latest first."""

        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return self.title


class Papers(models.Model):
    """The figures of a release: those worked out before the gate (inside only), and what came out of it."""

    release = models.OneToOneField(Release, on_delete=models.CASCADE, related_name="papers")
    weighed = models.JSONField(null=True, blank=True)
    tables = models.JSONField(default=list)
    shown = models.TextField(blank=True)
    certificate = models.TextField(blank=True)
    ledger = models.CharField(max_length=64, blank=True)

    class Meta:
        """As said."""

        verbose_name_plural = "papers"

    def __str__(self) -> str:
        return f"Papers of {self.release_id}"
