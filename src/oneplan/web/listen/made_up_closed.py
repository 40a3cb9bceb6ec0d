"""A wave of a demonstration that is over: made-up answers of made-up schools, ready to be reported on."""

from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from oneplan.listen.closing.closed import Closed
from oneplan.listen.closing.keeping import write_closed
from oneplan.listen.definition.files import read_questionnaire
from oneplan.listen.response.roll import Roll
from oneplan.listen.synthetic.closed import make_closed
from oneplan.listen.synthetic.roll import make_roll
from oneplan.listen.waves.places import questionnaire_file
from oneplan.listen.waves.wave import write_wave
from oneplan.web import wiring
from oneplan.web.listen.actions import load_roll, make_wave
from oneplan.web.listen.made_up import BY, KEPT_FOR, OPEN_FOR, QUESTIONNAIRE, SCHOOLS
from oneplan.web.listen.models import State, Wave
from oneplan.web.listen.queries import find_wave, list_waves
from oneplan.web.listen.running import kept_of

PUPILS, TOOK_PART = 2_400, 18
BETWEEN_WAVES = 2
"""Years from one wave to the next."""


@dataclass(frozen=True)
class _Over:
    """What there is of a wave that is over."""

    closed: Closed
    roll: Roll
    file: str


def is_over() -> bool:
    """Whether the wave of a demonstration that is over is there already."""
    return _list_over().exists()


def close_demonstration() -> Wave:
    """The wave of a demonstration that is over, made where there is none."""
    return _list_over().first() or _keep(_make_up())


def _list_over() -> QuerySet[Wave]:
    return list_waves().filter(is_demonstration=True, state=State.CLOSED)


def _make_up() -> _Over:
    now = read_questionnaire(QUESTIONNAIRE)
    asked = now.model_copy(update={"wave": str(int(now.wave) - BETWEEN_WAVES)})
    roll = make_roll(schools=SCHOOLS)
    closed = make_closed(pupils=PUPILS, schools=TOOK_PART, asked=asked, roll=roll)
    return _Over(closed, roll, asked.model_dump_json(by_alias=True, exclude_none=True))


@transaction.atomic
def _keep(over: _Over) -> Wave:
    """Keep it all, or nothing of it."""
    today, home, asked = timezone.localdate(), wiring.home(), over.closed.asked
    opened = today - timedelta(days=365 * BETWEEN_WAVES)
    made = make_wave(
        by=BY,
        # JSON is YAML too.
        file=over.file.encode(),
        file_name=f"made-up-{asked.wave}.yaml",
        opens=opened,
        closes=opened + OPEN_FOR,
        keep_until=today + KEPT_FOR,
        is_demonstration=True,
    )
    load_roll(made, by=BY, roll=over.roll, file_name="made-up-roll.csv")
    wave = find_wave(made.key)
    wave.state, wave.closed = State.CLOSED, wave.closes
    kept = kept_of(wave, special=[]).model_copy(update={"state": "closed"})
    write_wave(home, kept)
    questionnaire_file(home, wave.key).write_text(over.file, encoding="utf-8")
    write_closed([over.closed.frame], asked=asked, response=over.closed.response, home=home, wave=kept)
    wave.save()
    return wave
