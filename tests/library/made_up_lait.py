"""A small, made-up, well-formed set of the publisher's five files; no figure in it is real."""

import csv
import functools
import io
import random
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from library.made_up_spreadsheet import Cell, write_spreadsheet
from oneplan.definitions.families import list_families, measures_in_pairs
from oneplan.words.area import Area, find_area

ENGLAND, SOUTH_WEST, SOUTH_EAST, LONDON = (find_area(number) for number in ("970", "985", "984", "986"))
AUTHORITIES: tuple[Area, ...] = tuple(
    find_area(name)
    for name in (
        *("Gloucestershire", "South Gloucestershire", "Wiltshire", "Devon", "Somerset", "Plymouth"),
        *("Kent", "Hampshire", "West Sussex", "Oxfordshire", "Portsmouth"),
        *("Camden", "Barnet", "Hackney"),
    )
)
ENDED = find_area("Dorset (Pre LG)")
PLACES = (ENGLAND, SOUTH_WEST, SOUTH_EAST, LONDON, *AUTHORITIES, ENDED)
YEARS = ("2021", "2022", "2023", "2024", "2025")
COLUMNS = {
    "Short Desc": pl.String,
    "Data item": pl.String,
    "Years": pl.String,
    "LA and Regions": pl.String,
    "Values": pl.String,
    "LA Number": pl.Float64,
    "Region": pl.String,
}
DICTIONARY_COLUMNS = (
    *("Measure_code", "Topic", "Measure", "Chart_title", "Measure_short", "Polarity", "y_axis_name"),
    *("state_funded_flag", "Table_status", "Description", "Last Update", "Next Update"),
    *("Data Owner (DO) /Supplier and Contact Details", "Methodology", "Hyperlink(s)", "dps", "Year_Type"),
    "No_Quartile",
)
FILE_NAMES = {
    "observations": "bds_long_0.parquet",
    "dictionary": "lait_data_dictionary.csv",
    "neighbours_2025": "sn_may_2025.xlsx",
    "neighbours_2021": "sn_april_2021.xlsx",
    "authorities": "la_code_list.xlsx",
}
_APRIL_2026, _APRIL_2025 = 46113, 45748


def made_up_row(measure: str, year: str, area: Area, *, value: str | None) -> dict[str, object]:
    """One row of the long file."""
    return {
        "Short Desc": measure,
        "Data item": None,
        "Years": year,
        "LA and Regions": area.name,
        "Values": value,
        "LA Number": float(area.number),
        "Region": find_area(area.within).name if area.within else "England",
    }


@functools.cache
def made_up_rows(seed: int = 1, *, holes: float = 0.0) -> pl.DataFrame:
    """Every measure of the pairs in five years for 18 places; `holes` is the part that is a dash.

    The authority that has ended has figures too, the widest gaps of all, so that a rank that counted it would
    show.
    """
    chance = random.Random(seed)
    rows = []
    for measure in measures_in_pairs():
        for year in YEARS:
            for area in PLACES:
                value = str(round(chance.uniform(0, 90 if area != ENDED else 99), 1))
                rows.append(made_up_row(measure, year, area, value="-" if chance.random() < holes else value))
    return pl.DataFrame(rows, schema=COLUMNS)


def made_up_dictionary(measures: Sequence[str] = (), *, updated: int = _APRIL_2026) -> list[dict[str, str]]:
    """One entry a measure of the pairs, and of any others named."""
    high = {m for f in list_families() if f.polarity == "high" for p in f.pairs for m in (p.measure,)}
    return [
        dict.fromkeys(DICTIONARY_COLUMNS, "")
        | {
            "Topic": "Made up",
            "Measure": f"Title of {measure}",
            "Measure_short": measure,
            "Polarity": "High" if measure in high else "Low",
            "y_axis_name": "% of pupils" if "Prog8" not in measure else "Score",
            "Description": "Two lines\r\r\nin one cell",
            "Last Update": str(updated if place == 0 else _APRIL_2025) if place < 3 else "New data",
            "dps": "NA" if place % 2 else "2",
            "Year_Type": "Academic Year",
        }
        for place, measure in enumerate([*measures_in_pairs(), *measures])
    ]


def made_up_neighbours(areas: Sequence[Area] = AUTHORITIES, *, step: int = 1) -> list[list[Cell]]:
    """A list of neighbours as the publisher lays it out: ten others for each area, then notes."""
    rows: list[list[Cell]] = [
        list(range(1, 26)),
        [None] * 25,
        ["LA num", "LA Name", "LA number", "GOInd", "GOReg"]
        + [name for place in range(1, 11) for name in (f"SN{place}", "SNP")],
    ]
    for place, area in enumerate(areas):
        others = [areas[(place + step * n) % len(areas)] for n in range(1, len(areas)) if n]
        others = [other for other in dict.fromkeys(others) if other != area]
        cells: list[Cell] = [area.number, area.name, area.number, 1, "Region"]
        for other in others[:10]:
            cells += [other.number, "Very Close" if place % 2 else "Very close"]
        rows.append(cells)
    return [*rows, [None] * 25, ["Old SNs:"], ["notes that are no list"]]


def made_up_authorities() -> list[list[Cell]]:
    """The publisher's list of authorities."""
    return [
        ["LA Number", "LA Name", "Region", "Type"],
        *[[area.number, area.name, "Region", "UA"] for area in PLACES],
    ]


def write_dictionary(entries: Sequence[dict[str, str]]) -> bytes:
    """The dictionary as the publisher's CSV."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, fieldnames=list(entries[0]))
    writer.writeheader()
    writer.writerows(entries)
    return text.getvalue().encode()


def write_lait(folder: Path, **changes: object) -> Path:
    """Write the five files; a change replaces one of them with rows, bytes, or None for no such file."""
    folder.mkdir(parents=True, exist_ok=True)
    contents: dict[str, object] = {
        "observations": made_up_rows,
        "dictionary": made_up_dictionary,
        "neighbours_2025": made_up_neighbours,
        "neighbours_2021": lambda: made_up_neighbours(step=3),
        "authorities": made_up_authorities,
        **changes,
    }
    for key, content in contents.items():
        _write(folder / FILE_NAMES[key], content() if callable(content) else content)
    return folder


def _write(path: Path, content: object) -> None:
    if content is None:
        path.unlink(missing_ok=True)
    elif isinstance(content, bytes):
        path.write_bytes(content)
    elif isinstance(content, pl.DataFrame):
        content.write_parquet(path)
    elif path.suffix == ".csv":
        path.write_bytes(write_dictionary(content))
    else:
        write_spreadsheet(path, content)
