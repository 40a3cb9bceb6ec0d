"""What may go differently on PostgreSQL is tested on it at every change, whatever is left out there."""

import re
from itertools import chain

import pytest
from written import ROOT, SRC, files_under

import on_both

TESTS = {path.stem: path for path in (ROOT / "tests").rglob("test_*.py")}
LEFT_OUT = set(chain(*on_both.SAME_ON_BOTH.values()))
MAY_DIFFER = re.compile(r"transaction=True|transactional_db|atomic\(|select_for_update|psycopg|Thread\(")
USES_A_DATABASE = ("django_db", "own_database", "shared_database", "transactional_db", "home", "site")


def what_may_differ():
    """The modules of the product in which something may go differently on another database."""
    rooms = [SRC / "web", SRC / "listen"]
    found = (path for room in rooms for path in files_under(room, ending=".py"))
    return {
        str(path.relative_to(SRC))
        for path in found
        if "migrations" not in path.parts and on_both.DIFFERS.search(path.read_text(encoding="utf-8"))
    }


def test_whatever_may_go_differently_there_names_its_tests():
    assert set(on_both.HELD_BY) == what_may_differ()


@pytest.mark.parametrize("test", sorted(set(chain(*on_both.HELD_BY.values()))))
def test_its_tests_are_there_and_run_there(test):
    assert test not in LEFT_OUT
    text = TESTS[test].read_text(encoding="utf-8")
    assert any(name in text for name in USES_A_DATABASE)


@pytest.mark.parametrize("module", sorted(LEFT_OUT))
def test_what_is_left_out_is_there_and_asks_for_nothing_that_may_differ(module):
    assert MAY_DIFFER.findall(TESTS[module].read_text(encoding="utf-8")) == []
