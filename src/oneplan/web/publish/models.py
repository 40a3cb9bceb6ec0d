"""What is remembered of what came of a survey: what schools will do, and what of it everybody may read."""

from django.db import models


class Progress(models.TextChoices):
    """How far a school is with something that it said it will do."""

    TO_DO = "to-do", "to do"
    DOING = "doing", "being done"
    DONE = "done", "done"
    WILL_NOT = "will-not", "will not be done"


class SchoolAction(models.Model):
    """One thing that a school will do about what its pupils said: the thread from a wave to what came of it.

    `item` is what was heard, by its id in the questionnaire, and `heard` in words; no figure of the school
    stands here, since the log repeats every field.
    """

    school = models.ForeignKey("listen.School", on_delete=models.CASCADE, related_name="actions")
    item = models.CharField(max_length=120, blank=True)
    heard = models.CharField(max_length=600)
    does = models.CharField(max_length=400)
    who = models.CharField(max_length=120)
    due = models.DateField()
    state = models.CharField(max_length=10, choices=Progress, default=Progress.TO_DO)
    why = models.CharField(max_length=400, blank=True)
    priority = models.CharField(max_length=60, blank=True)
    """The id of the plan's priority that it helps, where the school named one."""
    for_pupils = models.BooleanField(default=False)
    """Whether the page for the school's pupils says it."""
    written_at = models.DateTimeField()
    written_by = models.CharField(max_length=250)
    changed_at = models.DateTimeField()
    changed_by = models.CharField(max_length=250)

    class Meta:
        """What is due first."""

        ordering = ("due", "pk")

    def __str__(self) -> str:
        return self.does

    @property
    def organisation_key(self) -> str:
        """Whose survey lead may change it: nobody's but the partnership's where no organisation is named."""
        return self.school.organisation.key if self.school.organisation is not None else ""


class Stage(models.TextChoices):
    """Where the findings of a wave stand on their way to everybody."""

    ASKED = "asked", "waits for a second person"
    WITHDRAWN = "withdrawn", "taken back before it went out"
    RETURNED = "returned", "sent back"
    PUBLISHED = "published", "published"
    REPLACED = "replaced", "replaced by a later one"
    RECALLED = "recalled", "taken off the site"


class Publication(models.Model):
    """The findings of a closed wave, for everybody: who asked, who agreed, and whether they still stand.

    No figure stands here, since the log repeats every field; those are in its `Pages`.
    """

    wave = models.ForeignKey("listen.Wave", on_delete=models.CASCADE, related_name="publications")
    title = models.CharField(max_length=250)
    stage = models.CharField(max_length=10, choices=Stage, default=Stage.ASKED)
    fingerprint = models.CharField(max_length=64)
    asked_at = models.DateTimeField()
    asked_by = models.CharField(max_length=250)
    asked_account = models.BigIntegerField()
    note = models.CharField(max_length=1000, blank=True)
    reason = models.CharField(max_length=1000, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=250, blank=True)
    recalled_at = models.DateTimeField(null=True, blank=True)
    recalled_by = models.CharField(max_length=250, blank=True)

    class Meta:
        """The latest first."""

        ordering = ("-asked_at", "-pk")

    def __str__(self) -> str:
        return self.title


class Pages(models.Model):
    """What was asked for, word by word: later reports on the wave change nothing of what is out."""

    publication = models.OneToOneField(Publication, on_delete=models.CASCADE, related_name="pages")
    page = models.TextField()
    figures = models.TextField()
    pupils = models.JSONField(default=list)

    class Meta:
        """As said."""

        verbose_name_plural = "pages"

    def __str__(self) -> str:
        return f"Pages of {self.publication_id}"
