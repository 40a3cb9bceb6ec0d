"""Lines over time and groups beside England: nothing joined across a break, nothing too small or covered."""

import re
import xml.etree.ElementTree as ET
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneplan.publish.charts.beside import GroupRow, draw_beside
from oneplan.publish.charts.lines import draw_lines
from oneplan.publish.charts.ranks import draw_ranks
from oneplan.publish.charts.scale import round_scale
from oneplan.publish.charts.timeline import NARROW, WIDE, Line, Shade, Timeline

YEARS = tuple(str(year) for year in range(2016, 2026))
HERE = Line("Here", "here", (52.2, 48.5, 49.6, 49.6, None, 54.3, 52.6, 50.0, 50.2, 50.3), "50.3")
ENGLAND = Line("England", "england", (50.1, 46.5, 46.6, 46.7, None, 50.9, 48.8, 46.3, 45.9, 50.2), "50.2")
NEAR = Line(
    "10 neighbours", "neighbours", (50.8, 47.1, 47.2, 47.5, None, 51.4, 49.1, 46.4, 45.9, 50.1), "50.1"
)
PINE = "#00574f"
EMBER = "#a8480b"


def parsed(drawing):
    return ET.fromstring(drawing.svg)


def lines(*shown, breaks=(), shades=(), **choices):
    time = Timeline(YEARS, frozenset(breaks), tuple(shades))
    return draw_lines(shown or (HERE, ENGLAND, NEAR), time=time, **{"says": "It says so.", **choices})


def runs(drawing, colour):
    """How many points each joined stretch of a line has."""
    found = [path.get("d") for path in parsed(drawing).iter("path") if path.get("stroke") == colour]
    return [run.count("L") + 1 for steps in found for run in steps.split("M") if run]


def texts(drawing):
    return {element.text: element for element in parsed(drawing).iter("text")}


def test_a_missing_period_is_not_bridged():
    assert runs(lines(HERE), PINE) == [4, 5]


def test_a_break_is_not_joined():
    assert runs(lines(HERE, breaks={1, 2}), PINE) == [2, 5]


def test_a_lone_figure_is_a_dot():
    circles = [
        group for group in parsed(lines(ENGLAND, breaks={1, 2})).iter("g") if group.get("fill") == "#16232b"
    ]
    assert sum(len(list(group.iter("circle"))) for group in circles) == 2


def test_up_is_more():
    text = texts(lines(HERE, from_nought=True))
    assert float(text["60"].get("y")) < float(text["40"].get("y")) < float(text["0"].get("y"))


def test_labels_at_the_ends_do_not_cover_each_other():
    ys = sorted(
        float(texts(lines())[name].get("y")) for name in ("Here 50.3", "England 50.2", "10 neighbours 50.1")
    )
    assert min(after - before for before, after in pairwise(ys)) >= 17


def test_when_narrow_the_labels_stand_above_the_highest_first():
    text = texts(lines(width=NARROW))
    ys = [float(text[name].get("y")) for name in ("Here 50.3", "England 50.2", "10 neighbours 50.1")]
    assert ys == sorted(ys)
    assert max(ys) < float(text["55"].get("y"))


def test_a_name_too_long_for_the_end_stands_above():
    long = Line("Bournemouth, Christchurch and Poole", "here", HERE.values, "50.3")
    text = texts(lines(long, width=WIDE))
    label = next(element for said, element in text.items() if said.startswith("Bournemouth"))
    assert float(label.get("x")) < 60


def test_a_reason_is_written_in_its_shade_or_a_short_one():
    roomy = lines(HERE, shades=[Shade(0, 3, "The framework changed.")], from_nought=True)
    assert "The framework changed." in texts(roomy)
    tight = lines(HERE, shades=[Shade(0, 1, 9 * "All of this was counted otherwise. ")])
    assert "not joined" in texts(tight)
    assert not any("counted" in said for said in texts(tight))


def test_only_a_gap_here_has_the_colour_of_a_gap():
    assert EMBER not in lines().svg
    assert EMBER in lines(behind=True, from_nought=True).svg


def test_the_last_period_is_always_named():
    for width in (WIDE, NARROW):
        assert "2025" in texts(lines(width=width))


def test_lines_differ_without_colour():
    dashes = {path.get("stroke-dasharray") for path in parsed(lines()).iter("path")}
    assert "6 4" in dashes


@pytest.mark.parametrize("width", [WIDE, NARROW])
def test_no_text_is_smaller_than_can_be_read(width):
    drawing = lines(width=width, shades=[Shade(0, 2, "changed")])
    beside = draw_beside([GroupRow("All", 1.0, "1", 2.0)], says="", width=width)
    sizes = re.findall(r'font-size="([\d.]+)"', drawing.svg + beside.svg)
    assert min(map(float, sizes)) >= 12.5


@given(
    st.lists(st.none() | st.floats(-1e7, 1e9), min_size=1, max_size=12),
    st.booleans(),
    st.text(max_size=40).map(lambda text: "".join(letter for letter in text if letter.isprintable())),
)
def test_no_figures_and_no_name_can_break_a_chart(values, from_nought, name):
    line = Line(name, "here", tuple(values), name)
    time = Timeline(tuple(str(2000 + at) for at in range(len(values))))
    for width in (WIDE, NARROW):
        drawing = draw_lines([line], time=time, says=name, from_nought=from_nought, width=width)
        assert "nan" not in drawing.svg.replace(name, "")
        parsed(drawing)


@given(st.lists(st.floats(-1e6, 1e9), max_size=9), st.booleans())
def test_a_scale_holds_all_values_between_round_numbers(values, from_nought):
    scale = round_scale(values, from_nought=from_nought)
    assert scale.low < scale.high
    assert 2 <= len(scale.ticks) <= 8
    slack = 1e-6 * max(1.0, scale.high - scale.low)
    assert all(scale.low - slack <= value <= scale.high + slack for value in values)
    assert not from_nought or scale.low <= 0 <= scale.high


def test_a_group_behind_is_said_to_be_and_the_others_are_not():
    rows = [GroupRow("Care", 13.7, "13.7", 17.3, behind=True), GroupRow("All", 50.3, "50.3", 46.0)]
    drawing = draw_beside(rows, says="It says so.")
    assert {"13.7, behind", "50.3"} <= set(texts(drawing))
    assert drawing.svg.count(EMBER) == 2


def test_a_group_without_a_figure_keeps_its_row_and_says_so():
    drawing = draw_beside([GroupRow("Care", None, "", 17.3)], says="It says so.")
    assert {"Care", "not published"} <= set(texts(drawing))
    assert "<circle" not in drawing.svg


def test_groups_of_one_chart_share_one_scale():
    rows = [
        GroupRow("One", 0.0, "0", None),
        GroupRow("Half", 50.0, "50", None),
        GroupRow("All", 100.0, "100", None),
    ]
    xs = [float(circle.get("cx")) for circle in parsed(draw_beside(rows, says="")).iter("circle")]
    assert xs[1] - xs[0] == pytest.approx(xs[2] - xs[1], abs=0.2)


RANKED = Timeline(("2022", "2023", "2024", "2025"))


def ranks(*places, **choices):
    return draw_ranks(places, **{"time": RANKED, "said": "136th of 152", "says": "It says so.", **choices})


def test_the_widest_gap_stands_at_the_top_and_no_missing_rank_is_bridged():
    drawing = ranks(0.0, 1.0, None, 0.5)
    (steps,) = (path.get("d") for path in parsed(drawing).iter("path") if "L" in path.get("d"))
    (_, narrowest), (_, widest) = (point.split() for point in steps.removeprefix("M").split("L"))
    assert float(widest) < float(narrowest)
    assert drawing.svg.count("<circle") == 3
    text = texts(drawing)
    assert float(text["widest"].get("y")) < float(text["narrowest"].get("y"))


def test_a_rank_has_the_colour_of_a_gap_only_where_there_is_one():
    assert EMBER in ranks(0.1, 0.9, 0.9, 0.9).svg
    assert EMBER not in ranks(0.1, 0.9, 0.9, 0.9, behind=False).svg


def test_the_last_rank_is_written_in_both_drawings_and_nothing_where_there_is_none():
    for width in (700, 288):
        assert "136th of 152" in texts(ranks(0.1, 0.2, 0.3, 0.4, width=width))
    assert "136th of 152" not in texts(ranks(None, None, None, None))
