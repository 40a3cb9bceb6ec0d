"""What is remembered of waves of the pupil survey: never an answer, and nothing of one pupil."""

from django.db import models

from oneplan.listen.safeguarding import routes


class State(models.TextChoices):
    """Where a wave stands."""

    DRAFT = "draft", "being prepared"
    OPEN = "open", "open"
    CLOSING = "closing", "being closed"
    CLOSED = "closed", "closed"
    DROPPED = "dropped", "set aside"


class Wave(models.Model):
    """One round of the survey: who made it, on which days, and how it stands."""

    key = models.SlugField(unique=True, max_length=60)
    title = models.CharField(max_length=160)
    name = models.CharField(max_length=60)
    versions = models.JSONField()
    languages = models.JSONField()
    opens = models.DateField()
    closes = models.DateField()
    keep_until = models.DateField()
    is_demonstration = models.BooleanField(default=False)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    made_at = models.DateTimeField()
    made_by = models.CharField(max_length=250)
    roll_file = models.CharField(max_length=120, blank=True)
    opened = models.DateField(null=True, blank=True)
    closed = models.DateField(null=True, blank=True)
    deleted = models.DateField(null=True, blank=True)
    job = models.BigIntegerField(null=True, blank=True)

    class Meta:
        """The latest first."""

        ordering = ("-made_at", "-pk")

    def __str__(self) -> str:
        return f"{self.title} ({self.name})"


class Wording(models.Model):
    """The questionnaire of a wave as its file says it; apart, since the log repeats every field of a wave."""

    wave = models.OneToOneField(Wave, on_delete=models.CASCADE, related_name="wording")
    file = models.TextField()

    def __str__(self) -> str:
        return f"Questionnaire of {self.wave}"


class School(models.Model):
    """A school of a wave, as the roll says, and whom a worried child's words are told to there."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="schools")
    school = models.CharField(max_length=20)
    name = models.CharField(max_length=120)
    phase = models.CharField(max_length=120)
    type = models.CharField(max_length=120)
    district = models.CharField(max_length=120)
    free_meals_fifth = models.PositiveSmallIntegerField()
    named_adult = models.CharField(max_length=120, blank=True)
    organisation = models.ForeignKey(
        "people.Organisation", null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    fresh: tuple[str, ...] = ()
    """Codes that were issued a moment ago, for the page that shows them once; kept nowhere."""

    class Meta:
        """By name."""

        ordering = ("name", "school")
        constraints = (models.UniqueConstraint(fields=("wave", "school"), name="school_once_a_wave"),)

    def __str__(self) -> str:
        return self.name


class YearGroup(models.Model):
    """How many pupils a school has on the roll in one year."""

    school = models.ForeignKey(School, on_delete=models.CASCADE, related_name="years")
    year = models.PositiveSmallIntegerField()
    pupils = models.PositiveIntegerField()

    class Meta:
        """The youngest first."""

        ordering = ("year",)
        constraints = (models.UniqueConstraint(fields=("school", "year"), name="year_once_a_school"),)

    def __str__(self) -> str:
        return f"Year {self.year} of {self.school}"


class Signature(models.Model):
    """One line of the checklist, signed: what was said, by whom, and when."""

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="signatures")
    line = models.CharField(max_length=30)
    said = models.JSONField()
    signed_by = models.CharField(max_length=250)
    signed_at = models.DateTimeField()

    class Meta:
        """In the order in which they were signed."""

        ordering = ("signed_at", "pk")
        constraints = (models.UniqueConstraint(fields=("wave", "line"), name="line_once_a_wave"),)

    def __str__(self) -> str:
        return f"Checklist of {self.wave}: {self.line}"


class Reading(models.Model):
    """That one text of a pupil was read, and to whom it went: never its words, and nothing of who wrote it.

    `text` is a name that only the key of the wave can make; when the key is destroyed it leads nowhere.
    """

    wave = models.ForeignKey(Wave, on_delete=models.CASCADE, related_name="readings")
    text = models.CharField(max_length=64)
    school = models.CharField(max_length=20, blank=True)
    year = models.PositiveSmallIntegerField(null=True, blank=True)
    to = models.CharField(max_length=30, choices=[(to.value, says) for to, says in routes.SAID.items()])
    place = models.CharField(
        max_length=20, choices=[(one.value, says) for one, says in routes.PLACES.items()]
    )
    about_adult = models.BooleanField(default=False)
    why = models.CharField(max_length=500, blank=True)
    may_quote = models.BooleanField(default=False)
    taken_out = models.JSONField(default=list)
    """Where parts begin and end that are taken out before it is quoted: places, never words."""
    read_by = models.CharField(max_length=250)
    read_at = models.DateTimeField()

    class Meta:
        """The latest first."""

        ordering = ("-read_at", "-pk")
        constraints = (models.UniqueConstraint(fields=("wave", "text"), name="text_read_once"),)

    def __str__(self) -> str:
        return f"A text of {self.wave}"
