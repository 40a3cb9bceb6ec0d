"""What is written in this repository: its modules, their trees, its templates and its other files."""

import ast
import os
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
SRC = ROOT / "src" / "oneplan"
LEFT_OUT = {"node_modules", "__pycache__", "var", "dist", "site"}


def files_under(folder: Path, *, ending: str = "") -> Iterator[Path]:
    """Every file that is written here, without what was installed, made or hidden."""
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if name not in LEFT_OUT and not name.startswith("."))
        yield from (Path(place, name) for name in sorted(names) if name.endswith(ending))


def modules(*folders: Path) -> list[Path]:
    """The Python modules in some folders; in the product when none is named."""
    return [path for folder in folders or (SRC,) for path in files_under(folder, ending=".py")]


def templates() -> list[Path]:
    """The pages' templates."""
    return [path for path in files_under(SRC, ending=".html") if "templates" in path.parts]


def tracked() -> list[Path]:
    """The files that git keeps; everything written here where there is no git folder."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        return list(files_under(ROOT))
    return [path for name in listed.decode().split("\0") if name and (path := ROOT / name).is_file()]


@cache
def tree(path: Path) -> ast.Module:
    """A module as Python reads it."""
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def address(path: Path) -> str:
    """A file's address from the root, for a failing test to name."""
    return path.relative_to(ROOT).as_posix()


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions(module: ast.Module) -> Iterator[Function]:
    """Every function and method, nested ones too."""
    return (node for node in ast.walk(module) if isinstance(node, Function))


def public_functions(module: ast.Module) -> Iterator[tuple[Function, bool]]:
    """Functions and methods that others call, with whether they are methods."""
    for node in module.body:
        if isinstance(node, Function) and not node.name.startswith("_"):
            yield node, False
        if isinstance(node, ast.ClassDef):
            for member in node.body:
                if isinstance(member, Function) and not member.name.startswith("_"):
                    yield member, not _is_static(member)


def _is_static(method: Function) -> bool:
    return any(isinstance(mark, ast.Name) and mark.id == "staticmethod" for mark in method.decorator_list)


def length(function: Function) -> int:
    """The lines of a function, without its docstring: explaining is free."""
    lines = function.end_lineno - function.lineno + 1
    first = function.body[0]
    if ast.get_docstring(function) is not None:
        lines -= first.end_lineno - first.lineno + 1
    return lines


def positional(function: Function, *, is_method: bool) -> int:
    """How many arguments may be given by place, without self or cls."""
    arguments = function.args
    return len(arguments.posonlyargs) + len(arguments.args) - is_method
