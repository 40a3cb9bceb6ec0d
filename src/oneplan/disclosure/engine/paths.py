"""Asks HiGHS for the cheapest change of inner cells that moves one sum as far as it must be open."""

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, hstack, identity

_OPTIMAL = highspy.HighsModelStatus.kOptimal
_NEAR = 1e-6
_SECONDS = 20.0
_MOST_WHOLE = 1e9


class Paths:
    """One model of changes, kept warm between questions.

    Its columns are by how much each part changes, and by how much each shown sum rises or falls; that
    costs what the sum is worth. Withheld sums change for nothing.

    Parameters
    ----------
    holds
        (cells × parts) which parts each sum holds.
    shown
        (cells) the sums that a reader sees.
    cost
        (cells) what it costs to withhold one.
    must
        (cells) those that may not change at all.
    """

    def __init__(
        self,
        holds: csr_matrix,
        shown: NDArray[np.bool_],
        *,
        cost: NDArray[np.float64],
        must: NDArray[np.bool_],
    ) -> None:
        self._parts = holds.shape[1]
        priced = np.flatnonzero(shown)
        self._place = {int(cell): number for number, cell in enumerate(priced)}
        slack = identity(holds.shape[0], format="csr")[:, priced]
        matrix = hstack([holds.astype(float), -slack, slack], format="csr")
        far = np.where(must[priced], 0.0, np.inf)
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = matrix.shape
        model.col_cost_ = np.concatenate((np.zeros(self._parts), cost[priced], cost[priced]))
        model.col_lower_ = np.zeros(matrix.shape[1])
        model.col_upper_ = np.concatenate((np.zeros(self._parts), far, far))
        # A withheld sum may come to anything.
        model.row_lower_ = np.where(shown, 0.0, -np.inf)
        model.row_upper_ = np.where(shown, 0.0, np.inf)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = matrix.indptr
        model.a_matrix_.index_ = matrix.indices
        model.a_matrix_.value_ = matrix.data
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.silent()
        self._highs.setOptionValue("threads", 1)
        self._highs.setOptionValue("time_limit", float("inf"))
        self._highs.passModel(model)

    def free(self, cells: NDArray[np.int64]) -> None:
        """Take these sums for withheld from now on."""
        for cell in cells.tolist():
            self._highs.changeRowBounds(cell, -np.inf, np.inf)

    def find(
        self, cell: int, far: int, *, low: NDArray[np.float64], high: NDArray[np.float64]
    ) -> NDArray[np.int64] | None:
        """The cheapest change, in whole units of each part, that moves a withheld sum at least so far."""
        every = np.arange(self._parts, dtype=np.int32)
        self._highs.changeColsBounds(self._parts, every, low, high)
        self._highs.changeRowBounds(cell, *((far, np.inf) if far > 0 else (-np.inf, far)))
        change = self._solve()
        if change is None:
            change = self._solve_whole(every)
        self._highs.changeRowBounds(cell, -np.inf, np.inf)
        return change

    def _solve(self) -> NDArray[np.int64] | None:
        self._highs.run()
        if self._highs.getModelStatus() != _OPTIMAL:
            return None
        found = np.array(self._highs.getSolution().col_value)[: self._parts]
        near = np.rint(found)
        if np.abs(found - near).max(initial=0) > _NEAR or np.abs(near).max(initial=0) > _MOST_WHOLE:
            return None
        return np.asarray(near, np.int64)

    def _solve_whole(self, every: NDArray[np.int32]) -> NDArray[np.int64] | None:
        """The same in whole units from the start: slower, and only where the quick answer is not whole."""
        if self._highs.getModelStatus() != _OPTIMAL:
            return None
        kinds = np.full(self._parts, highspy.HighsVarType.kInteger)
        self._highs.changeColsIntegrality(self._parts, every, kinds)
        self._highs.setOptionValue("time_limit", self._highs.getRunTime() + _SECONDS)
        change = self._solve()
        self._highs.changeColsIntegrality(
            self._parts, every, np.full(self._parts, highspy.HighsVarType.kContinuous)
        )
        self._highs.setOptionValue("time_limit", float("inf"))
        return change
