"""Every example in the ground floor's documentation runs and gives what it says."""

import doctest
import importlib
import pkgutil

import pytest

import oneplan

ABOVE = ("oneplan.web",)
MODULES = [
    "oneplan",
    *(
        module.name
        for module in pkgutil.walk_packages(oneplan.__path__, "oneplan.", onerror=lambda _: None)
        if not module.name.startswith(ABOVE)
    ),
]


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_run(name):
    module = importlib.import_module(name)
    failed, _ = doctest.testmod(module, optionflags=doctest.ELLIPSIS | doctest.IGNORE_EXCEPTION_DETAIL)
    assert failed == 0


def test_there_are_examples():
    tests = [test for name in MODULES for test in doctest.DocTestFinder().find(importlib.import_module(name))]
    assert sum(len(test.examples) for test in tests) > 30


@pytest.mark.parametrize("name", [name for name in oneplan.__all__ if name.startswith(("find_", "open_"))])
def test_every_function_of_the_front_door_has_an_example(name):
    assert ">>> " in getattr(oneplan, name).__doc__


def test_the_front_door_opens_to_every_name_it_lists():
    assert sorted(set(dir(oneplan)) - {"__version__"}) == sorted(oneplan.__all__)
    assert all(getattr(oneplan, name) is not None for name in oneplan.__all__)
    assert len(oneplan.__all__) <= 15
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = oneplan.nothing
