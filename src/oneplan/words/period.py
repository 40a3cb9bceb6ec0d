"""When a figure is for: every label of the formats read into a start, an end, a kind of year and a status."""

import datetime as dt
import re
from dataclasses import dataclass, field

from oneplan.errors import NotValid

_STATUS = {"rev": "revised", "final": "final", "prov": "provisional", "ot": "outturn"}
_SUFFIX = re.compile(r"^(?P<label>.*?)\s*\((?P<status>rev|final|prov|ot)\)$", re.IGNORECASE)
# Only years that statistics are published for: 9999 is a spreadsheet's word for nothing.
_YEAR, _SHORT = r"((?:19|20)[0-9]{2})", r"([0-9]{2})"
_ONE_YEAR = re.compile(f"^{_YEAR}$")
_TWO_YEARS = re.compile(f"^{_YEAR}[/-]{_SHORT}$")
_YEARS_TO_YEARS = re.compile(f"^{_YEAR}/{_SHORT}-{_SHORT}/{_SHORT}$")

# The month in which a year of each kind begins. A bare academic or financial year is named by its end.
_FIRST_MONTH = {"academic": 9, "financial": 4, "calendar": 1}
_KINDS = {
    "Academic Year": "academic",
    "Financial Year": "financial",
    "Calendar Year": "calendar",
    "Annual (end of Sept)": "September",
    "Annual - January": "January",
    "Annual": "calendar",
}
_SNAPSHOT_DAYS = {"September": (9, 30), "January": (1, 15)}


@dataclass(frozen=True, order=True)
class Period:
    """A stretch of time (or a day of counting) that a figure is for; periods sort by their end."""

    end: dt.date
    start: dt.date
    kind: str
    """`academic`, `financial`, `calendar`, `September` or `January` (counted on a day), or `rolling …`."""
    label: str = field(compare=False)
    """As published, without the status."""
    status: str = field(compare=False, default="")
    """`revised`, `final`, `provisional`, `outturn`, or empty where the publisher says none."""


def read_period(label: str, *, year_kind: str = "Academic Year") -> Period:
    """Read a publisher's label for a period.

    Parameters
    ----------
    label
        For example `2025`, `2023/24`, `2023-24 (OT)`, `2014-16` (three years), `2013/14-15/16`, `2025
        (prov)`.
    year_kind
        The publisher's word for the kind of year, which decides what a bare year means.

    Raises
    ------
    NotValid
        When the label follows none of the patterns.

    Examples
    --------
    >>> read_period("2025", year_kind="Academic Year").start
    datetime.date(2024, 9, 1)
    >>> read_period("2014-16", year_kind="Calendar Year").kind
    'rolling calendar'
    >>> read_period("2025 (prov)").status
    'provisional'
    """
    text, status = _split_status(label.strip())
    kind = _KINDS.get(year_kind)
    years = _read_years(text, kind=kind or "")
    if kind is None or years is None:
        raise NotValid(f"“{label}” is not a period that can be read as {year_kind or 'a year'}.")
    first, last = years
    if kind in _SNAPSHOT_DAYS:
        day = dt.date(last, *_SNAPSHOT_DAYS[kind])
        return Period(end=day, start=day, kind=kind, label=text, status=status)
    rolling = "rolling " if last - first > 1 or (kind == "calendar" and last > first) else ""
    return Period(
        end=_last_day(last, kind=kind),
        start=_first_day(first, kind=kind, named_by_end=first == last),
        kind=rolling + kind,
        label=text,
        status=status,
    )


def _split_status(label: str) -> tuple[str, str]:
    match = _SUFFIX.match(label)
    return (match["label"], _STATUS[match["status"].casefold()]) if match else (label, "")


def _read_years(text: str, *, kind: str) -> tuple[int, int] | None:
    """First and last calendar year that the label names; None where it follows no pattern."""
    if match := _ONE_YEAR.match(text):
        return int(match[1]), int(match[1])
    if match := _TWO_YEARS.match(text):
        first = int(match[1])
        span = (int(match[2]) - first) % 100
        if span in (1, 2):
            # 2014-16 is three years: calendar years run from the first to the last, others end in the last.
            return first, first + span
    if match := _YEARS_TO_YEARS.match(text):
        first = int(match[1])
        span = (int(match[4]) - first) % 100
        joined = (int(match[2]) - first) % 100 == 1 and (int(match[4]) - int(match[3])) % 100 == 1
        if joined and 1 < span <= 5 and kind != "calendar":
            return first, first + span
    return None


def _first_day(year: int, *, kind: str, named_by_end: bool) -> dt.date:
    month = _FIRST_MONTH[kind]
    return dt.date(year - 1 if named_by_end and month > 1 else year, month, 1)


def _last_day(year: int, *, kind: str) -> dt.date:
    month = _FIRST_MONTH[kind]
    next_first = dt.date(year + 1, 1, 1) if month == 1 else dt.date(year, month, 1)
    return next_first - dt.timedelta(days=1)
