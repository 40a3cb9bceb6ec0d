"""Every case of the conformance vectors: what reference implementations gave for our own random inputs."""

import json
import math
import os
from functools import cache
from pathlib import Path

import numpy as np
import pytest

from builders import ROOT
from oracles.vector_table import FUNCTIONS

FOLDER = Path(os.environ.get("ONEPLAN_VECTORS") or ROOT.parent.joinpath("shared", "data", "vectors"))
DEFECTIVE = "_DEFECTIVE"
"""What a reference is known to get wrong stands beside its correction, and must not be met."""

BOUNDARY = "boundary"
"""At a variance of zero, what divides by it means nothing, and the variance itself is met to 0.001."""


@cache
def cases():
    """Every case, with the file that it stands in."""
    return [
        pytest.param(case, id=f"{path.stem}/{case['id']}")
        for path in sorted(FOLDER.glob("*.json"))
        for case in json.loads(path.read_text(encoding="utf-8"))
    ]


def number(value):
    """A number as the vectors write it: null for unknown, a word for infinity."""
    if value is None:
        return math.nan
    return float(value) if isinstance(value, str) and value.lstrip("+-") in ("Infinity", "Inf") else value


def differences(expected, got, *, tolerance, where="", name=""):
    """In which places an answer is not the expected one, in words."""
    tolerance = tolerance.get("fields", {}).get(name) or tolerance
    if isinstance(tolerance, str):
        return []
    if isinstance(expected, dict):
        inner = {key: value for key, value in expected.items() if not key.endswith(DEFECTIVE)}
        missing = [f"{where}.{key} is missing" for key in inner if key not in got]
        parts = [(key, value, got[key], f"{where}.{key}") for key, value in inner.items() if key in got]
    elif isinstance(expected, list):
        answers = got if isinstance(got, list) else np.atleast_1d(got).tolist()
        if len(answers) != len(expected):
            return [f"{where} has {len(answers)} values, not {len(expected)}"]
        missing, pairs = [], enumerate(zip(expected, answers, strict=True))
        parts = [(name, value, answer, f"{where}[{place}]") for place, (value, answer) in pairs]
    else:
        return different(number(expected), got, tolerance=tolerance, where=where)
    found = [differences(*part[1:3], tolerance=tolerance, where=part[3], name=part[0]) for part in parts]
    return missing + [said for each in found for said in each]


def different(expected, got, *, tolerance, where):
    """Whether one value differs, in words."""
    if isinstance(expected, str | bool):
        same = expected == got
    else:
        got = float(got)
        same = (
            expected == got
            or (math.isnan(expected) and math.isnan(got))
            or abs(got - expected) <= tolerance["abs"] + tolerance["rel"] * abs(expected) < math.inf
        )
    return [] if same else [f"{where} is {got!r}, not {expected!r}"]


def settled(case):
    """What a case expects, and how closely, where its note takes something back."""
    expected, tolerance = case["expected"], case["tolerance"]
    if BOUNDARY not in case.get("note", ""):
        return expected, tolerance
    fields = {**tolerance.get("fields", {}), "sigma2": {"rel": 1e-4, "abs": 1e-3}}
    return {key: value for key, value in expected.items() if not key.startswith("pcv")}, {
        **tolerance,
        "fields": fields,
    }


def test_there_are_vectors_to_run():
    if not FOLDER.is_dir() and "ONEPLAN_VECTORS" not in os.environ:
        pytest.skip(f"the conformance vectors are absent: {FOLDER.name}")
    assert cases()


@pytest.mark.parametrize("case", cases())
def test_it_gives_what_the_reference_gives(case):
    assert case["function"] in FUNCTIONS, f"no function of ours answers to {case['function']}"
    expected, tolerance = settled(case)
    got = FUNCTIONS[case["function"]](**case["inputs"])
    assert differences(expected, got, tolerance=tolerance) == []


@pytest.mark.parametrize(
    ("expected", "got", "same"),
    [
        ({"a": [1, None]}, {"a": [1 + 1e-12, math.nan]}, True),
        ({"a": [1, None]}, {"a": [1, 0]}, False),
        ({"a": 1}, {"b": 1}, False),
        ({"a": "Infinity"}, {"a": math.inf}, True),
        ({"a": 1.0}, {"a": math.inf}, False),
        ({"a": [1]}, {"a": [1, 2]}, False),
        ({"method": ["Exact"]}, {"method": ["Byars"]}, False),
        ({"se_DEFECTIVE": 1}, {}, True),
        ({"loose": {"x": 1}}, {"loose": {"x": 1.05}}, True),
        ({"x": 1}, {"x": 1.05}, False),
    ],
)
def test_the_check_of_answers_can_tell(expected, got, same):
    tolerance = {"rel": 1e-9, "abs": 1e-9, "fields": {"loose": {"rel": 0.1, "abs": 0}}}
    assert (differences(expected, got, tolerance=tolerance) == []) == same
