"""Stand-ins for uv, python3, sudo and apt-get, so that start.py can be tested without installing anything."""

import importlib.util
import os
import shutil
import sys
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[1]

# One program plays every part, by the name it is called by. What this machine "has" stands in MACHINE/has.
PROGRAM = """#!{python} -IS
import os, shutil, sys
from pathlib import Path

machine = Path(os.environ["MACHINE"])
has = set((machine / "has").read_text().split())
here, words = Path(sys.argv[0]), sys.argv[1:]
with (machine / "log").open("a") as log:
    log.write(" ".join([here.name, *words]) + "\\n")


def become(folder, name):
    (folder / "bin").mkdir(parents=True, exist_ok=True)
    shutil.copy(machine / "bin" / "uv-program", folder / "bin" / name)


def make(folder, *, pip):
    become(folder, "python")
    if pip:
        (folder / "pip").touch()
    return 0


def install(folder, *, by):
    if by + "-fails" in has:
        print(f"error: {{by}} could not reach https://me:secret@packages.example/simple")
        return 1
    if words[-1] == "uv":
        if "uv-in-index" in has:
            become(folder, "uv")
        return 0 if "uv-in-index" in has else 1
    (folder / "oneplan").touch()
    return 0


def uv(words):
    if words[0] == "venv":
        return make(Path(words[-1]), pip=False)
    return 0 if words[0] == "--version" else install(Path(words[3]).parents[1], by="uv")


def apt(words):
    if "apt-fails" in has:
        return 1
    if words[-1] == "python3-venv":
        (machine / "has").write_text(" ".join([*has, "ensurepip"]))
    return 0


def python(words):
    inside = here.parent.parent
    if words[0] == "--version":
        return 0
    if words[0] == "-c":
        return 0 if ("ensurepip" in has if "ensurepip" in words[1] else (inside / "oneplan").exists()) else 1
    if words[:2] == ["-m", "uv"]:
        return uv(words[2:]) if "uv-module" in has else 1
    if words[:2] == ["-m", "venv"]:
        return make(Path(words[-1]), pip="--without-pip" not in words)
    if words[2] == "--python":
        asked = words[-1] == "--version" or install(Path(words[3]).parents[1], by="pip") == 0
        return 0 if "pip" in has and asked else 1
    if not (inside / "pip").exists():
        return 1
    return 0 if words[-1] == "--version" else install(inside, by="pip")


def sudo(words):
    if "sudo" not in has:
        return 1
    return 0 if words[-1] == "true" else apt(words)


parts = {{"uv": uv, "apt-get": apt, "sudo": sudo}}
sys.exit(parts.get(here.name, python)(words))
"""


class Machine:
    """A made-up machine: a folder of programs, a clone of the project with a space in its name, and a log."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self.clone = folder / "a clone"
        self.clone.mkdir()
        shutil.copy(ROOT / "start.py", self.clone)
        for name in ("pyproject.toml", "constraints.txt"):
            (self.clone / name).write_text("first")
        (folder / "bin").mkdir()
        (folder / "bin" / "env").symlink_to(shutil.which("env"))
        self._write("uv-program")
        self._write("python-here")
        for name in os.environ:
            if name.startswith(("PIP_", "UV_", "XDG_")):
                monkeypatch.delenv(name)
        monkeypatch.setenv("MACHINE", str(folder))
        monkeypatch.setenv("PATH", str(folder / "bin"))
        monkeypatch.setenv("HOME", str(folder))
        monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
        monkeypatch.setattr(os, "geteuid", lambda: 1000)
        monkeypatch.setattr(sys, "argv", ["start.py", "demo"])
        self.has()

    @property
    def venv(self) -> Path:
        """The clone's environment."""
        return self.clone / ".venv"

    def has(self, *things: str) -> None:
        """Say what this machine has, and forget what was done on it."""
        (self.folder / "has").write_text(" ".join(things))
        (self.folder / "log").write_text("")
        for name in ("uv", "sudo", "apt-get"):
            (self.folder / "bin" / name).unlink(missing_ok=True)
            if name in things:
                self._write(name)

    def start(self) -> ModuleType:
        """The clone's start.py, run by this machine's Python."""
        spec = importlib.util.spec_from_file_location("start_of_clone", self.clone / "start.py")
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        module.PYTHON = str(self.folder / "bin" / "python-here")
        return module

    def done(self) -> list[str]:
        """What was run, without the clone's address."""
        return (self.folder / "log").read_text().replace(str(self.clone) + "/", "").splitlines()

    def _write(self, name: str) -> None:
        program = self.folder / "bin" / name
        program.write_text(PROGRAM.format(python=sys.executable))
        program.chmod(0o755)
