"""What a reader asks of the directory of help: which level, for which age, in which district."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from oneplan.plan.nearness import Asked
from oneplan.sources.directory.offers import Level

OLDEST = 25
MOST_PAGES = 9_999
LEVEL_WORDS: dict[Level, str] = {
    "universal": "For every child",
    "early": "Early help, before a worry grows",
    "specialist": "Specialist help",
}


@dataclass(frozen=True)
class AskedHelp:
    """What was asked for; anything that is not understood asks for all, and is named."""

    level: Level = ""
    age: int | None = None
    district: str = ""
    page: int = 1
    not_understood: tuple[str, ...] = ()

    def query(self, **changes: object) -> str:
        """The query string that asks for this again, with changes."""
        asked = replace(self, **changes)  # type: ignore[arg-type]
        said = {
            "level": asked.level,
            "age": "" if asked.age is None else str(asked.age),
            "district": asked.district,
            "page": "" if asked.page == 1 else asked.page,
        }
        query = urlencode({name: value for name, value in said.items() if value})
        return f"?{query}" if query else ""

    def of_need(self, *, within_km: float) -> Asked:
        """The same as the library is asked."""
        return Asked(level=self.level, age=self.age, within_km=within_km)


def read_asked_help(query: Mapping[str, str], *, districts: Collection[str]) -> AskedHelp:
    """Read a query string; a choice that is not understood gives way to all, and is named."""
    problems = []
    level, age = query.get("level", "").strip(), query.get("age", "").strip()
    district, page = query.get("district", "").strip(), query.get("page", "")
    found: Level = next((one for one in LEVEL_WORDS if one == level), "")
    if level and not found:
        problems.append(f"Kind of help: “{level[:40]}” is not one of the choices, so it is not used.")
    is_age = age.isascii() and age.isdigit() and len(age) < len("100") and int(age) <= OLDEST
    if age and not is_age:
        problems.append(f"Age: “{age[:40]}” is no age from 0 to {OLDEST}, so it is not used.")
    if district and district not in districts:
        problems.append(f"Place: “{district[:40]}” is not one of the choices, so it is not used.")
    number = page.isascii() and page.isdigit() and len(page) <= len(str(MOST_PAGES))
    return AskedHelp(
        level=found,
        age=int(age) if is_age else None,
        district=district if district in districts else "",
        page=max(1, int(page)) if number else 1,
        not_understood=tuple(problems),
    )
