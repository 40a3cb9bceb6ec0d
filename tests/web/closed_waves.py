"""A closed wave of the survey as it lies on the disk and in the database, for tests of its reports."""

from datetime import timedelta
from functools import cache

from django.utils import timezone

from oneplan.listen.closing.keeping import write_closed
from oneplan.listen.definition.files import PACKAGED, read_questionnaire
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.response.roll import Roll
from oneplan.listen.synthetic.closed import make_closed
from oneplan.listen.synthetic.roll import make_roll
from oneplan.listen.waves.places import questionnaire_file
from oneplan.listen.waves.wave import Wave as Kept
from oneplan.listen.waves.wave import write_wave
from oneplan.web import wiring
from oneplan.web.listen.models import School, State, Wave, Wording, YearGroup
from web.partners import make_organisation

KEPT = ("year-group", "sex", "home-safe", "happy", "school-safe", "clubs", "change-one-thing")
PUPILS, SCHOOLS = 1500, 20


@cache
def few_questions(*, same: bool = False) -> Questionnaire:
    whole = read_questionnaire(PACKAGED / "demonstration.yaml").model_dump(mode="json", by_alias=True)
    kept = [one for one in whole["questions"] if one["id"] in KEPT]
    for one in kept:
        if same:
            one["lineage"] = {"is": "same", "of": one["id"]}
    return Questionnaire.model_validate({**whole, "questions": kept})


@cache
def a_roll() -> Roll:
    return make_roll(schools=SCHOOLS + 2)


def close_made_up(name="2027", *, seed=2014, same=False, days_ago=1):
    """A wave that is closed, with made-up answers."""
    asked, today, key = few_questions(same=same), timezone.localdate(), f"made-up-{name}"
    closed = make_closed(pupils=PUPILS, schools=SCHOOLS, seed=seed, asked=asked, roll=a_roll())
    home, schools = wiring.home(), a_roll().schools
    kept = Kept(
        id=key,
        title=f"Made up {name}",
        versions=tuple(asked.versions),
        languages=("en",),
        opens=today - timedelta(days=40),
        closes=today,
        state="closed",
        schools=dict(schools.select("school", "name").iter_rows()),
        demonstration=True,
    )
    questionnaire_file(home, key).parent.mkdir(parents=True)
    # JSON is YAML too.
    questionnaire_file(home, key).write_text(asked.model_dump_json(by_alias=True), encoding="utf-8")
    write_wave(home, kept)
    write_closed([closed.frame], asked=asked, response=closed.response, home=home, wave=kept)
    wave = Wave.objects.create(
        key=key,
        title="Made up",
        name=name,
        versions=list(asked.versions),
        languages=["en"],
        opens=kept.opens,
        closes=kept.closes,
        keep_until=today + timedelta(days=700),
        is_demonstration=True,
        state=State.CLOSED,
        made_at=timezone.now(),
        made_by="A test",
        closed=today - timedelta(days=days_ago),
    )
    Wording.objects.create(wave=wave, file=asked.model_dump_json(by_alias=True))
    _load_roll(wave)
    return wave


def give_school(wave, school, *, organisation):
    """Say whose survey lead runs the survey in a school."""
    whose = make_organisation(organisation, sector="schools")
    School.objects.filter(wave=wave, school=school).update(organisation=whose)


def _load_roll(wave):
    about = ("school", "name", "phase", "type", "district", "free_meals_fifth")
    schools = {
        row["school"]: School.objects.create(wave=wave, **{name: row[name] for name in about})
        for row in a_roll().schools.to_dicts()
    }
    YearGroup.objects.bulk_create(
        YearGroup(school=schools[row["school"]], year=row["year"], pupils=row["pupils"])
        for row in a_roll().frame.to_dicts()
    )
