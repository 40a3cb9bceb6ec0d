"""Draws the table of who may do what, for a page and for the documentation alike."""

from dataclasses import dataclass

from oneplan.people import MAY, OWN, ROLES, SIGNED_IN, Role


@dataclass(frozen=True)
class Line:
    """One act: what it does, who may do it for everybody, and who for their own organisation."""

    act: str
    does: str
    everybody: str
    own: str
    remembered: str


@dataclass(frozen=True)
class Table:
    """The acts, and the roles in words."""

    lines: tuple[Line, ...]
    roles: tuple[tuple[str, str, str], ...]


def make_table() -> Table:
    """The whole table, in the order in which it is written."""
    lines = tuple(
        Line(
            act=name,
            does=act.does,
            everybody=_names([role for role, reach in act.by.items() if reach is not OWN]),
            own=_names([role for role, reach in act.by.items() if reach is OWN]),
            remembered="yes" if act.sensitive or not act.reads else "no",
        )
        for name, act in MAY.items()
    )
    roles = tuple(
        (about.title, about.does, "yes" if about.second_factor else "no") for about in ROLES.values()
    )
    return Table(lines=lines, roles=roles)


def _names(roles: list[Role]) -> str:
    given = set(roles)
    if given == set(Role):
        return "everybody"
    if given == set(SIGNED_IN):
        return "everybody who signs in"
    return ", ".join(about.title for role, about in ROLES.items() if role in given)
