"""What kind of figure each measure is (rate, score, count …), and what may lie outside its bounds."""

import csv
import tomllib
from functools import cache
from importlib.resources import files

KINDS = ("rate", "score", "count", "money", "days")


@cache
def kinds_of_measures() -> dict[str, str]:
    """The kind of each measure, by the publisher's short name kept to the letter."""
    text = files("oneplan.definitions").joinpath("measures.csv").read_text(encoding="utf-8")
    lines = [line for line in text.splitlines() if not line.startswith("#")]
    return {row["measure"]: row["kind"] for row in csv.DictReader(lines)}


@cache
def allowed_outside_bounds() -> dict[str, str]:
    """Percentages that may lie outside 0 to 100, each with the reason."""
    data = tomllib.loads(files("oneplan.definitions").joinpath("checks.toml").read_text(encoding="utf-8"))
    allowed: dict[str, str] = data["percentages_outside_bounds"]
    return allowed
