"""The partnership's published arrangements: documents to download, each with its versions."""

from django.db import models

from oneplan.web.people.models.organisations import Group


class Document(models.Model):
    """A paper of the partnership, such as its terms of reference."""

    key = models.SlugField(unique=True, max_length=60)
    title = models.CharField(max_length=160)
    about = models.CharField(max_length=400, blank=True)
    group = models.ForeignKey(
        Group, null=True, blank=True, on_delete=models.SET_NULL, related_name="documents"
    )

    class Meta:
        """By title."""

        ordering = ("title",)

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """One version of a document, as it was published; it never changes."""

    document = models.ForeignKey(Document, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    file_name = models.CharField(max_length=120)
    media_type = models.CharField(max_length=100)
    digest = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    note = models.CharField(max_length=250, blank=True)
    published = models.DateTimeField()

    class Meta:
        """The latest first; a number is given once."""

        ordering = ("-number",)
        constraints = (models.UniqueConstraint(fields=["document", "number"], name="version_number_once"),)

    def __str__(self) -> str:
        return f"{self.document}, version {self.number}"
