"""A module's name says which question it answers, and its first line says its job."""

import ast
import re

import pytest
from written import ROOT, SRC, address, files_under, modules, templates, tree

NO_NAMES = {
    "utils",
    "util",
    "helpers",
    "helper",
    "common",
    "misc",
    "core",
    "base",
    "manager",
    "service",
    "handler",
}
NO_NAMES |= {"utilities", "managers", "services", "handlers", "tools", "stuff", "lib"}
EVERY_MODULE = [*modules(SRC, ROOT / "tests", ROOT / "benchmarks"), ROOT / "start.py"]


def no_names_in(path):
    """The words of a path that say nothing: `text_utils.py` is no better than `utils.py`."""
    words = {word for part in path.parts for word in re.split(r"[_\W]+", part.lower())}
    return sorted(words & NO_NAMES)


def is_one_sentence(text):
    """Whether the first paragraph ends once, and at its end."""
    first = (text or "").strip().split("\n\n")[0]
    return bool(re.fullmatch(r"[^\s].*?[.?]", first, re.DOTALL)) and not re.search(r"[.?!]\s+[A-Z]", first)


@pytest.mark.parametrize("path", [path.relative_to(ROOT) for path in EVERY_MODULE], ids=str)
def test_no_module_has_a_name_that_says_nothing(path):
    assert no_names_in(path) == []


@pytest.mark.parametrize("path", EVERY_MODULE, ids=address)
def test_each_module_opens_with_its_job_in_one_sentence(path):
    assert is_one_sentence(ast.get_docstring(tree(path)))


@pytest.mark.parametrize("path", [*modules(), *templates()], ids=address)
def test_no_place_is_written_into_the_program(path):
    text = path.read_text(encoding="utf-8")
    assert "E10000013" not in text
    assert "Gloucestershire" not in text


def test_the_default_partnership_is_data():
    assert "Gloucestershire" in (SRC / "default_partnership.toml").read_text(encoding="utf-8")


def test_no_empty_folder_waits_for_code():
    lone = [
        address(path)
        for path in files_under(SRC, ending="__init__.py")
        if len(list(files_under(path.parent))) == 1 and path.read_text(encoding="utf-8").count("\n") < 3
    ]
    assert lone == []


def test_the_check_of_names_finds_them_inside_others():
    assert no_names_in(ROOT.relative_to(ROOT) / "text_utils.py") == ["utils"]
    assert no_names_in(ROOT.relative_to(ROOT) / "commonly.py") == []


@pytest.mark.parametrize("text", [None, "", "Reads a file", "Reads a file. Then writes it.", "\n\nNothing."])
def test_the_check_of_docstrings_refuses_what_is_not_one_sentence(text):
    assert is_one_sentence(text) == (text == "\n\nNothing.")


def test_the_check_of_docstrings_takes_a_sentence_and_its_explanation():
    assert is_one_sentence("Reads v3.0 of a file, e.g. a list.\n\nIt is slow. It is right.")
