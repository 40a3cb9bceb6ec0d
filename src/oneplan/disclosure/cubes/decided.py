"""What is shown of a cube: a figure for each count, or nothing."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from oneplan.disclosure.cubes.crowds import Children

WITHHELD, LEFT_OUT = -1, -2


@dataclass(frozen=True)
class Decided:
    """What is shown of a cube, and other children of whom the same would be shown.

    Attributes
    ----------
    figures
        (columns × groups) what is shown, `WITHHELD`, or `LEFT_OUT` where no child is and no row is written.
    more
        Whether anything is withheld beside small counts and the other answers of their groups.
    pictures
        The first are the true children. To be kept private.
    """

    figures: NDArray[np.int64]
    more: bool
    pictures: list[Children]
