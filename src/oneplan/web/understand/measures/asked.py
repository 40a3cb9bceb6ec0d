"""What a reader asked the page of a measure for: area, family, group; and the addresses that ask so."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from oneplan.definitions.families import Family
from oneplan.words.area import Area


@dataclass(frozen=True)
class AskedMeasure:
    """One family of measures for one authority, and the group whose gap is looked at."""

    family: Family
    area: Area
    home: str
    """The code of the partnership's own area, which an address need not name."""
    group: str = ""
    not_understood: tuple[str, ...] = field(default=(), compare=False)

    def query(self, **more: str) -> str:
        """The query string that keeps the area, and asks for more."""
        area = "" if self.area.code == self.home else self.area.code
        query = urlencode({name: value for name, value in {"area": area, **more}.items() if value})
        return f"?{query}" if query else ""

    @property
    def path(self) -> str:
        """Where this page stands, whatever else is asked."""
        return f"/children/measures/{self.family.id}/"

    def address(self, group: str = "") -> str:
        """This page with this group's gap."""
        return f"{self.path}{self.query(group=group)}"

    def csv(self, table: str, **more: str) -> str:
        """The address of one of the page's tables as a file."""
        query = self.query(table="" if table == "figures" else table, **more)
        return f"/children/measures/{self.family.id}.csv{query}"


def read_measure(family: Family, *, area: Area, home: Area, group: str, problem: str) -> AskedMeasure:
    """Read what was asked; a group that is not one of the choices is named and not used."""
    problems = [f"Area: {problem}"] if problem else []
    choices = [pair.group for pair in family.pairs] or list(family.measures)
    wanted = group.strip()
    if wanted and wanted not in choices:
        problems.append(f"Group: “{wanted[:40]}” is not one of the choices, so it is not used.")
        wanted = ""
    return AskedMeasure(
        family=family, area=area, home=home.code, group=wanted, not_understood=tuple(problems)
    )
