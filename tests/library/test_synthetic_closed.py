"""A made-up closed wave says that it is, has the columns of real ones, and keeps to the way through."""

import polars as pl
import pytest

from builders import refusal_of
from library.questionnaire_made_up import made, number, one, several, text
from oneplan.listen.closing.closed import RESPONSE
from oneplan.listen.closing.columns import NOT_ASKED, SYNTHETIC, columns_of, schema_of
from oneplan.listen.collection.way import codes_of, find_way
from oneplan.listen.response.roll import COLUMNS
from oneplan.listen.synthetic.closed import make_closed, widen, write_closed
from oneplan.listen.synthetic.following import follow, looked_at
from oneplan.listen.synthetic.roll import make_roll
from oneplan.listen.synthetic.survey import LABEL


@pytest.fixture(scope="module")
def whole():
    return make_closed()


def test_it_is_as_large_as_a_real_wave_was(whole):
    assert whole.frame.height == 23_816
    assert whole.frame["school"].n_unique() == 252
    assert whole.frame["pupil"].to_list() == list(range(1, 23_817))


def test_every_row_and_the_file_say_that_it_is_synthetic(whole, tmp_path):
    assert whole.is_synthetic
    assert whole.frame[SYNTHETIC].all()
    path = write_closed(whole, tmp_path / "answers.parquet")
    assert pl.read_parquet_metadata(path)["synthetic"] == LABEL
    assert pl.read_parquet(path).equals(whole.frame)


def test_it_has_the_columns_of_its_questionnaire_and_no_others(whole):
    frame = whole.frame.drop(SYNTHETIC)
    assert dict(frame.schema) == dict(schema_of(whole.asked))


def test_only_codes_of_the_questionnaire_stand_in_it(whole):
    for column in columns_of(whole.asked):
        if column.holds == "code":
            codes = {choice.code for choice in whole.asked.choices_of(column.question)}
            taken = set(whole.frame[column.name].drop_nulls())
            assert taken <= codes | set(whole.asked.ways_out_of(column.question)) | {NOT_ASKED}


def test_nobody_answers_a_question_that_their_answers_do_not_lead_to(whole):
    answered = whole.frame.filter(pl.col("sleep-why.worries").is_not_null())
    assert answered.height > 1000
    assert set(answered["sleep-well"].unique()) == {"never", "sometimes"}
    held = whole.frame.filter(pl.col("version") == "primary")
    assert set(held["ethnic-group"].unique()) == {NOT_ASKED}


def test_a_pupil_is_in_the_year_of_their_group(whole):
    year = whole.frame.filter(pl.col("year-group").str.starts_with("year-1").not_())
    assert set(year.filter(pl.col("year") == 4)["year-group"].unique()) <= {
        "year-4",
        "dont-know",
        "rather-not",
    }


def test_children_with_a_low_mood_on_purpose_are_less_happy(whole):
    happy = whole.frame.filter(pl.col("happy").is_in(["never", "sometimes", "often", "always"]))
    shares = {
        given: happy.filter(pl.col("extra-help") == given)["happy"].eq("always").mean()
        for given in ("no", "yes")
    }
    assert shares["yes"] < shares["no"] - 0.03


def test_the_same_settings_make_the_same_wave():
    first, again = (make_closed(pupils=300, schools=20, seed=5) for _ in range(2))
    assert first.frame.equals(again.frame)
    assert first.response.equals(again.response)
    assert not first.frame.equals(make_closed(pupils=300, schools=20, seed=6).frame)


def test_the_response_adds_up(whole):
    response = whole.response
    assert response.schema == RESPONSE
    assert (response["unused"] + response["started"] + response["done"] == response["issued"]).all()
    assert response["done"].sum() >= whole.frame.height


def test_it_can_be_made_as_wide_as_the_real_ones():
    closed = make_closed(pupils=200, schools=20, asked=widen(make_closed(pupils=50, schools=20).asked))
    assert len(closed.asked.questions) == 300
    assert closed.frame.width > 300


def test_every_kind_of_question_can_be_made_up():
    asked = made(one("a"), several("b"), number("c", 0, 3), text("d"), one("e", ask_if="b is yes"))
    frame = make_closed(pupils=400, schools=20, asked=asked).frame
    assert frame["b.yes"].dtype == pl.Boolean
    assert set(frame["c"].drop_nulls()) <= {0, 1, 2, 3}
    assert frame["d"].drop_nulls().str.starts_with("Synthetic").all()
    assert frame.filter(pl.col("b.yes") & (pl.col("e") == NOT_ASKED)).is_empty()


def test_many_pupils_at_once_go_the_same_ways_as_one_after_the_other():
    asked = made(
        several("a", "x", "y"),
        one("b", ask_if="a is x"),
        number("c", 0, 3, ask_if="b is yes or a is y"),
        one("d", ask_if="not c is 2"),
        one("e", ask_if="c answered and not b is no"),
    )
    route = asked.held_by("young")
    choices = {
        "a": [{"codes": []}, {"codes": ["x"]}, {"codes": ["x", "y"]}, {"codes": ["rather-not"]}],
        "b": [{"codes": ["yes"]}, {"codes": ["no"]}],
        "c": [{"number": 2}, {"number": 0}, {"codes": []}],
    }
    pupils = [{"a": a, "b": b, "c": c} for a in choices["a"] for b in choices["b"] for c in choices["c"]]
    given = {id_: [codes_of(pupil[id_]) for pupil in pupils] for id_ in looked_at(route)}
    led = follow(route, given, pupils=len(pupils))
    for number_, pupil in enumerate(pupils):
        places = find_way(route, pupil)
        assert [led[one.id][number_] for one in route] == [place in places for place in range(len(route))]


def test_a_roll_has_the_columns_of_real_ones_and_schools_that_stay_away(whole):
    roll = make_roll(schools=290)
    assert tuple(roll.frame.columns) == COLUMNS
    assert roll.schools.height == 290
    assert set(whole.frame["school"]) < set(roll.frame["school"])


def test_what_cannot_be_made_up_is_said():
    assert "30 cannot take part" in refusal_of(lambda: make_closed(schools=30, roll=make_roll(schools=20)))
    assert "on the roll" in refusal_of(lambda: make_closed(pupils=10**6, schools=30))
    assert "Ask for 20 to 2,000" in refusal_of(lambda: make_roll(schools=3))
