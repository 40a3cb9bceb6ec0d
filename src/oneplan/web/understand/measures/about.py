"""What a measure means: the publisher's own description, who publishes it and when, and what is doubtful."""

import datetime as dt
import re
from collections.abc import Iterable
from dataclasses import dataclass

from oneplan.definitions.families import Family
from oneplan.definitions.groups import find_group
from oneplan.sources.evidence import Evidence
from oneplan.sources.sourced import Row
from oneplan.web.design.gap_tables import Line, Table
from oneplan.web.understand.measures.queries import find_entry, list_doubts, list_revisions
from oneplan.web.understand.measures.words import BETTER_WAY
from oneplan.words.area import ENGLAND, Area
from oneplan.words.saying import start_sentence

# The publisher writes some dates as a spreadsheet counts days.
_FIRST_DAY = dt.date(1899, 12, 30)
_STOPPED = ("discontinued", "no longer published")
_OWNERS = {
    "DfE": "Department for Education",
    "ONS": "Office for National Statistics",
    "OHID": "Office for Health Improvement and Disparities",
    "DWP": "Department for Work and Pensions",
    "CAFCASS": "Children and Family Court Advisory and Support Service",
    "NCMD": "National Child Mortality Database",
    "Youth Justice board": "Youth Justice Board",
    "0": "",
}
_WRITTEN_OUT = (
    (r"KS ?([1245])", r"key stage \1"),
    ("EHCPs", "education, health and care plans"),
    ("EHCP", "education, health and care plan"),
    ("EHC", "education, health and care"),
    ("SEND", "special educational needs and disabilities"),
    ("SEN", "special educational needs"),
    ("FSM", "free school meals"),
    ("(?:CLA|LAC)", "children looked after"),
    ("CIN", "children in need"),
    ("CPPO?", "child protection plan"),
    ("LAs", "local authorities"),
    ("LA", "local authority"),
)


@dataclass(frozen=True)
class About:
    """What stands beside the figures: short facts, and the publisher's long words."""

    facts: tuple[tuple[str, str], ...]
    wording: tuple[str, ...]
    """The publisher's description in its own words, a paragraph each."""


def say_about(evidence: Evidence, family: Family, *, group: str) -> About:
    """What is known of a family's measures."""
    entry = find_entry(evidence, family.measures[group])
    said = _written_out(str(entry.get("title") or ""))
    why = f" {family.polarity_why}" if family.polarity_why else ""
    facts = [
        ("The publisher calls it", said),
        ("Which way is better", BETTER_WAY[family.polarity] + why),
        ("To know", family.note),
        ("Compare over time", _comparable(family)),
        ("Who publishes it", _owner(entry, evidence=evidence)),
        ("Last and next update", _updates(entry)),
        (
            "Uncertainty",
            "No denominator is published, so no interval can be given. A small change may be chance.",
        ),
    ]
    wording = _written_out(str(entry.get("description") or "").replace("\r", "")).split("\n")
    return About(
        facts=tuple((name, said) for name, said in facts if said),
        wording=tuple(paragraph.strip() for paragraph in wording if paragraph.strip()),
    )


def _written_out(text: str) -> str:
    """The publisher's words, with the abbreviations that a page does not use written out."""
    for short, long in _WRITTEN_OUT:
        text = re.sub(rf"\b{short}\b", long, text)
    return text


def _comparable(family: Family) -> str:
    if family.comparable_from is None:
        return ""
    return f"{family.comparable_why} Earlier figures are shown, and joined with nothing."


def _owner(entry: Row, *, evidence: Evidence) -> str:
    owner = str(entry.get("owner") or "").strip()
    said = _OWNERS.get(owner, owner)
    edition = evidence.edition
    where = f"{edition.publisher}, {edition.title}, {edition.label}"
    return f"{said}, in: {where}." if said and said != edition.publisher else f"{where}."


def _updates(entry: Row) -> str:
    last, following = entry.get("last_update"), str(entry.get("next_update") or "").strip()
    parts = [f"Last: {last:%B %Y}." if last else ""]
    if following.isdigit():
        parts.append(f"Next: {_FIRST_DAY + dt.timedelta(days=int(following)):%B %Y}.")
    elif following.casefold().startswith(_STOPPED):
        parts.append("The publisher has stopped it.")
    else:
        parts.append("The next one has no date yet.")
    return " ".join(part for part in parts if part)


def say_doubts(evidence: Evidence, family: Family, *, area: Area) -> tuple[str, ...]:
    """What the checks on arrival found in these figures, and what follows from it here."""
    doubts = list_doubts(evidence, family)
    by_check: dict[str, list[Row]] = {}
    for row in doubts:
        by_check.setdefault(row["check"], []).append(row)
    said = []
    for check, rows in by_check.items():
        if check == "england-outside-authorities":
            said.append(_say_england(rows))
        elif check == "percentage-outside-bounds":
            said.append(_say_percentages(rows, area=area))
        else:
            periods = ", ".join(sorted({row["period"] for row in rows}))
            said.append(f"{periods}: {rows[0]['why']} These figures are compared with nothing.")
    return tuple(said)


def _say_england(rows: Iterable[Row]) -> str:
    listed = list(rows)
    newest = max(listed, key=lambda row: row["period"])
    value = f"{newest['value']:,.0f} in {newest['period'].replace('-', '–')}"
    return (
        f"England’s figure ({value}) cannot be right beside the others: {_plainly(newest['why'])} "
        "So nothing here is compared with it, nor with a region that is outside the range too. "
        "We have not changed it."
    )


def _plainly(why: str) -> str:
    return why.replace("'", "’").replace(".0", "")


def _say_percentages(rows: Iterable[Row], *, area: Area) -> str:
    listed = list(rows)
    here = sum(row["area"] == area.code for row in listed)
    england = sum(row["area"] == ENGLAND for row in listed)
    whose = f"{here} of them here, {england} of them England’s" if here else f"none here, {england} England’s"
    return (
        f"{len(listed)} figures are published as percentages and lie outside 0 to 100 ({whose}). "
        "They are compared with nothing."
    )


def revisions_table(evidence: Evidence, family: Family, *, area: Area) -> Table | None:
    """The figures here that the edition before gave differently; None where there are none."""
    rows = list_revisions(evidence, family, area=area.code)
    if not rows:
        return None
    groups = {measure: group for group, measure in family.measures.items()}
    columns = ("Group and period", "Before", "Now")
    lines = tuple(
        Line(
            name=f"{_group(groups[row['measure']], family)}, {row['period'].replace('-', '–')}",
            cells=(("Before", row["before"] or "nothing"), ("Now", row["now"] or "nothing")),
        )
        for row in rows
    )
    return Table(
        caption=f"Figures for {area.name} that changed since the edition before", columns=columns, lines=lines
    )


def _group(group: str, family: Family) -> str:
    return start_sentence(find_group(group).said(family.people or "children"))
