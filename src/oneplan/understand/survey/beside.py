"""One school beside all others of its version: where do its pupils answer otherwise than chance explains?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import special

from oneplan.understand.standard.multiplicity import discoveries
from oneplan.understand.survey.items import Item
from oneplan.understand.survey.places import Unit
from oneplan.understand.survey.released import Released
from oneplan.understand.survey.shares import Share, design_effect_of, find_share

_LEVEL = 0.05


@dataclass(frozen=True)
class Beside:
    """One question in a school, and in all schools of its version together.

    Attributes
    ----------
    here, others
        The shares; None where they are withheld. The others are all schools, this one among them.
    is_apart
        Whether this school and the rest differ by more than chance explains, given how many questions were
        looked at (Benjamini and Hochberg, 5%).
    """

    item: Item
    here: Share | None
    others: Share | None
    is_apart: bool = False


def set_beside(released: Released, unit: Unit, *, items: Sequence[Item]) -> tuple[Beside, ...]:
    """Set a school, or several that are read as one, beside all schools of the version.

    A school is compared with the rest, whose schools differ among themselves: that is allowed for. It says
    nothing of why.
    """
    found = [
        Beside(
            item, find_share(released, item, place=unit.code), find_share(released, item, place=unit.version)
        )
        for item in items
    ]
    apart = discoveries(np.array([_test(released, one, unit=unit) for one in found]), level=_LEVEL)
    return tuple(replace(one, is_apart=bool(is_apart)) for one, is_apart in zip(found, apart, strict=True))


def _test(released: Released, one: Beside, *, unit: Unit) -> float:
    """The p-value of no difference between the school and the rest; not a number where a share is "
    "withheld."""
    if one.here is None or one.others is None or one.others.asked == one.here.asked:
        return float("nan")
    asked, said = one.others.asked - one.here.asked, one.others.said - one.here.said
    both = (one.others.said + 1) / (one.others.asked + 2)
    effect = design_effect_of(released, one.item, place=unit.version)
    error = (both * (1 - both) * (1 / one.here.asked + effect / asked)) ** 0.5
    return float(2 * special.ndtr(-abs(one.here.value - said / asked) / error))
