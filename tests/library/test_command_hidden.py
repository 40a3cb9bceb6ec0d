"""`oneplan hidden`: table, JSON and CSV say the same rows, and every refusal is one sentence."""

import csv
import io
import json
import subprocess
import sys
from functools import cache

import polars as pl
import pytest

import oneplan
from builders import ROOT, real_evidence, real_home
from library.command import Said, run
from oneplan.definitions.families import list_pairs, measures_in_pairs
from oneplan.words.area import list_authorities

WANTED = (
    *("family", "group", "reference", "group_measure", "reference_measure", "period", "group_value"),
    *("reference_value", "gap", "england_gap", "neighbours_gap", "neighbours_used", "rank", "of"),
    *("headline_measure", "headline_value", "headline_england", "comparator", "comparator_gap"),
    *("comparator_headline", "headline_better", "group_worse_than_same_group", "wider_than_england"),
    *("wider_than_neighbours", "masked", "steady", "trend", "sentence"),
)
VERDICTS = (
    *("headline_better", "group_worse_than_same_group", "wider_than_england"),
    *("wider_than_neighbours", "wider_than_comparator", "masked", "steady", "moves_a_lot"),
)


@cache
def type_hidden(*words: str) -> Said:
    """What the command says of the real edition: the same words are typed once for all tests."""
    return run("hidden", *words, home=real_home())


def in_json(*words: str) -> list[dict[str, object]]:
    told = type_hidden(*words, "--format", "json")
    assert (told.status, told.err) == (0, "")
    return json.loads(told.out)


def test_the_json_names_every_field_that_is_promised():
    rows = in_json("--area", "E10000013")
    assert rows
    for row in rows:
        assert set(WANTED) <= set(row)


@pytest.mark.parametrize("against", ["england", "region", "neighbours-2025", "neighbours-2021"])
def test_the_json_is_the_frame_of_the_library(against):
    rows = in_json("--area", "Kent", "--against", against)
    frame = oneplan.find_hidden_gaps(real_evidence(), area="Kent", against=against)
    assert [row["sentence"] for row in rows] == frame["sentence"].to_list()
    for name in (*VERDICTS, "gap", "rank", "of", "trend", "comparator", "neighbours_used"):
        assert [row[name] for row in rows] == frame[name].to_list(), name


def test_the_json_lists_every_pair_that_has_both_values_finding_or_not():
    published = real_evidence().observations(measures_in_pairs()).filter(pl.col("value").is_not_null())
    for area in ("Gloucestershire", "Rutland", "City of London"):
        rows = in_json("--area", area)
        code = oneplan.find_area(area).code
        given = {(row["group_measure"], row["reference_measure"]) for row in rows}
        assert given == _with_both_values(published.filter(area=code)), area
    verdicts = {row["verdict"] for row in in_json("--area", "Gloucestershire")}
    assert len(verdicts) > 1


def _with_both_values(published: pl.DataFrame) -> set[tuple[str, str]]:
    """The pairs for which any period has both values."""
    periods = dict(published.group_by("measure").agg(pl.col("period_end").unique()).iter_rows())
    pairs = [(pair.measure, pair.reference_measure) for _, pair in list_pairs()]
    return {pair for pair in pairs if set(periods.get(pair[0], ())) & set(periods.get(pair[1], ()))}


def test_what_is_unknown_is_null_in_the_json_and_empty_in_the_csv():
    unknown = 0
    for area in list_authorities()[::50]:
        rows = in_json("--area", area.code, "--against", "region")
        said = run("hidden", "--area", area.code, "--against", "region", "--format", "csv", home=real_home())
        lines = list(csv.DictReader(io.StringIO(said.out)))
        assert len(lines) == len(rows)
        for row, line in zip(rows, lines, strict=True):
            for name in VERDICTS:
                assert line[name] == {None: "", True: "true", False: "false"}[row[name]]
                unknown += row[name] is None
    assert unknown > 0


def test_the_csv_has_the_columns_of_the_json_and_the_history_in_one_field():
    said = type_hidden("--area", "Gloucestershire", "--format", "csv")
    lines = list(csv.DictReader(io.StringIO(said.out)))
    rows = in_json("--area", "Gloucestershire")
    assert list(lines[0]) == list(rows[0])
    for line, row in zip(lines, rows, strict=True):
        assert line["trend"] == "; ".join(f"{step['period']}: {step['gap']}" for step in row["trend"])
        assert float(line["gap"]) == row["gap"]


def test_the_table_says_heading_sentences_ranks_source_and_licence():
    said = type_hidden("--area", "Gloucestershire")
    assert said.status == 0
    flat = " ".join(said.out.split())
    assert "For whom is it a different story in Gloucestershire?" in flat
    assert "136th of 152" in flat
    assert "Department for Education, Local Authority Interactive Tool, edition of April 2026" in flat
    assert "Open Government Licence v3.0" in flat
    assert "No denominator is published" in flat


def test_the_table_can_be_cut_to_the_first_so_many():
    said = run("hidden", "--area", "Gloucestershire", "--top", "3", home=real_home())
    assert said.out.count("wider than in") + said.out.count("they are ahead") <= 3
    assert "3 of " in said.out


def test_the_table_can_be_narrowed_to_a_group_and_a_topic():
    rows = in_json("--area", "Gloucestershire", "--group", "care", "--topic", "absence")
    assert {(row["group_kind"], row["topic"]) for row in rows} == {("care", "Absence")}
    assert len(rows) < len(in_json("--area", "Gloucestershire"))


def test_the_area_is_the_partnerships_where_none_is_named(tmp_path):
    run("start", "--area", "Camden", home=tmp_path)
    said = run("hidden", "--top", "1", home=tmp_path)
    assert said.status == 0
    assert "in Camden?" in said.out
    assert "comes with oneplan" in said.err
    other = run("hidden", "--area", "Leeds", "--top", "1", home=tmp_path)
    assert "in Leeds?" in other.out


def test_without_anything_the_default_partnership_is_told_from_the_built_in_table(tmp_path):
    said = run("hidden", "--top", "1", home=tmp_path / "nothing here")
    assert said.status == 0
    assert "No statistics have been imported" in said.err
    assert "different story in" in said.out
    assert not (tmp_path / "nothing here").exists()


def test_the_thresholds_of_the_partnership_are_followed(tmp_path):
    def steady(home) -> int:
        rows = json.loads(run("hidden", "--format", "json", home=home).out)
        return sum(bool(row["steady"]) for row in rows)

    run("start", home=tmp_path)
    path = tmp_path / "partnership.toml"
    usual = steady(tmp_path)
    path.write_text(path.read_text().replace("steady_at_least = 3", "steady_at_least = 1"))
    assert steady(tmp_path) > usual


@pytest.mark.parametrize(
    "name",
    [
        *("Gloucester", "gloucestershir", "South", "", " ", "%", "*", "../../etc/passwd", "'; drop table x"),
        *(
            "[red]x[/red]",
            "[/]",
            "\\[/red]",
            "<script>",
            "\x1b[31mred",
            "a\nb",
            "E99999999",
            "0",
            "-1",
            "é" * 5000,
            "😀",
        ),
        *("England", "South West", "Cumbria", "1000", "{area}", "$area", '"""', "\\", "A'B\"C"),
    ],
)
def test_a_name_that_is_no_authority_is_one_sentence(name):
    refusal = run("hidden", f"--area={name}", home=real_home()).refusal
    assert refusal.endswith((".", "?"))
    assert "\x1b" not in refusal
    assert len(refusal) < 300


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--against", "wales"), "Choose one of: england, region"),
        (("--group", "wizards"), "Choose one of: poverty"),
        (("--topic", "wizards"), "Choose one of: Early years"),
    ],
)
def test_what_cannot_be_asked_is_one_sentence_with_what_can(words, says):
    assert says in run("hidden", "--area", "Kent", *words, home=real_home()).refusal


@pytest.mark.parametrize(
    "words",
    [
        ("hidden", "--format", "xml"),
        ("hidden", "--top", "0"),
        ("hidden", "--top", "many"),
        ("hidden", "--nonsense"),
        ("hidden", "extra"),
        ("nonsense",),
        ("evidence", "nonsense"),
        ("evidence", "import"),
    ],
)
def test_wrong_usage_ends_with_status_2_and_no_trace(words, tmp_path):
    said = run(*words, home=tmp_path)
    assert said.status == 2
    assert said.out == ""
    assert "Traceback" not in said.err


@pytest.mark.parametrize("words", [("--help",), ("hidden", "--help"), ("evidence", "--help")])
def test_help_ends_with_status_0(words, tmp_path):
    said = run(*words, home=tmp_path)
    assert said.status == 0
    assert "Usage" in said.out


@pytest.mark.parametrize(
    ("words", "reads"),
    [
        (("hidden", "--format", "json"), 0),
        (("hidden", "--format", "json"), 100),
        (("hidden",), 1),
        (("evidence", "report"), 0),
    ],
)
def test_a_reader_who_goes_away_sees_no_trace(words, reads):
    process = subprocess.Popen(
        [sys.executable, "-m", "library.typed", *words],
        env={"PATH": "/usr/bin:/bin", "ONEPLAN_HOME": str(real_home()), "PYTHONPATH": str(ROOT / "tests")},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    process.stdout.read(reads)
    process.stdout.close()
    err = process.stderr.read().decode()
    process.stderr.close()
    assert process.wait(timeout=60) in (0, 1)
    assert err == ""
