"""Charts: dots where the figures are, words for what is missing, and nothing that a name could break."""

import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from oneplan.publish.charts import Place, draw_dumbbell, draw_strip
from oneplan.publish.charts.dumbbell import NARROW, WIDE
from oneplan.words.area import list_authorities

HERE = Place("Here", 34.6, 53.6, "34.6", "53.6", here=True)
ENGLAND = Place("England", 35.0, 50.0, "35.0", "50.0")
NOTHING = Place("Neighbours", None, None, "not published", "not published")


def parsed(drawing):
    return ET.fromstring(drawing.svg)


def dumbbell(*places, **choices):
    return draw_dumbbell(places, **{"scale": (0, 100), "says": "It says so.", **choices})


def texts(drawing):
    return [element.text for element in parsed(drawing).iter("text")]


def dots(drawing):
    """Where each dot stands, by whether it is hollow."""
    return [
        (float(circle.get("cx")), group.get("stroke") is not None)
        for group in parsed(drawing).iter("g")
        for circle in group.iter("circle")
    ]


def test_the_group_is_filled_and_the_others_are_hollow():
    (group, hollow), (others, hollow_too) = dots(dumbbell(HERE))
    assert (hollow, hollow_too) == (False, True)
    assert group < others


def test_figures_stand_where_they_are_on_the_scale():
    half = Place("Half", 0.0, 50.0, "0", "50", here=True)
    (low, _), (middle, _) = dots(dumbbell(half))
    whole = Place("Whole", 0.0, 100.0, "0", "100", here=True)
    (_, _), (high, _) = dots(dumbbell(whole))
    assert middle - low == pytest.approx((high - low) / 2, abs=0.1)


def test_rows_of_one_list_share_one_scale():
    left = dots(dumbbell(HERE))
    assert left[0] in dots(dumbbell(HERE, ENGLAND))


def test_the_lower_figure_stands_left_even_when_it_is_the_others():
    absent = Place("Here", 50.1, 17.2, "50.1", "17.2", here=True)
    drawing = dumbbell(absent)
    assert texts(drawing)[1:] == ["17.2", "50.1"]
    assert sorted(dots(drawing)) == [
        (pytest.approx(min(x for x, _ in dots(drawing))), True),
        max(dots(drawing)),
    ]


def test_a_place_without_figures_keeps_its_row_and_says_so():
    drawing = dumbbell(HERE, NOTHING)
    assert "not published" in texts(drawing)
    assert "Neighbours" in texts(drawing)
    assert len(dots(drawing)) == 2


def test_one_figure_without_the_other_is_said():
    assert "others not published" in texts(dumbbell(Place("Here", 10.0, None, "10", "not published")))
    assert "group not published" in texts(dumbbell(Place("Here", None, 10.0, "not published", "10")))


def test_only_a_gap_here_has_the_colour_of_a_gap():
    assert "#a8480b" in dumbbell(HERE, ENGLAND).svg
    assert "#a8480b" not in dumbbell(ENGLAND).svg
    ahead = Place("Here", 53.6, 34.6, "53.6", "34.6", here=True, behind=False)
    assert "#a8480b" not in dumbbell(ahead).svg


def test_a_figure_beyond_the_scale_stands_at_its_end():
    beyond = Place("Here", -20.0, 150.0, "−20", "150", here=True)
    ends = Place("Here", 0.0, 100.0, "0", "100", here=True)
    assert dots(dumbbell(beyond)) == dots(dumbbell(ends))


@pytest.mark.parametrize("width", [WIDE, NARROW])
@pytest.mark.parametrize("area", list_authorities(), ids=lambda area: area.name)
def test_no_name_runs_into_a_figure(area, width):
    """A name that is too long for its column gets a line of its own."""
    near_nought = Place(area.name, 2.0, 50.0, "2.0", "50.0", here=True)
    elements = list(parsed(dumbbell(near_nought, width=width)).iter("text"))
    name, figure = elements[0], elements[1]
    about = 7.6 * len(area.name)
    same_line = name.get("y") == figure.get("y")
    assert not same_line or about < float(figure.get("x"))
    assert about < width


def test_no_text_is_smaller_than_can_be_read():
    drawing = dumbbell(HERE, ENGLAND, NOTHING, ends_said=("0", "100%"), width=NARROW)
    assert min(float(size) for size in re.findall(r'font-size="([\d.]+)"', drawing.svg)) >= 12.5


@given(st.text(min_size=1, max_size=40))
def test_no_name_can_break_a_drawing(name):
    name = "".join(letter for letter in name if letter.isprintable())
    drawing = dumbbell(Place(name, 1.0, 2.0, name, name, here=True), says=name)
    assert parsed(drawing).get("aria-label", "") == name
    assert texts(drawing)[0] == (name or None)


def test_a_drawing_says_what_it_shows_or_is_hidden():
    assert parsed(dumbbell(HERE)).get("role") == "img"
    assert parsed(dumbbell(HERE, says="")).get("aria-hidden") == "true"


def strip_xs(drawing, colour):
    """Where the upright lines of one colour stand."""
    path = next(path for path in parsed(drawing).iter("path") if path.get("stroke") == colour)
    xs, x = [], 0.0
    for start, step in re.findall(r"M([\d.]+) |m([\d.]+)-", path.get("d")):
        x = float(start) if start else x + float(step)
        xs.append(x)
    return xs


def test_a_strip_has_the_narrowest_gap_left_and_the_widest_right():
    drawing = draw_strip([5.0, 1.0, 9.0, 3.0], here=7.0, says="4th of 5")
    xs = strip_xs(drawing, "#b9c2c7")
    assert xs == sorted(xs)
    assert len(xs) == 4
    assert xs[0] < strip_xs(drawing, "#a8480b")[0] < xs[-1]


def test_a_strip_draws_every_authority_as_one_path():
    gaps = [float(number) for number in range(151)]
    drawing = draw_strip(gaps, here=75.0, england=50.0, neighbours=gaps[10:20], says="76th of 152")
    assert len(strip_xs(drawing, "#b9c2c7")) == 151
    assert len(strip_xs(drawing, "#5f6c76")) == 10
    assert drawing.svg.count("<path") == 5
    assert len(drawing.svg) < 2_600


def test_a_strip_of_equal_gaps_is_one_line():
    assert len(strip_xs(draw_strip([2.0, 2.0, 2.0], here=2.0, says="1st of 4"), "#b9c2c7")) == 1


@given(st.lists(st.floats(-100, 100), max_size=20), st.floats(-100, 100), st.none() | st.floats(-100, 100))
def test_no_gaps_can_break_a_strip(gaps, here, england):
    drawing = parsed(draw_strip(gaps, here=here, england=england, says="It says so."))
    assert "nan" not in ET.tostring(drawing, encoding="unicode")
