"""What README and the other papers tell a person to type can be typed."""

import functools
import re
import shlex
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from written import ROOT, address

from oneplan.sources.store import import_built_in

PAPERS = [path for path in sorted(ROOT.glob("*.md")) if path.name != "CHANGELOG.md"]
PAPERS += sorted((ROOT / "docs").rglob("*.md"))
BLOCK = re.compile(r"^(?P<indent> *)```(?P<kind>\w+)\n(?P<text>.*?)^ *```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\((?P<to>[^)#\s]+)[^)]*\)")
PROGRAMS = Path(sys.executable).parent


def blocks(path, *, kind):
    found = BLOCK.finditer(path.read_text(encoding="utf-8"))
    return [textwrap.dedent(block["text"]) for block in found if block["kind"] == kind]


def commands(path):
    """The lines of its sh blocks, without prompts, comments and other people's commands."""
    lines = (line.strip() for block in blocks(path, kind="sh") for line in block.splitlines())
    return [line.removeprefix("$ ") for line in lines if line and not line.startswith("#")]


def why_not(command):
    """Why a command of ours cannot be typed; nothing when it can, or when it is not ours."""
    words = [word for word in shlex.split(command, comments=True) if not re.fullmatch(r"[A-Z_]+=.*", word)]
    if not words:
        return ""
    if words[0] == "make":
        return _why_not_make(words[1:])
    if words[:2] == ["python3", "start.py"]:
        return _why_not_run([sys.executable, str(ROOT / "start.py"), "--help"], word=words[2])
    if Path(words[0]).name == "oneplan":
        asked = [word for word in words[1:3] if re.fullmatch(r"[a-z]+", word)]
        options = [word.split("=")[0] for word in words if word.startswith("--")]
        return _why_not_oneplan(asked, options=options)
    return ""


def _why_not_make(names):
    missing = [name for name in names if not re.search(rf"^(.* )?{name}( .*)?:", _makefile(), re.MULTILINE)]
    return f"the Makefile has no {missing}" if missing else ""


def _makefile():
    return (ROOT / "Makefile").read_text(encoding="utf-8")


def _why_not_run(help_command, *, word):
    said = help_of(*help_command)
    return "" if re.search(rf"\b{word}\b", said.stdout + said.stderr) else f"there is no {word}"


@functools.cache
def help_of(*command):
    """What a command says of itself: many papers name the same ones, so each is asked once."""
    wide = {"PATH": str(PROGRAMS), "COLUMNS": "200", "NO_COLOR": "1", "TERM": "dumb"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=wide)


def _why_not_oneplan(words, *, options):
    said = help_of(str(PROGRAMS / "oneplan"), *words, "--help")
    if said.returncode:
        return said.stderr[-300:] or "it cannot be typed"
    missing = [option for option in options if option not in said.stdout]
    return f"it has no {missing}" if missing else ""


@pytest.mark.parametrize("path", PAPERS, ids=address)
def test_its_python_runs(path, tmp_path, monkeypatch):
    examples = blocks(path, kind="python")
    if examples:
        import_built_in(tmp_path / "var" / "evidence")
    monkeypatch.chdir(tmp_path)
    names = {}
    for number, text in enumerate(examples, start=1):
        exec(compile(text, f"{address(path)}, block {number}", "exec"), names)


@pytest.mark.parametrize("path", PAPERS, ids=address)
def test_its_commands_exist(path):
    assert [f"{command}: {why}" for command in commands(path) if (why := why_not(command))] == []


@pytest.mark.parametrize("path", PAPERS, ids=address)
def test_its_links_lead_somewhere(path):
    links = {found["to"] for found in LINK.finditer(path.read_text(encoding="utf-8"))}
    here = {link for link in links if "://" not in link and not link.startswith("mailto:")}
    assert sorted(link for link in here if not (path.parent / link).exists()) == []


def test_readme_names_the_two_commands_above_the_fold():
    top = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()[:40]
    assert "make demo" in "\n".join(top)
    assert "make test" in "\n".join(top)


@pytest.mark.parametrize(
    "command",
    ["make dmeo", "python3 start.py dmeo", "oneplan hiden", "oneplan hidden --aera Kent", "make test dmeo"],
)
def test_the_check_of_commands_refuses_what_cannot_be_typed(command):
    assert why_not(command)


@pytest.mark.parametrize(
    "command",
    ["make demo SERVE=no # it ends", "python3 start.py check", "oneplan hidden --area Kent", "git clone x"],
)
def test_the_check_of_commands_takes_what_can(command):
    assert why_not(command) == ""


def test_the_blocks_of_a_paper_are_found_indented_or_not(tmp_path):
    paper = tmp_path / "paper.md"
    steps = "1. So\n\n   ```sh\n   # why\n   $ make test\n   ```\n"
    paper.write_text(f"```sh\nmake demo\n```\n\n{steps}\n```python\nx = 1\n```\n")
    assert commands(paper) == ["make demo", "make test"]
    assert blocks(paper, kind="python") == ["x = 1\n"]
