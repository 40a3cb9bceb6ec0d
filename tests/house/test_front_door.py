"""The analyst's front door is small, explained, and costs nothing to open."""

import doctest
import importlib
import subprocess
import sys
from itertools import pairwise

import pytest
from written import ROOT, SRC, address, modules

import oneplan
from oneplan.errors import OneplanError

MOST_NAMES = 15
HEAVY = ("polars", "pydantic", "typer", "rich", "numpy", "django", "python_calamine", "urllib.request")
FLAGS = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL


def is_error(name):
    thing = getattr(oneplan, name)
    return isinstance(thing, type) and issubclass(thing, OneplanError)


def without_sections(docstring, *, wanted):
    """The numpydoc sections that a docstring lacks."""
    lines = [line.strip() for line in (docstring or "").splitlines()]
    titles = {line for line, under in pairwise(lines) if under and set(under) == {"-"}}
    return sorted(set(wanted) - titles)


def failures(docstring, *, name, names):
    """What an example prints instead of what it promises."""
    return failures_of(doctest.DocTestParser().get_doctest(docstring, {}, name, None, 0), names=names)


def failures_of(test, *, names):
    said = []
    test.globs = dict(names)
    doctest.DocTestRunner(optionflags=FLAGS).run(test, out=said.append)
    return "".join(said)


def run_alone(program):
    return subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=False
    )


def test_at_most_fifteen_names_and_each_can_be_had():
    assert 1 <= len(oneplan.__all__) <= MOST_NAMES
    assert all(getattr(oneplan, name) is not None for name in oneplan.__all__)
    assert set(oneplan.__all__) <= set(dir(oneplan))


def test_a_name_that_is_not_there_is_refused_as_python_does():
    with pytest.raises(AttributeError, match="no_such_name"):
        oneplan.no_such_name  # noqa: B018 - asking is the test


@pytest.mark.parametrize("name", sorted(oneplan.__all__))
def test_each_name_says_what_it_is_for(name):
    thing = getattr(oneplan, name)
    assert (thing.__doc__ or "").strip().splitlines()[0].endswith(".")
    if not isinstance(thing, type):
        assert without_sections(thing.__doc__, wanted=("Returns", "Examples")) == []


@pytest.mark.parametrize("name", sorted(name for name in oneplan.__all__ if not is_error(name)))
def test_each_name_has_an_example_that_runs(name):
    docstring = getattr(oneplan, name).__doc__
    assert ">>>" in docstring
    assert failures(docstring, name=name, names={}) == ""


GROUND = [path for path in modules() if path.relative_to(SRC).parts[0] != "web"]


@pytest.mark.parametrize("path", GROUND, ids=address)
def test_the_examples_of_every_other_function_run_too(path):
    parts = path.relative_to(SRC).with_suffix("").parts
    module = importlib.import_module(".".join(["oneplan", *parts]).removesuffix(".__init__"))
    found = doctest.DocTestFinder(exclude_empty=True).find(module)
    names = vars(module)
    assert [said for test in found if (said := failures_of(test, names=names))] == []


def test_opening_the_door_brings_in_nothing_heavy():
    done = run_alone(f"import sys, oneplan; print([name for name in {HEAVY} if name in sys.modules])")
    assert (done.stdout.strip(), done.stderr) == ("[]", "")


def test_asking_for_a_name_brings_it_in():
    done = run_alone("import sys, oneplan; oneplan.find_hidden_gaps; print('polars' in sys.modules)")
    assert (done.stdout.strip(), done.stderr) == ("True", "")


def test_the_checks_find_a_false_example_and_a_missing_section():
    assert "Got:\n    2" in failures(">>> 1 + 1\n3\n", name="false", names={})
    assert failures(">>> 1 + 1\n2\n", name="true", names={}) == ""
    assert without_sections("Adds.\n\n    Returns\n    -------\n    int", wanted=("Returns", "Examples")) == [
        "Examples"
    ]
