"""Coarser tables: a dimension's levels merged into those above, or a dimension left out."""

from collections.abc import Iterator

from oneplan.disclosure.releases.dimensions import TOTAL
from oneplan.errors import NotValid
from oneplan.web.understand.gate.counting import merge_levels
from oneplan.web.understand.models import Release

MERGE, LEAVE_OUT = "merge", "leave out"


def list_recodings(release: Release) -> Iterator[tuple[str, str]]:
    """What can be made coarser in a release: the kind of change, and the dimension."""
    names = dict.fromkeys(name for table in release.tables for name in table)
    for name in names:
        if _can_merge(release, name):
            yield MERGE, name
    if len(names) > 1:
        yield from ((LEAVE_OUT, name) for name in names)


def recode(release: Release, does: str, *, name: str) -> None:
    """Make a release coarser, without saving it.

    Raises
    ------
    NotValid
        When it cannot be made coarser like this.
    """
    if (does, name) not in set(list_recodings(release)):
        raise NotValid("This cannot be merged or left out any more. Choose one of the changes on the page.")
    if does == MERGE:
        release.merged = {**release.merged, name: int(release.merged.get(name, 0)) + 1}
    else:
        left = (tuple(one for one in table if one != name) for table in release.tables)
        release.tables = [list(table) for table in dict.fromkeys(left) if table]


def _can_merge(release: Release, name: str) -> bool:
    pairs = tuple((child, parent) for child, parent in release.levels_above.get(name, ()))
    _, left = merge_levels((), pairs, times=int(release.merged.get(name, 0)))
    once_each = len({child for child, _ in left}) == len(left)
    return once_each and any(parent != TOTAL for _, parent in left)
