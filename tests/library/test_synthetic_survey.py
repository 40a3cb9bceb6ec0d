"""The made-up survey says everywhere that it is, keeps to its settings, and is the same for the same seed."""

import json
from dataclasses import replace

import numpy as np
import polars as pl
import pytest

import oneplan
from builders import ROOT, refusal_of, shared_data
from oneplan.listen.synthetic.margins import margins_by_outcome, read_margins
from oneplan.listen.synthetic.settings import Planted, Settings
from oneplan.listen.synthetic.survey import LABEL, make_survey
from oneplan.understand.standard.clustering import anova_icc

SMALL = Settings(children=1200, schools=30)
PLAIN = Settings(children=12_000, schools=120, planted=(), skipped=0.0, rather_not=0.0)


@pytest.fixture(scope="module")
def whole():
    return make_survey()


def test_it_is_as_large_as_the_real_one_was(whole):
    sizes = whole.frame.group_by("wave").agg(pl.len(), pl.col("school").n_unique())
    assert sorted(sizes.rows()) == [("first", 23_816, 252), ("second", 23_816, 252)]
    assert whole.frame["child"].n_unique() == 2 * 23_816


def test_every_row_name_and_file_says_that_it_is_synthetic(tmp_path):
    survey = make_survey(SMALL)
    assert survey.frame["synthetic"].all()
    assert survey.frame["school"].str.contains("Synthetic").all()
    assert survey.frame["child"].str.starts_with("synthetic-").all()
    path = survey.write(tmp_path)
    assert "synthetic" in path.name
    assert pl.read_parquet_metadata(path)["synthetic"] == LABEL
    assert pl.read_parquet(path).equals(survey.frame)
    said = json.loads(path.with_suffix(".json").read_text())
    assert said["label"] == LABEL
    assert [one["outcome"] for one in said["settings"]["planted"]] == [one.outcome for one in SMALL.planted]


def test_the_same_seed_gives_the_same_and_another_another():
    assert make_survey(SMALL).frame.equals(make_survey(SMALL).frame)
    assert not make_survey(SMALL).frame.equals(make_survey(replace(SMALL, seed=1)).frame)


def test_the_shares_are_those_that_were_published(whole):
    first = whole.frame.filter(wave="first")
    for margin in read_margins():
        asked = first.filter(pl.col("year_group").is_in(margin.years))
        answers = asked[margin.outcome].filter(asked[margin.outcome].is_in(["Yes", "No"]))
        share = (answers == "Yes").mean()
        error = np.sqrt(margin.percent / 100 * (1 - margin.percent / 100) / len(answers))
        assert abs(share - margin.percent / 100) < 4 * error, margin


def test_the_published_shares_are_copied_right():
    published = pl.read_csv(shared_data("survey", "published_survey_figures.csv"))
    for margin in read_margins():
        assert published.filter(pl.col("value") == margin.percent).height, margin


def test_a_question_is_not_asked_of_years_it_was_never_published_for(whole):
    for outcome, margins in margins_by_outcome().items():
        asked = {year for margin in margins for year in margin.years}
        not_asked = whole.frame.filter(~pl.col("year_group").is_in(asked))[outcome]
        assert (not_asked == "Not asked").all()
        assert "Not asked" not in whole.frame.filter(pl.col("year_group").is_in(asked))[outcome].to_list()


@pytest.mark.parametrize("likeness", [0.0, 0.03, 0.08])
def test_children_of_one_school_are_as_alike_as_was_asked(likeness):
    frame = make_survey(replace(PLAIN, likeness=likeness)).frame.filter(wave="first")
    found = [
        anova_icc(frame["school"].to_numpy(), (frame[name] == "Yes").cast(pl.Float64).to_numpy()).rho
        for name in ("happy", "safe_at_school", "enjoys_school")
    ]
    assert np.abs(np.mean(found) - likeness) < 0.012


def test_what_was_planted_is_there_in_both_waves_and_found(whole):
    records = whole.records()
    for number, wave in enumerate(whole.settings.waves):
        here = whole.frame.filter(wave=wave)
        for planted in whole.settings.planted:
            group = here.filter(*(pl.col(name) == level for name, level in planted.levels.items()))
            asked = here.filter(pl.col(planted.outcome).is_in(["Yes", "No"]))
            answers = group[planted.outcome].filter(group[planted.outcome].is_in(["Yes", "No"]))
            years = group["year_group"].unique().to_list()
            like = asked.filter(pl.col("year_group").is_in(years))[planted.outcome]
            gap = 100 * ((answers == "Yes").mean() - (like == "Yes").mean())
            assert abs(gap - planted.points[number]) < 12, planted
        found = oneplan.find_gaps(oneplan.count_cells(records.in_wave(wave)), good=whole.good)
        levels = [finding.told.levels for finding in found.short_list]
        assert dict(whole.settings.planted[0].levels) in levels


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        (lambda: Settings(children=10, schools=5), "four children for each"),
        (lambda: Settings(likeness=0.7), "from 0 to below 0.5"),
        (lambda: Settings(waves=()), "at least one wave"),
        (lambda: Settings(planted=(Planted({"hair": "red"}, "happy", (1, 1)),)), "is not in the survey"),
        (lambda: Settings(planted=(Planted({"sex": "Girl"}, "happy", (1,)),)), "for each wave"),
        (
            lambda: make_survey(replace(SMALL, planted=(Planted({"sex": "Girl"}, "rich", (1, 1)),))),
            "There is no question “rich”",
        ),
        (lambda: make_survey(SMALL).write(ROOT / "no such folder"), "Name another folder"),
    ],
)
def test_what_cannot_be_made_is_refused(settings, why):
    assert why in refusal_of(settings)
