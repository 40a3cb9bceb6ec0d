"""Pupils of a wave are weighed to the roll, as a slow loop does it; what that cannot do is said."""

import polars as pl
import pytest

from builders import refusal_of
from library.questionnaire_made_up import made
from oneplan.listen.closing.closed import RESPONSE, Closed
from oneplan.listen.response.roll import Roll
from oneplan.listen.synthetic.closed import make_closed
from oneplan.listen.synthetic.roll import make_roll
from oneplan.understand.survey.weights import MARGINS, weigh


def a_roll(*rows):
    names = ["school", "phase", "district", "free_meals_fifth", "year", "pupils"]
    frame = pl.DataFrame(rows, schema=names, orient="row", schema_overrides={"year": pl.Int32})
    return Roll(frame.with_columns(name=pl.lit("School"), type=pl.lit("academy")))


def a_wave(*groups):
    rows = [(school, year) for school, year, count in groups for _ in range(count)]
    frame = pl.DataFrame(rows, schema={"school": pl.String, "year": pl.Int32}, orient="row")
    return Closed(made(), frame.with_columns(pupil=pl.int_range(1, frame.height + 1)), RESPONSE.to_frame())


def slowly(closed, roll, *, margins, rounds):
    """Raking in the order in which one would explain it: a pupil at a time, a margin at a time."""
    about = {(row["school"], row["year"]): row for row in roll.frame.to_dicts()}
    pupils = [about[row] for row in closed.frame.select("school", "year").iter_rows()]
    groups = [(pupil["school"], pupil["year"]) for pupil in pupils]
    weights = [pupil["pupils"] / groups.count(group) for pupil, group in zip(pupils, groups, strict=True)]
    for _ in range(rounds):
        for margin in margins:
            known, sums = {}, {}
            for row in roll.frame.to_dicts():
                known[row[margin]] = known.get(row[margin], 0) + row["pupils"]
            for pupil, weight in zip(pupils, weights, strict=True):
                sums[pupil[margin]] = sums.get(pupil[margin], 0) + weight
            weights = [
                weight * known[pupil[margin]] / sums[pupil[margin]]
                for pupil, weight in zip(pupils, weights, strict=True)
            ]
    return weights


def test_one_school_year_is_weighed_up_to_its_roll():
    weighed = weigh(
        a_wave(("1", 4, 2), ("2", 4, 5)), a_roll(("1", "p", "n", 1, 4, 10), ("2", "p", "n", 1, 4, 10))
    )
    assert weighed.weight["weight"].round(6).to_list() == [5, 5, 2, 2, 2, 2, 2]
    assert weighed.design_effect == pytest.approx(7 * (2 * 25 + 5 * 4) / 20**2)


def test_raking_is_what_a_slow_loop_does():
    roll = make_roll(schools=40)
    closed = make_closed(pupils=900, schools=38, roll=roll)
    margins = ["year", "district"]
    found = weigh(closed, roll, margins=margins, least=0, most=1e9, rounds=30)
    assert found.weight["weight"].to_list() == pytest.approx(
        slowly(closed, roll, margins=margins, rounds=30), rel=1e-6
    )


def test_a_whole_wave_adds_up_on_every_margin():
    roll = make_roll()
    closed = make_closed(roll=roll)
    found = weigh(closed, roll)
    assert found.still_out < 1e-4
    assert 1 < found.design_effect < 1.5
    assert found.says[-1].startswith("The weights add up")
    weights = closed.frame.join(found.weight, on="pupil").join(roll.frame, on=["school", "year"])
    for margin in MARGINS:
        weighed = weights.group_by(margin).agg(pl.col("weight").sum()).sort(margin)["weight"].to_list()
        known = roll.frame.group_by(margin).agg(pl.col("pupils").sum()).sort(margin)["pupils"].to_list()
        assert weighed == pytest.approx(known, rel=1e-3)


def test_two_columns_can_be_one_margin():
    roll = a_roll(("1", "p", "n", 1, 4, 30), ("2", "p", "s", 1, 4, 10))
    found = weigh(a_wave(("1", 4, 3), ("2", 4, 3)), roll, margins=["phase × district"])
    assert found.weight["weight"].round(6).to_list() == pytest.approx(
        [10, 10, 10, 10 / 3, 10 / 3, 10 / 3], rel=1e-5
    )


def test_who_is_not_spoken_for_is_said():
    roll = a_roll(("1", "p", "n", 1, 4, 30), ("2", "s", "n", 1, 8, 70))
    found = weigh(a_wave(("1", 4, 3)), roll, margins=["phase"])
    assert (
        found.says[0] == "Nobody with phase s answered: 70 pupils of the roll are spoken for by others alone."
    )
    assert found.weight["weight"].sum() == pytest.approx(30)


def test_weights_at_their_bounds_say_what_is_still_out():
    roll = a_roll(("1", "p", "n", 1, 4, 900), ("2", "p", "s", 1, 4, 100))
    found = weigh(a_wave(("1", 4, 1), ("2", 4, 99)), roll, margins=["district"], most=2)
    assert found.still_out > 0.1
    assert "still out by" in found.says[-1]
    assert found.weight["weight"].max() <= 2 * 10 + 1e-9


@pytest.mark.parametrize(
    ("weighed", "says"),
    [
        (lambda: weigh(a_wave(), a_roll(("1", "p", "n", 1, 4, 9))), "Nobody answered"),
        (lambda: weigh(a_wave(("2", 4, 1)), a_roll(("1", "p", "n", 1, 4, 9))), "year 4 of the school 2"),
        (lambda: weigh(a_wave(("1", 4, 1)), a_roll(("1", "p", "n", 1, 4, 0))), "year 4 of the school 1"),
        (
            lambda: weigh(a_wave(("1", 4, 1)), a_roll(("1", "p", "n", 1, 4, 9)), margins=["sex"]),
            "no column “sex”",
        ),
        (
            lambda: weigh(a_wave(("1", 4, 1)), a_roll(("1", "p", "n", 1, 4, 9)), most=0.5),
            "No weights lie between",
        ),
    ],
)
def test_what_cannot_be_weighed_is_said(weighed, says):
    assert says in refusal_of(weighed)
