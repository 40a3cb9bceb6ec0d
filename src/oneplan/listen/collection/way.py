"""Which questions lie on a pupil's way, by the answers so far."""

from collections.abc import Mapping, Sequence

from oneplan.listen.collection.store import Given
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.definition.questions import Question
from oneplan.listen.definition.ways import next_question
from oneplan.listen.waves.wave import Wave

WRITTEN = frozenset({"(written)"})
"""Stands for a free text, which conditions can ask for with `answered` alone."""


def route_of(asked: Questionnaire, wave: Wave, *, version: str) -> tuple[Question, ...]:
    """The questions of a version, without those that the wave's checklist does not allow in it."""
    special = version in wave.special
    return tuple(one for one in asked.held_by(version) if special or one.sensitivity != "special")


def codes_of(given: Given) -> frozenset[str]:
    """An answer as conditions see it; nothing where it was left blank.

    Examples
    --------
    >>> sorted(codes_of({"codes": ["often"]})), sorted(codes_of({"number": 12})), codes_of({"codes": []})
    (['often'], ['12'], frozenset())
    """
    if "number" in given:
        return frozenset({str(given["number"])})
    return WRITTEN if given.get("text") else frozenset(given.get("codes", ()))


def find_way(route: Sequence[Question], answers: Mapping[str, Given]) -> tuple[int, ...]:
    """The places of the questions that a pupil is asked, by what was answered on the way alone.

    An answer that a later change of mind took off the way leads nowhere.
    """
    places: list[int] = []
    seen: dict[str, frozenset[str]] = {}
    place = next_question(route, seen)
    while place is not None:
        places.append(place)
        id_ = route[place].id
        if id_ in answers:
            seen[id_] = codes_of(answers[id_])
        place = next_question(route, seen, after=place)
    return tuple(places)


def on_the_way(route: Sequence[Question], answers: Mapping[str, Given]) -> dict[str, Given]:
    """The answers to questions on the pupil's way, without those that a change of mind took off it."""
    return {
        route[place].id: answers[route[place].id]
        for place in find_way(route, answers)
        if route[place].id in answers
    }
