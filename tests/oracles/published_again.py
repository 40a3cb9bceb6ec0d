"""Reads the publisher's files again, without oneplan: pyarrow for the figures, plain XML for the lists."""

import csv
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from xml.etree import ElementTree as ET

import pyarrow.parquet as pq

When = tuple[str, int, int]
"""The publisher's kind of year, the year a period begins in and the year it ends in."""

ENGLAND, LONDON = 970, 986
REGIONS = frozenset(range(980, 991))
ENDED = frozenset({835, 836, 837, 909, 928})
_NOTE = re.compile(r" \((OT|Rev|Final|prov)\)$")


@dataclass(frozen=True)
class Published:
    """Everything that the finder needs, as plain dictionaries."""

    values: dict[str, dict[When, dict[int, Decimal]]]
    """measure → period → number of the area → value."""
    labels: dict[tuple[str, When], str]
    region: dict[int, int]
    """number of an authority → number of its region."""
    neighbours: dict[str, dict[int, list[int]]]

    def at(self, measure: str, when: When, area: int) -> Decimal | None:
        """One value, None where nothing is published."""
        return self.values[measure].get(when, {}).get(area)


def read_again(folder: Path, *, measures: set[str]) -> Published:
    """Read what these measures need."""
    kinds = _year_kinds(folder / "lait_data_dictionary.csv")
    values: dict[str, dict[When, dict[int, Decimal]]] = defaultdict(lambda: defaultdict(dict))
    labels: dict[tuple[str, When], str] = {}
    regions: dict[int, str] = {}
    numbers: dict[str, int] = {}
    columns = ["Short Desc", "Years", "Values", "LA Number", "LA and Regions", "Region"]
    wanted = [("Short Desc", "in", measures)]
    table = pq.read_table(folder / "bds_long_0.parquet", columns=columns, filters=wanted).to_pydict()
    for measure, label, text, number, name, region in zip(*(table[c] for c in columns), strict=True):
        area = int(number)
        numbers[name.casefold()] = area
        regions[area] = region
        if text != "-":
            when = _when(label, kind=kinds[measure])
            values[measure][when][area] = Decimal(repr(float(text)))
            labels[measure, when] = _NOTE.sub("", label)
    return Published(
        values=values,
        labels=labels,
        region={
            area: LONDON if region in ("Inner London", "Outer London") else numbers[region.casefold()]
            for area, region in regions.items()
            if is_alive(area)
        },
        neighbours={
            "2025": _neighbours(folder / "sn_may_2025.xlsx"),
            "2021": _neighbours(folder / "sn_april_2021.xlsx"),
        },
    )


def is_alive(area: int) -> bool:
    """Whether this is the number of an authority of today."""
    return area != ENGLAND and area not in REGIONS and area not in ENDED


def _year_kinds(path: Path) -> dict[str, str]:
    with path.open(encoding="utf-8", newline="") as file:
        return {row["Measure_short"].strip(): row["Year_Type"].strip() for row in csv.DictReader(file)}


def _when(label: str, *, kind: str) -> When:
    """2025 of a school year is 2024 to 2025, as 2024/25 is."""
    digits = re.findall(r"\d+", _NOTE.sub("", label))
    first = int(digits[0])
    if len(digits) == 1:
        return (kind, first - 1 if kind in ("Academic Year", "Financial Year") else first, first)
    return (
        kind,
        first,
        first - first % 100 + int(digits[-1]) + (100 if int(digits[-1]) < first % 100 else 0),
    )


def _neighbours(path: Path) -> dict[int, list[int]]:
    """The ten numbers in the columns headed SN1 to SN10, for each row up to the first empty one."""
    rows = _cells(path)
    heading = next(row for row in sorted(rows) if rows[row].get("A") == "LA num")
    columns = {
        int(text[2:]): letter for letter, text in rows[heading].items() if re.fullmatch(r"SN\d+", text)
    }
    found = {}
    row = heading + 1
    while rows.get(row, {}).get("A", "").strip():
        theirs = [rows[row].get(columns[place], "-") for place in range(1, 11)]
        found[int(rows[row]["A"])] = [int(float(text)) for text in theirs if text.strip() != "-"]
        row += 1
    return found


def _cells(path: Path) -> dict[int, dict[str, str]]:
    with zipfile.ZipFile(path) as parts:
        shared = ET.fromstring(parts.read("xl/sharedStrings.xml"))
        sheet = ET.fromstring(parts.read("xl/worksheets/sheet1.xml"))
    texts = ["".join(part.text or "" for part in item.iter() if _tag(part) == "t") for item in shared]
    rows: dict[int, dict[str, str]] = defaultdict(dict)
    for cell in (element for element in sheet.iter() if _tag(element) == "c"):
        value = next((part.text for part in cell if _tag(part) == "v"), None)
        if value is not None:
            letters, number = re.match(r"([A-Z]+)(\d+)", cell.get("r", "")).groups()
            rows[int(number)][letters] = texts[int(value)] if cell.get("t") == "s" else value
    return rows


def _tag(element: ET.Element) -> str:
    return element.tag.rpartition("}")[2]
