"""What a reader may ask the pages of hidden gaps for, and what is said of a choice that is not understood."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from urllib.parse import urlencode

from oneplan.definitions.families import list_kinds, list_topics
from oneplan.words.area import Area

COMPARATORS = {
    "england": "England",
    "region": "Its region",
    "neighbours-2025": "Statistical neighbours of 2025",
    "neighbours-2021": "Statistical neighbours of 2021",
}
SORTS = {
    "telling": "The most telling first",
    "rank": "Rank among authorities",
    "width": "Width of the gap, unit by unit",
    "change": "Change since the period before",
}
LABELS = {
    "area": "Area",
    "group": "Group of children",
    "stage": "Stage of life",
    "topic": "Topic",
    "against": "Compare with",
    "sort": "Sort by",
}
MOST_PAGES = 99


@dataclass(frozen=True)
class Asked:
    """What a reader asked for: an area, whom to compare it with, which comparisons, in which order."""

    area: Area
    against: str = "england"
    group: str = ""
    stage: str = ""
    topic: str = ""
    sort: str = "telling"
    repeats: bool = False
    page: int = 1
    home: str = ""
    """The code of the partnership's own area, which an address need not name."""
    not_understood: tuple[str, ...] = field(default=(), compare=False)

    def query(self, **changes: object) -> str:
        """The query string that asks for this again, with changes; what is usual is left out of it."""
        asked = replace(self, **changes)  # type: ignore[arg-type]
        said = {
            "area": "" if asked.area.code == self.home else asked.area.code,
            "against": "" if asked.against == "england" else asked.against,
            "group": asked.group,
            "stage": asked.stage,
            "topic": asked.topic,
            "sort": "" if asked.sort == "telling" else asked.sort,
            "repeats": "yes" if asked.repeats else "",
            "page": "" if asked.page == 1 else asked.page,
        }
        query = urlencode({name: value for name, value in said.items() if value})
        return f"?{query}" if query else ""


def read_asked(query: Mapping[str, str], *, area: Area, home: Area, stages: Mapping[str, str]) -> Asked:
    """Read a query string; a choice that is not understood gives way to the usual one, and is named."""
    problems: list[str] = []

    def choose(name: str, options: Iterable[str], *, usual: str = "") -> str:
        given = query.get(name, "").strip()
        if not given or given in options:
            return given or usual
        problems.append(f"{LABELS[name]}: “{given[:40]}” is not one of the choices, so it is not used.")
        return usual

    asked = Asked(
        area=area,
        against=choose("against", COMPARATORS, usual="england"),
        group=choose("group", list_kinds()),
        stage=choose("stage", stages),
        topic=choose("topic", list_topics()),
        sort=choose("sort", SORTS, usual="telling"),
        repeats=query.get("repeats") == "yes",
        page=read_page(query.get("page", "")),
        home=home.code,
    )
    return replace(asked, not_understood=tuple(problems))


def read_page(given: str) -> int:
    """Which ten comparisons: a number from 1; anything else is the first ten."""
    return min(int(given), MOST_PAGES) if given.isascii() and given.isdigit() and given.strip("0") else 1
