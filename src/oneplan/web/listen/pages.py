"""What the pages of a wave show, at each stage, and to whom."""

from dataclasses import dataclass
from datetime import date, datetime

import polars as pl

from oneplan.listen.response.missing import find_missing, say_missing
from oneplan.people import MAY, Actor, may
from oneplan.web.jobs.models import Job
from oneplan.web.jobs.queries import find_job_or_none
from oneplan.web.listen.checklist import LINES, Line
from oneplan.web.listen.collection import count_groups, frame_of, has_key, read_response
from oneplan.web.listen.models import School, State, Wave
from oneplan.web.listen.queries import (
    count_roll,
    find_signed,
    list_obstacles,
    list_schools,
    open_questionnaire,
)
from oneplan.web.listen.signing_forms import BASES, CONDITIONS
from oneplan.web.listen.taking_part import Part, count_all, count_parts, find_roll
from oneplan.words.saying import say_day

COLLECTED = (State.OPEN, State.CLOSING)
LOOKS = {State.OPEN: "going", State.CLOSING: "going"}


@dataclass(frozen=True)
class Signed:
    """One line of the checklist, and what was said when it was signed."""

    line: Line
    said: str
    by: str
    at: datetime | None


@dataclass(frozen=True)
class TakenPart:
    """Who took part: everybody, by year, by school."""

    all: Part
    by_year: tuple[Part, ...]
    schools: tuple[tuple[School, Part], ...]


@dataclass(frozen=True)
class WavePage:
    """The page of a wave, and what its reader may do there."""

    stage: str
    look: str
    checklist: tuple[Signed, ...]
    schools: int
    pupils: int
    listed: tuple[School, ...]
    without_adult: int
    missing: tuple[str, ...]
    took_part: TakenPart | None
    lost_key: bool
    job: Job | None
    may: frozenset[str]


@dataclass(frozen=True)
class Level:
    """One kind of school, or one year: how many there are, and how many of them took part."""

    name: str
    schools: int
    took_part: int
    pupils: int
    done: int
    share: int


@dataclass(frozen=True)
class MissingPage:
    """Who is missing: what to look at, then the figures by each kind of school."""

    said: tuple[str, ...]
    kinds: tuple[tuple[str, tuple[Level, ...]], ...]


def make_wave_page(wave: Wave, actor: Actor) -> WavePage:
    """The page of a wave for one reader."""
    schools, pupils = count_roll(wave)
    draft = wave.state == State.DRAFT
    missing = list_obstacles(wave, find_signed(wave)) if draft else []
    listed = tuple(wave.schools.select_related("organisation")) if draft else ()
    job = find_job_or_none(wave.job)
    return WavePage(
        stage=State(wave.state).label,
        look=LOOKS.get(State(wave.state), "still"),
        checklist=_checklist(wave),
        schools=schools,
        pupils=pupils,
        listed=listed,
        without_adult=sum(not one.named_adult for one in listed),
        missing=tuple(missing),
        took_part=None if draft else _took_part(wave),
        lost_key=wave.state == State.OPEN and not has_key(wave.key),
        job=job if job is not None and job.is_active else None,
        may=list_acts(actor, "wave", "text"),
    )


def find_parts(wave: Wave) -> list[tuple[School, Part]]:
    """Each school of a wave with how many of it took part."""
    roll = find_roll(wave)
    parts = {one.name: one for one in count_parts(roll, count(wave), by=["school"])}
    return [(school, parts[school.school]) for school in list_schools(wave)]


def make_missing_page(wave: Wave) -> MissingPage:
    """Who is missing in a wave that has begun."""
    missing = find_missing(find_roll(wave), count(wave))
    kinds: dict[str, list[Level]] = {}
    for by, level, schools, took_part, pupils, _, done, share in missing.iter_rows():
        kinds.setdefault(by, []).append(
            Level(level, schools, took_part, pupils, done, round(100 * (share or 0)))
        )
    return MissingPage(
        said=tuple(say_missing(missing)), kinds=tuple((by, tuple(levels)) for by, levels in kinds.items())
    )


def count(wave: Wave) -> pl.DataFrame:
    """How far each class is, or was when the wave closed."""
    return frame_of(count_groups(wave)) if wave.state in COLLECTED else read_response(wave)


def _took_part(wave: Wave) -> TakenPart:
    roll, counted = find_roll(wave), count(wave)
    by_year = sorted(count_parts(roll, counted, by=["year"]), key=lambda part: int(part.name))
    return TakenPart(
        all=count_all(roll, counted),
        by_year=tuple(Part(f"Year {part.name}", *_numbers(part)) for part in by_year),
        schools=tuple(find_parts(wave)),
    )


def _numbers(part: Part) -> tuple[int, int, int, int]:
    return part.on_roll, part.issued, part.begun, part.done


def _checklist(wave: Wave) -> tuple[Signed, ...]:
    signed = {one.line: one for one in wave.signatures.all()}
    asked = open_questionnaire(wave)
    names = {key: version.name for key, version in asked.versions.items()}
    made = []
    for line in LINES:
        one = signed.get(line.key)
        said = _say_signed(line.key, one.said, names=names) if one else ""
        made.append(Signed(line, said, one.signed_by if one else "", one.signed_at if one else None))
    return tuple(made)


def _say_signed(line: str, said: dict[str, object], *, names: dict[str, str]) -> str:
    match line:
        case "data-protection":
            return f"Kept at: {said['where']}. Agreed to by: {said['agreed_by']}."
        case "lawful-basis":
            return f"{dict(BASES)[str(said['basis'])]}. {dict(CONDITIONS)[str(said['condition'])]}."
        case "parent-letter":
            sent = date.fromisoformat(str(said["sent"]))
            return f"The last parent got it on {say_day(sent)}."
        case "safeguarding":
            return f"Read by: {said['reader']}, reached at {said['reached_at']}."
        case _:
            named = said.get("versions") or []
            versions = [names.get(str(one), str(one)) for one in named] if isinstance(named, list) else []
            return f"Asked in: {'; '.join(versions)}." if versions else "Asked in no version."


def list_acts(actor: Actor, *rooms: str, organisation: str | None = None) -> frozenset[str]:
    """What somebody may do here, by the last word of each act, as templates ask for it."""
    own = [name for name in MAY if name.partition(".")[0] in rooms]
    allowed = [name for name in own if may(actor, name, organisation=organisation)]
    return frozenset(name.partition(".")[2].replace("-", "_") for name in allowed)
