"""Follows every way through a version: what can be reached, where ways end, how long the longest takes."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, combinations

from oneplan.listen.definition.conditions import WAYS_OUT, Answers, holds, mentioned_in
from oneplan.listen.definition.questionnaire import Questionnaire
from oneplan.listen.definition.questions import Kind, Question

MOST_WAYS = 20_000
"""More different ways than this at one question are not followed."""
ANSWERING: Mapping[Kind, float] = {"one": 5, "several": 10, "scale": 5, "number": 10, "text": 60}
"""Seconds to choose or to write after reading, by kind: assumptions, until a wave has been timed."""
_OTHER = frozenset({"(another answer)"})
_Given = frozenset[str]
_Known = frozenset[tuple[str, _Given]]


@dataclass(frozen=True)
class Ways:
    """What following every way through a version has found.

    Attributes
    ----------
    reached
        The questions that some answers lead to.
    breaks_off
        The question after which some pupils are asked nothing more, though others are; nothing where all
        ways end at the last question.
    minutes
        The longest way, by the reading speed of the version and the seconds of `ANSWERING`.
    """

    reached: frozenset[str]
    breaks_off: str
    minutes: float


def next_question(route: Sequence[Question], answers: Answers, *, after: int = -1) -> int | None:
    """The place of the question that a pupil is asked next; None at the end.

    Parameters
    ----------
    route
        The questions of the pupil's version, in their order.
    answers
        What was given so far.
    after
        The place of the question that was asked last.

    Examples
    --------
    >>> from oneplan.listen.definition.files import PACKAGED, read_questionnaire
    >>> route = read_questionnaire(PACKAGED / "demonstration.yaml").held_by("primary")
    >>> route[next_question(route, {})].id
    'year-group'
    """
    for place in range(after + 1, len(route)):
        condition = route[place].condition
        if condition is None or holds(condition, answers):
            return place
    return None


def follow_ways(asked: Questionnaire, version: str) -> Ways | None:
    """Follow every way through a version at once, exactly, by what later questions can tell apart.

    Two ways that later conditions cannot tell apart are one way, and the slower one is kept. So the work
    grows with how tangled the conditions are, and not with how many answers there are.

    Returns
    -------
    Ways or None
        None where more than `MOST_WAYS` would have to be told apart at one question.

    Examples
    --------
    >>> from oneplan.listen.definition.files import PACKAGED, read_questionnaire
    >>> asked = read_questionnaire(PACKAGED / "demonstration.yaml")
    >>> ways = follow_ways(asked, "primary")
    >>> len(ways.reached) == len(asked.held_by("primary")), ways.breaks_off
    (True, '')
    """
    route = asked.held_by(version)
    codes, last_use = _looked_for(route)
    ways: dict[tuple[_Known, int], float] = {(frozenset(), -1): 0.0}
    reached = set()
    for place, question in enumerate(route):
        looked_for = codes.get(question.id, frozenset()) if last_use.get(question.id, -1) > place else None
        seconds = _seconds(asked, question, version=version)
        followed: dict[tuple[_Known, int], float] = {}
        for (known, last), so_far in ways.items():
            still = frozenset(one for one in known if last_use[one[0]] > place)
            if next_question((question,), dict(known)) is None:
                _keep(followed, (still, last), seconds=so_far)
                continue
            reached.add(question.id)
            for given in _answers_to(asked, question, looked_for=looked_for):
                after = still | {(question.id, given)} if given else still
                _keep(followed, (after, place), seconds=so_far + seconds)
                if len(followed) > MOST_WAYS:
                    return None
        ways = followed
    first_end = min((last for _, last in ways), default=-1)
    breaks_off = route[first_end].id if -1 < first_end < len(route) - 1 else ""
    return Ways(frozenset(reached), breaks_off, max(ways.values(), default=0.0) / 60)


def _keep(ways: dict[tuple[_Known, int], float], way: tuple[_Known, int], *, seconds: float) -> None:
    ways[way] = max(seconds, ways.get(way, 0.0))


def _looked_for(route: Sequence[Question]) -> tuple[dict[str, frozenset[str]], dict[str, int]]:
    """For each question that a condition looks at: the codes looked for, and where it is looked at last."""
    codes: dict[str, frozenset[str]] = {}
    last_use: dict[str, int] = {}
    for place, question in enumerate(route):
        for id_, code in mentioned_in(question.condition) if question.condition else ():
            codes[id_] = codes.get(id_, frozenset()) | ({code} if code else frozenset())
            last_use[id_] = place
    return codes, last_use


def _answers_to(
    asked: Questionnaire, question: Question, *, looked_for: frozenset[str] | None
) -> Iterator[_Given]:
    """The answers that later conditions can tell apart; only one where none looks at the question."""
    if looked_for is None:
        yield frozenset()
        return
    ways_out = {frozenset({code}) & looked_for for code in asked.ways_out_of(question)}
    own = [code for code in own_codes(asked, question) if code in looked_for]
    has_more = how_many_codes(asked, question) > len(own)
    several = question.kind == "several"
    together = _subsets(own) if several else (frozenset({code}) for code in own)
    yield from chain(ways_out, [_OTHER] * has_more, together)


def _subsets(codes: Sequence[str]) -> Iterator[_Given]:
    for size in range(1, len(codes) + 1):
        yield from map(frozenset, combinations(codes, size))


def own_codes(asked: Questionnaire, question: Question) -> Iterable[str]:
    """The codes of a question's own answers, without the ways out; free text has none."""
    if question.lowest is not None and question.highest is not None:
        return map(str, range(question.lowest, question.highest + 1))
    return [choice.code for choice in asked.choices_of(question)]


def how_many_codes(asked: Questionnaire, question: Question) -> int:
    """How many own answers a question has; free text counts as one."""
    if question.lowest is not None and question.highest is not None:
        return question.highest - question.lowest + 1
    return 1 if question.kind == "text" else len(asked.choices_of(question))


def codes_known(asked: Questionnaire, question: Question) -> frozenset[str]:
    """Every code that a condition may look for: the own answers, and the ways out that it has."""
    return WAYS_OUT - set(question.without) | set(own_codes(asked, question))


def _seconds(asked: Questionnaire, question: Question, *, version: str) -> float:
    """Reading everything on the page of a question, and answering it."""
    wordings = [question.asks, *(choice.says for choice in asked.choices_of(question))]
    wordings += [question.hint] if question.hint else []
    wordings += [asked.safeguarding] if asked.safeguarding and question.kind == "text" else []
    words = sum(len(wording.in_version(version).split()) for wording in wordings)
    return 60 * words / asked.versions[version].words_a_minute + ANSWERING[question.kind]
