"""Records: what is declared is checked at once, nobody is dropped, and every refusal says what to do."""

import polars as pl
import pytest

import oneplan
from builders import refusal_of
from oneplan.cells.cells import Characteristic
from oneplan.cells.declaring import Missing, Outcome
from oneplan.cells.levels import MOST_LEVELS

FRAME = pl.DataFrame(
    {
        "id": [1, 2, 3, 4, 5, 6],
        "sex": ["F", "M", None, "F", " M ", "Prefer not to say"],
        "year": ["Year 10", "Year 4", "Year 4", "", "Year 10", "Year 4"],
        "sad": [1, 0, None, 1, 0, 1],
        "answer": ["Often", "never", "often", "Not asked", "Prefer not to say", None],
        "score": [1.5, 2.25, None, 4.0, -9.0, 0.5],
        "school": ["a", "b", "b", "a", None, "b"],
        "weight": [1.0, 0.5, 2.0, 1.0, 1.25, 1.0],
        "wave": [2014, 2014, 2014, 2016, 2016, 2016],
    }
)
OFTEN = Outcome("often", column="answer", cases=["Often"])


def records(data=FRAME, *, characteristics=("sex",), outcomes=("sad",), **more):
    return oneplan.Records(data, characteristics=list(characteristics), outcomes=list(outcomes), **more)


def levels(**declared):
    return records(**declared).book.characteristics[0].levels


def row(cells, **fixed):
    """The cell that fixes just these levels."""
    names = [each.name for each in cells.characteristics]
    wanted = [-1] * len(names)
    for name, level in fixed.items():
        place = names.index(name)
        wanted[place] = cells.characteristics[place].levels.index(level)
    return cells.levels.tolist().index(wanted)


def test_a_skipped_characteristic_is_a_level_and_nobody_is_dropped():
    assert levels() == ("F", "M", "Prefer not to say", "Not recorded")
    cells = oneplan.count_cells(records())
    assert int(cells.size[0]) == FRAME.height == int(cells.size[1:].sum())


def test_levels_are_in_the_order_of_their_numbers_and_blank_fields_are_not_recorded():
    assert levels(characteristics=["year"]) == ("Year 4", "Year 10", "Not recorded")


def test_declared_levels_keep_their_order_and_those_without_a_child_have_no_cell():
    declared = oneplan.Records(
        FRAME, characteristics={"year": ["Year 12", "Year 10", "Year 4"]}, outcomes=["sad"]
    )
    (year,) = declared.book.characteristics
    assert year == Characteristic("year", ("Year 12", "Year 10", "Year 4", "Not recorded"), ordered=True)
    assert oneplan.count_cells(declared).levels[:, 0].tolist() == [-1, 1, 2, 3]


def test_true_and_false_become_yes_and_no():
    frame = pl.DataFrame({"care": [True, False, None], "sad": [True, False, None]})
    declared = records(frame, characteristics=["care"])
    assert declared.book.characteristics[0].levels == ("No", "Yes", "Not recorded")
    cells = oneplan.count_cells(declared)
    assert (cells.n[0, 0], cells.cases[0, 0]) == (2, 1)


def test_answers_count_as_cases_without_regard_to_capitals():
    cells = oneplan.count_cells(records(outcomes=[OFTEN]))
    assert (cells.n[0].tolist(), cells.cases[0].tolist()) == ([3], [2])


@pytest.mark.parametrize(
    ("counts", "n", "cases"),
    [("skipped", 5, 1), ("prefer not to say", 5, 1), ("not answered", 5, 2)],
)
def test_not_answering_is_an_outcome_among_those_who_were_asked(counts, n, cases):
    cells = oneplan.count_cells(records(outcomes=[Outcome("none", column="answer", counts=counts)]))
    assert (cells.n[0].tolist(), cells.cases[0].tolist()) == ([n], [cases])


def test_who_was_not_asked_is_outside_the_universe_and_who_skipped_is_inside():
    cells = oneplan.count_cells(records(outcomes=["sad", OFTEN], school="school"))
    first, second = cells.schools.universes
    assert first.children[: first.start[1]].tolist() == [2, 3]
    # One child of school a was not asked; the child without a school is in neither.
    assert second.asked[0] == 4
    # One of the four skipped it, which is more than a fifth: so schools are those of who answered.
    assert second.children[: second.start[1]].tolist() == [1, 2]
    assert cells.schools.names == ("a", "b")
    assert cells.schools.n.tolist() == [[2, 1], [2, 2]]
    assert cells.schools.cases.tolist() == [[2, 1], [1, 1]]


def test_a_question_can_be_said_to_be_asked_of_some_children_only():
    asked = Outcome("sad", asked_of={"year": ["Year 4"]})
    cells = oneplan.count_cells(records(outcomes=[asked]))
    assert (cells.n[0, 0], cells.cases[0, 0]) == (2, 1)


def test_the_mean_of_numbers_leaves_out_what_stands_for_no_answer():
    cells = oneplan.count_cells(
        records(outcomes=[Outcome("score", counts="mean")], missing=Missing(not_asked=(-9,)))
    )
    assert cells.outcomes == ()
    assert cells.means.outcomes == ("score",)
    assert cells.means.n[0].tolist() == [4]
    assert cells.means.total[0].tolist() == [8.25]
    assert cells.means.squares[0].tolist() == [1.5**2 + 2.25**2 + 16 + 0.25]


def test_weights_are_summed_beside_the_counts():
    cells = oneplan.count_cells(records(weight="weight"))
    assert cells.n[0].tolist() == [5]
    assert cells.weights.total[0].tolist() == [4.75]
    assert cells.weights.cases[0].tolist() == [3.0]
    assert cells.weights.squares[0].tolist() == [1 + 0.25 + 1 + 1.5625 + 1]


def test_one_wave_is_counted_at_a_time_with_the_levels_of_all():
    both = records(wave="wave", identifier="id")
    assert both.waves == (2014, 2016)
    first = oneplan.count_cells(both.in_wave(2014))
    assert int(first.size[0]) == 3
    assert first.characteristics == both.book.characteristics
    assert oneplan.count_cells(both.in_wave("2016")).size[0] == 3


def test_several_waves_at_once_are_refused():
    assert "in_wave" in refusal_of(lambda: oneplan.count_cells(records(wave="wave")))


def test_a_file_is_counted_like_a_frame(tmp_path):
    FRAME.write_csv(tmp_path / "a.csv")
    FRAME.write_parquet(tmp_path / "a.parquet")
    expected = oneplan.count_cells(records(school="school", outcomes=["sad", OFTEN]))
    for name in ("a.csv", "a.parquet"):
        for engine in ("compiled", "scipy", "duckdb"):
            declared = records(tmp_path / name, school="school", outcomes=["sad", OFTEN])
            cells = oneplan.count_cells(declared, engine=engine)
            assert cells.n.tolist() == expected.n.tolist()
            assert cells.cases.tolist() == expected.cases.tolist()
            assert cells.schools.names == expected.schools.names


REFUSED = {
    "an unknown column": ({"characteristics": ["sexx"]}, "Did you mean “sex”?"),
    "an unknown outcome": ({"outcomes": ["nothing"]}, "has no column “nothing” for the outcome"),
    "an unknown school": ({"school": "skool"}, "Did you mean “school”?"),
    "three answers": ({"outcomes": ["answer"]}, "Say which of them count as a case"),
    "a case nobody gave": (
        {"outcomes": [Outcome("answer", cases=["Always"])]},
        "Write the cases as they stand",
    ),
    "numbers as a characteristic": ({"characteristics": ["score"]}, "Cut it into bands first"),
    "a level that was not declared": (
        {"characteristics": [Characteristic("year", ("Year 4",))]},
        "“Year 10”",
    ),
    "no characteristics": ({"characteristics": []}, "No characteristics were named"),
    "no outcomes": ({"outcomes": []}, "No outcomes were named"),
    "a name twice": ({"outcomes": ["sad", "sad"]}, "“sad” was named twice"),
    "children twice": ({"identifier": "school"}, "stand in more than one row"),
    "words as weights": ({"weight": "sex"}, "holds no numbers"),
    "a weight that is missing": ({"weight": "score"}, "missing, negative or not a number for 2 children"),
    "the mean of words": ({"outcomes": [Outcome("answer", counts="mean")]}, "holds no numbers"),
    "asked of nobody": ({"outcomes": [Outcome("sad", asked_of={"year": ["Year 99"]})]}, "never says"),
    "asked by two columns": (
        {"outcomes": [Outcome("sad", asked_of={"year": ["Year 4"], "sex": ["F"]})]},
        "Name one",
    ),
}


@pytest.mark.parametrize("what", REFUSED)
def test_it_refuses_in_a_sentence(what):
    declared, said = REFUSED[what]
    assert said in refusal_of(lambda: records(**declared))


def test_a_list_is_asked_for_where_a_text_was_given():
    refused = refusal_of(lambda: oneplan.Records(FRAME, characteristics="sex", outcomes=["sad"]))
    assert "as lists" in refused


def test_a_characteristic_with_five_thousand_levels_is_refused():
    frame = pl.DataFrame({"postcode": [f"GL{number}" for number in range(5000)], "sad": [0, 1] * 2500})
    refused = refusal_of(lambda: records(frame, characteristics=["postcode"]))
    assert "5,000 levels" in refused
    assert str(MOST_LEVELS) in refused


def test_open_text_is_no_outcome():
    frame = pl.DataFrame({"sex": ["F"] * 2000, "why": [f"because {number}" for number in range(2000)]})
    assert "2,000 different answers" in refusal_of(
        lambda: records(frame, outcomes=[Outcome("why", cases=["because 1"])])
    )


def test_no_rows_are_refused():
    assert "holds no children" in refusal_of(lambda: records(FRAME.clear()))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("empty.csv", b"", "is empty"),
        ("empty.parquet", b"", "is empty"),
        ("no.parquet", b"this is no Parquet file", "cannot be read"),
        ("headings.csv", b"sex,sad\n", "holds no children"),
        ("rows.csv", b"sex,sad\nF,1\nM,0,9,9\n", "cannot be read"),
        ("sheet.xlsx", b"PK", "neither .parquet nor .csv"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused(tmp_path, name, content, said):
    path = tmp_path / name
    path.write_bytes(content)
    refused = refusal_of(lambda: oneplan.count_cells(records(path)))
    assert said in refused


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "There is no file" in refusal_of(lambda: records(tmp_path / "gone.csv"))


def test_something_else_is_refused():
    assert "polars frame" in refusal_of(lambda: records([1, 2, 3]))


def test_numbers_that_cannot_be_added_up_exactly_are_refused():
    huge = FRAME.with_columns(score=pl.lit(1e12))
    assert "larger units" in refusal_of(lambda: records(huge, outcomes=[Outcome("score", counts="mean")]))
    endless = FRAME.with_columns(score=pl.lit(float("inf")))
    assert "without end" in refusal_of(lambda: records(endless, outcomes=[Outcome("score", counts="mean")]))


def test_hostile_names_and_values_are_only_text():
    hostile = "x\"; DROP TABLE records; --'\\"
    frame = pl.DataFrame({hostile: ["a", hostile, "';--", None], "sad": [1, 0, 1, 0]})
    declared = records(frame, characteristics=[hostile], outcomes=["sad"])
    expected = oneplan.count_cells(declared)
    assert len(expected) == 5
    assert oneplan.count_cells(declared, engine="duckdb").n.tolist() == expected.n.tolist()
