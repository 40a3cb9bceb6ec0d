"""Whom a figure is about: a group of children by its characteristics, all children among them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Group:
    """A group of children that figures are published for."""

    id: str
    name: str
    """With `{people}` where children or young people are named, for example `{people} in care`."""
    kind: str
    """Groups of one kind repeat each other: free school meals and disadvantage are both `poverty`."""
    kind_name: str

    def said(self, people: str = "children") -> str:
        """The group in words.

        Examples
        --------
        >>> Group(id="care", name="{people} in care", kind="care", kind_name="Children in care").said()
        'children in care'
        """
        return self.name.replace("{people}", people)
