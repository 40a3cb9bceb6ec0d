"""Checks pictures that the maker of a file claims to fit, before they count."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from oneplan.disclosure.auditor.reading import Codes
from oneplan.disclosure.auditor.searching import Search, fits


@dataclass(frozen=True)
class Claim:
    """Pictures that somebody claims to fit, to be checked before they count.

    Attributes
    ----------
    names
        The cells in the order of the columns: all that are withheld or rounded.
    base
        One picture of them.
    changes
        (pictures × cells) by how much other pictures differ from it.
    children
        The same of children in the finest cross of all dimensions, for tables that go round in a circle.
    """

    names: Sequence[Codes]
    base: NDArray[np.int64]
    changes: csr_matrix
    children: "Claim | None" = None


def check_claim(search: Search, claim: Claim) -> None:
    """Keep what the claimed pictures show, as far as they fit everything that is in the files."""
    system = search.system
    place = {name: column for column, name in enumerate(claim.names)}
    column_of = np.array([place.get(name, -1) for name in system.unknowns], np.int64)
    if (column_of < 0).any() or not system.known.shape[0]:
        return
    base = np.asarray(claim.base)[column_of]
    if ((base < system.least) | (base > system.most)).any() or not fits(system, base).all():
        return
    search.widen(base)
    changes = claim.changes.tocsc()[:, column_of].tocsr()
    wrong = np.zeros(changes.shape[0], bool)
    sums = (system.known @ changes.T).tocoo()
    ended = (system.known @ base)[sums.row] + sums.data
    wrong[sums.col[(ended < system.low[sums.row]) | (ended > system.high[sums.row])]] = True
    there, after = changes.indices, base[changes.indices] + changes.data
    row_of = np.repeat(np.arange(changes.shape[0]), np.diff(changes.indptr))
    wrong[row_of[(after < system.least[there]) | (after > system.most[there])]] = True
    search.widen_by(changes[np.flatnonzero(~wrong)], base)
