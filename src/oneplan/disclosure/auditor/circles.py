"""Whether tables share dimensions in a circle, so that more than their sums ties them together."""

from collections.abc import Iterable

from oneplan.disclosure.auditor.reading import TOP, Codes


def share_in_a_circle(cells: Iterable[Codes]) -> bool:
    """Whether the crosses that these cells show go round, as school × sex, sex × year, year × school.

    Where they do not, counts that fit every sum of the tables are always those of some children; where they
    do, a reader could in rare cases know more (Vorob'ev's theorem; the test is Graham's reduction).

    Examples
    --------
    >>> share_in_a_circle([("s1", "f", "Total"), ("Total", "f", "y1")])
    False
    >>> share_in_a_circle([("s1", "f", "Total"), ("Total", "f", "y1"), ("s1", "Total", "y1")])
    True
    """
    crosses = {frozenset(place for place, code in enumerate(cell) if code != TOP) for cell in cells}
    while True:
        alone = {
            place for cross in crosses for place in cross if sum(place in other for other in crosses) == 1
        }
        smaller = {cross - alone for cross in crosses}
        kept = {cross for cross in smaller if not any(cross < other for other in smaller)}
        if kept == crosses:
            return len(crosses) > 1
        crosses = kept
