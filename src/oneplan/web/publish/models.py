"""What is remembered of what came of a survey: what each school said that it will do."""

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
