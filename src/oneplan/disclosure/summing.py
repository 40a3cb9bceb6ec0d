"""Sums at the gate: which of them stay withheld, how they are written, and what the audit is told of them."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_diag, csr_matrix

from oneplan.disclosure.asked import Asked, Cell, Prepared, make_problem
from oneplan.disclosure.auditor.claims import Claim
from oneplan.disclosure.auditor.magnitudes import Reader, SumRule
from oneplan.disclosure.auditor.printed import Columns
from oneplan.disclosure.engine.needs import Added, find_needs
from oneplan.disclosure.engine.widening import Widened, widen
from oneplan.disclosure.releases.files import SHOWN, WITHHELD
from oneplan.disclosure.releases.magnitudes import Magnitude, find_step, hold, to_mean, write_units
from oneplan.disclosure.releases.release import Amounts


@dataclass(frozen=True)
class Summing:
    """A release with a sum, while it is decided which of its sums are shown.

    `amounts` and all that comes of them count steps of so many units: where every sum is a multiple of 0.5, a
    reader knows that too.
    """

    asked: Asked
    prepared: Prepared
    magnitude: Magnitude
    amounts: Amounts
    step: int

    @property
    def holds(self) -> csr_matrix:
        """(cells × inner cells) which inner cells each cell holds."""
        cells = self.prepared.cells
        shape = (len(cells), len(self.amounts.units))
        return csr_matrix((np.ones(len(cells.inner), np.int64), cells.inner, cells.start), shape=shape)

    @property
    def units(self) -> NDArray[np.int64]:
        """(cells) the true sums, in steps."""
        return np.asarray(self.holds @ self.amounts.units)

    @property
    def scale(self) -> tuple[int, int | None]:
        """What a reader knows each child to have at least and at most."""
        least, most = self.magnitude.scale or (0, None)
        return least // self.step, None if most is None else most // self.step

    def widen(
        self,
        shown: NDArray[np.bool_],
        *,
        until: float | None,
        progress: Callable[[int, int], None] | None = None,
    ) -> Widened:
        """Which of these sums can be shown, with the proof that the others stay open."""
        policy, problem = self.asked.policy, make_problem(self.asked, self.prepared)
        added = Added(
            holds=self.holds,
            units=self.amounts.units,
            children=self.prepared.release.children,
            contributor=self.amounts.contributor if policy.asks_for_contributors else None,
            scale=self.scale,
            never=self.prepared.never,
            percent=policy.range_percent,
            worth=problem.worth,
            must=problem.must,
        )
        return widen(added, shown, until=until, progress=progress)

    def write(self, values: Sequence[int | None], shown: NDArray[np.bool_]) -> dict[str, list[str]]:
        """The columns beside the counts: sums, whether they are shown, and means of what is shown."""
        magnitude, decimals = self.magnitude, self.magnitude.decimals
        every = (self.step * self.units).tolist()
        sums = [units if seen else None for units, seen in zip(every, shown.tolist(), strict=True)]
        columns = {
            magnitude.name: ["" if units is None else write_units(units, decimals) for units in sums],
            magnitude.state: [WITHHELD if units is None else SHOWN for units in sums],
        }
        if magnitude.with_mean:
            printed = self.asked.policy.mean_decimals
            columns[magnitude.mean] = [
                to_mean(units, children, decimals=decimals, printed=printed)
                if units is not None and children
                else ""
                for units, children in zip(sums, values, strict=True)
            ]
        return columns

    def claim(self, counts: Claim, found: Widened) -> Claim:
        """What is claimed of counts, with other ways to fill the sums."""
        names = [(*name, self.magnitude.name) for name in self.prepared.names]
        changes = block_diag((counts.changes, found.witnesses), format="csr")
        base = np.concatenate((counts.base, self.units))
        return Claim([*counts.names, *names], base=base, changes=changes, children=counts.children)

    def make_rule(self, shown: NDArray[np.bool_]) -> SumRule:
        """What the audit is to hold open, to every reader and to each contributor."""
        magnitude, policy = self.magnitude, self.asked.policy
        columns = Columns(magnitude.name, magnitude.mean if magnitude.with_mean else None)
        ends = tuple(write_units(end, magnitude.decimals) for end in magnitude.scale or ())
        step = write_units(self.step, magnitude.decimals)
        return SumRule(columns, policy.range_percent, ends, step, tuple(self._readers(shown)))

    def _readers(self, shown: NDArray[np.bool_]) -> Iterator[Reader]:
        withheld = np.flatnonzero(~shown)
        units, children = self.units, self.prepared.cells.value
        yield Reader(keep=self._keep(withheld, units, units, children=children))
        if not self.asked.policy.asks_for_contributors:
            return
        holdings = hold(replace(self.prepared.release, amounts=self.amounts), self.prepared.cells)
        own_units, own_children = holdings.units.tocsc(), holdings.children.tocsc()
        for who in range(own_units.shape[1]):
            mine, count = (of[:, [who]].toarray().ravel() for of in (own_units, own_children))
            if not count[withheld].any():
                continue
            alone = withheld[(count == children)[withheld]]
            yield Reader(
                least=self._named(withheld[mine[withheld] > 0], mine),
                most=self._named(alone, mine),
                keep=self._keep(withheld, units, units - mine, children=children - count),
            )

    def _named(self, cells: NDArray[np.int64], units: NDArray[np.int64]) -> Mapping[Cell, int]:
        return {self.prepared.names[cell]: int(units[cell]) for cell in cells.tolist()}

    def _keep(
        self,
        withheld: NDArray[np.int64],
        units: NDArray[np.int64],
        unknown: NDArray[np.int64],
        *,
        children: NDArray[np.int64],
    ) -> Mapping[Cell, tuple[int, int]]:
        """How low and how high each sum must stay possible to somebody who does not know this much of it."""
        percent, keep = self.asked.policy.range_percent, {}
        for cell in withheld[(self.prepared.never & (children > 0))[withheld]].tolist():
            above, below = find_needs(
                int(unknown[cell]), int(children[cell]), percent=percent, scale=self.scale
            )
            keep[self.prepared.names[cell]] = int(units[cell]) - below, int(units[cell]) + above
        return keep


def find_summing(asked: Asked, prepared: Prepared) -> Summing | None:
    """A release's sum, where it has one."""
    amounts, magnitude = prepared.release.amounts, asked.magnitude
    if magnitude is None or amounts is None:
        return None
    step = find_step(amounts, magnitude.scale)
    return Summing(asked, prepared, magnitude, replace(amounts, units=amounts.units // step), step)
