"""Says of each made-up pupil which questions their own answers lead to, many pupils at once."""

from collections.abc import Mapping, Sequence

from oneplan.listen.definition.conditions import Condition, holds, mentioned_in
from oneplan.listen.definition.questions import Question

Given = frozenset[str]
_NOTHING: Given = frozenset()


def looked_at(route: Sequence[Question]) -> frozenset[str]:
    """The questions of a version that conditions look at."""
    return frozenset(id_ for one in route if one.condition for id_, _ in mentioned_in(one.condition))


def follow(
    route: Sequence[Question], given: Mapping[str, Sequence[Given]], *, pupils: int
) -> dict[str, list[bool]]:
    """For each question of a version, whether each pupil's answers lead to it.

    The same as going from question to question with `next_question` for each pupil, and much faster: a
    condition is held against each combination of answers once, however many pupils gave it.

    Parameters
    ----------
    route
        The questions of the version, in their order.
    given
        For each question of `looked_at`, the codes that each pupil gave; empty where nothing was given.
    pupils
        How many they are.

    Examples
    --------
    >>> from oneplan.listen.definition.files import PACKAGED, read_questionnaire
    >>> route = read_questionnaire(PACKAGED / "demonstration.yaml").held_by("primary")
    >>> given = {id_: [frozenset()] for id_ in looked_at(route)} | {"sleep-well": [frozenset({"never"})]}
    >>> follow(route, given, pupils=1)["sleep-why"]
    [True]
    """
    needed = looked_at(route)
    on_the_way: dict[str, Sequence[Given]] = {}
    led: dict[str, list[bool]] = {}
    for question in route:
        is_led = _held(question.condition, on_the_way, pupils=pupils)
        led[question.id] = is_led
        if question.id in needed:
            column = given[question.id]
            on_the_way[question.id] = [
                one if here else _NOTHING for one, here in zip(column, is_led, strict=True)
            ]
    return led


def _held(condition: Condition | None, given: Mapping[str, Sequence[Given]], *, pupils: int) -> list[bool]:
    if condition is None:
        return [True] * pupils
    ids = [id_ for id_ in dict.fromkeys(id_ for id_, _ in mentioned_in(condition)) if id_ in given]
    if not ids:
        return [holds(condition, {})] * pupils
    known: dict[tuple[Given, ...], bool] = {}
    found = []
    for answers in zip(*(given[id_] for id_ in ids), strict=True):
        if answers not in known:
            known[answers] = holds(condition, dict(zip(ids, answers, strict=True)))
        found.append(known[answers])
    return found
