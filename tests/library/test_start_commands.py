"""What the commands of start.py run, with which words, and how they end."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

from stand_ins import ROOT, Machine


@pytest.fixture
def start(tmp_path, monkeypatch):
    return Machine(tmp_path, monkeypatch).start()


@pytest.fixture
def became(start, monkeypatch):
    """What start.py turned into, instead of turning into it."""
    programs = []
    monkeypatch.setattr(start, "set_up", lambda: None)
    monkeypatch.setattr(start.subprocess, "call", lambda *words, **_: 0)
    monkeypatch.setattr(start, "become", lambda *words: programs.append(list(words)))
    return programs


def test_extra_words_are_passed_on(start, became):
    start.main(["test", "tests/house", "-x"])
    start.main(["serve", "--port", "8001"])
    assert became == [["python", "-m", "pytest", "tests/house", "-x"], ["oneplan", "serve", "--port", "8001"]]


def test_serve_no_and_from_reach_the_demo(start, became, monkeypatch, tmp_path):
    start.main(["demo"])
    monkeypatch.setenv("SERVE", "no")
    monkeypatch.setenv("FROM", "statistics")
    monkeypatch.chdir(tmp_path)
    start.main(["demo"])
    assert became == [
        ["oneplan", "demo"],
        ["oneplan", "demo", "--no-serve", "--from", f"{tmp_path}/statistics"],
    ]


def test_setting_up_runs_nothing_else(start, became):
    assert start.main(["setup"]) == 0
    assert became == []


def test_an_unknown_command_is_answered_with_the_known_ones(start, became, capsys):
    assert start.main(["dmeo"]) == 2
    assert start.main([]) == 2
    assert start.main(["--help"]) == 0
    said = capsys.readouterr().err
    assert said.count("demo test serve bench docs bare postgres check setup") == 3
    assert became == []


def test_every_check_runs_though_the_first_failed_and_the_sum_says_which(start, monkeypatch, capsys):
    run = []

    def call(words, **_):
        run.append(Path(words[0]).name)
        return 1 if run == ["ruff"] else 0

    monkeypatch.setattr(start.subprocess, "call", call)
    assert start.check() == 1
    assert run == ["ruff", "ruff", "lint-imports", "bandit", "mypy"]
    assert "Failed: ruff check ." in capsys.readouterr().err


def test_checks_that_all_pass_end_well(start, monkeypatch, capsys):
    monkeypatch.setattr(start.subprocess, "call", lambda words, **_: 0)
    assert start.check() == 0
    assert f"All {len(start.CHECKS)} checks passed." in capsys.readouterr().err


def test_a_program_that_does_not_exist_or_hangs_does_not_work(start):
    assert not start.works("no such program")
    assert not start.works(sys.executable, "-c", "import time; time.sleep(9)", seconds=0.1)
    assert start.works(sys.executable, "-c", "")


def test_an_older_python_is_told_so_in_one_sentence():
    pretend = "import runpy, sys; sys.version_info = (3, 9, 2); sys.argv = ['start.py', 'demo']; "
    done = subprocess.run(
        [sys.executable, "-c", pretend + f"runpy.run_path({str(ROOT / 'start.py')!r}, run_name='__main__')"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.startswith("oneplan needs Python 3.11 or later, not 3.9.2; type: ")
    assert done.stderr.count("\n") == 1


def test_an_older_python_can_read_start_py_as_far_as_that_sentence():
    ast.parse((ROOT / "start.py").read_text(encoding="utf-8"), feature_version=(3, 7))


def test_start_py_needs_nothing_but_the_standard_library():
    tree = ast.parse((ROOT / "start.py").read_text(encoding="utf-8"))
    imported = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    imported |= {node.module for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in imported} <= sys.stdlib_module_names


def test_every_command_of_the_makefile_is_one_of_start_py(start):
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    rule = next(line for line in makefile.splitlines() if line.endswith("setup:"))
    assert set(rule.removesuffix(":").split()) <= {*start.PROGRAMS, "check", "setup"}
