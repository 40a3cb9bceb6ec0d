"""A dimension of a table: its codes, and which code lies inside which, by one hierarchy or several."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from oneplan.errors import NotValid

TOTAL = "Total"


@dataclass(frozen=True)
class Dimension:
    """Codes from the widest to the narrowest, and the codes right above each.

    `codes` begins with `Total`. A code may lie in several others (a school in a district and in a trust):
    hierarchies need not be nested in each other.
    """

    name: str
    codes: tuple[str, ...]
    above: Mapping[str, tuple[str, ...]]

    def all_above(self, code: str) -> tuple[str, ...]:
        """The code itself and every code that holds it, up to `Total`."""
        found = {code: None}
        waiting = [code]
        while waiting:
            for parent in self.above.get(waiting.pop(), ()):
                if parent not in found:
                    found[parent] = None
                    waiting.append(parent)
        return tuple(found)

    @property
    def narrowest(self) -> frozenset[str]:
        """The codes that hold no other."""
        return frozenset(self.codes) - {parent for parents in self.above.values() for parent in parents}

    @property
    def heights(self) -> Mapping[str, int]:
        """How many steps lie between a code and `Total`, at most: 0 for `Total` itself."""
        known = {TOTAL: 0}
        waiting = [code for code in self.codes if code != TOTAL]
        while waiting:
            left = [code for code in waiting if any(parent not in known for parent in self.above[code])]
            for code in waiting:
                if code not in left:
                    known[code] = 1 + max(known[parent] for parent in self.above[code])
            waiting = left
        return known


def make_dimension(
    name: str, codes: Iterable[str], *, pairs: Iterable[tuple[str, str]] = (), source: str = "the hierarchy"
) -> Dimension:
    """A dimension from the codes that inner cells use and from pairs of a child and its parent.

    Codes without any pair, where no pairs are given at all, lie right below `Total`.

    Raises
    ------
    NotValid
        When a code has no way up to `Total`, stands above itself, or an inner cell uses a code that holds
        others: the sentence names the code and the line to add.

    Examples
    --------
    >>> pairs = [("s1", "north"), ("s2", "north"), ("north", "Total")]
    >>> school = make_dimension("school", ["s1", "s2"], pairs=pairs)
    >>> school.all_above("s2")
    ('s2', 'north', 'Total')
    """
    used = sorted(set(codes) - {TOTAL})
    above: dict[str, tuple[str, ...]] = {}
    for child, parent in pairs:
        if parent not in above.get(child, ()):
            above[child] = (*above.get(child, ()), parent)
    if not above:
        above = dict.fromkeys(used, (TOTAL,))
    _check_ways_up(name, used, above=above, source=source)
    every = [TOTAL, *sorted(set(above) | {p for parents in above.values() for p in parents} - {TOTAL})]
    made = Dimension(name, tuple(dict.fromkeys(every)), above)
    inner = sorted(set(used) - made.narrowest)
    if inner:
        raise NotValid(
            f"“{inner[0]}” of {name} stands in the counts and holds other codes in {source}. "
            "Count children at the narrowest code only."
        )
    return made


def _check_ways_up(
    name: str, used: Iterable[str], *, above: Mapping[str, tuple[str, ...]], source: str
) -> None:
    if TOTAL in above:
        raise NotValid(f"{source}: Total stands as a child. Total is above everything: remove the line.")
    for code in [*used, *above]:
        if code not in above:
            raise NotValid(f"{source}: “{code}” of {name} has no parent. Add a line “{code},Total”.")
    for code in above:
        _check_no_circle(code, above=above, source=source)


def _check_no_circle(code: str, *, above: Mapping[str, tuple[str, ...]], source: str) -> None:
    seen, waiting = {code}, list(above[code])
    while waiting:
        parent = waiting.pop()
        if parent == code:
            raise NotValid(f"{source}: “{code}” stands above itself. Correct its parent.")
        if parent == TOTAL or parent in seen:
            continue
        if parent not in above:
            raise NotValid(f"{source}: “{parent}” has no parent. Add a line “{parent},Total”.")
        seen.add(parent)
        waiting.extend(above[parent])
