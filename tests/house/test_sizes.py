"""Nothing grows until nobody can read it."""

import ast

import pytest
from written import ROOT, SRC, address, functions, length, modules, positional, public_functions, tree

MOST_LINES = 400
MOST_LINES_IN_A_FUNCTION = 60
MOST_BY_PLACE = 2
EVERYWHERE = [*modules(SRC, ROOT / "tests", ROOT / "benchmarks"), ROOT / "start.py"]


def too_long(module, *, most=MOST_LINES_IN_A_FUNCTION):
    return [f"{found.name}: {length(found)} lines" for found in functions(module) if length(found) > most]


def too_many_by_place(module):
    return [
        found.name
        for found, is_method in public_functions(module)
        if positional(found, is_method=is_method) > MOST_BY_PLACE
    ]


@pytest.mark.parametrize("path", EVERYWHERE, ids=address)
def test_a_module_stops_at_400_lines(path):
    assert path.read_text(encoding="utf-8").count("\n") <= MOST_LINES


@pytest.mark.parametrize("path", EVERYWHERE, ids=address)
def test_a_function_stops_at_60_lines(path):
    assert too_long(tree(path)) == []


@pytest.mark.parametrize("path", modules(), ids=address)
def test_at_most_two_arguments_go_by_place(path):
    assert too_many_by_place(tree(path)) == []


def test_the_check_finds_a_long_function_but_forgives_a_long_explanation():
    explained = 'def f():\n    """' + "Why.\n" * 70 + '    """\n    return 1\n'
    assert too_long(ast.parse("def f():\n" + "    x = 1\n" * 60)) == ["f: 61 lines"]
    assert too_long(ast.parse("class A:\n    def f(self):\n" + "        x = 1\n" * 60)) == ["f: 61 lines"]
    assert too_long(ast.parse(explained)) == []


def test_the_check_counts_arguments_without_self():
    module = ast.parse(
        "def three(a, b, c): ...\n"
        "def named(a, b, *, c, d): ...\n"
        "def _own(a, b, c): ...\n"
        "class A:\n"
        "    def two(self, a, b): ...\n"
        "    def more(self, a, b, /, c): ...\n"
        "    @staticmethod\n"
        "    def still(a, b): ...\n"
    )
    assert too_many_by_place(module) == ["three", "more"]
