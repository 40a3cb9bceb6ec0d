"""Whether tables share dimensions in a circle, so that more than their sums ties them together."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from oneplan.disclosure.auditor.reading import TOP, Codes

Cross = frozenset[int]


def find_circle(
    cells: Iterable[Codes], *, trees: Sequence[Sequence[Mapping[str, tuple[str, ...]]]] = ()
) -> tuple[Cross, ...]:
    """The crosses of dimensions, by their places, that go round, as school × sex, sex × year, year × school.

    Where none do, counts that fit every sum of the tables are always those of some children; where they
    do, a reader could in rare cases know more (Vorob'ev's theorem; the test is Graham's reduction). Two
    hierarchies of one dimension, without the codes that lie in both, are tied in the same way.

    Parameters
    ----------
    trees
        For each dimension its hierarchies: the codes right below each code.

    Examples
    --------
    >>> find_circle([("s1", "f", "Total"), ("Total", "f", "y1")])
    ()
    >>> len(find_circle([("s1", "f", "Total"), ("Total", "f", "y1"), ("s1", "Total", "y1")]))
    3
    """
    codes: dict[Cross, list[Codes]] = defaultdict(list)
    for cell in cells:
        codes[frozenset(place for place, code in enumerate(cell) if code != TOP)].append(cell)
    several = [place for place, known in enumerate(trees) if len(known) > 1]
    split = [cross for cross in codes if _is_split(cross, codes[cross], several=several, trees=trees)]
    return tuple(split) or _reduce(set(codes))


def _is_split(
    cross: Cross,
    cells: Sequence[Codes],
    *,
    several: Sequence[int],
    trees: Sequence[Sequence[Mapping[str, tuple[str, ...]]]],
) -> bool:
    """Whether a dimension with several hierarchies ends here at codes that hold others."""
    for place in cross.intersection(several):
        used = {cell[place] for cell in cells}
        for code in used:
            below = {child for tree in trees[place] for child in tree.get(code, ())}
            if below and not below & used:
                return True
    return False


def _reduce(crosses: set[Cross]) -> tuple[Cross, ...]:
    """Drop what only one cross holds, and crosses inside others, until nothing more can be dropped."""
    while True:
        alone = {
            place for cross in crosses for place in cross if sum(place in other for other in crosses) == 1
        }
        smaller = {cross - alone for cross in crosses}
        kept = {cross for cross in smaller if not any(cross < other for other in smaller)}
        if kept == crosses:
            return tuple(sorted(crosses, key=sorted)) if len(crosses) > 1 else ()
        crosses = kept
