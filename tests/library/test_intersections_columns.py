"""Every column of the tables of gaps is explained in the reference, and no other."""

import re
from dataclasses import replace

import numpy as np

import oneplan
from builders import ROOT
from oneplan.cells.cells import Means
from oneplan.understand.intersections.closing import compare_waves
from oneplan.understand.intersections.means import find_mean_gaps
from oracles.gap_cells import count_slowly

PAGE = ROOT / "docs" / "reference" / "gaps.md"


def explained(section):
    text = PAGE.read_text(encoding="utf-8").split(f"## `{section}`")[1].split("\n## ")[0]
    rows = [line for line in text.splitlines() if line.startswith("| `")]
    return sorted(name for row in rows for name in re.findall(r"`([^`]+)`", row.split(" | ")[0]))


def test_every_column_of_the_tables_is_explained():
    draw = np.random.default_rng(1)
    levels, school = draw.integers(0, 2, (400, 2)), draw.integers(0, 25, 400)
    answers = draw.random((400, 2)) < 0.3 + 0.3 * levels[:, :1]
    cells = count_slowly(levels, answers, schools=school, weights=np.ones(400))
    found = oneplan.find_gaps(cells)
    of_frame = [name for name in found.frame.columns if not name.startswith("is_")]
    assert sorted(of_frame) == explained("Findings.frame")
    assert sorted(found.questions.columns) == explained("Findings.questions")
    means = Means(
        ("score",), cells.n[:, :1], cells.cases[:, :1].astype(float), cells.cases[:, :1].astype(float)
    )
    of_means = find_mean_gaps(replace(cells, means=means)).columns
    assert sorted(name for name in of_means if not name.startswith("is_")) == explained("find_mean_gaps")
    assert sorted(compare_waves([cells, cells]).frame.columns) == explained("Changes.frame")
