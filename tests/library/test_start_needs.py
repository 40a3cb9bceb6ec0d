"""What tests need from the system is installed where we may, and named where it is missing."""

import os
import shutil
import subprocess
import tomllib

import pytest

import needs
from stand_ins import ROOT


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """A machine without a browser, and what it was asked to install."""
    steps = []
    monkeypatch.setattr(needs, "has_fonts", lambda: True)
    monkeypatch.setattr(needs, "has_postgresql", lambda: False)
    monkeypatch.delenv("CI", raising=False)
    monkeypatch.setattr(needs.shutil, "which", lambda name: None)
    monkeypatch.setenv("PLAYWRIGHT_BROWSERS_PATH", str(tmp_path))
    monkeypatch.setattr(needs.start, "as_root", lambda: None)
    monkeypatch.setattr(needs.start, "apt_installs", lambda *names: steps.append(["apt", *names]))
    monkeypatch.setattr(needs.start, "works", lambda *words, **_: steps.append([*words[1:]]))
    return steps


def test_a_missing_browser_is_asked_of_apt_and_then_of_playwright(asked):
    needs.install_missing()
    assert asked == [["apt", "chromium"], ["-m", "playwright", "install", "chromium"]]


def test_missing_fonts_are_asked_of_apt_apart_from_the_browser(asked, monkeypatch):
    monkeypatch.setattr(needs, "has_fonts", lambda: False)
    needs.install_missing()
    assert asked[:2] == [["apt", "fonts-liberation"], ["apt", "chromium"]]


def test_a_database_server_is_installed_only_where_nobody_works(asked, monkeypatch):
    monkeypatch.setattr(needs, "has_chromium", lambda: True)
    needs.install_missing()
    assert asked == []
    monkeypatch.setenv("CI", "true")
    needs.install_missing()
    assert asked == [["apt", "postgresql"]]


def test_a_browser_of_playwrights_own_is_enough(asked, tmp_path):
    (tmp_path / "chromium-1").mkdir()
    assert not needs.has_chromium()
    (tmp_path / "chromium-1" / "INSTALLATION_COMPLETE").touch()
    needs.install_missing()
    assert asked == []


def test_a_browser_that_does_not_start_is_none(asked, monkeypatch):
    monkeypatch.setattr(needs.shutil, "which", lambda name: f"/bin/{name}")
    monkeypatch.setattr(needs.start, "works", lambda *words, **_: False)
    assert not needs.has_chromium()
    monkeypatch.setattr(needs.start, "works", lambda *words, **_: words[0] == "chromium")
    assert needs.has_chromium()


def test_what_is_missing_is_named_with_what_follows(asked):
    chromium, fonts, postgresql, _ = needs.report()
    assert postgresql.startswith("PostgreSQL: missing, so")
    assert chromium.startswith("Chromium: missing, so the browser tests are skipped")
    assert fonts == "Liberation fonts: found"


def test_the_run_of_a_machine_calls_every_check_and_waits_for_nobody():
    run = ROOT / ".ci" / "run"
    assert os.access(run, os.X_OK)
    assert subprocess.run(["bash", "-n", str(run)], check=False).returncode == 0
    text = run.read_text(encoding="utf-8")
    for line in ("set -euo pipefail", "exec </dev/null", "export CI=true"):
        assert line in text.splitlines()
    pieces = pieces_of(text)
    assert pieces[0] == "check"
    assert {"postgres", "bare", "demo"} < set(pieces)
    for said in ("make check ;;", "make test-bare ;;", "make demo SERVE=no ;;", "tests/postgres.py ;;"):
        assert said in text


def pieces_of(text):
    """What the run hands out, in its order."""
    return text.partition('PIECES="')[2].partition('"')[0].split()


def test_the_run_of_a_machine_leaves_no_folder_of_tests_out_and_uses_both_databases():
    text = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["pytest"]["ini_options"]
    folders = [folder.removeprefix("tests/") for folder in settings["testpaths"] if "tests/" in folder]
    assert folders
    assert [folder for folder in folders if folder not in pieces_of(text)] == []
    assert "tests/postgres.py" in text


@pytest.mark.parametrize(
    ("fails", "status", "said"),
    [("", 0, "Everything holds"), ("tests/web", 1, "── web FAILED"), ("check", 1, "── check FAILED")],
)
def test_the_run_of_a_machine_does_every_piece_and_fails_when_one_of_them_does(fails, status, said, tmp_path):
    run = tmp_path / ".ci" / "run"
    run.parent.mkdir()
    shutil.copy(ROOT / ".ci" / "run", run)
    stand_in = f'#!/bin/sh\ncase "$*" in *{fails or "none-of-them"}*) exit 3 ;; esac\n'
    for path in (tmp_path / "bin" / "make", tmp_path / ".venv" / "bin" / "python"):
        path.parent.mkdir(parents=True)
        path.write_text(stand_in)
        path.chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path / 'bin'}:{os.environ['PATH']}"}
    ended = subprocess.run([run], env=environment, capture_output=True, text=True, check=False)
    assert (ended.returncode, said in ended.stdout) == (status, True), ended.stdout + ended.stderr
    for piece in pieces_of(run.read_text(encoding="utf-8")):
        assert ended.stdout.count(f"── {piece} ") == 1
