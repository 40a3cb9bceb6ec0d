"""What is remembered of data sets and of what was looked for in them; the rows themselves lie in files."""

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
