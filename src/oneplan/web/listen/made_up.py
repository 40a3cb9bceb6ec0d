"""A wave of a demonstration: made-up schools, the packaged questionnaire, and a code to try it with."""

from datetime import timedelta

from django.utils import timezone

from oneplan.listen.definition.files import PACKAGED
from oneplan.listen.synthetic.roll import make_roll
from oneplan.listen.waves.codes import show_code
from oneplan.people import Actor, Holding, Role
from oneplan.web.listen.actions import assign_school, load_roll, make_wave, name_adult, sign
from oneplan.web.listen.collection import add_codes, count_groups, has_key, list_codes
from oneplan.web.listen.models import State, Wave
from oneplan.web.listen.queries import find_wave, list_schools, list_waves
from oneplan.web.listen.running import open_wave, renew_codes
from oneplan.web.people.actors import terms_now

BY = Actor(said="The demonstration", holdings=(Holding(Role.MANAGER),))
QUESTIONNAIRE = PACKAGED / "demonstration.yaml"
SCHOOLS = 20
OPEN_FOR, KEPT_FOR = timedelta(days=60), timedelta(days=365)
NAMED_ADULT = "the school nurse (made up)"


def open_demonstration() -> Wave:
    """The demonstration wave that is open, made where there is none."""
    there = list_waves().filter(is_demonstration=True, state__in=(State.DRAFT, State.OPEN)).first()
    wave = there or _make()
    if wave.state == State.DRAFT:
        open_wave(wave, by=BY)
    elif not has_key(wave.key):
        renew_codes(wave, by=BY)
    return find_wave(wave.key)


def find_code(wave: Wave) -> str:
    """A code of the wave that nobody has used, as it stands on a card: of the class with the most cards."""
    for school in list_schools(wave):
        if issued := list_codes(school):
            return show_code(max(issued.values(), key=len)[0])
    group = count_groups(wave)[0].group
    return show_code(add_codes(wave, group, codes=1)[0])


def _make() -> Wave:
    today = timezone.localdate()
    wave = make_wave(
        by=BY,
        file=QUESTIONNAIRE.read_bytes(),
        file_name=QUESTIONNAIRE.name,
        opens=today,
        closes=today + OPEN_FOR,
        keep_until=today + KEPT_FOR,
        is_demonstration=True,
    )
    load_roll(wave, by=BY, roll=make_roll(schools=SCHOOLS), file_name="made-up-roll.csv")
    first = list_schools(wave)[0]
    name_adult(by=BY, school=first, named_adult=NAMED_ADULT)
    lead = terms_now(today).filter(role=Role.SCHOOL).first()
    if lead is not None:
        assign_school(by=BY, school=first, to=lead.organisation)
    said: dict[str, dict[str, object]] = {
        "data-protection": {"where": "nowhere: no child is asked", "agreed_by": "nobody, made up"},
        "lawful-basis": {"basis": "public-task", "condition": "none"},
        "parent-letter": {"sent": (today - timedelta(days=14)).isoformat()},
        "safeguarding": {"reader": "nobody, made up", "reached_at": "nowhere", "promised": True},
        "special": {"versions": []},
    }
    for line, words in said.items():
        sign(by=BY, wave=wave, line=line, said=words)
    return find_wave(wave.key)
