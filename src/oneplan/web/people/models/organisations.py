"""The partnership itself: organisations, the people in their posts, roles for a time, groups and seats."""

from django.db import models

from oneplan.people import ROLES, SIGNED_IN


class Sector(models.TextChoices):
    """The part of public life that an organisation belongs to."""

    COUNTY = "county-council", "County council"
    DISTRICT = "district-council", "District councils"
    HEALTH = "health", "Health"
    CAREERS = "careers", "Careers service"
    POLICE = "police", "Police"
    PROBATION = "probation", "Probation"
    EDUCATION = "education", "Education"
    VOLUNTARY = "voluntary", "Voluntary sector"
    OTHER = "other", "Other"


class Rhythm(models.TextChoices):
    """How often a group reports to the one above it."""

    MONTHLY = "monthly", "every month"
    QUARTERLY = "quarterly", "every three months"
    HALF_YEARLY = "half-yearly", "every six months"
    YEARLY = "yearly", "every year"


class GroupKind(models.TextChoices):
    """What a group is for."""

    BOARD = "board", "Board"
    PILLAR = "pillar", "Pillar group"
    LOCALITY = "locality", "Locality board"
    PANEL = "panel", "Young people’s panel"
    SCRUTINY = "scrutiny", "Scrutiny"
    PARENT = "parent", "Board above the partnership"


class Capacity(models.TextChoices):
    """As what somebody sits in a group."""

    CHAIR = "chair", "Chair"
    REPRESENTATIVE = "representative", "Representative"
    DEPUTY = "deputy", "Deputy"
    OBSERVER = "observer", "Observer"


class Organisation(models.Model):
    """A member of the partnership, or one from outside whose people sign in; it needs no account."""

    key = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)
    sector = models.CharField(max_length=20, choices=Sector)
    website = models.URLField(blank=True)
    is_member = models.BooleanField(default=True)
    joined = models.DateField(null=True, blank=True)
    left = models.DateField(null=True, blank=True)
    confirmed = models.DateField(null=True, blank=True)

    class Meta:
        """In the order in which people look for them."""

        ordering = ("sector", "name")

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody by their post, such as “Police representative”: never by their own name."""

    post = models.CharField(max_length=120)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="people")
    deputy_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="deputies"
    )

    class Meta:
        """By post, since that is what is shown."""

        ordering = ("post",)

    def __str__(self) -> str:
        return self.post


class Term(models.Model):
    """A role that a person holds for an organisation, from a day until a day."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="terms")
    role = models.CharField(max_length=20, choices=[(role.value, ROLES[role].title) for role in SIGNED_IN])
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="terms")
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        """The latest first."""

        ordering = ("-starts", "pk")

    def __str__(self) -> str:
        return f"{self.get_role_display()} for {self.organisation}"


class Group(models.Model):
    """A board, pillar group, locality board or panel; it reports to another in a rhythm."""

    key = models.SlugField(unique=True, max_length=60)
    name = models.CharField(max_length=120)
    kind = models.CharField(max_length=20, choices=GroupKind)
    purpose = models.CharField(max_length=400, blank=True)
    reports_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="reporting"
    )
    rhythm = models.CharField(max_length=20, choices=Rhythm, blank=True)

    class Meta:
        """By name."""

        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Seat(models.Model):
    """An organisation's place in a group, and who sits there; without a person it is vacant."""

    group = models.ForeignKey(Group, on_delete=models.CASCADE, related_name="seats")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="seats")
    person = models.ForeignKey(Person, null=True, blank=True, on_delete=models.SET_NULL, related_name="seats")
    capacity = models.CharField(max_length=20, choices=Capacity, default=Capacity.REPRESENTATIVE)
    starts = models.DateField()
    ends = models.DateField(null=True, blank=True)

    class Meta:
        """The chair first."""

        ordering = ("group", "capacity", "organisation")

    def __str__(self) -> str:
        return f"{self.get_capacity_display()} of {self.organisation} in {self.group}"
