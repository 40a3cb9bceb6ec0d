"""Draws what made-up pupils answer, along the way that their own answers lead, column by column."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from zlib import crc32

import numpy as np
import polars as pl
from numpy.typing import NDArray
from scipy import special

from oneplan.listen.closing.columns import NOT_ASKED, TYPES, Column, columns_of
from oneplan.listen.collection.way import WRITTEN
from oneplan.listen.definition.conditions import DONT_KNOW, RATHER_NOT
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.definition.questions import Question
from oneplan.listen.definition.ways import own_codes
from oneplan.listen.synthetic.following import follow, looked_at

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
WAY_OUT, BLANK, STOPS, WRITES = 0.015, 0.02, 0.03, 0.3
"""The shares who take each way out, who leave a question blank, who stop before the end, and who write."""
LIKE_THE_MOOD = 0.35
"""How closely an answer goes with the pupil's mood: its correlation."""
LIKE_THE_SCHOOL = 0.03
"""The share of an answer's variance that the children of one school have in common, beyond their mood."""
SHARES: Mapping[str, Mapping[str, float]] = {
    "sex": {"girl": 0.485, "boy": 0.485, "another-way": 0.03},
    "ethnic-group": {
        "white-british": 0.83,
        "other-white": 0.05,
        "mixed": 0.045,
        "asian": 0.04,
        "black": 0.02,
        "gypsy-roma-traveller": 0.005,
        "another": 0.01,
    },
    "extra-help": {"no": 0.83, "yes": 0.17},
    "disability": {"no": 0.92, "yes": 0.08},
    "carer": {"no": 0.87, "sometimes": 0.09, "most-days": 0.04},
}
"""How questions about the pupil are answered."""
TICKED: Mapping[str, Mapping[str, float]] = {
    "lives-with": {
        "parent": 0.95,
        "step-parent": 0.12,
        "grandparent": 0.08,
        "brothers-sisters": 0.75,
        "foster-carer": 0.01,
        "childrens-home": 0.005,
        "someone-else": 0.03,
    }
}
"""How often each answer is among several, where the look of the thing would be wrong otherwise."""
FALLING = frozenset(
    {
        "hungry",
        "worried",
        "lonely",
        "left-out",
        "friends-pressure",
        "bullied",
        "online-upset",
        "weapon",
        "vapes",
        "alcohol",
        "money-worry",
        "online-hours",
        "fruit-and-vegetables",
        "carer-hours",
    }
)
"""Questions whose first answer is the commonest, and whose last one goes with a low mood."""
RISING = frozenset(
    {
        "home-safe",
        "home-listened",
        "home-warm",
        "sleep-well",
        "happy",
        "like-myself",
        "life-now",
        "likes-school",
        "school-safe",
        "school-belong",
        "area-safe",
        "health",
        "like-looks",
        "place-good",
        "hopes",
        "good-friend",
        "home-quiet-place",
        "teeth",
        "say-at-school",
        "safe-person",
    }
)
"""Questions whose last answer is the commonest, and goes with a high mood."""
DIFFERENT = {("sex", "girl"): -0.4, ("extra-help", "yes"): -0.8, ("carer", "most-days"): -1.0}
"""Whose mood is made different on purpose, by so many standard deviations."""
_SENTENCES = tuple(
    f"Synthetic: {words}"
    for words in (
        "more clubs after school please",
        "my friends",
        "playing football at break",
        "I want the bus to come more often",
        "the toilets should be cleaner",
        "I like art and music",
        "somebody to talk to when I am worried",
        "nothing",
    )
)


@dataclass(frozen=True)
class Group:
    """The pupils of one version: their years, their schools by number, and how they feel (mean 0)."""

    version: str
    year: Ints
    school: Ints
    mood: Floats


@dataclass(frozen=True)
class _Drawn:
    """What each pupil would answer, should the way lead there.

    `place` is that of a code; behind the last come I don't know, I'd rather not say, and blank.
    """

    codes: tuple[str, ...]
    place: Ints
    ticked: NDArray[np.bool_]

    def said(self, *, several: bool) -> list[frozenset[str]]:
        """The codes that each pupil gave, as conditions see them."""
        single = [frozenset({code}) for code in (*self.codes, DONT_KNOW, RATHER_NOT)] + [frozenset()]
        if not several:
            return [single[place] for place in self.place.tolist()]
        known: dict[bytes, frozenset[str]] = {}
        said = []
        for place, ticks in zip(self.place.tolist(), self.ticked, strict=True):
            key = ticks.tobytes()
            if key not in known:
                known[key] = frozenset(np.array(self.codes)[ticks].tolist())
            said.append(known[key] if place < len(self.codes) else single[place])
        return said


def draw_given(
    asked: Questionnaire, group: Group, *, schools: int, random: np.random.Generator
) -> pl.DataFrame:
    """The answers of one version's pupils, in the columns of a closed wave.

    Parameters
    ----------
    asked
        The questionnaire.
    group
        The pupils.
    schools
        How many schools there are, over all versions.
    random
        Where chance comes from.
    """
    pupils, route = len(group.mood), asked.held_by(group.version)
    drawn: dict[str, _Drawn] = {}
    for question in sorted(route, key=lambda one: one.id not in SHARES):
        drawn[question.id] = one = _draw(asked, question, group, schools=schools, random=random)
        for (id_, code), points in DIFFERENT.items():
            if id_ == question.id and code in one.codes:
                group = replace(group, mood=group.mood + points * (one.place == one.codes.index(code)))
    seen = {
        id_: drawn[id_].said(several=asked.by_id[id_].kind == "several")
        for id_ in looked_at(route)
        if id_ in drawn
    }
    led = follow(route, seen, pupils=pupils)
    ends = np.where(random.random(pupils) < STOPS, random.integers(1, len(route) + 1, pupils), len(route))
    places = {question.id: place for place, question in enumerate(route)}
    return pl.DataFrame(
        [
            _not_held(column, pupils)
            if column.question.id not in places
            else _as_column(
                column,
                drawn[column.question.id],
                is_led=np.array(led[column.question.id]),
                is_reached=places[column.question.id] < ends,
            )
            for column in columns_of(asked)
        ]
    )


def _draw(
    asked: Questionnaire, question: Question, group: Group, *, schools: int, random: np.random.Generator
) -> _Drawn:
    """How it is answered on the whole hangs on the id alone; who answers what, on the pupil."""
    by_id = np.random.default_rng(crc32(question.id.encode()))
    codes = tuple(own_codes(asked, question)) or tuple(WRITTEN)
    pupils = len(group.mood)
    felt = random.normal(0, 1, pupils)
    if question.id not in SHARES:
        there = random.normal(0, LIKE_THE_SCHOOL**0.5, schools)[group.school]
        own = (1 - LIKE_THE_MOOD**2 - LIKE_THE_SCHOOL) ** 0.5
        felt = _turn(question, by_id) * (LIKE_THE_MOOD * group.mood + there) + own * felt
    cuts = special.ndtri(np.clip(np.cumsum(_shares(question, codes, by_id))[:-1], 0, 1))
    place = _of_year(codes, group.year) if f"year-{group.year[0]}" in codes else np.searchsorted(cuts, felt)
    ticked = random.random((pupils, len(codes))) < _shares_ticked(question, codes, by_id)
    ticked[np.arange(pupils), np.minimum(place, len(codes) - 1)] |= ~ticked.any(axis=1)
    lost = random.random(pupils)
    ways_out = asked.ways_out_of(question)
    blank = len(codes) + 2
    for share, there_is, at in (
        (2 * WAY_OUT + (1 - WRITES if question.kind == "text" else BLANK), True, blank),
        (2 * WAY_OUT, RATHER_NOT in ways_out, len(codes) + 1),
        (WAY_OUT, DONT_KNOW in ways_out, len(codes)),
    ):
        place = np.where(lost < share, at if there_is else blank, place)
    return _Drawn(codes, place, ticked)


def _turn(question: Question, by_id: np.random.Generator) -> int:
    """Whether its last answer goes with a high mood (1) or a low one (-1)."""
    known = {**dict.fromkeys(FALLING, -1), **dict.fromkeys(RISING, 1)}
    return known.get(_original(question), int(by_id.choice([-1, 1])))


def _shares(question: Question, codes: tuple[str, ...], by_id: np.random.Generator) -> Floats:
    """The share of each answer, whichever the pupil."""
    known = SHARES.get(question.id, {})
    if set(known) == set(codes):
        return np.array([known[code] for code in codes])
    steepness = (_original(question) in FALLING) * 1.0 - (_original(question) in RISING) * 0.7
    return np.asarray(by_id.dirichlet(12 * special.softmax(-steepness * np.arange(len(codes)))))


def _shares_ticked(question: Question, codes: tuple[str, ...], by_id: np.random.Generator) -> Floats:
    """How often each answer is among several, whichever the pupil."""
    known = TICKED.get(question.id, {})
    if set(known) == set(codes):
        return np.array([known[code] for code in codes])
    return by_id.uniform(0.05, 0.5, len(codes))


def _original(question: Question) -> str:
    return question.id.partition("-copy-")[0]


def _of_year(codes: tuple[str, ...], year: Ints) -> Ints:
    """The code of each pupil's own year; the nearest where the codes end before it."""
    numbers = np.array([int(re.sub(r"\D", "", code) or 0) for code in codes])
    return np.asarray(np.abs(numbers[None, :] - year[:, None]).argmin(axis=1))


def _not_held(column: Column, pupils: int) -> pl.Series:
    """A column of a question that the version does not hold."""
    value = NOT_ASKED if column.holds in ("code", "why") else None
    return pl.Series(column.name, [value], dtype=TYPES[column.holds]).new_from_index(0, pupils)


def _as_column(
    column: Column, drawn: _Drawn, *, is_led: NDArray[np.bool_], is_reached: NDArray[np.bool_]
) -> pl.Series:
    nothing = [None] * len(drawn.codes)
    ends = [DONT_KNOW, RATHER_NOT, None]
    match column.holds:
        case "code":
            values = pl.Series([*drawn.codes, *ends]).gather(drawn.place)
        case "why":
            values = pl.Series([*nothing, *ends]).gather(drawn.place)
        case "number":
            values = pl.Series([*map(int, drawn.codes), None, None, None]).gather(drawn.place)
        case "tick":
            values = pl.Series(drawn.ticked[:, drawn.codes.index(column.code)])
            values = values.set(pl.Series(drawn.place >= len(drawn.codes)), None)
        case "text":
            said = np.arange(len(drawn.place)) % len(_SENTENCES)
            values = pl.Series(_SENTENCES).gather(said).set(pl.Series(drawn.place > 0), None)
    values = values.cast(TYPES[column.holds])
    unled = NOT_ASKED if column.holds in ("code", "why") else None
    return values.set(pl.Series(~is_led), unled).set(pl.Series(~is_reached), None).alias(column.name)
