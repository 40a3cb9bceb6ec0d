"""Who may import whom, who may open a connection and who may read Django's settings."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from written import ROOT, SRC, address, modules, tree

NETWORK = {
    "socket",
    "ssl",
    "urllib.request",
    "http.client",
    "ftplib",
    "smtplib",
    "requests",
    "httpx",
    "aiohttp",
    "urllib3",
}
PYPROJECT = (ROOT / "pyproject.toml").read_text(encoding="utf-8")


def imported(module):
    """What a module imports, wherever in it."""
    for node in ast.walk(module):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def opens_connections(module):
    names = [
        part for name in imported(module) for part in (name, name.rpartition(".")[0], name.split(".")[0])
    ]
    return sorted(NETWORK & set(names))


def relative_imports(module):
    return [node.lineno for node in ast.walk(module) if isinstance(node, ast.ImportFrom) and node.level]


def in_room(path, *rooms):
    return path.relative_to(SRC).parts[0] in rooms


@pytest.mark.parametrize("path", modules(SRC, ROOT / "tests", ROOT / "benchmarks"), ids=address)
def test_imports_give_the_whole_address(path):
    assert relative_imports(tree(path)) == []


def test_the_contracts_hold():
    done = subprocess.run(
        [str(Path(sys.executable).parent / "lint-imports")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:]
    assert " 0 broken" in done.stdout


def test_the_contracts_have_no_exceptions():
    asked = tomllib.loads(PYPROJECT)["tool"]["importlinter"]
    assert [contract["type"] for contract in asked["contracts"]].count("layers") >= 1
    assert all("ignore_imports" not in contract for contract in asked["contracts"])
    written_elsewhere = [name for name in (".importlinter", "setup.cfg") if (ROOT / name).exists()]
    assert written_elsewhere == []


@pytest.mark.parametrize("path", [path for path in modules() if not in_room(path, "sources")], ids=address)
def test_only_sources_open_connections(path):
    # The server has to listen, which opens no connection to anyone.
    listens = {"socket"} if path.parts[-3:] == ("web", "commands", "serving.py") else set()
    assert set(opens_connections(tree(path))) <= listens


@pytest.mark.parametrize("path", modules(), ids=address)
def test_only_wiring_reads_the_settings_of_django(path):
    reads = "django.conf.settings" in imported(tree(path))
    assert not reads or address(path).startswith("src/oneplan/web/wiring")


@pytest.mark.parametrize("path", [path for path in modules() if not in_room(path, "web")], ids=address)
def test_the_ground_floor_knows_no_django(path):
    assert [name for name in imported(tree(path)) if name.split(".")[0] in {"django", "gunicorn"}] == []


def test_the_checks_find_an_import_wherever_it_stands():
    module = ast.parse(
        "import urllib.request\n"
        "def f():\n"
        "    from http.client import HTTPSConnection\n"
        "    from urllib.parse import quote\n"
        "    from . import here\n"
        "    from ..there import it\n"
    )
    assert opens_connections(module) == ["http.client", "urllib.request"]
    assert relative_imports(module) == [5, 6]
    assert opens_connections(ast.parse("from urllib import request")) == ["urllib.request"]


def test_no_function_of_a_package_bears_the_name_of_a_module_in_it():
    """Importing the module would put it in the function's place, wherever the function is looked up later."""
    for package in (ROOT / "src").rglob("__init__.py"):
        modules = {path.stem for path in package.parent.glob("*.py")}
        functions = {
            one.name for one in ast.parse(package.read_text("utf-8")).body if isinstance(one, ast.FunctionDef)
        }
        assert functions & modules == set(), package
