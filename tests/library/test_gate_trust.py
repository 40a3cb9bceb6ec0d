"""Trust is in the type: only the gate makes a table that may be shown."""

import subprocess
import sys
from pathlib import Path

import pytest

from builders import ROOT
from oneplan.disclosure.asked import Asked
from oneplan.disclosure.gate import Paths, protect_release
from oneplan.disclosure.policies import find_policy
from oneplan.disclosure.releases.dimensions import make_dimension
from oneplan.disclosure.releases.release import make_release
from oneplan.disclosure.safe_table import SafeTable
from oneplan.errors import NotSafe


def small_release():
    school = make_dimension("school", ["s1", "s2"])
    answer = make_dimension("answer", ["yes", "no"])
    rows = [(("s1", "yes"), 7), (("s1", "no"), 9), (("s2", "yes"), 3), (("s2", "no"), 12)]
    return make_release([school, answer], rows, tables=[["school", "answer"]])


def passed(folder):
    return protect_release(Asked(small_release(), find_policy("dfe_la")), Paths(folder / "out.csv"))


def test_what_comes_through_the_gate_says_withheld_and_not_nought(tmp_path):
    table = passed(tmp_path).table
    assert table.find_value(("s2", "yes")) is None
    assert table.find_value(("Total", "Total")) == 31
    assert table.certificate.safe


def test_nobody_else_can_make_a_table_that_may_be_shown(tmp_path):
    table = passed(tmp_path).table
    with pytest.raises(NotSafe, match="Only the gate"):
        SafeTable(table.dimensions, {("s2", "yes"): 3}, table.policy, table.certificate)


def test_only_the_gate_seals():
    users = [
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "src").rglob("*.py")
        if "seal_table" in path.read_text(encoding="utf-8") and "node_modules" not in path.parts
    ]
    assert sorted(users) == [
        "src/oneplan/disclosure/gate.py",
        "src/oneplan/disclosure/gate_of_cubes.py",
        "src/oneplan/disclosure/safe_table.py",
    ]


WRITES = """
from oneplan.disclosure.releases.release import ReleaseCells
from oneplan.disclosure.safe_table import SafeTable

def write_page(table: SafeTable) -> None: ...

def show(safe: SafeTable, raw: ReleaseCells, counts: dict[tuple[str, ...], int]) -> None:
    write_page(safe)
    write_page(raw)
    write_page(counts)
"""


def test_counts_cannot_be_given_where_a_safe_table_is_wanted(tmp_path):
    (tmp_path / "page.py").write_text(WRITES)
    config = tmp_path / "mypy.ini"
    config.write_text(
        "[mypy]\nstrict = True\n[mypy-scipy.*,numba.*,highspy.*]\nignore_missing_imports = True\n"
    )
    command = [
        str(Path(sys.executable).parent / "mypy"),
        "--config-file",
        str(config),
        str(tmp_path / "page.py"),
    ]
    said = subprocess.run(command, cwd=ROOT / "src", capture_output=True, text=True, check=False).stdout
    wrong = [
        line.split(":")[1] for line in said.splitlines() if 'to "write_page" has incompatible type' in line
    ]
    assert wrong == ["9", "10"], said
