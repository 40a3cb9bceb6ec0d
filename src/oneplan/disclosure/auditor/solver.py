"""Asks HiGHS for counts that fit what is known: real ones quickly, whole ones where it matters."""

import time

import highspy
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

_OPTIMAL = highspy.HighsModelStatus.kOptimal
_FIRST_SOLVE, _SOLVE = 600.0, 120.0


class Solver:
    """One model of unknown counts, kept warm between questions.

    Parameters
    ----------
    known, ends
        Sums of unknowns, and what they come to at least and at most.
    least, most
        Bounds of each unknown.
    whole
        Whether the unknowns must be whole numbers: slower, and certain.
    roughly
        Whether a good answer will do in place of the best.
    until
        When to give up, on the clock of `time.monotonic`.
    """

    def __init__(
        self,
        known: csr_matrix,
        ends: tuple[NDArray[np.int64], NDArray[np.float64]],
        *,
        least: NDArray[np.float64],
        most: NDArray[np.float64],
        whole: bool = False,
        roughly: bool = False,
        until: float | None = None,
    ) -> None:
        self._seconds, self._until = _SOLVE if whole else _FIRST_SOLVE, until
        self._columns = np.arange(known.shape[1], dtype=np.int32)
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        self._highs.silent()
        self._highs.setOptionValue("threads", 1)
        if roughly:
            self._highs.setOptionValue("mip_rel_gap", 0.5)
        if not whole:
            # A presolved model forgets the basis, and with it the head start of the next question.
            self._highs.setOptionValue("presolve", "off")
        self._highs.passModel(_model(known, ends, least=least, most=most, whole=whole))

    def find_highest(self, cost: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """The unknowns at which this weighted sum is highest, or None where the solver gave up."""
        left = self._seconds if self._until is None else self._until - time.monotonic()
        # HiGHS counts the seconds of earlier questions as well.
        asked_for = self._highs.getRunTime() + min(self._seconds, max(left, 0.0))
        self._highs.setOptionValue("time_limit", asked_for)
        self._highs.changeColsCost(len(self._columns), self._columns, -cost)
        self._highs.run()
        if self._highs.getModelStatus() != _OPTIMAL:
            return None
        return np.array(self._highs.getSolution().col_value)

    @property
    def status(self) -> str:
        """What the solver said last, in its own words."""
        return str(self._highs.modelStatusToString(self._highs.getModelStatus()))


def _model(
    known: csr_matrix,
    ends: tuple[NDArray[np.int64], NDArray[np.float64]],
    *,
    least: NDArray[np.float64],
    most: NDArray[np.float64],
    whole: bool,
) -> highspy.HighsLp:
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = known.shape
    model.col_cost_ = np.zeros(known.shape[1])
    model.col_lower_, model.col_upper_ = least, most
    model.row_lower_, model.row_upper_ = ends[0].astype(float), ends[1]
    model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    model.a_matrix_.start_ = known.indptr
    model.a_matrix_.index_ = known.indices
    model.a_matrix_.value_ = known.data
    if whole:
        model.integrality_ = [highspy.HighsVarType.kInteger] * known.shape[1]
    return model
