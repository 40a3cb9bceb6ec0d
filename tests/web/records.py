"""A small data set of made-up children, with a gap built in, for tests."""

import numpy as np
import polars as pl

DESCRIPTION = """
title = "Made-up survey"
said = "Made for tests."
synthetic = true
school = "school"
wave = "wave"

[[characteristic]]
column = "sex"
words = {girl = "girls", boy = "boys"}

[[characteristic]]
column = "meals"
words = {yes = "on free school meals", no = "not on free school meals"}

[[outcome]]
name = "lonely"
words = "are often lonely"

[[outcome]]
name = "safe"
words = "feel safe"
good = true
"""


def write_records(folder, *, children=4000, seed=7):
    """A Parquet file and its description; girls on free school meals are more often lonely."""
    random = np.random.default_rng(seed)
    sex, meals = random.integers(0, 2, children), random.random(children) < 0.25
    school = random.integers(0, 40, children)
    likely = 0.2 + 0.25 * ((sex == 1) & meals)
    frame = pl.DataFrame(
        {
            "sex": np.where(sex == 1, "girl", "boy"),
            "meals": np.where(meals, "yes", "no"),
            "school": school,
            "wave": np.where(random.random(children) < 0.5, "2024", "2026"),
            "lonely": (random.random(children) < likely).astype(int),
            "safe": (random.random(children) < 0.8).astype(int),
        }
    )
    path = folder / "made-up.parquet"
    frame.write_parquet(path)
    path.with_suffix(".toml").write_text(DESCRIPTION, "utf-8")
    return path
