"""Small waves of the survey at any stage, for tests."""

from datetime import date, timedelta

from django.utils import timezone

from oneplan.listen.collection.opening import open_store
from oneplan.listen.definition.files import PACKAGED
from oneplan.listen.response.roll import COLUMNS, read_roll
from oneplan.listen.waves.wave import Group, list_waves
from oneplan.people import Actor, Holding, Role
from oneplan.web import wiring
from oneplan.web.listen import actions, running
from oneplan.web.listen.queries import find_wave, list_schools
from oneplan.web.people.models import Person, Term
from web.partners import make_organisation

BY = Actor("Partnership manager (tests)", holdings=(Holding(Role.MANAGER),))
QUESTIONNAIRE = PACKAGED / "demonstration.yaml"
HILL, LAKE, OAK = "100001", "100002", "100003"
ROWS = (
    (HILL, "Hill School", "primary", "academy", "North", 2, 4, 12),
    (HILL, "Hill School", "primary", "academy", "North", 2, 5, 9),
    (LAKE, "Lake School", "secondary", "maintained", "South", 5, 8, 20),
    (OAK, "Oak School", "special", "special", "South", 4, 8, 5),
)
FIRST = Group(school=HILL, year=4, version="primary")


def roll_file(rows=ROWS):
    lines = [",".join(COLUMNS), *(",".join(map(str, row)) for row in rows)]
    return "\n".join(lines).encode()


def draft(*, roll=True, **given):
    today = timezone.localdate()
    usual = {
        "file": QUESTIONNAIRE.read_bytes(),
        "file_name": "demonstration.yaml",
        "opens": today,
        "closes": today + timedelta(days=30),
        "keep_until": today + timedelta(days=700),
    }
    made = actions.make_wave(by=BY, **usual | given)
    if roll:
        actions.load_roll(made, by=BY, roll=read_roll(roll_file(), name="roll.csv"), file_name="roll.csv")
    return find_wave(made.key)


def said(*, sent=None, special=()):
    """What somebody says to each line of the checklist."""
    return {
        "data-protection": {"where": "Shelf 4", "agreed_by": "Data protection officer"},
        "lawful-basis": {"basis": "public-task", "condition": "none"},
        "parent-letter": {"sent": (sent or timezone.localdate() - timedelta(days=14)).isoformat()},
        "safeguarding": {"reader": "Safeguarding lead", "reached_at": "01234", "promised": True},
        "special": {"versions": list(special)},
    }


def give_readers():
    """Somebody who reads what children write, without whom no wave opens."""
    reader, _ = Person.objects.get_or_create(
        post="Safeguarding reader", organisation=make_organisation("county-council", sector="council")
    )
    Term.objects.get_or_create(
        person=reader, role="reader", organisation=reader.organisation, starts=date(2026, 1, 1)
    )


def signed(wave=None, *, sent: date | None = None, special=()):
    wave = wave or draft()
    give_readers()
    for line, words in said(sent=sent, special=special).items():
        actions.sign(by=BY, wave=wave, line=line, said=words)
    return find_wave(wave.key)


def opened(wave=None, **given):
    wave = signed(wave, **given)
    running.open_wave(wave, by=BY)
    return find_wave(wave.key)


def school_of(wave, school=HILL, *, organisation=""):
    found = list_schools(wave).get(school=school)
    if organisation:
        found.organisation = make_organisation(organisation, sector="education")
        found.save()
    return found


def forget_answers():
    """Remove what a store on a server keeps beyond the test, which only undoes what Django wrote."""
    address = wiring.answers_address()
    for wave in list_waves(wiring.home()) if address else ():
        open_store(wiring.home(), wave, key=b"", address=address).destroy()
