"""Audits the files of a cube by other whole children: whoever these are, a reader could not tell."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.auditor.auditing import Audit
from oneplan.disclosure.auditor.certificate import Attack, Certificate, count_widths
from oneplan.disclosure.auditor.cube_files import NO, NO_ANSWER, YES, CubeFile, Showing, read_cube_file
from oneplan.disclosure.auditor.reading import TOP

_A = "A reader knows that no count is below 0."
_B = (
    "A reader knows that no count is below 0, and that withheld counts are at least 1, since zeros are shown."
)
_B_BY_LOT = "A reader knows that no count is below 0, and by which rule counts are rounded."
_LEFT_OUT = "A cell that is left out beside others of its kind holds no child."
_WHOLE = (
    "A value counts only where whole children, with every characteristic and every answer, have it and all"
    " of their cells in all files would be shown as they are."
)
_DEEPEST = "A reader knows nothing of groups that fix more than {} characteristics, nor of a child."
_SAME = "A reader knows which outcomes were answered by the same children."
_NEEDED = (
    "A reader knows that counts of 1 to {0} are withheld, and both answers of a group where one is 1 to {0},"
    " and nothing else."
)
_BY_LOT = (
    "Every count, nought as well, is rounded to the multiple of {} below or above it by a lot that is secret,"
    " and a reader knows nothing of the lot."
)
_STUCK = "{} cells that must be open have too few values in these pictures."


@dataclass(frozen=True)
class Picture:
    """Whole children: the level of each characteristic, and the answer to each outcome.

    `levels` is children × characteristics, by place in the codes; `answers` children × outcomes, in the order
    of the files: 0 where there is none, 1 for no, 2 for yes.
    """

    levels: NDArray[np.int16]
    answers: NDArray[np.int8]


def audit_pictures(
    files: Sequence[Path],
    *,
    showing: Showing,
    codes: Sequence[Sequence[str]],
    pictures: Iterable[Picture],
    progress: Callable[[int, int], None] | None = None,
) -> Audit:
    """How many values each withheld cell has in pictures of whole children, each checked against the files.

    A picture counts only where every one of its counts would be shown as the files show it, and a cell that
    they leave out holds nobody. No sum over any of the tables can exclude such a picture, so a cell with two
    values cannot be worked out from all files together.

    Parameters
    ----------
    files
        One an outcome: a column for each characteristic, then one named for the outcome with `yes`, `no` and
        `Total`, then `value`.
    showing
        How counts are shown.
    codes
        For each characteristic, in the order of the columns, what its levels are called.
    pictures
        What the maker of the files claims to fit. One that differs anywhere is thrown away.

    Raises
    ------
    NotFound, NotValid
        When a file cannot be read, or is not one of a cube that is shown so.
    """
    read = [read_cube_file(path, codes=codes, showing=showing) for path in files]
    seen: list[NDArray[np.int64]] = []
    same: NDArray[np.bool_] | None = None
    for number, picture in enumerate(pictures, start=1):
        alike = _find_same(picture)
        values = _look(read, picture, showing=showing, sizes=[len(one) for one in codes], same=alike)
        if values is not None and (same is None or (same == alike).all()):
            same = alike
            seen.append(values)
        if progress:
            progress(number, number)
    return Audit(_certify(read, seen, showing=showing, same=same), {})


def _find_same(picture: Picture) -> NDArray[np.bool_]:
    """(outcomes × outcomes) which were answered by the same children."""
    answered = (picture.answers != NO_ANSWER).astype(np.int64)
    both = answered.T @ answered
    return np.asarray((both == np.diag(both)) & (both == np.diag(both)[:, None]))


def _look(
    files: Sequence[CubeFile],
    picture: Picture,
    *,
    showing: Showing,
    sizes: Sequence[int],
    same: NDArray[np.bool_],
) -> NDArray[np.int64] | None:
    """The counts of a picture that must be open, file by file; None where it would be shown otherwise."""
    levels, answers = picture.levels.astype(np.int64), picture.answers.astype(np.int64)
    if (
        levels.min(initial=0) < 0
        or (levels >= np.array(sizes)).any()
        or not np.isin(answers, (0, 1, 2)).all()
    ):
        return None
    crosses = {one: _number(levels, one, sizes=sizes) for one in {one for file in files for one in file.low}}
    found = []
    for place, file in enumerate(files):
        first = not same[place, :place].any()
        for one, low in file.low.items():
            counted = np.bincount(crosses[one] * 3 + answers[:, place], minlength=low.size).reshape(-1, 3)
            counted[:, 0] = counted[:, NO] + counted[:, YES]
            if (counted < low).any() or (counted > file.high[one]).any():
                return None
            if (
                showing.withhold_to
                and not showing.more
                and not _is_needed(counted, file.withheld[one], most=showing.withhold_to)
            ):
                return None
            kept = np.ones_like(file.withheld[one]) if showing.guard_to else file.withheld[one].copy()
            kept[:, 0] &= first
            found.append(counted[kept])
    return np.concatenate(found)


def _is_needed(counted: NDArray[np.int64], withheld: NDArray[np.bool_], *, most: int) -> bool:
    """Whether the policy would withhold each of these: small counts, and both answers where one is small."""
    small = (counted > 0) & (counted <= most)
    small[:, NO:] = (small[:, NO:].any(axis=1, keepdims=True)) & (counted[:, NO:] > 0)
    return bool((small == withheld).all())


def _number(levels: NDArray[np.int64], one: tuple[int, ...], *, sizes: Sequence[int]) -> NDArray[np.int64]:
    """(children) the number of each child's group of these characteristics."""
    found = np.zeros(len(levels), np.int64)
    for k in one:
        found = found * sizes[k] + levels[:, k]
    return found


def _certify(
    files: Sequence[CubeFile],
    seen: Sequence[NDArray[np.int64]],
    *,
    showing: Showing,
    same: NDArray[np.bool_] | None,
) -> Certificate:
    shown, withheld = _count(files, same)
    widths = _count_values(seen, cells=withheld, guard_to=showing.guard_to)
    few = int((widths < showing.least_values).sum())
    complete = bool(seen) and few == 0
    status = "not needed: pictures of whole children"
    deepest = max(len(one) for file in files for one in file.low)
    assumptions = [_LEFT_OUT, _WHOLE, _DEEPEST.format(deepest), _SAME]
    assumptions += _say_rounding(showing)
    return Certificate(
        files={name: code for file in files for name, code in file.finished.files.items()},
        hierarchies={},
        policy=showing.policy,
        shown=shown,
        withheld=withheld,
        linear=0 if complete else None,
        differences=0,
        attacks={
            name: Attack(said, possible=True, exact=0, complete=complete, pictures=len(seen), solver=status)
            for name, said in (("A", _A), ("B", _B_BY_LOT if showing.by_chance else _B))
        },
        values_kept=count_widths(widths.tolist()),
        least_values=showing.least_values,
        complete=complete,
        safe=complete,
        assumptions=tuple(assumptions),
        notes=() if few == 0 else (_STUCK.format(f"{few:,}"),),
    )


def _count_values(seen: Sequence[NDArray[np.int64]], *, cells: int, guard_to: int) -> NDArray[np.int64]:
    """How many values each cell has that must be open: each withheld one, or each that is small somewhere."""
    if not seen:
        return np.ones(cells, np.int64)
    every = np.array(seen)
    if guard_to:
        every = every[:, ((every > 0) & (every <= guard_to)).any(axis=0)]
    return np.asarray(1 + (np.diff(np.sort(every, axis=0), axis=0) > 0).sum(axis=0), np.int64)


def _say_rounding(showing: Showing) -> list[str]:
    """What a reader knows of how counts are shown."""
    if showing.by_chance:
        return [_BY_LOT.format(showing.base)]
    said = [
        f"Shown counts are rounded to the nearest {showing.base}; nought is nought.",
        f"A reader knows that shown counts are more than {showing.withhold_to}.",
    ]
    return said if showing.more else [*said, _NEEDED.format(showing.withhold_to)]


def _count(files: Sequence[CubeFile], same: NDArray[np.bool_] | None) -> tuple[int, int]:
    """How many cells are shown and withheld; those of children whom two files share are counted once."""
    shown = withheld = 0
    for place, file in enumerate(files):
        once = same is not None and same[place, :place].any()
        values = [value for key, value in file.finished.values.items() if not (once and key[-1] == TOP)]
        withheld += sum(value is None for value in values)
        shown += sum(value is not None for value in values)
    return shown, withheld
