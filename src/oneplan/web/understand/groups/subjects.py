"""Which groups of children have a page: the focus groups of plans, and every kind of group in figures."""

import re
from dataclasses import dataclass
from functools import cache

from oneplan.definitions.groups import families_counting, list_focus, list_groups
from oneplan.errors import NotFound

_NO_PAGE = ("all", "reference")
_SLUG = re.compile(r"[-a-zA-Z0-9_]+")


@dataclass(frozen=True)
class Subject:
    """A group of children that has a page."""

    id: str
    name: str
    kinds: tuple[str, ...]
    """The kinds of group whose figures speak of it."""
    without_figures: tuple[str, ...] = ()
    """Those in it whom no published figure here is about."""
    is_focus: bool = False

    @property
    def said(self) -> str:
        """The name within a sentence; the name of a people keeps its capital."""
        first = self.name.split(" ", 1)[0]
        return self.name if first in ("Asian", "Black", "Chinese") else self.name[:1].lower() + self.name[1:]

    @property
    def groups(self) -> tuple[str, ...]:
        """The ids of the groups in figures that belong to it."""
        return tuple(group.id for group in list_groups().values() if group.kind in self.kinds)

    @property
    def how_many(self) -> tuple[str, ...]:
        """The families of measures that say how many children it is: the first of each kind first."""
        ranked = [
            (place, family) for kind in self.kinds for place, family in enumerate(families_counting(kind))
        ]
        return tuple(family for _, family in sorted(ranked, key=lambda one: one[0]))


@cache
def list_subjects() -> dict[str, Subject]:
    """All groups with a page, by address; a focus group takes that of the kind it is named for."""
    kinds = {group.kind: group.kind_name for group in list_groups().values() if group.kind not in _NO_PAGE}
    subjects = {
        focus.id: Subject(focus.id, focus.name, focus.kinds, focus.without_figures, is_focus=True)
        for focus in list_focus()
    }
    for kind, name in kinds.items():
        subjects.setdefault(kind, Subject(kind, name, (kind,)))
    return subjects


def find_address(id_: str) -> str:
    """Where the page of a group stands by which a plan names children; empty where it has none.

    A group of figures is shown on the page of its kind. What only a plan names has a page by its own id.

    Examples
    --------
    >>> find_address("care"), find_address("free-school-meals"), find_address("young-carers")
    ('/children/groups/care/', '/children/groups/poverty/', '/children/groups/young-carers/')
    >>> find_address("all")
    ''
    """
    known = list_groups().get(id_)
    page = id_ if known is None or id_ in list_subjects() else known.kind
    if page in _NO_PAGE or not _SLUG.fullmatch(page):
        return ""
    return f"/children/groups/{page}/"


def find_subject(id_: str) -> Subject:
    """The group with this address.

    Raises
    ------
    NotFound
        When there is none.
    """
    try:
        return list_subjects()[id_]
    except KeyError as error:
        raise NotFound(f"No group of children has the address “{id_[:60]}”.") from error
