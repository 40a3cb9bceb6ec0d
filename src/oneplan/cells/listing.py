"""Lists counts as a long table: one row a cell and outcome, for a file or a frame."""

import numpy as np
import polars as pl

from oneplan.cells.cells import ANY, Cells


def counts_frame(cells: Cells) -> pl.DataFrame:
    """One row a cell and outcome: the level that the cell fixes of each characteristic, and the counts.

    Raw counts: they stay inside until the gate has seen them.

    Returns
    -------
    polars.DataFrame
        A column a characteristic (null where the cell holds every level), `outcome`, `children`, `n` and
        `cases`.

    Examples
    --------
    >>> import oneplan
    >>> frame = pl.DataFrame({"sex": ["F", "M", "F"], "sad": [1, 0, None]})
    >>> records = oneplan.Records(frame, characteristics=["sex"], outcomes=["sad"])
    >>> counts_frame(oneplan.count_cells(records)).rows()
    [(None, 'sad', 3, 2, 1), ('F', 'sad', 2, 1, 1), ('M', 'sad', 1, 1, 0)]
    """
    outcomes = len(cells.outcomes)
    columns = {}
    for place, characteristic in enumerate(cells.characteristics):
        names = pl.Series([*characteristic.levels, None], dtype=pl.String)
        level = cells.levels[:, place]
        number = np.where(level == ANY, len(characteristic.levels), level)
        columns[characteristic.name] = names.gather(np.repeat(number, outcomes))
    names = pl.Series(cells.outcomes, dtype=pl.String)
    return pl.DataFrame(
        {
            **columns,
            "outcome": names.gather(np.tile(np.arange(outcomes), len(cells))),
            "children": np.repeat(cells.size, outcomes),
            "n": cells.n.ravel(),
            "cases": cells.cases.ravel(),
        }
    )
