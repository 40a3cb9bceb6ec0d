"""Sends made-up pupils through a version, each answering by chance, and counts which questions they see."""

import random
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from oneplan.errors import NotValid
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.definition.questions import Question
from oneplan.listen.definition.ways import next_question, own_codes

MOST_PUPILS = 100_000
_WAY_OUT_EVERY = 16
_DIFFERENT = 200
"""So many sets of several choices are drawn from, of every size."""
_Given = frozenset[str]


@dataclass(frozen=True)
class Walked:
    """What the made-up pupils of one version saw.

    Attributes
    ----------
    version
        The version that they walked through.
    pupils
        How many of them came to the end.
    shares
        For each question the share of pupils who saw it, from 0 to 1. By chance, and not as children answer.
    fewest, most
        The questions of the shortest and of the longest walk.
    """

    version: str
    pupils: int
    shares: Mapping[str, float]
    fewest: int
    most: int

    @property
    def never_seen(self) -> tuple[str, ...]:
        """The questions that nobody saw."""
        return tuple(question for question, share in self.shares.items() if not share)


def walk(asked: Questionnaire, version: str, *, pupils: int = 10_000, seed: int = 2014) -> Walked:
    """Let made-up pupils walk through a version one by one, as the pages will lead them.

    Each answer has the same chance, and about one in sixteen takes a way out.

    Raises
    ------
    NotValid
        When the number of pupils is out of reach; or when a question comes to one pupil twice, which no
        questionnaire should be able to do.

    Examples
    --------
    >>> from oneplan.listen.definition.files import PACKAGED, read_questionnaire
    >>> walked = walk(read_questionnaire(PACKAGED / "demonstration.yaml"), "primary", pupils=500)
    >>> walked.pupils, walked.shares["home-safe"], walked.never_seen
    (500, 1.0, ())
    """
    if not 1 <= pupils <= MOST_PUPILS:
        raise NotValid(f"{pupils:,} pupils cannot walk. Ask for 1 to {MOST_PUPILS:,}.")
    route = asked.held_by(version)
    chance = random.Random(f"{seed} {version}")  # noqa: S311 - made-up pupils, nothing secret
    drawn = {question.id: _draw(asked, question, pupils=pupils, chance=chance) for question in route}
    seen: Counter[int] = Counter()
    lengths: Counter[int] = Counter()
    for pupil in range(pupils):
        places = _walk_once(route, drawn, pupil=pupil)
        seen.update(places)
        lengths[len(places)] += 1
    shares = {question.id: seen[place] / pupils for place, question in enumerate(route)}
    return Walked(version, lengths.total(), shares, min(lengths), max(lengths))


def _draw(asked: Questionnaire, question: Question, *, pupils: int, chance: random.Random) -> list[_Given]:
    """What each pupil will answer, should they be asked; all at once, which is much faster."""
    own: list[_Given] = [frozenset({code}) for code in own_codes(asked, question)]
    if question.kind == "several":
        several = chance.choices(range(1, len(own) + 1), k=_DIFFERENT)
        own += [frozenset().union(*chance.sample(own, number)) for number in several]
    ways_out = [frozenset({code}) for code in asked.ways_out_of(question)]
    drawn = chance.choices(own or [frozenset({"(written)"})], k=pupils)
    if ways_out:
        for place in chance.choices(range(pupils), k=pupils // _WAY_OUT_EVERY):
            drawn[place] = chance.choice(ways_out)
    return drawn


def _walk_once(route: tuple[Question, ...], drawn: Mapping[str, list[_Given]], *, pupil: int) -> list[int]:
    answers: dict[str, _Given] = {}
    places: list[int] = []
    place = next_question(route, answers)
    while place is not None:
        id_ = route[place].id
        if id_ in answers:
            raise NotValid(f"{id_} came to one pupil twice. Please report this.")
        answers[id_] = drawn[id_][pupil]
        places.append(place)
        place = next_question(route, answers, after=place)
    return places
