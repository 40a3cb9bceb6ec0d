"""`oneplan intersections`: findings or counts as table, JSON and CSV, and every refusal is one sentence."""

import csv
import io
import json
import sys

import numpy as np
import polars as pl
import pytest

import oneplan
from library.command import run
from oneplan.cells.declaring import Outcome


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """3,000 children in 60 schools over two waves; girls in care are often sad in the second."""
    random = np.random.default_rng(5)
    children = 6000
    frame = pl.DataFrame(
        {
            "sex": random.choice(["girl", "boy"], children).tolist(),
            "care": random.choice(["yes", "no"], children, p=[0.1, 0.9]).tolist(),
            "school": random.integers(0, 60, children),
            "wave": np.repeat([2014, 2016], children // 2),
        }
    )
    likely = np.where((frame["sex"] == "girl") & (frame["care"] == "yes") & (frame["wave"] == 2016), 0.7, 0.2)
    sad = np.where(random.random(children) < likely, "Often", "Never").astype(object)
    sad[random.random(children) < 0.05] = None
    path = tmp_path_factory.mktemp("records") / "survey.csv"
    frame.with_columns(sad=pl.Series(sad.tolist())).write_csv(path)
    return path


def said(file, *words, home, outcomes="sad=Often"):
    return run(
        *("intersections", str(file), "--characteristics", "sex,care", "--outcomes", outcomes),
        *("--school", "school", "--depth", "2", "--wave", "wave", *words),
        home=home,
    )


def in_json(file, *words, home):
    answer = said(file, *words, "--format", "json", home=home)
    assert answer.status == 0, answer.err
    return json.loads(answer.out)


def test_the_planted_group_is_found_and_said(file, tmp_path):
    answer = said(file, home=tmp_path)
    assert answer.status == 0
    flat = " ".join(answer.out.split())
    assert "3,000 children, 8 groups × 1 question looked at" in flat
    assert "Sex: girl, care: yes: 69.8% have “sad”." in flat
    assert "show nothing of it" in flat
    assert "It does not say why" in flat
    assert "the newest of 2 waves, 2016" in " ".join(answer.err.split())


def test_another_wave_can_be_asked_for(file, tmp_path):
    answer = said(file, "--wave", "wave=2014", home=tmp_path)
    assert "3,000 children" in answer.out
    assert "Sex: girl, care: yes" not in answer.out
    assert "newest" not in answer.err


def test_json_and_csv_are_the_frame_of_the_library(file, tmp_path):
    records = oneplan.Records(
        file,
        characteristics=["sex", "care"],
        outcomes=[Outcome("sad", cases=["Often"])],
        school="school",
        wave="wave",
    ).in_wave(2016)
    frame = oneplan.find_gaps(oneplan.count_cells(records, depth=2)).frame
    rows = in_json(file, home=tmp_path)
    assert rows == json.loads(json.dumps(frame.to_dicts()))
    lines = list(csv.DictReader(io.StringIO(said(file, "--format", "csv", home=tmp_path).out)))
    assert [line["group"] for line in lines] == frame["group"].to_list()
    assert list(lines[0]) == frame.columns


@pytest.mark.parametrize("engine", ["compiled", "scipy", "duckdb"])
def test_every_engine_gives_the_same_counts(file, tmp_path, engine):
    rows = in_json(file, "--counts", "--engine", engine, home=tmp_path)
    assert rows[0] == {"sex": None, "care": None, "outcome": "sad", "children": 3000} | {
        name: rows[0][name] for name in ("n", "cases")
    }
    assert len(rows) == 1 + 2 + 2 + 4
    assert sum(row["children"] for row in rows if row["sex"] and row["care"]) == 3000
    assert rows == in_json(file, "--counts", home=tmp_path)


@pytest.mark.parametrize("name", ["found.csv", "found.json", "found.parquet"])
def test_an_answer_is_written_to_a_file(file, tmp_path, name):
    for more in ((), ("--counts",)):
        answer = said(file, "--out", str(tmp_path / name), *more, home=tmp_path)
        assert answer.status == 0
        assert f"Written: {tmp_path / name}"[:40] in answer.out
        readers = {"csv": pl.read_csv, "json": pl.read_json, "parquet": pl.read_parquet}
        frame = readers[name.rpartition(".")[2]](tmp_path / name)
        assert frame.height == (9 if more else len(in_json(file, home=tmp_path)))


def test_it_says_that_it_is_preparing_only_where_it_has_to(file, tmp_path, monkeypatch):
    said(file, home=tmp_path)
    assert "Preparing" not in said(file, home=tmp_path).err
    monkeypatch.setattr("oneplan.cells.compiling.is_prepared", lambda function: False)
    assert "Preparing" in said(file, home=tmp_path).err
    # Findings are judged by compiled loops whatever counts.
    assert "Preparing" in said(file, "--engine", "duckdb", home=tmp_path).err
    only_counts = ("--engine", "duckdb", "--counts", "--out", str(tmp_path / "counts.csv"))
    assert "Preparing" not in said(file, *only_counts, home=tmp_path).err


def test_made_up_records_are_said_to_be_made_up(file, tmp_path):
    made_up = tmp_path / "made-up.parquet"
    pl.read_csv(file).with_columns(pl.lit(value=True).alias("synthetic")).write_parquet(made_up)
    assert "true of no child" in said(made_up, home=tmp_path).err
    assert "true of no child" not in said(file, home=tmp_path).err


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--school", "skool"), "Did you mean “school”?"),
        (("--wave", "wave=1999"), "There is no wave “1999”"),
        (("--counts",), "Add --out FILE"),
        (("--out", "x.docx"), "neither .csv, .json nor .parquet"),
        (("--out", "/no/such/folder/x.csv"), "Name another folder"),
        (("--good", "happy"), "happy"),
        (("--engine", "spark"), "oneplan[spark]"),
    ],
)
def test_what_cannot_be_done_is_one_sentence(file, tmp_path, words, why, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyspark", None)
    monkeypatch.chdir(tmp_path)
    assert why in said(file, "--wave", "wave=2016", *words, home=tmp_path).refusal


def test_an_outcome_with_three_answers_is_told_how_to_be_typed(file, tmp_path):
    frame = pl.read_csv(file).with_columns(sad=pl.Series(["a", "b", "c"] * 2000))
    frame.write_csv(tmp_path / "three.csv")
    refusal = said(tmp_path / "three.csv", home=tmp_path, outcomes="sad").refusal
    assert "sad=answer|answer" in refusal


def test_a_file_that_is_not_there_is_refused(tmp_path):
    assert "There is no file" in said(tmp_path / "gone.csv", home=tmp_path).refusal
