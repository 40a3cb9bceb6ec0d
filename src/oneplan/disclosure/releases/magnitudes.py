"""Sums beside counts: what is added up of the children, who contributes it, and on whom it rests."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from oneplan.disclosure.policies import Policy
from oneplan.disclosure.releases.release import Amounts, Release, ReleaseCells
from oneplan.errors import NotValid

MOST_DECIMALS = 4
_MOST_DIGITS = 12
_NUMBER = re.compile(rf"(\d{{1,{_MOST_DIGITS}}})(?:\.(\d{{0,{MOST_DECIMALS}}}))?", re.ASCII)
_HUNDRED = 100
_ROUNDING = 1e-9
_STEPS = (1, 2, 5, 25)


@dataclass(frozen=True)
class Magnitude:
    """A number that each child has, and that is added up: days absent, points, an answer on a scale.

    Attributes
    ----------
    name
        Of its column.
    decimals
        How many the sums have.
    contributor
        The name of the column that says who contributes; nothing where no rule asks for it.
    scale
        What one child has at least and at most, in units of the last decimal, where every reader knows it.
    with_mean
        Whether the mean of each cell is printed beside its sum.
    """

    name: str
    decimals: int = 0
    contributor: str = ""
    scale: tuple[int, int] | None = None
    with_mean: bool = False

    @property
    def state(self) -> str:
        """The column that says whether a sum is shown."""
        return f"{self.name}_state"

    @property
    def mean(self) -> str:
        """The column of the means."""
        return f"{self.name}_mean"


@dataclass(frozen=True)
class Holdings:
    """What each contributor has of each cell, both (cells × contributors)."""

    children: csr_matrix
    units: csr_matrix


def read_units(text: str, *, decimals: int, where: str) -> int:
    """A sum as a whole number of units of so many decimals.

    Raises
    ------
    NotValid
        When it is missing, below nought or no number: the sentence says what to write.

    Examples
    --------
    >>> read_units("12.5", decimals=2, where="row 2")
    1250
    """
    found = _NUMBER.fullmatch(text)
    if not found or len(found[2] or "") > decimals:
        raise NotValid(
            f"{where}: “{text[:20]}” is no sum. Write a number that is not below 0, with at most "
            f"{MOST_DECIMALS} decimals; leave children out of whom it is not known."
        )
    return int(found[1] + (found[2] or "").ljust(decimals, "0"))


def count_decimals(texts: Sequence[str]) -> int:
    """How many decimals the longest of these numbers has.

    Examples
    --------
    >>> count_decimals(["3", "2.25", "1.5"])
    2
    """
    return min(max((len(text.partition(".")[2]) for text in texts), default=0), MOST_DECIMALS)


def read_scale(text: str, *, decimals: int) -> tuple[int, int]:
    """A scale from the words `LEAST,MOST`, in units of so many decimals.

    Raises
    ------
    NotValid
        When it is not two numbers, the lower one first.

    Examples
    --------
    >>> read_scale("1,5", decimals=1)
    (10, 50)
    """
    ends = [part.strip() for part in text.split(",")]
    found = [_NUMBER.fullmatch(end) for end in ends]
    if len(ends) == 2 and all(found) and count_decimals(ends) <= decimals:
        least, most = (read_units(end, decimals=decimals, where="--scale") for end in ends)
        if least < most:
            return least, most
    raise NotValid(
        f"“{text[:20]}” is no scale. Write what one child has at least and at most, such as --scale 1,5."
    )


def write_units(units: int, decimals: int) -> str:
    """A sum as it is printed.

    Examples
    --------
    >>> write_units(1250, 2), write_units(7, 0)
    ('12.50', '7')
    """
    digits = str(units).rjust(decimals + 1, "0")
    return f"{digits[:-decimals]}.{digits[-decimals:]}" if decimals else digits


def to_mean(units: int, children: int, *, decimals: int, printed: int) -> str:
    """The mean of a sum in units of so many decimals, printed with others; halves upwards.

    Examples
    --------
    >>> to_mean(1250, 3, decimals=2, printed=1)
    '4.2'
    """
    whole = children * 10**decimals
    return write_units((2 * 10**printed * units + whole) // (2 * whole), printed)


def find_step(amounts: Amounts, scale: tuple[int, int] | None) -> int:
    """How many units every sum is a multiple of, as a reader would guess: 1, 2, 5 or 25 with noughts.

    Examples
    --------
    >>> from numpy import array
    >>> find_step(Amounts(array([50, 25, 100]), array([0, 0, 1])), None)
    25
    """
    shared = int(np.gcd.reduce(np.concatenate((amounts.units, np.array(scale or (0, 0))))))
    steps: list[int] = [of * 10**noughts for noughts in range(_MOST_DIGITS) for of in _STEPS]
    return max(step for step in steps if step == 1 or (shared and not shared % step))


def check_amounts(release: Release, magnitude: Magnitude) -> Amounts:
    """What is added up in a release.

    Raises
    ------
    NotValid
        When there is nothing, when somebody's sum lies outside the scale, or when every child has just as
        much, so that the sum is the number of children by another name.
    """
    amounts, children = release.amounts, release.children
    if amounts is None:
        raise NotValid(f"The release has no column {magnitude.name}. Give the counts with their sums.")
    if magnitude.scale:
        least, most = magnitude.scale
        if ((amounts.units < least * children) | (amounts.units > most * children)).any():
            raise NotValid(
                f"A sum of {magnitude.name} lies outside the scale of its children. Correct --scale, or the "
                "column."
            )
    if amounts.units.any() and not (amounts.units * children[0] - amounts.units[0] * children).any():
        raise NotValid(
            f"Every child has the same {magnitude.name}, so its sum says no more than how many children "
            "there are. Leave it out."
        )
    return amounts


def hold(release: Release, cells: ReleaseCells) -> Holdings:
    """What each contributor has of each cell, added up from its own inner cells."""
    amounts = release.amounts or Amounts(release.children * 0, np.zeros(len(release.children), np.int32))
    contributors = int(amounts.contributor.max()) + 1
    rows = np.arange(len(amounts.units))
    holds = csr_matrix((np.ones(len(cells.inner), np.int64), cells.inner, cells.start))
    shape = (len(rows), contributors)
    children, units = (
        (holds @ csr_matrix((of, (rows, amounts.contributor)), shape=shape)).tocsr()
        for of in (release.children, amounts.units)
    )
    return Holdings(children, units)


def find_dominated(holdings: Holdings, policy: Policy) -> NDArray[np.bool_]:
    """Which cells' sums rest on too few contributors, or on one that the others could tell.

    Notes
    -----
    The rules of a least number of contributors, (n, k) dominance and p % (Hundepool and others, "Statistical
    Disclosure Control", 2012, section 4.2.2).
    """
    few = np.diff(holdings.children.indptr) < policy.least_schools
    told = np.zeros(len(few), bool)
    for cell in np.flatnonzero(np.diff(holdings.units.indptr)):
        own = np.sort(holdings.units.data[holdings.units.indptr[cell] : holdings.units.indptr[cell + 1]])[
            ::-1
        ]
        total = int(own.sum())
        rest = total - int(own[:2].sum())
        dominates = own[: policy.dominant].sum() > policy.dominance * total * (1 + _ROUNDING)
        told[cell] = dominates or _HUNDRED * rest < policy.p_percent * int(own[0])
    return np.asarray(few | told)


def find_alike(holdings: Holdings, policy: Policy, *, scale: tuple[int, int] | None) -> NDArray[np.bool_]:
    """Which cells say of every child in a small group that it is at the same end of the scale."""
    children, units = (np.asarray(of.sum(axis=1)).ravel() for of in (holdings.children, holdings.units))
    if not policy.class_disclosure:
        return np.zeros(len(children), bool)
    least, most = scale or (0, None)
    alike = units == least * children
    if most is not None:
        alike |= units == most * children
    return np.asarray(alike & (children <= policy.class_size))
