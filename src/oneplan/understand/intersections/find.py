"""For which groups of children is it a different story: from counts to the short list, with the evidence."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from oneplan.errors import NotValid
from oneplan.understand.intersections.counts import Counts, check_counts, turns
from oneplan.understand.intersections.discovery import Discovered, discover
from oneplan.understand.intersections.findings import Finding, Findings, Told
from oneplan.understand.intersections.judging import Judged, judge
from oneplan.understand.intersections.kept import Kept, keep
from oneplan.understand.intersections.rows import NO_CELL
from oneplan.understand.intersections.saying import Phrases, cautions_for, say_finding, say_looked_at
from oneplan.understand.intersections.schooling import FEW_SCHOOLS
from oneplan.understand.intersections.shortlist import MOST_GROUPS, MOST_IN_COMMON, Listed, short_list
from oneplan.understand.intersections.tables import findings_frame, questions_frame

if TYPE_CHECKING:
    import polars as pl

    from oneplan.cells.cells import Cells


@dataclass(frozen=True)
class Asked:
    """What the caller of `find_gaps` wants; checked when it is made."""

    good: tuple[str, ...]
    level: float
    most: int
    in_common: float
    phrases: Phrases

    def __post_init__(self) -> None:
        if not 0 < self.level < 1:
            raise NotValid(f"A level of {self.level} cannot be; give a share between 0 and 1, such as 0.05.")
        if self.most < 1:
            raise NotValid(f"A short list of {self.most} cannot be; ask for at least one group.")
        if not 0 <= self.in_common < 1:
            raise NotValid(
                f"{self.in_common} in common cannot be; give a share from 0 to below 1, such as 0.5."
            )


@dataclass(frozen=True)
class Found:
    """What was found, before it is said whether it may be shown."""

    frame: "pl.DataFrame"
    told: tuple[Told, ...]
    questions: "pl.DataFrame"
    looked_at: str
    left_out: int


def find_gaps(
    cells: "Cells",
    *,
    good: Sequence[str] = (),
    level: float = 0.05,
    most: int = MOST_GROUPS,
    in_common: float = MOST_IN_COMMON,
    phrases: Mapping[str, str] | None = None,
) -> Findings:
    """Find the groups of children for whom an outcome is worse, or better, than chance would explain.

    Every group is compared with all other children who were asked the same. The test allows for children
    coming in schools, and for how many groups and questions were looked at. It says who, how much and how
    sure; it never says why.

    Parameters
    ----------
    cells
        From `oneplan.count_cells`.
    good
        Outcomes that everybody wants, such as feeling safe. Of all others, fewer is better.
    level
        The share of findings that may be false.
    most
        Groups on the short list.
    in_common
        Two groups on the short list for one question have at most this share of the smaller one's children in
        common. As it stands, no child is in two of them.
    phrases
        Words for outcomes (`lonely`: “are often lonely”) and for levels (`sex=girl`: “girls”).

    Returns
    -------
    Findings
        `frame` has one row a found gap, gaps in shares, positive meaning worse for the group; `short_list`
        the groups to read first; `questions` what was looked at. All stays inside: it is made of raw counts.

    Raises
    ------
    NotFound
        When one of `good` is no outcome of the cells.
    NotValid
        When the counts or an option cannot be.

    Source: the methods and their papers stand in the explanation “For whom is it a different story?”.

    Examples
    --------
    >>> import numpy as np, oneplan
    >>> from oneplan.cells.cells import Cells, Characteristic
    >>> sex = Characteristic("sex", ("boy", "girl"))
    >>> n = np.array([[1000], [500], [500]], dtype=np.int32)
    >>> cells = Cells(
    ...     characteristics=(sex,),
    ...     outcomes=("worried",),
    ...     depth=1,
    ...     levels=np.array([[-1], [0], [1]], dtype=np.int16),
    ...     size=n[:, 0].astype(np.int64),
    ...     n=n,
    ...     cases=np.array([[300], [100], [200]], dtype=np.int32),
    ... )
    >>> found = oneplan.find_gaps(cells, phrases={"sex=girl": "girls", "worried": "are often worried"})
    >>> [round(gap, 3) for gap in found.frame["gap"]]
    [0.2, -0.2]
    >>> found.short_list[0].told.group, found.looked_at
    ('girls', '2 groups × 1 question looked at')
    """
    asked = Asked(tuple(good), level, most, in_common, phrases or {})
    found = found_in(cells, asked)
    listed = tuple(Finding(told, say_finding(told, phrases=phrases or {})) for told in found.told)
    return Findings(found.frame, listed, found.questions, found.looked_at, found.left_out)


def found_in(counts: Counts, asked: Asked) -> Found:
    """What is found in any counts; the caller says whether these were raw or safe."""
    check_counts(counts)
    turn = turns(counts.outcomes, good=asked.good)
    judged = judge(counts)
    discovered = discover(judged, counts.n, level=asked.level)
    kept = keep(counts, judged, discovered=discovered, turn=turn)
    frame = findings_frame(counts, judged, discovered=discovered, kept=kept, phrases=asked.phrases)
    listed = short_list(
        counts,
        kept.group.cell,
        outcome=kept.group.outcome,
        may=_may_be_listed(discovered, kept),
        most=asked.most,
        in_common=asked.in_common,
    )
    return Found(
        frame=frame,
        told=_told(frame, listed, judged=judged, outcomes=counts.outcomes),
        questions=questions_frame(counts, judged, discovered=discovered, turn=turn),
        looked_at=say_looked_at(groups=int(judged.tests.max()), questions=int((judged.tests > 0).sum())),
        left_out=kept.left_out,
    )


def _may_be_listed(discovered: Discovered, kept: Kept) -> NDArray[np.bool_]:
    """Worse, sure over all questions too, large enough, and not the shadow of a smaller group."""
    sure = discovered.across[kept.place]
    return np.asarray((kept.group.gap > 0) & sure & kept.stated & (kept.explained_by == NO_CELL))


def _told(
    frame: "pl.DataFrame", listed: Listed, *, judged: Judged, outcomes: Sequence[str]
) -> tuple[Told, ...]:
    told = []
    fixed = [name for name in frame.columns if name.startswith("is_")]
    for place, others in zip(listed.places, listed.also, strict=True):
        row = frame.row(place, named=True)
        told.append(
            Told(
                levels={name.removeprefix("is_"): row[name] for name in fixed if row[name] is not None},
                comparisons=int(judged.tests[outcomes.index(row["outcome"])]),
                also=tuple(frame["outcome"].gather(list(others))),
                cautions=cautions_for(
                    schools=row["schools"], few=FEW_SCHOOLS, strict=row["strict"], answered=row["answered"]
                ),
                **{name: row[name] for name in _TOLD},
            )
        )
    return tuple(told)


_TOLD = ("group", "outcome", "n", "share", "rest_share", "gap", "lower", "upper", "excess")
