"""A file is text that a spreadsheet opens: it must not run what stands in it, nor change a figure."""

import csv
import io

import polars as pl
import pytest

from builders import built_in_evidence
from oneplan.publish.formats import to_csv, to_signed_csv, words_to_csv
from oneplan.sources.sourced import Sourced


def written(*words):
    said = words_to_csv([{"word": word} for word in words], columns=["word"])
    return [line["word"] for line in csv.DictReader(io.StringIO(said))]


@pytest.mark.parametrize(
    "hostile",
    ["=1+1", "=HYPERLINK('x')", "+cmd|' /C calc'!A0", "-2+3+cmd|x", "@SUM(A1)", "\t=1", "\r=1", " =1", "-a"],
)
def test_a_formula_is_only_text(hostile):
    assert written(hostile) == [f"'{hostile}"]


@pytest.mark.parametrize("harmless", ["-", "-0.3", "- 5", "+4", "-12%", "2013-14", "x = 1", "a@b", ""])
def test_figures_and_words_stay_as_they_are(harmless):
    assert written(harmless, "x") == [harmless, "x"]


def test_numbers_are_never_touched_and_unknown_is_empty():
    frame = pl.DataFrame({"gap": [-1.5, None], "name": ["-", None]})
    said = to_csv(Sourced(frame=frame, edition=built_in_evidence().edition))
    assert said == "gap,name\n-1.5,-\n,\n"


def test_a_signed_file_says_in_every_line_where_it_comes_from():
    table = Sourced(frame=pl.DataFrame({"gap": [1.0, 2.0]}), edition=built_in_evidence().edition)
    lines = list(csv.DictReader(io.StringIO(to_signed_csv(table))))
    assert {line["publisher"] for line in lines} == {"Department for Education"}
    assert {line["licence"] for line in lines} == {"Open Government Licence v3.0"}
    assert all(line["edition"] and line["title"] for line in lines)


def test_a_table_without_rows_still_names_its_columns():
    assert words_to_csv([], columns=["plan", "years"]) == "plan,years\n"
