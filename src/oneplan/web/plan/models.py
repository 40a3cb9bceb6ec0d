"""What is remembered of plans: their editions, every entry, every change, and what was said of them."""

from django.db import models

LONGEST_KEY = 120


class Stage(models.TextChoices):
    """Where an edition of a plan stands; the first six are the library's own."""

    DRAFT = "draft", "draft"
    CONSULTATION = "consultation", "out for consultation"
    AGREED = "agreed", "agreed"
    IN_FORCE = "in-force", "in force"
    UNDER_REVIEW = "under-review", "under review"
    SUPERSEDED = "superseded", "no longer in force"
    WITHDRAWN = "withdrawn", "withdrawn"


class Edition(models.Model):
    """One edition of a plan; what its plan.toml says stands in `head`, everything else in its entries.

    `version` grows with every change: what was made from the entries is kept until it does.
    """

    plan = models.CharField(max_length=60, db_index=True)
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=160)
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.DRAFT)
    version = models.PositiveIntegerField(default=1)
    head = models.JSONField()
    of = models.ForeignKey("self", null=True, blank=True, on_delete=models.SET_NULL, related_name="drafts")
    begun = models.DateTimeField()
    begun_by = models.CharField(max_length=250)
    opens = models.DateField(null=True, blank=True)
    closes = models.DateField(null=True, blank=True)
    is_open = models.BooleanField(default=False)
    in_force = models.DateField(null=True, blank=True)
    ended = models.DateField(null=True, blank=True)

    class Meta:
        """By plan, the latest first; a number is given once."""

        ordering = ("plan", "-number")
        verbose_name = "edition of a plan"
        constraints = (models.UniqueConstraint(fields=["plan", "number"], name="edition_number_once"),)

    def __str__(self) -> str:
        return f"{self.title}, edition {self.number}"


class Entry(models.Model):
    """One entry of an edition as the library writes it: what no field says otherwise is left out."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="entries")
    part = models.CharField(max_length=20)
    key = models.CharField(max_length=LONGEST_KEY)
    position = models.PositiveIntegerField()
    content = models.JSONField()

    class Meta:
        """In the order of the files; each key once in its part."""

        ordering = ("part", "position")
        verbose_name_plural = "entries"
        constraints = (models.UniqueConstraint(fields=["edition", "part", "key"], name="entry_key_once"),)

    def __str__(self) -> str:
        return self.key


class Change(models.Model):
    """What one act changed in an edition: each entry as it was and as it is. It is never changed itself."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="changes")
    version = models.PositiveIntegerField()
    at = models.DateTimeField()
    act = models.CharField(max_length=60)
    said = models.CharField(max_length=250)
    lines = models.JSONField(default=list)

    class Meta:
        """The latest first."""

        ordering = ("-pk",)
        verbose_name = "change of a plan"

    def __str__(self) -> str:
        named = ", ".join(dict.fromkeys(line["key"] for line in self.lines)) or "nothing"
        return f"{named}: {self.edition}"


class Mark(models.Model):
    """Which entries a change touched, so that the history of one is found at once."""

    change = models.ForeignKey(Change, on_delete=models.CASCADE, related_name="marks")
    plan = models.CharField(max_length=60)
    key = models.CharField(max_length=LONGEST_KEY)

    class Meta:
        """Found by plan and key."""

        indexes = (models.Index(fields=["plan", "key"], name="mark_of_entry"),)

    def __str__(self) -> str:
        return self.key


class State(models.TextChoices):
    """Where a comment stands: nobody but who looks through them sees one that waits."""

    WAITING = "waiting", "waits to be looked through"
    SHOWN = "shown", "shown"
    REFUSED = "refused", "not shown"


class Answer(models.TextChoices):
    """What comes of a comment."""

    NONE = "", "not answered yet"
    DID = "we-did", "We did it"
    WILL = "we-will", "We will do it"
    WILL_NOT = "we-will-not", "We will not do it"


class Comment(models.Model):
    """What somebody said of one paragraph of a draft. The words stand apart: the log repeats every field."""

    edition = models.ForeignKey(Edition, on_delete=models.CASCADE, related_name="comments")
    key = models.CharField(max_length=LONGEST_KEY)
    who = models.CharField(max_length=250)
    is_public = models.BooleanField()
    sent = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.WAITING)
    keep_until = models.DateField()
    answer = models.CharField(max_length=12, choices=Answer, blank=True)
    because = models.CharField(max_length=1000, blank=True)
    answered = models.DateField(null=True, blank=True)

    class Meta:
        """In the order in which they came."""

        ordering = ("pk",)
        indexes = (models.Index(fields=["edition", "state"], name="comment_state"),)

    def __str__(self) -> str:
        return f"A comment on {self.key}: {self.edition}"


class Words(models.Model):
    """The words of a comment."""

    comment = models.OneToOneField(Comment, on_delete=models.CASCADE, related_name="words")
    text = models.TextField()

    class Meta:
        """As said."""

        verbose_name_plural = "words"

    def __str__(self) -> str:
        return f"Words of {self.comment_id}"
