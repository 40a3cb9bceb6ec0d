"""The series of a measure again, by pandas from the publisher's own files: values, means, ranks."""

from functools import cache, partial
from statistics import fmean

import pandas as pd
import pytest

from builders import real_evidence, shared_data
from oneplan.definitions.families import find_family
from oneplan.understand.series import gap_series, measure_series
from oneplan.words.area import find_area, list_authorities

FAMILIES = (
    "attainment-8",
    "persistent-absence",
    "reading-writing-maths",
    "good-level-of-development",
    "infant-deaths",
    "killed-or-injured-on-roads",
    "chlamydia-found",
    "three-placements",
)
ENGLAND = 970


@cache
def raw():
    """Every value by measure, period and the number of the area."""
    table = pd.read_parquet(shared_data("lait", "bds_long_0.parquet"))
    table["value"] = pd.to_numeric(table["Values"], errors="coerce").round(12)
    table["measure"] = table["Short Desc"].str.strip()
    table["period"] = table["Years"].str.replace(r"\s*\(.*\)$", "", regex=True).str.strip()
    wanted = {name for family in FAMILIES for name in find_family(family).measures.values()}
    known = table[table["measure"].isin(wanted) & table["value"].notna()]
    number = known["LA Number"].astype(int)
    return dict(zip(zip(known["measure"], known["period"], number, strict=True), known["value"], strict=True))


@cache
def neighbours():
    """The ten neighbours of each authority, by number."""
    sheet = pd.read_excel(shared_data("lait", "sn_may_2025.xlsx"), header=None, engine="calamine")
    found = {}
    for row in sheet.iloc[3:].itertuples(index=False):
        if not str(row[0]).replace(".0", "").isdigit():
            break
        found[int(row[0])] = [int(row[at]) for at in range(5, 25, 2)]
    return found


def close(ours, theirs):
    if ours is None or theirs is None:
        return ours is theirs
    return abs(ours - theirs) < 1e-8 * max(1.0, abs(theirs))


def mean_of(values):
    known = [value for value in values if value is not None]
    return (fmean(known) if len(known) >= 5 else None), len(known)


def rank_again(values, mine):
    return 1 + sum(value < mine for value in values), len(values)


def differences(row, *, family, area):
    measure, period = row["measure"], row["period"]

    def figure(number):
        return raw().get((measure, period, number))

    mean, used = mean_of([figure(number) for number in neighbours()[area.number]])
    expected = {
        "value": figure(area.number),
        "england_value": figure(ENGLAND),
        "region_value": figure(find_area(area.within).number),
        "neighbours_value": mean,
    }
    wrong = [(name, row[name], value) for name, value in expected.items() if not close(row[name], value)]
    if row["neighbours_used"] != used:
        wrong.append(("used", row["neighbours_used"], used))
    turn = {"high": -1, "low": 1}.get(family.polarity)
    if turn and expected["value"] is not None:
        everyone = [figure(one.number) for one in list_authorities()]
        turned = [turn * value for value in everyone if value is not None]
        if (row["rank"], row["of"]) != rank_again(turned, turn * expected["value"]):
            wrong.append(("rank", row["rank"], rank_again(turned, turn * expected["value"])))
    elif row["rank"] is not None:
        wrong.append(("rank", row["rank"], None))
    return wrong


@pytest.mark.parametrize("name", FAMILIES)
def test_every_authority_s_series_is_what_pandas_says(name):
    shared_data("lait")
    family = find_family(name)
    seen = 0
    for area in list_authorities():
        for row in measure_series(real_evidence(), family=name, area=area.code).frame.to_dicts():
            assert differences(row, family=family, area=area) == [], (area.name, row["group"], row["period"])
            seen += 1
    assert seen >= 153 * 3 * len(family.measures)


def gap_of(pair, *, turn, period, number):
    values = [raw().get((measure, period, number)) for measure in (pair.reference_measure, pair.measure)]
    return None if None in values else round(turn * (values[0] - values[1]), 9)


def gap_differences(row, *, pair, turn, area):
    gap = partial(gap_of, pair, turn=turn, period=row["period"])
    mean, used = mean_of([gap(number=number) for number in neighbours()[area.number]])
    everyone = [gap(number=one.number) for one in list_authorities()]
    known = [value for value in everyone if value is not None]
    mine = gap(number=area.number)
    expected = {"gap": mine, "england_gap": gap(number=ENGLAND), "neighbours_gap": mean}
    wrong = [(name, row[name], value) for name, value in expected.items() if not close(row[name], value)]
    place = (None, None) if mine is None else rank_again(known, mine)
    if (row["neighbours_used"], row["rank"], row["of"]) != (used, *place):
        wrong.append((row["neighbours_used"], row["rank"], row["of"], used, *place))
    return wrong


@pytest.mark.parametrize("name", ["attainment-8", "persistent-absence"])
def test_every_authority_s_gap_over_time_is_what_pandas_says(name):
    shared_data("lait")
    family = find_family(name)
    turn = 1 if family.polarity == "high" else -1
    for pair in family.pairs[:3]:
        for area in list_authorities()[::5]:
            rows = gap_series(real_evidence(), family=name, group=pair.group, area=area.code).frame.to_dicts()
            for row in rows:
                assert gap_differences(row, pair=pair, turn=turn, area=area) == [], (area.name, row["period"])
