"""Addresses made from their patterns: each with things of one's own organisation and of another."""

import re
from datetime import date

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from oneplan.listen.definition.files import PACKAGED
from oneplan.people import Actor, Holding, Role
from oneplan.web.listen.models import School, Wave, Wording
from oneplan.web.people.documents.actions import publish_document
from oneplan.web.people.models import Group, Person, Seat, Term
from oneplan.web.people.uploads import check_upload
from web.partners import make_organisation

PART = re.compile(r"<(?:\w+:)?(\w+)>")
BY = Actor("Tests", holdings=(Holding(Role.ADMINISTRATOR),))


def make_examples(*, own, other):
    """For each kind of address, what to put into it: once for one's own organisation, once for another."""
    group, _ = Group.objects.get_or_create(key="board", defaults={"name": "Board", "kind": "board"})
    file = check_upload(SimpleUploadedFile("a.txt", b"Terms of reference"))
    document = publish_document(by=BY, title="Terms", file=file, key="terms")
    wave = make_wave()
    examples = {}
    for whose, key in (("own", own), ("other", other)):
        organisation = make_organisation(key, sector="other")
        person = Person.objects.create(post=f"Somebody of {key}", organisation=organisation)
        since = date(2026, 1, 1)
        term = Term.objects.create(person=person, role="panel", organisation=organisation, starts=since)
        seat = Seat.objects.create(group=group, organisation=organisation, starts=since)
        School.objects.create(
            wave=wave,
            school=key,
            name=key,
            phase="p",
            type="t",
            district="d",
            free_meals_fifth=1,
            organisation=organisation,
        )
        examples[whose] = {
            "listen": {
                "key": wave.key,
                "school": key,
                "line": "special",
                "report": "none",
                "kind": "pdf",
                "text": "none",
                "version": "primary",
                "number": 1,
            },
            "organisations": {"key": key},
            "people": {"number": person.pk},
            "roles": {"number": term.pk},
            "seats": {"number": seat.pk},
            "groups": {"key": group.key},
            "documents": {"key": document.key, "number": 1, "name": "a.txt"},
            "jobs": {"number": 1},
            "evidence": {"key": "no-such-data-set", "number": 1},
            "findings": {"number": 1},
            "plan": {"number": 1, "entry": 1, "other": 1, "part": "themes", "field": "name", "comment": 1}
            | {"family": "attainment-8", "group": "care", "release": 1, "place": 1},
        }
    return examples


def make_wave():
    """A wave of the survey that is being prepared."""
    today = date(2026, 1, 1)
    days = {"opens": today, "closes": today, "keep_until": date(2036, 1, 1)}
    made = timezone.now()
    wave, new = Wave.objects.get_or_create(
        key="example", defaults={"title": "A", "versions": [], "languages": [], "made_at": made} | days
    )
    if new:
        asked = (PACKAGED / "demonstration.yaml").read_text(encoding="utf-8")
        Wording.objects.create(wave=wave, file=asked)
    return wave


def addresses_of(where, examples):
    """The address with things of one's own, and with another's where it leads to one of an organisation."""
    if not PART.search(where):
        return [("own", f"/{where}")]
    room = where.split("/")[1]
    made = [(whose, f"/{fill(where, some[room])}") for whose, some in examples.items()]
    return made if made[0][1] != made[1][1] else made[:1]


def fill(where, values):
    return PART.sub(lambda part: str(values[part[1]]), where)
