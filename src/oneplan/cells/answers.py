"""Decides which answers of an outcome are cases, which are not, and which are no answers."""

from collections.abc import Iterable, Mapping

from oneplan.cells.coding import ANSWERED, CASE, NOT_ASKED, AnswerCoding, Coding
from oneplan.cells.declaring import Answer, Missing, Outcome, all_folded, folded
from oneplan.cells.opening import Rows
from oneplan.errors import NotValid

MOST_ANSWERS = 1000
"""A column with more different answers is no scale but open text, or a number that was not banded."""

_SHOWN = 8
_TRUTHS = (frozenset({0, 1}), frozenset({"0", "1"}))
_TRUE = (1, "1")


def code_outcome(rows: Rows, outcome: Outcome, *, missing: Missing) -> AnswerCoding:
    """The code of each answer.

    Raises
    ------
    NotFound, NotValid
        When there is no such column, or it is not said which of its answers are cases.
    """
    column = rows.column(outcome.reads, what=f"the outcome “{outcome.name}”")
    values, _ = rows.distinct(column)
    if len(values) > MOST_ANSWERS:
        raise NotValid(
            f"The outcome “{outcome.name}” has {len(values):,} different answers in “{column}”. Choose "
            "a column with a scale of answers, or cut its numbers into bands first."
        )
    kinds = _kinds(outcome, values=values, missing=missing)
    bits = _bits(outcome.counts)
    codes = {value: bits[kind] for value, kind in kinds.items()}
    coding = Coding(column=column, codes=codes, empty=bits["skipped"])
    return AnswerCoding(coding, *who_was_asked(rows, outcome))


def who_was_asked(rows: Rows, outcome: Outcome) -> tuple[str, tuple[Answer, ...]]:
    """The column that says who was asked, and its values; nothing where everybody was.

    Raises
    ------
    NotFound, NotValid
        When there is no such column, or it never says this.
    """
    if not outcome.asked_of:
        return "", ()
    if len(outcome.asked_of) > 1:
        raise NotValid(
            f"The outcome “{outcome.name}” says by {len(outcome.asked_of)} columns who was asked. Name one."
        )
    ((name, asked),) = outcome.asked_of.items()
    column = rows.column(name, what=f"who was asked about “{outcome.name}”")
    unknown = sorted(str(value) for value in set(asked) - set(rows.distinct(column)[0]))
    if unknown:
        raise NotValid(
            f"The outcome “{outcome.name}” was asked of “{unknown[0]}”, which “{column}” never says. "
            "Write the value as it stands in the records."
        )
    return column, tuple(asked)


def _kinds(outcome: Outcome, *, values: list[Answer], missing: Missing) -> dict[Answer, str]:
    """What each value is: a case, another answer, or one of the ways of giving none."""
    aside = {
        **dict.fromkeys(all_folded(missing.prefer_not), "prefer not"),
        **dict.fromkeys(all_folded(missing.not_asked), "not asked"),
        "": "skipped",
    }
    answers = {value for value in values if folded(value) not in aside}
    cases = _cases(outcome, answers=answers) if outcome.counts == "cases" else set()
    return {value: aside.get(folded(value), "case" if value in cases else "answer") for value in values}


def _bits(counts: str) -> Mapping[str, int]:
    """The code of each kind of answer, for what is counted."""
    no, case = ANSWERED, ANSWERED | CASE
    if counts == "cases":
        return {"case": case, "answer": no, "prefer not": 0, "skipped": 0, "not asked": NOT_ASKED}
    return {
        "answer": no,
        "prefer not": no if counts == "skipped" else case,
        "skipped": no if counts == "prefer not to say" else case,
        "not asked": NOT_ASKED,
    }


def _cases(outcome: Outcome, *, answers: set[Answer]) -> set[Answer]:
    if outcome.cases is None:
        return _true_ones(outcome, answers=answers)
    wanted = all_folded(outcome.cases)
    unknown = sorted(str(case) for case in wanted - all_folded(answers))
    cases = {value for value in answers if folded(value) in wanted}
    if answers and not cases:
        raise NotValid(
            f"No answer to “{outcome.name}” is “{unknown[0] if unknown else ''}”; its answers are "
            f"{_listed(answers)}. Write the cases as they stand in the records."
        )
    return cases


def _true_ones(outcome: Outcome, *, answers: set[Answer]) -> set[Answer]:
    """The cases of an outcome whose answers say by themselves which these are."""
    if any(answers <= truth for truth in _TRUTHS):
        return {value for value in answers if value in _TRUE}
    count = f"{len(answers)} different answers" if len(answers) > 1 else "one answer"
    raise NotValid(
        f"The outcome “{outcome.name}” has {count} ({_listed(answers)}). Say which of them count as a case: "
        f'Outcome("{outcome.name}", cases=[…]); on the command line, {outcome.name}=answer|answer.'
    )


def _listed(values: Iterable[object]) -> str:
    names = sorted(str(value) for value in values)
    return ", ".join(f"“{name[:40]}”" for name in names[:_SHOWN]) + (" …" if len(names) > _SHOWN else "")
